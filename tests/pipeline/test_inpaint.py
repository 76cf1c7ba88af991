from dataclasses import replace

import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.errors import MaskError, PictureSetError
from dfi_studio.core.fill import Blend, Colours, Fill
from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe, Scaling, Solver
from dfi_studio.core.steps import Notice, Preview, Progress
from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline.composite import at_full_size
from dfi_studio.pipeline.render import render


def layer(top, bottom, left, right, *, role=MaskRole.FILL, shape=(64, 64)):
    mask = np.zeros(shape, np.float32)
    mask[top:bottom, left:right] = 1
    return MaskLayer.of("hole", role, mask)


@pytest.fixture
def filling(faces, space):
    return Recipe((), space, Solver(iterations=4), Fill(faces, k=4, start=2))


def filled(workshop, photo, recipe, *masks, **options):
    return pulled(render(workshop, photo, recipe, masks=masks, **options))


def rebuilt(photo, change):
    pixels = photo.image.copy()
    change(pixels)
    return replace(Photo.of(freeze(pixels)), path=photo.path)


def test_learns_solves_and_fills(workshop, photo, filling):
    hole = layer(20, 40, 24, 44)
    steps, result = filled(workshop, photo, filling, hole)
    labels = list(dict.fromkeys(each.label for each in steps if isinstance(each, Progress)))
    assert labels == ["Finding neighbours", "Learning from neighbours"]
    assert [each.iteration for each in steps if isinstance(each, Preview)] == [0, 1, 2, 3, 4]
    assert result.image.shape == result.photo.shape == result.filled.shape == (48, 48, 3)
    assert result.edited is None
    assert not np.array_equal(result.image, result.photo)
    assert np.array_equal(result.image[40:], result.photo[40:])


@pytest.mark.parametrize("blend", list(Blend))
@pytest.mark.parametrize("scaling", list(Scaling))
def test_what_is_missing_is_never_read(workshop, photo, filling, blend, scaling):
    recipe = replace(filling, fill=replace(filling.fill, blend=blend, scaling=scaling))
    hole = layer(20, 40, 24, 44)
    noise = np.random.default_rng(0).random((20, 20, 3), np.float32)
    other = rebuilt(photo, lambda pixels: pixels.__setitem__(np.s_[20:40, 24:44], noise))
    results = []
    for each in (photo, other):
        _, finished = filled(workshop, each, recipe, hole)
        results.append((finished.image, at_full_size(each, finished, (hole,))))
    assert np.array_equal(results[0][0], results[1][0])
    assert np.array_equal(results[0][1], results[1][1])


@pytest.mark.parametrize(
    "place",
    [(0, 12, 0, 15), (52, 64, 40, 64), (30, 31, 30, 31), (63, 64, 63, 64), (0, 64, 0, 60)],
    ids=["corner", "other corner", "one pixel", "the last pixel", "almost all"],
)
def test_any_place_can_be_filled(workshop, photo, filling, place):
    hole = layer(*place)
    _, finished = filled(workshop, photo, filling, hole)
    whole = at_full_size(photo, finished, (hole,))
    outside = hole.mask == 0
    assert np.array_equal(whole[outside], photo.image[outside])


def test_the_neighbours_colours_change_by_brightness_alone(workshop, photo, filling):
    hole = layer(20, 40, 24, 44)
    steps, _ = filled(workshop, photo, filling, hole)
    first, *_, last = [each.image for each in steps if isinstance(each, Preview)]
    change = last.astype(np.float64) - first
    inside = (last > 0) & (last < 1)
    assert np.abs(change).max() > 1e-3
    spread = np.where(inside.all(axis=2), np.ptp(change, axis=2), 0)
    assert spread.max() < 1e-5


def test_twice_is_recalled_and_the_same(workshop, photo, filling):
    hole = layer(20, 40, 24, 44)
    _, first = filled(workshop, photo, filling, hole)
    steps, again = filled(workshop, photo, filling, hole)
    assert np.array_equal(first.image, again.image)
    assert not steps
    stronger = replace(filling, fill=replace(filling.fill, alpha=2.0))
    steps, other = filled(workshop, photo, stronger, hole)
    assert not [each for each in steps if isinstance(each, Progress)]  # w is recalled
    assert not np.array_equal(first.image, other.image)


def test_an_edit_over_a_filling_does_not_fill_again(workshop, photo, filling, recipe):
    hole = layer(20, 40, 24, 44)
    both = replace(filling, directions=recipe.directions)
    _, finished = filled(workshop, photo, both, hole)
    assert finished.filled is not None
    assert finished.edited is not None
    steps, _ = filled(workshop, photo, both.at(0.5), hole)
    assert len([each for each in steps if isinstance(each, Preview)]) == 5
    _, nothing = filled(workshop, photo, both.at(0.0), hole)
    _, alone = filled(workshop, photo, filling, hole)
    assert np.array_equal(nothing.image, alone.image)


def test_the_photo_is_not_its_own_neighbour(workshop, photo, filling, tmp_path):
    save_photo(tmp_path / "faces" / "itself.png", photo.image, mark=None)
    hole = layer(20, 40, 24, 44)
    inside = Photo.of(photo.image, tmp_path / "faces" / "itself.png")
    _, one = filled(workshop, inside, filling, hole)
    (tmp_path / "faces" / "itself.png").unlink()
    _, other = filled(workshop, photo, filling, hole)
    assert np.array_equal(one.image, other.image)


def test_fewer_pictures_than_k_are_all_taken_and_told(workshop, photo, filling):
    recipe = replace(filling, fill=replace(filling.fill, k=100))
    steps, _ = filled(workshop, photo, recipe, layer(20, 40, 24, 44))
    (notice,) = [each for each in steps if isinstance(each, Notice)]
    assert "has 6 pictures to learn from, fewer than K = 100" in notice.text


def test_a_set_that_is_all_broken_is_refused(workshop, photo, filling, tmp_path):
    for path in (tmp_path / "faces").iterdir():
        path.write_bytes(b"no picture")
    with pytest.raises(PictureSetError, match="has 0 readable pictures"):
        filled(workshop, photo, filling, layer(20, 40, 24, 44))


@pytest.mark.parametrize(
    ("place", "says"), [((0, 0, 0, 0), "is empty"), ((0, 64, 0, 64), "covers the whole picture")]
)
def test_nothing_and_everything_cannot_be_filled(workshop, photo, filling, place, says):
    with pytest.raises(MaskError, match=says):
        filled(workshop, photo, filling, layer(*place))


def test_all_but_one_pixel_of_a_large_photo_is_told(workshop, filling):
    photo = Photo.of(freeze(np.full((96, 96, 3), 0.5, np.float32)))
    mask = np.ones((96, 96), np.float32)
    mask[0, 0] = 0
    with pytest.raises(MaskError, match="At 48 x 48 pixels nothing is left"):
        filled(workshop, photo, filling, MaskLayer.of("hole", MaskRole.FILL, mask))


def test_another_size_is_refused(workshop, photo, filling):
    with pytest.raises(MaskError, match="hole is 32 x 40 pixels, but the photo is 64 x 64"):
        filled(workshop, photo, filling, layer(2, 5, 2, 5, shape=(40, 32)))


def test_missing_pixels_without_a_set_are_told(workshop, photo, recipe):
    with pytest.raises(MaskError, match="need a set of pictures"):
        filled(workshop, photo, recipe, layer(20, 40, 24, 44))


def test_a_mask_that_is_off_counts_for_nothing(workshop, photo, recipe):
    off = replace(layer(20, 40, 24, 44), on=False)
    _, plain = pulled(render(workshop, photo, recipe))
    _, found = filled(workshop, photo, recipe, off)
    assert np.array_equal(found.image, plain.image)


def test_an_earlier_result_is_begun_from(workshop, photo, filling):
    hole = layer(20, 40, 24, 44)
    filling = replace(filling, fill=replace(filling.fill, colours=Colours.SOLVED))
    _, first = filled(workshop, photo, filling, hole)
    stronger = replace(filling, fill=replace(filling.fill, alpha=2.0))
    steps, _ = filled(workshop, photo, stronger, hole, start=first.image)
    begin = next(each for each in steps if isinstance(each, Preview)).image
    assert np.array_equal(begin, first.image)
