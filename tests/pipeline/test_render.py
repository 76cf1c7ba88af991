from dataclasses import replace

import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.errors import AttributeFileError, PhotoError, UsageError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Direction, FeatureSpace, Recipe, SavedAttribute, Solver
from dfi_studio.core.steps import Notice, Preview, Progress
from dfi_studio.library.attributes import save_attribute
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.warm_up import warm_up


def test_learns_then_solves_and_returns_the_last_preview(workshop, photo, recipe):
    steps, result = pulled(render(workshop, photo, recipe))
    previews = [step for step in steps if isinstance(step, Preview)]
    assert isinstance(steps[0], Progress)
    assert [each.iteration for each in previews] == list(range(9))
    assert np.array_equal(result.image, previews[-1].image)
    assert result.image.shape == result.photo.shape == (48, 48, 3)
    assert previews[-1].objective < previews[0].objective


def test_alpha_zero_returns_the_photo(workshop, photo, recipe):
    _, result = pulled(render(workshop, photo, recipe.at(0.0)))
    assert np.array_equal(result.image, result.photo)


def test_negative_alpha_moves_the_other_way(workshop, photo, recipe):
    recipe = replace(recipe, solver=Solver(iterations=15))
    ahead, behind = (pulled(render(workshop, photo, recipe.at(a)))[1] for a in (1.0, -1.0))
    change = [(each.image - each.photo).ravel() for each in (ahead, behind)]
    assert np.dot(*change) < 0


def test_twice_gives_the_same_bytes(workshop, photo, recipe):
    one, two = (pulled(render(workshop, photo, recipe))[1] for _ in range(2))
    assert one.image.tobytes() == two.image.tobytes()


def test_the_sum_of_directions_is_one_mapping(workshop, photo, recipe):
    (direction,) = recipe.directions
    halves = (replace(direction, alpha=0.25), replace(direction, alpha=0.75))
    whole = pulled(render(workshop, photo, recipe))[1]
    summed = pulled(render(workshop, photo, replace(recipe, directions=halves)))[1]
    np.testing.assert_allclose(summed.image, whole.image, atol=4e-3)


def test_starts_from_an_earlier_result(workshop, photo, recipe):
    _, first = pulled(render(workshop, photo, recipe))
    steps, _ = pulled(render(workshop, photo, recipe.at(1.1), start=first.image))
    preview = next(step for step in steps if isinstance(step, Preview))
    assert np.array_equal(preview.image, first.image)


def test_closing_early_leaves_the_workshop_usable(workshop, photo, recipe):
    steps = render(workshop, photo, recipe)
    next(steps)
    steps.close()
    assert pulled(render(workshop, photo, recipe))[1].iterations == 8


def test_a_photo_keeps_its_shape(workshop, photo, recipe):
    wide = Photo.of(np.ascontiguousarray(photo.image[:32]))
    _, result = pulled(render(workshop, wide, recipe))
    assert result.image.shape == (48, 96, 3)


def test_a_strip_is_refused(workshop, photo, recipe):
    strip = Photo.of(np.ascontiguousarray(photo.image[:4]))
    with pytest.raises(PhotoError, match="64 x 4 pixels"):
        pulled(render(workshop, strip, recipe))


def test_an_unknown_layer_is_refused(workshop, photo, recipe):
    elsewhere = replace(recipe, space=FeatureSpace(layers=("conv9_1",), size=48))
    with pytest.raises(UsageError, match="no layer conv9_1"):
        pulled(render(workshop, photo, elsewhere))


@pytest.fixture
def saved(workshop, contrast, space, tmp_path):
    _, record = pulled(learn(workshop, contrast, space, (48, 48)))
    path = tmp_path / "older.safetensors"
    save_attribute(path, record)
    return path


def with_file(recipe, path, **space):
    chosen = replace(recipe.space, **space)
    return Recipe((Direction(SavedAttribute(str(path))),), chosen, recipe.solver)


def test_a_saved_attribute_gives_the_same_picture_as_its_sets(workshop, photo, recipe, saved):
    _, expected = pulled(render(workshop, photo, recipe))
    steps, found = pulled(render(workshop, photo, with_file(recipe, saved)))
    assert np.array_equal(found.image, expected.image)
    assert all(isinstance(step, Preview) for step in steps)


def test_an_attribute_for_another_size_is_refused(workshop, photo, recipe, saved):
    with pytest.raises(AttributeFileError, match=r"48 x 48 pixels, but this .* 64 x 64"):
        pulled(render(workshop, photo, with_file(recipe, saved, size=64)))


def test_an_attribute_for_other_layers_is_refused(workshop, photo, recipe, saved):
    with pytest.raises(AttributeFileError, match="learned in the layers conv3_1, conv4_1"):
        pulled(render(workshop, photo, with_file(recipe, saved, layers=("conv3_1",))))


def test_an_attribute_of_another_network_is_refused(workshop, photo, recipe, saved):
    workshop.backbone(recipe.space).identity = "another"
    with pytest.raises(AttributeFileError, match="other weights of vgg16"):
        pulled(render(workshop, photo, with_file(recipe, saved)))


def test_unreadable_pictures_are_named_skipped_and_counted(workshop, photo, recipe, tmp_path):
    (tmp_path / "young" / "broken.png").write_bytes(b"no picture")
    steps, _ = pulled(render(workshop, photo, recipe))
    (notice,) = [step for step in steps if isinstance(step, Notice)]
    assert "1 was skipped" in notice.text
    assert "broken.png" in notice.text


def test_warming_up_loads_the_network_and_names_the_device(workshop, space):
    steps, device = pulled(warm_up(workshop, space))
    assert device == "cpu"
    assert [step.done for step in steps] == [0, 1]


def test_what_is_off_takes_no_part_and_what_is_orthogonal_to_itself_adds_nothing(
    workshop, photo, recipe
):
    (direction,) = recipe.directions
    whole = pulled(render(workshop, photo, recipe))[1]
    off = replace(direction, on=False)
    again = replace(direction, orthogonal=True)
    for more in (off, again):
        stacked = replace(recipe, directions=(direction, more))
        result = pulled(render(workshop, photo, stacked))[1]
        np.testing.assert_allclose(result.image, whole.image, atol=2e-3)


def test_from_the_photo_the_result_does_not_depend_on_what_was_solved_before(
    workshop, photo, recipe
):
    _, first = pulled(render(workshop, photo, recipe))
    pulled(render(workshop, photo, recipe.at(0.5), start=first.image))
    _, again = pulled(render(workshop, photo, recipe))
    assert np.array_equal(first.image, again.image)


def test_colours_can_be_kept(workshop, photo, recipe):
    kept = pulled(render(workshop, photo, replace(recipe, match_colour=True)))[1]
    changed = pulled(render(workshop, photo, recipe))[1]
    own = changed.photo.mean(axis=(0, 1))
    off = [np.abs(each.image.mean(axis=(0, 1)) - own).max() for each in (kept, changed)]
    assert off[0] < 0.3 * off[1]
    assert kept.edited.tobytes() == kept.image.tobytes()
