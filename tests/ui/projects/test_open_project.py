from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from documents import result_of

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import SavedAttribute
from dfi_studio.session import edits
from dfi_studio.session.project import Project
from dfi_studio.session.session import Session
from dfi_studio.ui.projects.open_project import OpenProject
from dfi_studio.ui.rendering.renders import Renders

PHOTO = Photo.of(freeze(np.full((40, 50, 3), 0.5)), Path("/photos/anna.png"))


class Hand:
    def __init__(self) -> None:
        self.session, self.renders = Session(), Renders()
        self.project = OpenProject(self.session, self.renders)
        self.heard = 0
        self.project.watch(self._hear)

    def _hear(self) -> None:
        self.heard += 1

    def work(self) -> None:
        self.session.do(edits.open_photo(PHOTO))
        self.session.do(edits.add_direction(SavedAttribute("smile")))


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_nothing_is_nothing_to_lose(hand: Hand) -> None:
    assert hand.project.empty
    assert not hand.project.unsaved


def test_a_photo_that_was_merely_opened_is_no_work(hand: Hand) -> None:
    hand.session.do(edits.open_photo(PHOTO))
    assert not hand.project.unsaved
    assert not hand.project.empty
    hand.session.do(edits.set_crop(Crop(1, 1, 35, 35)))
    assert hand.project.unsaved
    hand.session.undo()
    assert not hand.project.unsaved


def test_the_sample_is_no_work_until_it_is_changed(hand: Hand) -> None:
    recipe = edits.add_direction(SavedAttribute("smile")).apply(hand.session.document).recipe
    hand.session.do(edits.open_sample(PHOTO, recipe))
    assert not hand.project.unsaved
    hand.session.do(edits.set_alpha(2))
    assert hand.project.unsaved
    hand.session.undo()
    assert not hand.project.unsaved


def test_work_is_unsaved_until_it_is_saved_and_again_when_it_goes_on(hand: Hand) -> None:
    hand.work()
    assert hand.project.unsaved
    hand.project.mark_saved(replace(hand.project.present, path=Path("a.dfistudio")))
    assert not hand.project.unsaved
    assert hand.project.path == Path("a.dfistudio")
    hand.session.do(edits.set_alpha(2))
    assert hand.project.unsaved
    hand.session.undo()
    assert not hand.project.unsaved  # how one came there does not count
    hand.session.take_snapshot("one")
    assert hand.project.unsaved


def test_what_changed_while_it_was_written_is_unsaved(hand: Hand) -> None:
    hand.work()
    written = replace(hand.project.present, path=Path("a.dfistudio"))
    hand.session.do(edits.set_alpha(2))
    hand.project.mark_saved(written)
    assert hand.project.unsaved


def test_a_result_that_was_exported_is_work_that_is_kept(hand: Hand) -> None:
    hand.work()
    result = result_of(hand.session.document)
    hand.renders.keep(result)
    hand.renders.owe(result)
    assert hand.project.unsaved
    hand.renders.mark_saved(result)
    assert not hand.project.unsaved
    hand.session.do(edits.set_alpha(2))
    assert hand.project.unsaved


def test_an_export_does_not_stand_for_the_project_s_own_file(hand: Hand) -> None:
    hand.work()
    hand.project.mark_saved(replace(hand.project.present, path=Path("a.dfistudio")))
    hand.session.do(edits.set_alpha(2))
    result = result_of(hand.session.document)
    hand.renders.keep(result)
    hand.renders.mark_saved(result)
    assert hand.project.unsaved


def test_the_results_go_with_it(hand: Hand) -> None:
    hand.work()
    result = result_of(hand.session.document)
    hand.renders.keep(result)
    assert hand.project.present == Project(hand.session.state, (result,))


def test_a_project_is_put_in_the_place_of_another_with_its_results(hand: Hand) -> None:
    other = Hand()
    other.work()
    result = result_of(other.session.document)
    less = result_of(edits.set_alpha(2).apply(other.session.document))
    given = replace(
        other.project.present, results=(result, less), path=Path("b.dfistudio"), embed=True
    )
    hand.work()
    hand.project.put(given)
    assert hand.session.state == other.session.state
    assert hand.renders.find(other.session.document) is result
    assert hand.renders.all()[-1] is result  # and remembered longest
    assert (hand.project.path, hand.project.embed) == (given.path, True)
    assert not hand.project.unsaved
    hand.project.put(given, saved=False)
    assert hand.project.unsaved
    hand.project.put(Project())
    assert hand.project.empty
    assert not hand.project.unsaved
    assert hand.project.path is None


def test_who_watches_hears_of_edits_results_and_saves(hand: Hand) -> None:
    steps = (
        hand.work,
        lambda: hand.session.take_snapshot("one"),
        lambda: hand.renders.owe(result_of(hand.session.document)),
        lambda: hand.project.mark_saved(Project()),
        lambda: hand.project.put(Project()),
    )
    for step in steps:
        before = hand.heard
        step()
        assert hand.heard > before
