"""Other programs, run from the bootstrap: in the project's folder, and with their noise kept back.

Standard library only, and readable to Python 3.7, like `bootstrap`, which uses it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_BEAT = 15.0  # seconds between two signs of life in a log
_BEAT_ON_TERMINAL = 0.5  # seconds
_LINES_SHOWN = 20


class StopError(Exception):
    """Why it cannot go on: one sentence for the user."""


def call(command: Sequence[str], *, silent: bool = False, **environment: str) -> int:
    """Run a program in the project's folder, and return its exit code."""
    output = subprocess.DEVNULL if silent else None
    return subprocess.call(
        command, cwd=str(ROOT), env={**os.environ, **environment}, stdout=output, stderr=output
    )


def hand_over(command: Sequence[str]) -> int:
    """Let a program take this one's place; return its exit code where the system has no such way.

    It gets the user's Ctrl-C itself, so that it can keep what it has.
    """
    sys.stdout.flush()
    os.chdir(str(ROOT))
    if os.name == "posix":
        os.execv(command[0], list(command))
    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def pip_install(python: str, arguments: Sequence[str], *, what: str, log: Path) -> None:
    """Run pip install, saying now and then how far it is instead of all that pip says.

    Raises
    ------
    StopError
        pip failed; its last lines were shown.
    """
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    code = _watched([*command, "--progress-bar", "off", *arguments], log)
    if code:
        said = log.read_text(encoding="utf-8", errors="replace")
        print("\n".join(said.splitlines()[-_LINES_SHOWN:]), file=sys.stderr)
        raise StopError(pip_sentence(said, what=what))


def pip_sentence(said: str, *, what: str) -> str:
    """Return what a failed pip means, told by the words it used."""
    if "No space left" in said:
        return f"There is no room left on the disk to install {what}: make room and run this again."
    if "onnection" in said or "name resolution" in said or "timed out" in said:
        return (
            f"{what} could not be downloaded: check the network connection (or pip's proxy and "
            "index settings), then run this again."
        )
    if "No matching distribution" in said:
        return f"There is no build of {what} for this Python and this machine: see the lines above."
    return (
        f"pip could not install {what}: see its last lines above, check the network connection "
        "and the free space, then run this again."
    )


def _watched(command: Sequence[str], log: Path) -> int:
    """Run a program that writes to a log; show that it lives by its time and what it fetched."""
    terminal = sys.stdout.isatty()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=str(log.parent)) as scratch, log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=str(ROOT),
            env={**os.environ, "TMPDIR": scratch, "TMP": scratch, "TEMP": scratch},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            while True:
                try:
                    return process.wait(timeout=_BEAT_ON_TERMINAL if terminal else _BEAT)
                except subprocess.TimeoutExpired:
                    line = f"      {time.monotonic() - began:.0f} s{_fetched(Path(scratch))}"
                    print(
                        f"\r{line} " if terminal else line, end="" if terminal else "\n", flush=True
                    )
        finally:
            process.kill()  # does nothing to one that has ended
            process.wait()
            if terminal:
                print("\r" + " " * 40, end="\r")


def _fetched(scratch: Path) -> str:
    """Return how much has been downloaded into a folder whose files come and go."""
    total = 0
    for path in scratch.glob("pip-unpack-*/*"):
        try:
            total += path.stat().st_size
        except OSError:
            continue
    return f", {total / 1e6:.0f} MB fetched" if total else ""
