"""A queued film: written as ordered, and gone on with where it rested."""

from dataclasses import replace

import numpy as np
import PIL.Image
import pytest
from pulling import pulled

from dfi_studio.core.film_order import FilmKind, FilmOrder
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.sequence import Curve, Sequence
from dfi_studio.core.steps import FrameStep
from dfi_studio.core.wanted import Wanted
from dfi_studio.pipeline.apart import apart
from dfi_studio.pipeline.deliver_film import deliver_film
from dfi_studio.pipeline.render import render

MOVES = Sequence((Curve.through(0.0, 1.0),), frames=4)
OPTIONS = MovieOptions(side=48, quality=100)


def paths_of(kind, folder):
    folder.mkdir()
    if kind.numbered:
        return [folder / f"{number:05d}.{kind.extension}" for number in range(1, 5)]
    return [folder / f"film.{kind.extension}"]


@pytest.mark.parametrize("kind", [FilmKind.APNG, FilmKind.PNGS, FilmKind.SHEET])
def test_it_is_written_as_ordered(workshop, photo, recipe, tmp_path, kind):
    paths = paths_of(kind, tmp_path / "out")
    order = FilmOrder("", kind, options=OPTIONS)
    pulled(deliver_film(workshop, photo, [Wanted(None, recipe)], MOVES, paths, order))
    assert all(each.exists() for each in paths)
    with PIL.Image.open(paths[0]) as picture:
        assert getattr(picture, "n_frames", 1) == (4 if kind is FilmKind.APNG else 1)


def test_what_is_solved_between_its_frames_changes_nothing(workshop, photo, recipe, tmp_path):
    """Its own memory of the curvature is laid aside with it, and so is everybody else's."""
    order, wanted = FilmOrder("", FilmKind.PNGS, options=OPTIONS), [Wanted(None, recipe)]
    alone, beside = (paths_of(FilmKind.PNGS, tmp_path / name) for name in ("alone", "beside"))
    pulled(apart(workshop, deliver_film(workshop, photo, wanted, MOVES, alone, order)))
    workshop.folder = tmp_path / "other"  # where no frame is kept yet
    other = replace(recipe, solver=replace(recipe.solver, iterations=3))
    steps, seen = apart(workshop, deliver_film(workshop, photo, wanted, MOVES, beside, order)), 0
    for step in steps:
        if isinstance(step, FrameStep):
            seen += 1
            _, start = pulled(render(workshop, photo, other))
            pulled(render(workshop, photo, other.at(1.1), start=start.image))
    assert seen == 4
    for one, two in zip(alone, beside, strict=True):
        assert np.array_equal(PIL.Image.open(one), PIL.Image.open(two))


def test_a_film_that_was_stopped_solves_no_frame_twice(workshop, photo, recipe, tmp_path):
    paths = paths_of(FilmKind.APNG, tmp_path / "out")
    order, wanted = FilmOrder("", FilmKind.APNG, options=OPTIONS), [Wanted(None, recipe)]
    steps = apart(workshop, deliver_film(workshop, photo, wanted, MOVES, paths, order))
    for step in steps:
        if isinstance(step, FrameStep) and step.number == 1:
            break
    steps.close()
    assert not paths[0].exists()
    again, _ = pulled(deliver_film(workshop, photo, wanted, MOVES, paths, order))
    found = [each.found for each in again if isinstance(each, FrameStep)]
    assert found == [True, True, False, False]
    assert paths[0].exists()
