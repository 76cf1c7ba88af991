"""Nothing that a user can open is run: the source is walked for all that would do so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "dfi_studio").rglob("*.py"))
NOT_IMPORTED = frozenset(
    {
        "pickle", "cPickle", "_pickle", "cloudpickle",
        "dill", "joblib", "marshal", "shelve", "code",
        "codeop", "runpy", "yaml", "jsonpickle", "imp", "ctypes", "xmlrpc",
    }
)  # fmt: skip
MAY_NAME_PICKLE = {"dfi_studio/pipeline/weight_files.py"}
"""It refuses what torch's own reader refuses, which it does by this module's error."""
NOT_CALLED = frozenset({"eval", "exec", "compile", "__import__", "execfile"})
NOT_CALLED_OF = {
    "os": {"system", "popen", "execv", "execl", "execvp", "spawnv", "spawnl", "startfile"},
    "subprocess": {"getoutput", "getstatusoutput"},
    "asyncio": {"create_subprocess_shell"},
    "shutil": {"unpack_archive"},
    "yaml": {"load", "unsafe_load", "full_load"},
    "torch.hub": {"load"},
    "torch.jit": {"load"},
    "torch.package": {"PackageImporter"},
}


def faults(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line of each thing that could run what a file holds, and what it is."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for each in names:
                    if each.name.split(".")[0] in NOT_IMPORTED:
                        yield node.lineno, f"import {each.name}"
            case ast.ImportFrom(module=str(module)):
                if module.split(".")[0] in NOT_IMPORTED:
                    yield node.lineno, f"from {module} import"
                for each in node.names:
                    if each.name in NOT_CALLED_OF.get(module, ()):
                        yield node.lineno, f"from {module} import {each.name}"
            case ast.Call():
                yield from ((node.lineno, each) for each in _faults_of(node))


def _faults_of(call: ast.Call) -> Iterator[str]:
    called = ast.unparse(call.func)
    owner, _, name = called.rpartition(".")
    given = {each.arg: each.value for each in call.keywords}
    if called in NOT_CALLED or name in NOT_CALLED_OF.get(owner, ()):
        yield f"{called}()"
    shell = given.get("shell")
    if shell is not None and not _is(shell, False):
        yield f"{called}(shell=)"
    if called == "torch.load" and not _is(given.get("weights_only"), True):
        yield "torch.load() without weights_only"
    reads = name in ("load", "read_array") and owner.startswith("np")
    if reads and not _is(given.get("allow_pickle"), False):
        yield f"{called}() without allow_pickle=False"
    if "allow_pickle" in given and not _is(given["allow_pickle"], False):
        yield f"{called}(allow_pickle=)"
    if name in ("extractall", "extract") and "filter" not in given and "tar" in owner:
        yield f"{called}() without a filter"


def _is(node: ast.expr | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_runs_what_a_file_holds(path: Path) -> None:
    found = list(faults(ast.parse(path.read_text(encoding="utf-8"))))
    if path.relative_to(ROOT).as_posix() in MAY_NAME_PICKLE:
        found = [each for each in found if each[1] != "import pickle"]
    assert not found


def test_weights_name_pickle_for_its_error_alone() -> None:
    for each in MAY_NAME_PICKLE:
        tree = ast.parse((ROOT / each).read_text(encoding="utf-8"))
        used = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "pickle"
        }
        assert used == {"UnpicklingError"}


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from marshal import loads",
        "import shelve as s",
        "eval('1')",
        "exec(text)",
        "os.system('ls')",
        "subprocess.run('ls', shell=True)",
        "subprocess.run('ls', shell=yes)",
        "torch.load(path)",
        "torch.load(path, weights_only=False)",
        "np.load(path)",
        "np.load(path, allow_pickle=True)",
        "yaml.load(text)",
        "tar.extractall(folder)",
        "from os import system",
    ],
)
def test_what_would_is_found(code: str) -> None:
    assert list(faults(ast.parse(code)))
