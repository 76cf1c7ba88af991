"""Attribute vectors of the authors' program: read as they were meant, or refused in a sentence."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from dfi_studio.core.errors import AttributeFileError
from dfi_studio.library.authors_attributes import read_authors_attribute

SHAPES = ((256, 4), (512, 8), (512, 16))


def layers(height: int, width: int) -> list[np.ndarray]:
    chance = np.random.default_rng(0)
    return [chance.standard_normal((c, height // s, width // s)) for c, s in SHAPES]


def saved(path: Path, height: int, width: int) -> list[np.ndarray]:
    arrays = layers(height, width)
    np.savez(path, WF=np.concatenate([each.ravel() for each in arrays]))
    return arrays


def test_a_square_tells_its_size(tmp_path: Path) -> None:
    want = saved(tmp_path / "older.npz", 128, 128)
    arrays, height, width = read_authors_attribute(tmp_path / "older.npz")
    assert (height, width) == (128, 128)
    assert list(arrays) == ["conv3_1", "conv4_1", "conv5_1"]
    for found, wanted in zip(arrays.values(), want, strict=True):
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, wanted.astype(np.float32))


def test_sides_are_filled_up_as_the_authors_do(tmp_path: Path) -> None:
    want = saved(tmp_path / "older.npz", 128, 192)
    arrays, height, width = read_authors_attribute(tmp_path / "older.npz", size=(100, 130))
    assert (height, width) == (128, 192)
    np.testing.assert_array_equal(arrays["conv5_1"], want[2].astype(np.float32))


def test_what_is_not_square_needs_its_size(tmp_path: Path) -> None:
    saved(tmp_path / "older.npz", 128, 192)
    with pytest.raises(AttributeFileError, match="give the height and the width"):
        read_authors_attribute(tmp_path / "older.npz")
    with pytest.raises(AttributeFileError, match="does not fit pictures of 128 x 128"):
        read_authors_attribute(tmp_path / "older.npz", size=(128, 128))


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("code in a file was run",))


def test_code_in_it_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "trap.npz"
    np.savez(path, WF=np.array([Trap()], object))
    with pytest.raises(AttributeFileError, match="is damaged or no"):
        read_authors_attribute(path)
    path.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(AttributeFileError, match="is damaged or no"):
        read_authors_attribute(path)


@pytest.mark.parametrize("values", [np.zeros(7), np.zeros(0), np.arange(26 * 64 * 64)])
def test_other_arrays_are_refused(tmp_path: Path, values: np.ndarray) -> None:
    np.savez(tmp_path / "x.npz", WF=values)
    with pytest.raises(AttributeFileError):
        read_authors_attribute(tmp_path / "x.npz")


def test_a_file_without_wf_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", other=np.zeros(3))
    with pytest.raises(AttributeFileError, match="holds no array WF"):
        read_authors_attribute(tmp_path / "x.npz")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(AttributeFileError, match="cannot be read"):
        read_authors_attribute(tmp_path / "x.npz")


def test_values_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", WF=np.full(26 * 64 * 64, np.nan))
    with pytest.raises(AttributeFileError, match="not numbers"):
        read_authors_attribute(tmp_path / "x.npz")


def test_a_file_cut_anywhere_is_told(tmp_path: Path) -> None:
    saved(tmp_path / "x.npz", 64, 64)
    whole = (tmp_path / "x.npz").read_bytes()
    for share in (0, 0.01, 0.5, 0.99):
        (tmp_path / "cut.npz").write_bytes(whole[: int(share * len(whole))])
        with pytest.raises(AttributeFileError, match="damaged"):
            read_authors_attribute(tmp_path / "cut.npz")
