"""Embeddings on disk: what was appended is there, whatever happened while it was written."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dfi_studio.core.errors import OutputError
from dfi_studio.library.embedding_store import EmbeddingStore, PictureStates

WIDTH = 8


def states(*ids: int, size: int = 100, mtime: int = 5) -> PictureStates:
    count = len(ids)
    return PictureStates(
        np.array(ids, np.int64), np.full(count, size, np.int64), np.full(count, mtime, np.int64)
    )


def vectors(*ids: int) -> np.ndarray:
    """Vectors that tell whose they are."""
    return np.repeat(np.array(ids, np.float32)[:, None], WIDTH, axis=1)


@pytest.fixture
def store(tmp_path: Path) -> EmbeddingStore:
    return EmbeddingStore(tmp_path, "network", width=WIDTH)


def fill(store: EmbeddingStore, *ids: int) -> None:
    with store.writing() as writer:
        writer.append(states(*ids), vectors(*ids))


def owners(store: EmbeddingStore, wanted: PictureStates) -> list[float]:
    rows = store.rows_of(wanted)
    assert (rows >= 0).all()
    return [float(each) for each in store.vectors()[rows, 0]]


def test_an_empty_store_holds_nothing(store: EmbeddingStore) -> None:
    assert len(store) == 0
    assert store.vectors().shape == (0, WIDTH)
    assert store.rows_of(states(1, 2)).tolist() == [-1, -1]
    assert not store.folder.exists()


def test_each_picture_has_its_own_row(store: EmbeddingStore) -> None:
    fill(store, 7, 3)
    fill(store, 5)
    assert len(store) == 3
    assert store.vectors().dtype == np.float16
    assert owners(store, states(5, 7, 3)) == [5, 7, 3]
    assert store.rows_of(states(4, 8, 1)).tolist() == [-1, -1, -1]


def test_a_changed_picture_counts_as_missing(store: EmbeddingStore) -> None:
    fill(store, 1, 2)
    assert store.rows_of(states(1, size=99)).tolist() == [-1]
    assert store.rows_of(states(2, mtime=6)).tolist() == [-1]


def test_the_latest_row_of_a_picture_counts(store: EmbeddingStore) -> None:
    fill(store, 1, 2)
    with store.writing() as writer:
        writer.append(states(1, mtime=9), vectors(50))
    assert owners(store, states(1, mtime=9)) == [50]
    assert store.rows_of(states(1)).tolist() == [-1]


def test_stores_of_two_networks_are_apart(tmp_path: Path, store: EmbeddingStore) -> None:
    fill(store, 1)
    assert len(EmbeddingStore(tmp_path, "other", width=WIDTH)) == 0
    assert len(EmbeddingStore(tmp_path, "network", width=WIDTH + 1)) == 0


@given(cut=st.integers(0, 400), both=st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_a_crash_the_whole_rows_are_there(tmp_path: Path, cut: int, *, both: bool) -> None:
    store = EmbeddingStore(tmp_path, f"{cut} {both}", width=WIDTH)
    for start in range(0, 20, 5):
        fill(store, *range(start, start + 5))
    for name in ["rows.f16", "pictures"] if both else ["pictures"]:
        path = store.folder / name
        path.write_bytes(path.read_bytes()[: max(0, path.stat().st_size - cut)])
    left = len(store)
    assert owners(store, states(*range(left))) == list(range(left))
    fill(store, 77, 78)
    assert len(store) == left + 2
    assert owners(store, states(77, *range(left), 78)) == [77, *range(left), 78]


def test_only_one_writes_at_a_time(tmp_path: Path, store: EmbeddingStore) -> None:
    other = EmbeddingStore(tmp_path, "network", width=WIDTH)
    refused = pytest.raises(OutputError, match="Indexing is already under way")
    with store.writing(), refused, other.writing():
        pass
    fill(other, 1)


def test_what_was_written_before_a_failure_stays(store: EmbeddingStore) -> None:
    with suppress(KeyError), store.writing() as writer:
        writer.append(states(4), vectors(4))
        raise KeyError
    assert owners(store, states(4)) == [4]


def test_vectors_of_another_width_are_a_fault(store: EmbeddingStore) -> None:
    with store.writing() as writer, pytest.raises(ValueError, match="of 2 pictures"):
        writer.append(states(1, 2), np.zeros((2, WIDTH + 1), np.float32))


def test_a_full_disk_is_told(store: EmbeddingStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with store.writing() as writer:
        monkeypatch.setattr("dfi_studio.library.embedding_store._write", full)
        with pytest.raises(OutputError, match="No space left on device"):
            writer.append(states(1), vectors(1))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = EmbeddingStore(tmp_path / "file", "network", width=WIDTH)
    with pytest.raises(OutputError, match="cannot be written"), store.writing():
        pass


def test_rows_of_the_changed_and_removed_are_dropped(store: EmbeddingStore) -> None:
    fill(store, *range(10))
    store.compact(states(3, 8, 11))
    assert len(store) == 2
    assert owners(store, states(8, 3)) == [8, 3]
    assert [each.name for each in store.folder.iterdir() if each.is_dir()] == []
    fill(store, 11)
    assert owners(store, states(11, 3)) == [11, 3]


def test_a_store_in_use_is_left_as_it_is(store: EmbeddingStore) -> None:
    fill(store, *range(10))
    store.compact(states(*range(5)))
    assert len(store) == 10


def test_changing_the_mapped_rows_does_not_reach_the_file(store: EmbeddingStore) -> None:
    fill(store, 1)
    store.vectors()[:] = 9
    assert owners(store, states(1)) == [1]
