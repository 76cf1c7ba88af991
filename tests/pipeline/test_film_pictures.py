import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.errors import OutputError
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.recipe import Solver
from dfi_studio.core.sequence import Curve, Sequence
from dfi_studio.core.treatment import Treatment
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.delivery import prepared
from dfi_studio.pipeline.film_pictures import FilmPictures
from dfi_studio.pipeline.sequence import film

MOVING = Sequence((Curve.through(0, 1),), frames=3, fps=10, hold_last=2, ping_pong=True)


@pytest.fixture
def pictures(workshop, photo, recipe):
    def make(masks=(), **options):
        known = replace(recipe, solver=Solver(iterations=2), feather=0)
        _, ready = pulled(prepared(workshop, photo, masks, known, Treatment(align=False)))
        masks = ready.subject_masks
        _, made = pulled(film(workshop, ready.subject, known, MOVING, masks=masks))
        return FilmPictures(made, ready, MovieOptions(**options))

    return make


def test_frames_follow_the_order_of_the_sequence(pictures):
    shown = pictures()
    movie = shown.movie()
    assert (movie.count, float(movie.duration)) == (6, 0.6)
    kept = [open_photo(shown.film.folder.picture(at)) * 255 for at in range(3)]
    for frame, number in zip(movie.frames(), (0, 1, 2, 2, 2, 1), strict=True):
        assert np.array_equal(frame, np.rint(kept[number]))
    assert movie.mark.sequence == MOVING


def test_an_unmarked_film_says_nothing(pictures):
    assert pictures(marked=False).movie().mark is None


def test_with_masks_the_film_is_the_photo_with_the_edit_in_it(pictures, photo):
    mask = np.zeros(photo.image.shape[:2], np.float32)
    mask[:20] = 1
    shown = pictures((MaskLayer.of("m", MaskRole.EDIT, mask),))
    last = shown.frame(2)
    assert last.shape == photo.image.shape
    own = np.rint(photo.image * 255)
    assert np.array_equal(last[20:], own[20:])
    assert not np.array_equal(last, own)
    assert np.array_equal(shown.frame(0), own)


def test_a_film_is_reduced_split_and_captioned(pictures):
    plain, split = pictures(side=32), pictures(side=32, split=True, caption="{seconds:.1f}")
    assert plain.frame(1).shape == split.frame(1).shape == (32, 32, 3)
    assert not np.array_equal(plain.frame(2), split.frame(2))


def test_a_sheet_shows_every_distinct_frame(pictures):
    sheet = pictures().sheet()
    assert sheet.shape[1] >= 3 * 48


def test_a_frame_that_is_gone_is_told(pictures):
    shown = pictures()
    shown.film.folder.picture(1).unlink()
    with pytest.raises(OutputError, match="damaged or gone"):
        shown.frame(1)


def test_a_frame_that_was_made_a_bomb_is_told(pictures):
    shown = pictures()
    path = shown.film.folder.picture(1)
    content = bytearray(path.read_bytes())
    at = content.index(b"IHDR") + 4
    content[at : at + 8] = struct.pack(">II", 60_000, 60_000)
    content[at + 13 : at + 17] = struct.pack(">I", zlib.crc32(content[at - 4 : at + 13]))
    path.write_bytes(content)
    with pytest.raises(OutputError, match="damaged or gone") as told:
        shown.frame(1)
    assert "60000 x 60000 pixels" in str(told.value.__cause__)
