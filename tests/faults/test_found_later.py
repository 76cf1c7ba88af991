"""What a failure leaves half done is not made worse by what comes after it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from faults.failing_disk import FailingDisk, Fault
from faults.writers import WRITERS, _attribute

from dfi_studio.core.errors import OutputError
from dfi_studio.library import exclusive as exclusive_module
from dfi_studio.library.batch_ledger import LEDGER, Entry, Ledger
from dfi_studio.library.catalog.salvage import folders_beside
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.exclusive import exclusive
from dfi_studio.pipeline.learned_files import LearnedFiles
from dfi_studio.session import queue_store
from dfi_studio.session.queue_store import QueueStore


def test_a_line_after_one_that_was_cut_off_by_a_full_disk_is_read(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    one, other = (Entry(name, tmp_path / name, "d", 1.0) for name in ("one", "other"))
    with FailingDisk(tmp_path, Fault.FULL, at=1) as disk, pytest.raises(OutputError, match="full"):
        ledger.write(one)
    assert disk.calls[1] == f"write {LEDGER}"
    ledger.write(other)
    assert list(Ledger(tmp_path).entries) == ["other"]


def test_a_disk_without_locks_is_not_taken_for_another_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(exclusive_module, "_lock", refuse)
    with pytest.raises(OutputError, match="cannot be locked"), exclusive(tmp_path / "l", what="It"):
        pass


def test_a_list_of_jobs_that_cannot_be_read_now_is_not_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = next(each for each in WRITERS if each.name == "queue")
    queue.prepare(tmp_path)
    store = QueueStore(tmp_path)

    def refuse(path: Path, *, most: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr(queue_store, "read_bounded", refuse)
        with pytest.raises(OutputError, match="cannot be read"):
            store.load(1.0)
    store.release()
    assert len(queue.found(tmp_path)) == 1


def test_a_cache_that_cannot_be_written_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = LearnedFiles(tmp_path)
    files.save("a", _attribute())
    with FailingDisk(tmp_path, Fault.DENIED, at=0) as disk:
        assert files.load("a") is not None
    assert disk.calls


@pytest.mark.parametrize("at", range(4))
def test_the_list_of_folders_beside_a_catalogue_is_old_or_new(tmp_path: Path, at: int) -> None:
    with Catalog(tmp_path / "catalog.sqlite") as catalog:
        catalog.add_folder(Path("/pictures/one"))
        with FailingDisk(tmp_path, Fault.FULL, at=at):
            catalog.add_folder(Path("/pictures/two"))
        found = [name for _, name in folders_beside(tmp_path / "catalog.folders.json")]
        assert found in (["one"], ["one", "two"])
        assert [each.name for each in catalog.folders()] == ["one", "two"]
