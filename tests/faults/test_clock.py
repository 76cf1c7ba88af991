"""A clock that is set back, or forward, deletes nothing that is new."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from faults.writers import _attribute, _photo, _project

from dfi_studio.library import attribute_library, thumbnails
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.film_folder import FilmFolder
from dfi_studio.pipeline.learned_files import LearnedFiles
from dfi_studio.session.journal import Journal, left_behind

DAY = 86_400
JUMPS = pytest.mark.parametrize("jump", [-DAY, DAY], ids=["back", "forward"])


def older(folder: Path, jump: int) -> None:
    """Make everything there look as if the clock had jumped since."""
    then = time.time() - jump
    for each in folder.iterdir():
        os.utime(each, (then, then))


@JUMPS
def test_the_film_in_hand_is_not_among_the_oldest(tmp_path: Path, jump: int) -> None:
    for at in range(30):
        FilmFolder.made(tmp_path, f"{at:032x}", "a film")
        older(tmp_path, jump)
    film = FilmFolder.made(tmp_path, "f" * 32, "the one in hand")
    film.keep(0, np.full((40, 40, 3), 0.5, np.float32), {}, {})
    assert film.solved()[0] == 1
    assert len(list(tmp_path.iterdir())) == 24


@JUMPS
def test_what_was_just_learned_is_not_among_the_oldest(tmp_path: Path, jump: int) -> None:
    files = LearnedFiles(tmp_path, most=3)
    for at in range(5):
        files.save(f"old {at}", _attribute())
        older(tmp_path, jump)
    files.save("new", _attribute())
    assert files.load("new") is not None
    assert len(list(tmp_path.iterdir())) == 3


@JUMPS
def test_what_was_just_deleted_can_be_brought_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    library = AttributeLibrary(tmp_path)
    then = datetime.now(UTC) - timedelta(seconds=jump)
    for at in range(52):
        monkeypatch.setattr(attribute_library, "_now", lambda at=at: then + timedelta(seconds=at))
        library.delete(library.add(_attribute()).path)
    monkeypatch.setattr(attribute_library, "_now", lambda: datetime.now(UTC))
    deleted = library.delete(library.add(_attribute()).path)
    assert library.restore(deleted).name == "older"


@JUMPS
def test_a_journal_of_another_day_is_offered(tmp_path: Path, jump: int) -> None:
    journal = Journal.begin(tmp_path)
    journal.write(_project(0.5))
    older(journal.folder / "parts", jump)
    journal.write(_project(0.5))
    journal.release()
    [left], unreadable = left_behind(tmp_path)
    assert not unreadable
    assert left.stored.state.document.photo == _photo(0.5)
    left.journal.remove()


@JUMPS
def test_a_thumbnail_of_another_day_is_seen_anew(tmp_path: Path, jump: int) -> None:
    place = tmp_path / "a.jpg"
    place.touch()
    os.utime(place, (time.time() - 2 * jump, time.time() - 2 * jump))
    thumbnails._note_look(place)
    assert abs(place.stat().st_mtime - time.time()) < 60
