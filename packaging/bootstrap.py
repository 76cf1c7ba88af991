"""From a fresh clone to the running studio, or to its tests, with nothing but a Python.

    python3 packaging/bootstrap.py run [--headless]
    python3 packaging/bootstrap.py test

Makes .venv, installs the project there (a CPU build of PyTorch where there is no NVIDIA GPU), adds
what Qt needs of a Debian system, fetches the default network, then starts. What was done once is
remembered in .venv and not done again. Standard library only; readable to Python 3.7, so that an
old Python gets a sentence and not a traceback.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import system_libraries
import torch_build
from processes import ROOT, StopError, call, hand_over, pip_install

VENV = ROOT / ".venv"
STAMP = VENV / "dfi-studio-installed"
UNFINISHED = VENV / "dfi-studio-unfinished"
LOG = VENV / "pip.log"

OLDEST = (3, 11)
ROOM = 3  # GB for the first installation, with a CPU build of PyTorch
ROOM_WITH_CUDA = 10  # GB
DEFAULT_NETWORK = "vgg16"


class Steps:
    """Says which step has begun, out of how many."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._begun = 0

    def begin(self, what: str) -> None:
        """Print the line of the next step."""
        self._begun += 1
        print(f"[{self._begun}/{self._total}] {what} ...", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; return the exit code."""
    wrong = version_sentence(sys.version_info[:2])
    if wrong:
        print(wrong, file=sys.stderr)
        return 1
    options = command_line().parse_args(arguments)
    try:
        return test() if options.command == "test" else run(headless=options.headless)
    except StopError as error:
        print(f"\n{error}", file=sys.stderr)
    except OSError as error:
        print(f"\nThe files in {ROOT} could not be made or run: {error}.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped; run the same command to go on.", file=sys.stderr)
        return 130
    return 1


def command_line() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    parser = argparse.ArgumentParser(description="Install DFI Studio, then start or test it.")
    commands = parser.add_subparsers(dest="command", metavar="run | test")
    commands.required = True
    start = commands.add_parser("run", help="start the studio with the sample project open")
    start.add_argument(
        "--headless", action="store_true", help="make the sample pictures, without a window"
    )
    commands.add_parser("test", help="run the linters, the type checker and the tests")
    return parser


# Verbs ------------------------------------------------------------------------------------------


def run(*, headless: bool) -> int:
    """Install, then start the studio, or make its sample pictures where there is no display."""
    steps = Steps(5)
    window = not headless and has_display(sys.platform, os.environ)
    install(steps, extra="", libraries=system_libraries.WINDOW if window else {})
    if not fetch_network(steps):
        raise StopError("The default network is missing: see above, then run this again.")
    if window:
        print("Starting the studio.")
        return hand_over([program("dfi-studio"), "open", "--sample"])
    if not headless:
        print("There is no display here, so the sample job runs without a window.")
    print(f"Making the sample pictures in {ROOT / 'sample-output'}.")
    return hand_over([program("dfi-studio"), "sample", "-o", "sample-output"])


def test() -> int:
    """Install with the test tools, then run every check; return the first failing exit code."""
    steps = Steps(6)
    install(steps, extra="test", libraries=system_libraries.OFFSCREEN)
    if not fetch_network(steps):
        print("The tests that need it are skipped.")
    steps.begin("Checking")
    for command in checks():
        shown = " ".join([Path(command[0]).stem, *command[1:]])
        print(f"$ {shown}", flush=True)
        code = call(command, QT_QPA_PLATFORM="offscreen")
        if code:
            print(f"{shown} failed with exit code {code}.", file=sys.stderr)
            return code
    return 0


def checks() -> list[list[str]]:
    """Return the commands of the test run, in order."""
    return [
        [program("ruff"), "check", "."],
        [program("ruff"), "format", "--check", "."],
        [program("mypy")],
        [program("lint-imports")],
        [program("pytest")],
    ]


def fetch_network(steps: Steps) -> bool:
    """Have the installed program fetch the default network; return whether it is there."""
    steps.begin("Fetching the default network (55 MB, once)")
    return call([program("dfi-studio"), "weights", "get", DEFAULT_NETWORK]) == 0


def has_display(system: str, environment: Mapping[str, str]) -> bool:
    """Return whether a window can be shown."""
    if system in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


# Installation -----------------------------------------------------------------------------------


def install(steps: Steps, *, extra: str, libraries: Mapping[str, str]) -> None:
    """Bring the machine and .venv to what the verb needs."""
    steps.begin("Checking this machine")
    check_machine(sys.maxsize, platform.system(), platform.machine())
    if sys.platform.startswith("linux"):
        system_libraries.ensure(libraries)
    pyproject = (ROOT / "pyproject.toml").read_bytes()
    steps.begin("Making .venv")
    make_venv()
    if is_stamped(stamp(pyproject, extra=extra)):
        steps.begin("Installing PyTorch: done before")
        steps.begin("Installing DFI Studio: done before")
        return
    UNFINISHED.touch()
    try:
        install_packages(steps, pyproject.decode(), extra=extra)
    except StopError:
        UNFINISHED.unlink()  # a pip that gives up leaves no half-installed package behind
        raise
    # What serves the tests serves the studio too.
    stamps = [stamp(pyproject, extra=each) for each in dict.fromkeys([extra, ""])]
    STAMP.write_text("\n".join(stamps))
    UNFINISHED.unlink()


def install_packages(steps: Steps, pyproject: str, *, extra: str) -> None:
    """Install PyTorch, in the build for this machine, then the project."""
    import tomllib  # not there before Python 3.11

    gpu = sys.platform.startswith("linux") and torch_build.has_gpu()
    check_room(shutil.disk_usage(str(ROOT)).free, gpu=gpu)
    index = torch_build.index_arguments(sys.platform, gpu=gpu, answers=torch_build.answers)
    wanted = torch_build.torch_requirements(tomllib.loads(pyproject)["project"])
    python = program("python")
    steps.begin(f"Installing PyTorch ({'about 2.5 GB, for the GPU' if gpu else 'about 200 MB'})")
    pip_install(python, [*wanted, *index], what="PyTorch", log=LOG)
    steps.begin("Installing DFI Studio" + (" and its test tools" if extra else ""))
    project = f".[{extra}]" if extra else "."
    pip_install(python, ["-e", project, *index], what="DFI Studio", log=LOG)


def version_sentence(version: tuple[int, int]) -> str:
    """Return what is wrong with a Python version; nothing where it serves."""
    if version >= OLDEST:
        return ""
    oldest = f"{OLDEST[0]}.{OLDEST[1]}"
    return (
        f"DFI Studio needs Python {oldest} or later, but this is Python {version[0]}.{version[1]}: "
        f"install a newer one and run this with it, for example as python{oldest}."
    )


def check_machine(largest: int, system: str, machine: str) -> None:
    """Raise `StopError` where PyTorch does not exist for this Python or this machine."""
    if largest <= 2**32:
        raise StopError("This Python is a 32-bit program, but PyTorch needs a 64-bit one.")
    if system == "Darwin" and machine == "x86_64":
        raise StopError(
            "PyTorch no longer comes for Intel Macs; on an Apple Silicon Mac, use a native Python."
        )


def check_room(free: int, *, gpu: bool) -> None:
    """Raise `StopError` where the disk is too full to install on."""
    room = ROOM_WITH_CUDA if gpu else ROOM
    if free < room * 10**9:
        raise StopError(
            f"The installation takes about {room} GB, but {ROOT} has only {free / 10**9:.1f} GB "
            f"free: make room, then run this again."
        )


def stamp(pyproject: bytes, *, extra: str, python: str = sys.version, root: Path = ROOT) -> str:
    """Return what names an installation: the same until its needs, its Python or place change."""
    return hashlib.sha256(
        b"\n".join([pyproject, f"{extra}\n{python}\n{root}".encode()])
    ).hexdigest()


def is_stamped(wanted: str) -> bool:
    """Return whether this installation was finished."""
    return STAMP.exists() and wanted in STAMP.read_text().split()


def make_venv() -> None:
    """Make .venv unless it is there and whole; one that was cut off is made anew."""
    if VENV.exists() and (UNFINISHED.exists() or not works(VENV)):
        print("The earlier .venv is not whole, so it is made anew.")
        shutil.rmtree(VENV)
    if VENV.exists():
        return
    python = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    if call([sys.executable, "-c", "import ensurepip"], silent=True):
        if not shutil.which("apt-get"):
            raise StopError(
                "This Python lacks the module ensurepip, which makes .venv: install a complete "
                "Python, then run this again."
            )
        system_libraries.apt_install([f"{python}-venv"])
    if call([sys.executable, "-m", "venv", str(VENV)]):
        raise StopError(f"{VENV} could not be made: see the message above.")


def works(venv: Path) -> bool:
    """Return whether a virtual environment runs this very version of Python and has pip."""
    python = program("python", venv)
    ask = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        return call([python, "-c", ask], silent=True) == 0
    except OSError:
        return False


def program(name: str, venv: Path = VENV) -> str:
    """Return the path of a program in the virtual environment."""
    return str(venv / ("Scripts" if os.name == "nt" else "bin") / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
