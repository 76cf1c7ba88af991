"""The bootstrap: what it decides, what it says, and that it never shows a traceback."""

import ast
import importlib
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging"
MODULES = ("bootstrap", "processes", "system_libraries", "torch_build")


@pytest.fixture(autouse=True)
def _modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The scripts find each other beside themselves, as when one of them is run."""
    monkeypatch.syspath_prepend(FOLDER)
    yield
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture
def bootstrap() -> ModuleType:
    return importlib.import_module("bootstrap")


@pytest.fixture
def processes() -> ModuleType:
    return importlib.import_module("processes")


@pytest.fixture
def torch_build() -> ModuleType:
    return importlib.import_module("torch_build")


@pytest.fixture
def system_libraries() -> ModuleType:
    return importlib.import_module("system_libraries")


# Python and the machine -------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODULES)
def test_an_old_python_can_read_it_and_needs_no_package(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(), feature_version=(3, 7))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted = {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            wanted = {str(node.module)}
        else:
            continue
        tops = {each.split(".")[0] for each in wanted}
        assert tops <= set(sys.stdlib_module_names) | set(MODULES)


def test_the_version_sentence(bootstrap: ModuleType) -> None:
    assert bootstrap.version_sentence((3, 11)) == ""
    assert bootstrap.version_sentence((4, 0)) == ""
    sentence = bootstrap.version_sentence((3, 9))
    assert sentence.startswith("DFI Studio needs Python 3.11 or later, but this is Python 3.9:")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">={}.{}".format(*bootstrap.OLDEST)


def test_an_old_python_gets_the_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 1))
    assert bootstrap.main(["run"]) == 1
    assert "needs Python 3.11" in capsys.readouterr().err


def test_the_machine_must_be_one_that_pytorch_is_made_for(bootstrap: ModuleType) -> None:
    bootstrap.check_machine(2**63 - 1, "Linux", "x86_64")
    bootstrap.check_machine(2**63 - 1, "Darwin", "arm64")
    with pytest.raises(bootstrap.StopError, match="64-bit"):
        bootstrap.check_machine(2**31 - 1, "Windows", "x86")
    with pytest.raises(bootstrap.StopError, match="Intel Macs"):
        bootstrap.check_machine(2**63 - 1, "Darwin", "x86_64")


def test_the_room_on_the_disk(bootstrap: ModuleType) -> None:
    bootstrap.check_room(4 * 10**9, gpu=False)
    with pytest.raises(bootstrap.StopError, match=r"about 3 GB, but .* has only 2\.0 GB free"):
        bootstrap.check_room(2 * 10**9, gpu=False)
    with pytest.raises(bootstrap.StopError, match="about 10 GB"):
        bootstrap.check_room(4 * 10**9, gpu=True)


@pytest.mark.parametrize(
    ("system", "environment", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_where_a_window_can_be_shown(
    bootstrap: ModuleType, system: str, environment: dict[str, str], shown: bool
) -> None:
    assert bootstrap.has_display(system, environment) is shown


# What is installed ------------------------------------------------------------------------------


def test_the_stamp_changes_with_what_it_vouches_for(bootstrap: ModuleType, tmp_path: Path) -> None:
    def stamp(text: bytes = b"a", extra: str = "", python: str = "3.11", root: Path = ROOT) -> str:
        name: str = bootstrap.stamp(text, extra=extra, python=python, root=root)
        return name

    others = {stamp(b"b"), stamp(extra="test"), stamp(python="3.12"), stamp(root=tmp_path)}
    assert stamp() == stamp()
    assert len(others | {stamp()}) == 5


@pytest.fixture
def installer(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[ModuleType, list[str]]:
    """The bootstrap with a folder for .venv, and an installation that only notes its extra."""
    done: list[str] = []
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "UNFINISHED", tmp_path / "unfinished")
    monkeypatch.setattr(bootstrap, "make_venv", lambda: None)
    monkeypatch.setattr(bootstrap, "check_machine", lambda *_: None)
    monkeypatch.setattr(bootstrap, "install_packages", lambda *_, extra: done.append(extra))
    return bootstrap, done


def test_what_is_installed_is_not_installed_again(
    installer: tuple[ModuleType, list[str]],
) -> None:
    bootstrap, done = installer
    for extra in ("", "", "test", "test", ""):
        bootstrap.install(bootstrap.Steps(5), extra=extra, libraries={})
    assert done == ["", "test"]  # what serves the tests serves the studio
    assert not bootstrap.UNFINISHED.exists()


def test_an_installation_that_is_cut_off_is_remembered(
    installer: tuple[ModuleType, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap, _ = installer

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "install_packages", cut_off)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.install(bootstrap.Steps(5), extra="", libraries={})
    assert bootstrap.UNFINISHED.exists()
    assert not bootstrap.STAMP.exists()


def test_a_pip_that_gives_up_needs_no_new_environment(
    installer: tuple[ModuleType, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap, _ = installer

    def fail(*_: object, **__: object) -> None:
        raise bootstrap.StopError("no network")

    monkeypatch.setattr(bootstrap, "install_packages", fail)
    with pytest.raises(bootstrap.StopError):
        bootstrap.install(bootstrap.Steps(5), extra="", libraries={})
    assert not bootstrap.UNFINISHED.exists()


def test_a_broken_environment_is_made_anew(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "left").touch()
    made: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "UNFINISHED", venv / "unfinished")
    monkeypatch.setattr(bootstrap, "works", lambda _: False)
    monkeypatch.setattr(bootstrap, "call", lambda command, **_: made.append(command) or 0)
    bootstrap.make_venv()
    assert not venv.exists()
    assert made[-1] == [sys.executable, "-m", "venv", str(venv)]


def test_an_environment_without_its_python_does_not_work(
    bootstrap: ModuleType, tmp_path: Path
) -> None:
    assert not bootstrap.works(tmp_path)


def test_a_python_without_ensurepip_gets_it_from_debian(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "call", lambda command, **_: int("ensurepip" in command[-1]))
    monkeypatch.setattr(bootstrap.system_libraries, "apt_install", asked.extend)
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/apt-get")
    bootstrap.make_venv()
    assert asked == ["python{}.{}-venv".format(*sys.version_info)]
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(bootstrap.StopError, match="lacks the module ensurepip"):
        bootstrap.make_venv()


# PyTorch ----------------------------------------------------------------------------------------


def test_the_requirements_are_those_of_the_project(torch_build: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    torch, torchvision = torch_build.torch_requirements(project)
    assert torch.startswith("torch>=")
    assert torchvision.startswith("torchvision>=")


@pytest.mark.parametrize(
    ("system", "gpu", "answer", "asks"),
    [
        ("linux", False, True, True),
        ("linux", False, False, False),
        ("linux", True, True, False),
        ("win32", False, True, False),
        ("darwin", False, True, False),
    ],
)
def test_the_build_without_cuda(
    torch_build: ModuleType, system: str, gpu: bool, answer: bool, asks: bool
) -> None:
    found = torch_build.index_arguments(system, gpu=gpu, answers=lambda _: answer)
    assert found == (["--extra-index-url", torch_build.CPU_INDEX] if asks else [])


@pytest.mark.parametrize(("code", "found"), [("0", True), ("9", False)])
@pytest.mark.skipif(os.name == "nt", reason="the false driver is a shell script")
def test_a_gpu_is_one_whose_driver_answers(
    torch_build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, found: bool
) -> None:
    driver = tmp_path / "nvidia-smi"
    driver.write_text(f"#!/bin/sh\nexit {code}\n")
    driver.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda _: str(driver))
    assert torch_build.has_gpu() is found


def test_without_a_driver_there_is_no_gpu(
    torch_build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert not torch_build.has_gpu()


def test_a_host_that_cannot_be_reached_does_not_answer(torch_build: ModuleType) -> None:
    assert not torch_build.answers("http://127.0.0.1:9")


# System libraries -------------------------------------------------------------------------------


def test_finds_what_is_missing(system_libraries: ModuleType) -> None:
    found = system_libraries.missing(
        system_libraries.WINDOW, present=lambda name: "xcb" not in name
    )
    assert found["libxcb-cursor.so.0"] == "libxcb-cursor0"
    assert all("xcb" in library for library in found)
    assert not system_libraries.loads("libthere-is-no-such.so.0")
    assert set(system_libraries.OFFSCREEN) < set(system_libraries.WINDOW)


def test_newer_releases_name_some_packages_anew(system_libraries: ModuleType) -> None:
    names = system_libraries.apt_names(
        ["libglib2.0-0", "libgl1"], known=lambda name: name == "libglib2.0-0t64"
    )
    assert names == ["libglib2.0-0t64", "libgl1"]


def test_nothing_is_said_where_nothing_is_missing(
    system_libraries: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_libraries, "missing", lambda _: {})
    monkeypatch.setattr("shutil.which", lambda _: None)
    system_libraries.ensure(system_libraries.WINDOW)


def test_another_system_is_told_the_libraries(
    system_libraries: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(system_libraries.StopError, match=r"lacks: install libno\.so\.1 with its"):
        system_libraries.ensure({"libno.so.1": "libno1"})


def test_a_user_who_is_not_root_is_told_the_command(
    system_libraries: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(system_libraries.StopError, match="sudo apt-get install libno1 libno2`"):
        system_libraries.ensure({"libno.so.1": "libno1", "libno.so.2": "libno2"})


@pytest.mark.parametrize(("code", "sentence"), [(0, "still lacks"), (100, "could not install")])
def test_root_installs_them(
    system_libraries: ModuleType, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    ran: list[str] = []

    def call(command: list[str], **_: object) -> int:
        ran.append(" ".join(command))
        return code

    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_libraries, "call", call)
    monkeypatch.setattr(system_libraries, "apt_names", lambda names, known: names)
    with pytest.raises(system_libraries.StopError, match=sentence):
        system_libraries.ensure({"libno.so.1": "libno1"})
    assert ran == [
        "apt-get update -qq",
        "apt-get install -y -qq --no-install-recommends libno1",
    ]


# Running ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Retrying after connection broken by NewConnectionError", "check the network connection"),
        ("[Errno 28] No space left on device", "no room left on the disk"),
        ("ERROR: No matching distribution found for torch", "no build of PyTorch for this Python"),
        ("something else", "pip could not install PyTorch"),
        ("", "pip could not install PyTorch"),
    ],
)
def test_what_pip_says_becomes_a_sentence(processes: ModuleType, said: str, sentence: str) -> None:
    assert sentence in processes.pip_sentence(said, what="PyTorch")


def test_a_failed_pip_shows_its_last_lines(
    processes: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A Python whose pip is a module of ours: it says forty lines, and fails.
    (tmp_path / "pip.py").write_text(
        "import sys\nfor n in range(40): print('line', n)\nsys.exit(1)"
    )
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    with pytest.raises(processes.StopError, match="pip could not install PyTorch"):
        processes.pip_install(str(python), ["torch"], what="PyTorch", log=tmp_path / "log")
    shown = capsys.readouterr().err
    assert "line 39" in shown
    assert "line 19\n" not in shown


LONG = """
import os, pathlib, time
folder = pathlib.Path(os.environ["TMPDIR"], "pip-unpack-1")
folder.mkdir()
(folder / "torch.whl").write_bytes(bytes(3_000_000))
time.sleep(1)
"""


@pytest.mark.parametrize("terminal", [False, True])
def test_a_long_pip_shows_that_it_lives(
    processes: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
) -> None:
    monkeypatch.setattr(processes, "_BEAT", 0.05)
    monkeypatch.setattr(processes, "_BEAT_ON_TERMINAL", 0.05)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert processes._watched([sys.executable, "-c", LONG], tmp_path / "log") == 0
    shown = capsys.readouterr().out
    assert " s, 3 MB fetched" in shown
    assert ("\r" in shown) is terminal
    assert ("\n" in shown) is not terminal
    assert list(tmp_path.iterdir()) == [tmp_path / "log"]


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (KeyboardInterrupt(), 130, "Stopped; run the same command to go on."),
        (PermissionError(13, "Permission denied", ".venv"), 1, "could not be made or run"),
    ],
)
def test_no_failure_shows_a_traceback(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    sentence: str,
) -> None:
    def fail(**_: object) -> int:
        raise error

    monkeypatch.setattr(bootstrap, "run", fail)
    assert bootstrap.main(["run"]) == code
    assert sentence in capsys.readouterr().err


def launched(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, *, display: bool) -> list[str]:
    monkeypatch.setattr(bootstrap, "install", lambda *_, **__: None)
    monkeypatch.setattr(bootstrap, "call", lambda *_, **__: 0)
    monkeypatch.setattr(bootstrap, "has_display", lambda *_: display)
    handed: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "hand_over", lambda command: handed.append(command) or 7)
    assert bootstrap.run(headless=False) == 7
    return [Path(handed[0][0]).name, *handed[0][1:]]


def test_with_a_display_the_studio_opens(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = launched(bootstrap, monkeypatch, display=True)
    assert command == ["dfi-studio", "open", "--sample"]


def test_without_a_display_it_says_so_and_makes_the_sample(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = launched(bootstrap, monkeypatch, display=False)
    assert command == ["dfi-studio", "sample", "-o", "sample-output"]
    assert "There is no display here" in capsys.readouterr().out


def test_the_tests_stop_at_the_first_failure(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def call(command: list[str], **environment: str) -> int:
        name = Path(command[0]).name
        ran.append(name)
        assert name == "dfi-studio" or environment == {"QT_QPA_PLATFORM": "offscreen"}
        return 3 if name == "mypy" else 0

    monkeypatch.setattr(bootstrap, "install", lambda *_, **__: None)
    monkeypatch.setattr(bootstrap, "call", call)
    assert bootstrap.test() == 3
    assert ran == ["dfi-studio", "ruff", "ruff", "mypy"]
    told = capsys.readouterr()
    assert "$ ruff format --check ." in told.out
    assert "mypy failed with exit code 3." in told.err


def test_it_starts_from_anywhere(tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER / "bootstrap.py"), "run", "--help"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "--headless" in told.stdout
