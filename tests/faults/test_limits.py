"""Files that may not grow, and folders that may not be written: whoever writes says so at once.

The bound holds for what libraries write by themselves too, which `FailingDisk` cannot see.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from faults.failing_disk import no_larger_than, without_rights
from faults.native_writers import SEEN, UNSEEN
from faults.test_writers import check_sentence
from faults.writers import WRITERS, Parts, Writer

from dfi_studio.core.errors import StudioError

NATIVE = ("film as mp4", "film as webm", "film as gif", "network", "project")
"""Of those that Python sees, the ones that leave most to a library."""
TRIED = [*UNSEEN, *SEEN, *(each for each in WRITERS if each.name in NATIVE)]
PARTS = 6


def found(writer: Writer, folder: Path) -> Parts:
    return dict(writer.found(folder)) if any(folder.iterdir()) else {}


def largest(folder: Path) -> int:
    return max((each.stat().st_size for each in folder.rglob("*") if each.is_file()), default=0)


def check(writer: Writer, folder: Path, before: Parts, after: Parts) -> None:
    """Check that all is as before or as after, and that writing again serves."""
    now = found(writer, folder)
    for name in before.keys() | after.keys() | now.keys():
        assert now.get(name) in (before.get(name), after.get(name)), name
    writer.write(folder)
    assert found(writer, folder).items() >= after.items()


@pytest.mark.parametrize("writer", TRIED, ids=lambda writer: writer.name)
def test_a_file_that_cannot_grow_is_one_sentence_and_loses_nothing(
    tmp_path: Path, writer: Writer
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    writer.prepare(folder)
    shutil.copytree(folder, tmp_path / "kept")
    before = found(writer, folder)
    writer.write(folder)
    after, most = found(writer, folder), largest(folder)
    told = 0
    for part in range(PARTS):
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "kept", folder)
        try:
            with no_larger_than(most * part // PARTS):
                writer.write(folder)
        except StudioError as error:
            check_sentence(error)
            told += 1
        check(writer, folder, before, after)
    assert told or writer.quiet or writer.name == "training state forgotten"


@pytest.mark.parametrize("writer", [*UNSEEN, *SEEN, *WRITERS], ids=lambda writer: writer.name)
def test_a_read_only_folder_is_one_sentence_and_loses_nothing(
    tmp_path: Path, writer: Writer
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    writer.prepare(folder)
    shutil.copytree(folder, tmp_path / "kept")
    before = found(writer, folder)
    writer.write(folder)
    after = found(writer, folder)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "kept", folder)
    folder.chmod(0o555)
    try:
        with without_rights():
            writer.write(folder)
    except StudioError as error:
        check_sentence(error)
    finally:
        folder.chmod(0o755)
    check(writer, folder, before, after)
