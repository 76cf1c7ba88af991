import os

import numpy as np
import pytest

from dfi_studio.core.errors import OutputError
from dfi_studio.library.film_folder import FilmFolder
from dfi_studio.library.photos import open_photo

PICTURE = np.full((40, 40, 3), 0.25, np.float32)
ARRAYS = {"point": np.linspace(0, 1, 12, dtype=np.float32).reshape(2, 2, 3)}


def made(films, key="0" * 32):
    return FilmFolder.made(films, key, "a film")


def test_a_frame_and_what_is_known_after_it_come_back(tmp_path):
    folder = made(tmp_path)
    assert folder.solved() == (0, {})
    folder.keep(0, PICTURE, ARRAYS, {"step.00": np.float32([1, 2])})
    count, state = made(tmp_path).solved()
    assert count == 1
    assert np.array_equal(state["step.00"], np.float32([1, 2]))
    assert np.array_equal(folder.arrays(0)["point"], ARRAYS["point"])
    assert np.abs(open_photo(folder.picture(0)) - PICTURE).max() < 0.002
    folder.keep(1, PICTURE, ARRAYS, {})
    assert folder.solved() == (2, {})


def test_a_frame_that_is_gone_is_told(tmp_path):
    with pytest.raises(OutputError, match="delete the folder"):
        made(tmp_path).arrays(3)


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be kept"):
        made(tmp_path / "file")


def test_of_very_many_films_the_oldest_make_room_and_nothing_else_does(tmp_path):
    (tmp_path / "of mine").mkdir()
    keys = [f"{at:032x}" for at in range(26)]
    for at, key in enumerate(keys):
        folder = made(tmp_path, key)
        os.utime(folder.path, (at, at))
    left = {each.name for each in tmp_path.iterdir()}
    # The newest was as old as the others until its time was set.
    assert {"of mine", *keys[-24:]} <= left
    assert len(left) <= 26
