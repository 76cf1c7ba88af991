from dataclasses import replace

import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.errors import OutputError, UsageError
from dfi_studio.core.fill import Fill
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.recipe import Recipe, Solver
from dfi_studio.core.sequence import Curve, Easing, Sequence
from dfi_studio.core.steps import FrameStep, Preview, Progress
from dfi_studio.library.exclusive import exclusive
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.sequence import film, solved_as
from dfi_studio.pipeline.workshop import Workshop

AGEING = Sequence((Curve.through(0, 1, easing=Easing.BOTH),), frames=6)


@pytest.fixture
def recipe(recipe):
    return replace(recipe, solver=Solver(iterations=30))


def files(made):
    """Every file of a film but its lock, by name."""
    folder = made.folder.path
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.name != "lock"}


def again(workshop):
    """Another process: nothing is remembered but what is on the disk."""
    return Workshop("cpu", folder=workshop.folder)


def stopped_after(steps, number):
    """Pull a film until a frame is kept, and three steps into the next."""
    seen = 0
    for step in steps:
        if isinstance(step, FrameStep) and step.number == number:
            seen = 1
        seen += seen > 0
        if seen == 5:
            break
    steps.close()


def test_every_frame_is_told_kept_and_like_an_edit(workshop, photo, recipe):
    steps, made = pulled(film(workshop, photo, recipe, AGEING))
    told = [step for step in steps if isinstance(step, FrameStep)]
    assert [step.number for step in told] == list(range(6))
    assert not any(step.found for step in told)
    assert made.order == tuple(range(6))
    counted = [step for step in steps if isinstance(step, Progress) and step.label == "Frames"]
    assert [step.done for step in counted] == list(range(7))
    first, last = (open_photo(told[at].path) for at in (0, -1))
    _, edit = pulled(render(workshop, photo, recipe))
    assert np.array_equal(first, np.rint(edit.photo * 255).astype(np.float32) / np.float32(255))
    change = np.abs(edit.image - edit.photo).mean()
    assert np.abs(last - edit.image).mean() < 0.3 * change
    assert np.array_equal(np.rint(solved_as(made, 5)[1] * 255), np.rint(last * 255))


def test_frames_seen_again_are_solved_once(workshop, photo, recipe):
    back = replace(AGEING, frames=4, ping_pong=True, hold_last=3)
    steps, made = pulled(film(workshop, photo, recipe, back))
    assert len([step for step in steps if isinstance(step, FrameStep)]) == 4
    assert made.order == (0, 1, 2, 3, 3, 3, 3, 2, 1)


def test_neighbours_take_few_iterations(workshop, photo, recipe):
    long = Sequence((Curve.through(0.2, 1),), frames=24)
    steps, _ = pulled(film(workshop, photo, recipe, long))
    taken, each = [], 0
    for step in steps:
        if isinstance(step, Preview):
            each = step.iteration
        elif isinstance(step, FrameStep):
            taken.append(each)
    assert taken[0] > 4
    assert max(taken[1:]) <= 6  # of 30


@pytest.mark.parametrize("number", [0, 1, 3])
@pytest.mark.parametrize("match_colour", [False, True])
def test_a_film_that_was_stopped_goes_on_to_the_same_bytes(
    workshop, photo, recipe, tmp_path, number, match_colour
):
    recipe = replace(recipe, match_colour=match_colour, solver=Solver(iterations=8))
    whole = files(pulled(film(workshop, photo, recipe, AGEING, films=tmp_path / "a"))[1])
    stopped_after(film(again(workshop), photo, recipe, AGEING, films=tmp_path / "b"), number)
    steps, made = pulled(film(again(workshop), photo, recipe, AGEING, films=tmp_path / "b"))
    found = [step.found for step in steps if isinstance(step, FrameStep)]
    assert found == [at <= number for at in range(6)]
    assert files(made) == whole


def test_a_film_that_is_whole_is_not_solved_again(workshop, photo, recipe):
    pulled(film(workshop, photo, recipe, AGEING))
    slower = replace(AGEING, fps=12, ping_pong=True)
    steps, _ = pulled(film(again(workshop), photo, recipe, slower))
    assert not [step for step in steps if isinstance(step, Preview)]


def test_what_is_damaged_or_gone_is_solved_anew(workshop, photo, recipe, tmp_path):
    recipe = replace(recipe, solver=Solver(iterations=3))
    _, made = pulled(film(workshop, photo, recipe, AGEING))
    whole = files(made)
    for spoil in (
        lambda: (made.folder.path / "state.safetensors").write_bytes(b"no tensors"),
        lambda: made.folder.picture(2).unlink(),
    ):
        spoil()
        assert files(pulled(film(again(workshop), photo, recipe, AGEING))[1]) == whole


def test_another_film_has_another_folder(workshop, photo, recipe, contrast):
    recipe = replace(recipe, solver=Solver(iterations=1))
    short = replace(AGEING, frames=2)
    mask = MaskLayer.of("m", MaskRole.EDIT, half(photo))
    folders = {
        pulled(film(workshop, photo, each, sequence, masks=masks))[1].folder.path
        for each, sequence, masks in (
            (recipe, short, ()),
            (recipe, replace(short, frames=3), ()),
            (replace(recipe, solver=Solver(iterations=2)), short, ()),
            (recipe, short, (mask,)),
        )
    }
    assert len(folders) == 4


def test_the_same_film_by_other_names_is_found(workshop, photo, recipe, contrast, tmp_path):
    recipe = replace(recipe, solver=Solver(iterations=2))
    _, made = pulled(film(workshop, photo, recipe, replace(AGEING, frames=3)))
    beside = tmp_path / "old" / ".." / "old"
    renamed = replace(contrast, target=str(beside))
    (direction,) = recipe.directions
    again = replace(recipe, directions=(replace(direction, attribute=renamed),))
    whole = Sequence((Curve.through(0, 1, easing=Easing.BOTH),), frames=3)  # 0, not 0.0
    _, other = pulled(film(workshop, photo, again, whole))
    assert other.folder == made.folder


def half(photo):
    mask = np.zeros(photo.image.shape[:2], np.float32)
    mask[: len(mask) // 2] = 1
    return mask


def test_masks_hold_in_every_frame(workshop, photo, recipe):
    recipe = replace(recipe, solver=Solver(iterations=4), feather=0)
    mask = MaskLayer.of("m", MaskRole.EDIT, half(photo))
    _, made = pulled(film(workshop, photo, recipe, AGEING, masks=(mask,)))
    pictures = [open_photo(made.folder.picture(at)) for at in range(6)]
    below = [each[30:] for each in pictures]
    assert all(np.array_equal(each, below[0]) for each in below)
    assert not np.array_equal(pictures[0], pictures[-1])


def test_a_hole_is_filled_once_for_the_film(workshop, photo, recipe, faces):
    hole = np.zeros(photo.image.shape[:2], np.float32)
    hole[20:32, 20:32] = 1
    mask = MaskLayer.of("hole", MaskRole.FILL, hole)
    recipe = replace(recipe, fill=Fill(faces, k=4), solver=Solver(iterations=3))
    moving = replace(AGEING, tv=Curve.through(0.001, 0.002), frames=3)
    _, made = pulled(film(workshop, photo, recipe, moving, masks=(mask,)))
    filled = [solved_as(made, at)[0] for at in range(3)]
    assert all(np.array_equal(each, filled[0]) for each in filled)


def test_a_film_without_a_direction_is_the_photo(workshop, photo, space):
    steps, made = pulled(film(workshop, photo, Recipe(space=space), Sequence(frames=3)))
    assert made.order == (0, 0, 0)
    assert len([step for step in steps if isinstance(step, FrameStep)]) == 1


def test_more_curves_than_directions_are_refused(workshop, photo, recipe):
    with pytest.raises(UsageError, match="moves 2 attributes"):
        pulled(film(workshop, photo, recipe, Sequence((Curve(), Curve()))))


def test_one_film_is_made_in_one_place_at_a_time(workshop, photo, recipe):
    recipe = replace(recipe, solver=Solver(iterations=1))
    short = replace(AGEING, frames=2)
    _, made = pulled(film(workshop, photo, recipe, short))
    with (
        exclusive(made.folder.path / "lock", what="A test"),
        pytest.raises(OutputError, match="already under way"),
    ):
        pulled(film(workshop, photo, recipe, short))
