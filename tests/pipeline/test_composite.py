"""With any mask, what is outside is the file's, bit for bit: the property that exports keep."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dfi_studio.core.fill import Blend, Fill
from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Render
from dfi_studio.library.photos import open_photo, save_photo
from dfi_studio.pipeline.composite import at_full_size
from dfi_studio.pipeline.frames import to_image, to_tensor, working_frame
from dfi_studio.pipeline.workshop import find_device


@st.composite
def situations(draw):
    """A photo of bytes, a crop of it, masks, and solutions that have nothing to do with it."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    height, width = draw(st.integers(36, 90)), draw(st.integers(36, 90))
    bytes_ = chance.integers(0, 256, (height, width, 3), np.uint8)
    photo = Photo.of(freeze(bytes_ / np.float32(255)))
    if draw(st.booleans()):
        photo = photo.cropped(Crop(3, 2, width - 3, height - 2))
    height, width = photo.image.shape[:2]
    masks = []
    for role in draw(st.lists(st.sampled_from(list(MaskRole)), min_size=1, max_size=3)):
        mask = np.zeros((height, width), np.float32)
        for _ in range(draw(st.integers(1, 3))):
            top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
            tall, wide = draw(st.integers(1, 20)), draw(st.integers(1, 20))
            mask[top : top + tall, left : left + wide] = draw(st.sampled_from([0.004, 0.5, 1]))
        masks.append(MaskLayer.of(role, role, mask))
    fill = Fill("set", blend=draw(st.sampled_from(Blend)), feather=draw(st.integers(0, 30)))
    recipe = Recipe(
        space=FeatureSpace(size=32), fill=fill, feather=draw(st.sampled_from([0, 1, 7.5, 60]))
    )
    frame = working_frame(photo.image, 32)
    small = to_image(to_tensor(photo.image, frame, device=find_device("cpu")))
    filled, edited = (freeze(chance.random((*frame, 3), np.float32)) for _ in range(2))
    missing = any(each.role is MaskRole.FILL for each in masks)
    finished = Render(recipe, 1, 0.0, small, edited, filled if missing else None, edited)
    return photo, tuple(masks), finished


def untouched(masks, shape):
    """Where neither a filling nor an edit may work, said independently of the program."""
    roles = {role: np.zeros(shape, bool) for role in MaskRole}
    for each in masks:
        roles[each.role] |= each.mask > 0
    sure = np.zeros(shape, bool)
    for each in masks:
        if each.role is MaskRole.PROTECT:
            sure |= each.mask == 1
    limited = any(each.role is MaskRole.EDIT for each in masks)
    free = (roles[MaskRole.EDIT] if limited else np.ones(shape, bool)) & ~sure
    return ~free & ~roles[MaskRole.FILL]


@given(situations())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_outside_is_the_photos_bit_for_bit(situation):
    photo, masks, finished = situation
    whole = at_full_size(photo, finished, masks)
    outside = untouched(masks, photo.image.shape[:2])
    assert whole.shape == photo.image.shape
    assert np.array_equal(whole[outside], photo.image[outside])
    if not outside.all():
        assert not np.array_equal(whole, photo.image)


@given(situations(), st.sampled_from(["png", "tiff", "webp"]))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_and_so_it_is_in_the_file(tmp_path_factory, situation, suffix):
    photo, masks, finished = situation
    folder = tmp_path_factory.mktemp("export")
    save_photo(folder / f"before.{suffix}", photo.image, mark=None)
    save_photo(folder / f"after.{suffix}", at_full_size(photo, finished, masks), mark=None)
    before, after = (open_photo(folder / f"{name}.{suffix}") for name in ("before", "after"))
    outside = untouched(masks, photo.image.shape[:2])
    assert np.array_equal(after[outside], before[outside])


@pytest.mark.parametrize("feather", [0, 4])
def test_a_feathered_filling_has_no_seam(feather):
    """Flat surroundings and a flat filling of another colour: the step at the border is small."""
    photo = Photo.of(freeze(np.full((64, 64, 3), 0.2, np.float32)))
    mask = np.zeros((64, 64), np.float32)
    mask[20:44, 20:44] = 1
    solved = freeze(np.full((64, 64, 3), 0.8, np.float32))
    steps = {}
    for blend in Blend:
        fill = Fill("set", blend=blend, feather=feather)
        recipe = Recipe(space=FeatureSpace(size=64), fill=fill)
        finished = Render(recipe, 1, 0.0, photo.image, solved, solved)
        layers = (MaskLayer.of("hole", MaskRole.FILL, mask),)
        whole = at_full_size(photo, finished, layers)
        steps[blend] = float(np.abs(np.diff(whole[32, :, 0])).max())
    assert steps[Blend.GRADIENT] < 1e-3
    assert steps[Blend.FEATHER] < (0.25 if feather else 0.61)
