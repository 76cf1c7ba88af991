"""The shape of the program, held by tests: layers, sizes, docstrings, and how fast it answers."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted([*(ROOT / "dfi_studio").rglob("*.py"), *(ROOT / "packaging").rglob("*.py")])
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run(code: str) -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=ROOT, timeout=60)


def test_no_module_and_no_function_is_too_long() -> None:
    excess = []
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > LONGEST_MODULE:
            excess.append(f"{name(path)}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = _body_lines(node)
                if lines > LONGEST_FUNCTION:
                    excess.append(f"{name(path)}: {node.name} has {lines} lines")
    assert not excess, "\n".join(excess)


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the signature to the end, the docstring not counted: it tells, it does not do."""
    assert node.end_lineno is not None
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", ":"))


def test_the_window_can_be_built_without_torch() -> None:
    run(
        "import sys, pkgutil, importlib, dfi_studio.app.loop, dfi_studio.ui as ui\n"
        "for each in pkgutil.walk_packages(ui.__path__, 'dfi_studio.ui.'):\n"
        "    importlib.import_module(each.name)\n"
        "assert 'torch' not in sys.modules and 'scipy' not in sys.modules"
    )


def test_reading_the_command_line_needs_neither_torch_nor_qt() -> None:
    run(
        "import sys\n"
        "from dfi_studio.cli.main import make_parser\n"
        "make_parser()\n"
        "assert not {'torch', 'PySide6', 'h5py', 'rich'} & set(sys.modules)"
    )


def test_help_answers_at_once() -> None:
    before = os.times()
    command = [sys.executable, "-m", "dfi_studio", "edit", "--help"]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    after = os.times()
    # The process's own time: the machine may be busy with something else.
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 0.8


def test_the_engine_loads_without_files_or_windows() -> None:
    run(
        "import sys, dfi_studio.engine.reverse_mapping\n"
        "assert not {'PySide6', 'dfi_studio.library', 'dfi_studio.ui'} & set(sys.modules)"
    )
