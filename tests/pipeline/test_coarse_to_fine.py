from dataclasses import replace

import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.fill import Fill
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import SavedAttribute, Solver
from dfi_studio.core.steps import Draft, Notice, Preview, Progress
from dfi_studio.pipeline.coarse_to_fine import drafts, scales, watched
from dfi_studio.pipeline.frames import resized
from dfi_studio.pipeline.render import render


@pytest.fixture
def large(recipe):
    """A recipe with one coarser scale."""
    space, solver = replace(recipe.space, size=192), Solver(iterations=6)
    return replace(recipe, space=space, solver=solver)


@pytest.mark.parametrize(
    ("size", "expected"), [(191, ()), (192, (64,)), (384, (64, 128)), (1024, (64, 128, 256))]
)
def test_each_scale_is_a_third_of_the_size_at_the_most(recipe, size, expected):
    assert scales(replace(recipe, space=replace(recipe.space, size=size))) == expected


def test_there_is_no_scale_where_nothing_moves_or_a_file_knows_one_size(large):
    (direction,) = large.directions
    saved = replace(direction, attribute=SavedAttribute("older.safetensors"))
    assert scales(large) == (64,)
    assert scales(large.at(0.0)) == ()
    assert scales(replace(large, directions=(replace(direction, on=False),))) == ()
    assert scales(replace(large, directions=(direction, saved))) == ()


def test_drafts_are_seen_before_the_sets_are_learned_at_full_size(workshop, photo, large):
    steps, result = pulled(watched(workshop, photo, large))
    kinds = [type(step) for step in steps]
    first = kinds.index(Draft)
    learned = [i for i, step in enumerate(steps) if isinstance(step, Progress)]
    assert any(i < first for i in learned)
    assert any(first < i < kinds.index(Preview) for i in learned)
    drafts = [step for step in steps if isinstance(step, Draft)]
    assert [each.size for each in drafts] == [64] * len(drafts)
    assert drafts[-1].image.shape == result.image.shape
    assert not np.array_equal(drafts[0].image, result.photo)
    ahead = [(each - result.photo).ravel() for each in (drafts[-1].image, result.image)]
    assert np.dot(*ahead) > 0


def test_the_result_is_the_same_whether_somebody_watched(workshop, photo, large):
    seen = pulled(watched(workshop, photo, large))[1]
    alone = pulled(render(workshop, photo, large))[1]
    assert seen.image.tobytes() == alone.image.tobytes()


def test_an_earlier_result_needs_no_drafts(workshop, photo, large):
    steps, _ = pulled(watched(workshop, photo, large, start=photo.image))
    assert not any(isinstance(step, Draft) for step in steps)


def test_scales_follow_one_another(workshop, photo, large):
    larger = replace(large, space=replace(large.space, size=384))
    steps, _ = pulled(drafts(workshop, photo, larger))
    made = [step for step in steps if isinstance(step, Draft)]
    assert [each.size for each in made] == sorted(each.size for each in made)
    assert {each.size for each in made} == {64, 128}
    assert all(each.image.shape == (384, 384, 3) for each in made)


def test_nothing_free_and_missing_pixels_have_no_drafts(workshop, photo, large, faces):
    everywhere = np.ones(photo.image.shape[:2], np.float32)
    kept = MaskLayer.of("all", MaskRole.PROTECT, everywhere)
    assert pulled(drafts(workshop, photo, large, [kept]))[0] == []
    hole = everywhere.copy()
    hole[10:] = 0
    missing = MaskLayer.of("hole", MaskRole.FILL, hole)
    assert pulled(drafts(workshop, photo, replace(large, fill=Fill(faces)), [missing]))[0] == []


def test_masks_hold_at_every_scale(workshop, photo, large):
    weights = np.zeros(photo.image.shape[:2], np.float32)
    weights[:20, :] = 1
    masks = (MaskLayer.of("top", MaskRole.EDIT, weights),)
    steps, result = pulled(watched(workshop, photo, replace(large, feather=0.0), masks=masks))
    drafts = [step.image for step in steps if isinstance(step, Draft)]
    below = round(192 * 20 / photo.image.shape[0]) + 2
    assert drafts
    for each in drafts:
        assert np.array_equal(each[below:], result.photo[below:])


def test_what_is_skipped_is_told_once(workshop, photo, large, tmp_path):
    (tmp_path / "young" / "broken.png").write_bytes(b"no picture")
    steps, _ = pulled(watched(workshop, photo, large))
    assert len([step for step in steps if isinstance(step, Notice)]) == 1


def test_a_smaller_photo_keeps_its_landmarks_in_place():
    points = ((10.0, 12.0), (30.0, 12.0), (20.0, 20.0), (12.0, 30.0), (28.0, 30.0))
    image = np.zeros((40, 40, 3), np.float32)
    photo = replace(Photo.of(image), landmarks=points)
    small = resized(photo, (20, 20))
    assert small.image.shape == (20, 20, 3)
    np.testing.assert_allclose(small.landmarks, (np.array(points) + 0.5) / 2 - 0.5)
