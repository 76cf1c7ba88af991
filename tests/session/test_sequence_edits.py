"""The film of a document: edited, undone, kept in step with the stack, saved and opened."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.errors import ProjectError, UsageError
from dfi_studio.core.face import placed_face
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import SavedAttribute
from dfi_studio.core.sequence import Curve, Easing, Key, Sequence
from dfi_studio.session import edits, face_edits
from dfi_studio.session import sequence_edits as films
from dfi_studio.session.curves import curve_of, with_curve_moved, without_curve
from dfi_studio.session.document import Document
from dfi_studio.session.project import Project, open_project, save_project
from dfi_studio.session.session import Session

PHOTO = Photo.of(freeze(np.random.default_rng(2).random((80, 120, 3))))
ANNA = placed_face((50, 30), (30, 30), (40, 50))
BEN = replace(placed_face((100, 30), (80, 31), (90, 50)), score=1.5)


@pytest.fixture
def session() -> Session:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    for name in "ab":
        session.do(edits.add_direction(SavedAttribute(f"{name}.dfiattr")))
    session.do(edits.set_alpha(0.4, at=1))
    return session


def keys(session: Session, lane: int | None) -> list[tuple[float, float]]:
    return [(each.at, each.value) for each in curve_of(session.document.sequence, lane).keys]


def test_a_drag_of_a_key_is_one_step(session: Session) -> None:
    session.do(films.add_key(0, Key(0.0, 0.0)))
    session.do(films.add_key(0, Key(0.5, 1.0)))
    for at, to in ((0.5, 0.6), (0.6, 0.7), (0.7, 0.8)):
        session.do(films.change_key(0, at, Key(to, 2 * to)))
    session.settle()
    assert keys(session, 0) == [(0.0, 0.0), (0.8, 1.6)]
    session.undo()
    assert keys(session, 0) == [(0.0, 0.0), (0.5, 1.0)]
    session.redo()
    assert keys(session, 0) == [(0.0, 0.0), (0.8, 1.6)]


def test_drags_of_two_lanes_are_two_steps(session: Session) -> None:
    for lane in (0, None):
        session.do(films.add_key(lane, Key(0.0, 1.0)))
    session.do(films.change_key(0, 0.0, Key(0.1, 1.0)))
    session.do(films.change_key(None, 0.0, Key(0.1, 1.0)))
    session.undo()
    assert (keys(session, 0), keys(session, None)) == ([(0.1, 1.0)], [(0.0, 1.0)])


def test_easing_removing_and_clearing(session: Session) -> None:
    session.do(films.add_key(1, Key(0.0, 0.0)))
    session.do(films.add_key(1, Key(1.0, 1.0)))
    session.do(films.ease_key(1, Key(0.0, 0.0), Easing.BOTH))
    assert session.document.sequence.alphas[1].keys[0].easing is Easing.BOTH
    assert session.document.sequence.alphas[0] == Curve()
    session.do(films.remove_key(1, 1.0))
    assert keys(session, 1) == [(0.0, 0.0)]
    session.do(films.clear_lane(1))
    assert session.document.sequence == Sequence()


def test_a_film_begins_with_every_attribute_from_nothing_to_its_strength(session: Session) -> None:
    session.do(edits.turn_on(False, at=0))
    session.do(films.begin_film())
    assert keys(session, 0) == []
    assert keys(session, 1) == [(0.0, 0.0), (1.0, 0.4)]


def test_numbers_fold_each_with_itself(session: Session) -> None:
    for frames in (10, 11, 12):
        session.do(films.set_frames(frames))
    for frames in (1, 2):
        session.do(films.set_hold_last(frames))
    session.do(films.set_fps(12.5))
    session.do(films.set_hold_first(3))
    session.do(films.set_ping_pong(True))
    assert session.document.sequence == Sequence(
        frames=12, fps=12.5, hold_first=3, hold_last=2, ping_pong=True
    )
    for _ in range(4):
        session.undo()
    assert session.document.sequence == Sequence(frames=12)


def test_what_lies_outside_its_limits_leaves_the_film_as_it_was(session: Session) -> None:
    before = session.document
    for edit in (films.add_key(0, Key(0.0, 101.0)), films.add_key(None, Key(0, 0)),
                 films.set_frames(0)):  # fmt: skip
        with pytest.raises(UsageError):
            session.do(edit)
    assert session.document is before


def test_curves_follow_their_attributes_through_the_stack(session: Session) -> None:
    session.do(films.add_key(1, Key(0.0, 0.7)))
    session.do(edits.move_direction(at=1, to=0))
    assert (keys(session, 0), keys(session, 1)) == ([(0.0, 0.7)], [])
    session.do(edits.add_direction(SavedAttribute("c.dfiattr")))
    session.do(films.add_key(2, Key(0.0, 0.9)))
    session.do(edits.remove_direction(at=1))
    assert (keys(session, 0), keys(session, 1)) == ([(0.0, 0.7)], [(0.0, 0.9)])
    session.do(edits.remove_direction(at=0))
    session.do(edits.remove_direction(at=0))
    assert session.document.sequence == Sequence()


CURVES = st.lists(
    st.just(Curve()) | st.floats(-1, 1).map(lambda value: Curve.through(value)), max_size=4
)


@given(CURVES, st.integers(0, 4), st.integers(0, 4))
def test_curves_moved_there_and_back_are_where_they_were(
    curves: list[Curve], at: int, to: int
) -> None:
    film = without_curve(Sequence((*curves, Curve())), len(curves))
    assert with_curve_moved(with_curve_moved(film, at, to), to, at) == film


def test_a_film_of_more_than_the_stack_is_cut_to_it(session: Session) -> None:
    session.do(films.add_key(1, Key(0.0, 0.7)))
    document = replace(session.document, recipe=replace(session.document.recipe, directions=()))
    assert films.film_of(document) == Sequence()
    assert films.film_of(session.document) == session.document.sequence


def test_a_film_changes_no_picture(session: Session) -> None:
    before = session.document
    session.do(films.begin_film())
    assert session.document != before
    assert session.document.still == before.still == before


def test_each_face_has_a_film_of_its_own(session: Session) -> None:
    session.do(films.begin_film())
    film = session.document.sequence
    session.do(face_edits.choose_face(ANNA))
    assert session.document.sequence == film
    session.do(face_edits.choose_face(BEN))
    assert session.document.sequence == Sequence()
    session.do(face_edits.choose_face(ANNA))
    assert session.document.sequence == film


def test_a_project_keeps_films(session: Session, tmp_path: Path) -> None:
    session.do(films.begin_film())
    session.do(films.add_key(None, Key(0.25, 0.01, Easing.HOLD)))
    session.do(films.set_fps(23.976))
    session.do(face_edits.choose_face(ANNA))
    session.do(face_edits.choose_face(BEN))
    path = tmp_path / "a.dfistudio"
    save_project(path, Project(session.state))
    state = open_project(path).state
    films_ = [[each.value.sequence, *[other.sequence for other in each.value.others]]
              for each in state.entries]  # fmt: skip
    assert films_ == [[each.value.sequence, *[other.sequence for other in each.value.others]]
                      for each in session.state.entries]  # fmt: skip


def values_of(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as file:
        values: dict[str, object] = json.loads(file.read("project.json"))
        return values


def test_a_project_without_a_film_says_nothing_of_one_and_opens(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "a.dfistudio"
    save_project(path, Project(session.state))
    assert '"sequence"' not in json.dumps(values_of(path))
    assert open_project(path).state.document.sequence == Sequence()


@pytest.mark.parametrize(
    "wrong",
    [
        3,
        {"alphas": [], "tv": {"keys": []}, "frames": "many", "ping_pong": True},
        {"alphas": [], "tv": {"keys": [{"at": 2, "value": 1, "easing": "in"}]}, "ping_pong": True},
        {"alphas": [], "tv": {"keys": []}, "frames": 12.5, "ping_pong": True},
        {"alphas": [{"keys": [{"at": 0, "value": True, "easing": "in"}]}], "tv": {"keys": []},
         "ping_pong": False},
    ],
)  # fmt: skip
def test_a_film_that_makes_no_sense_is_a_damaged_project(
    session: Session, tmp_path: Path, wrong: object
) -> None:
    path = tmp_path / "a.dfistudio"
    session.do(films.begin_film())
    save_project(path, Project(session.state))
    values = values_of(path)
    values["history"][-1]["sequence"] = wrong  # type: ignore[index]
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist() if name != "project.json"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("project.json", json.dumps(values))
        for name, data in parts.items():
            file.writestr(name, data)
    with pytest.raises(ProjectError):
        open_project(path)


def test_unknown_keys_of_a_later_program_are_passed_over(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.dfistudio"
    session.do(films.begin_film())
    save_project(path, Project(session.state))
    values = values_of(path)
    values["history"][-1]["sequence"]["mood"] = "calm"  # type: ignore[index]
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist() if name != "project.json"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("project.json", json.dumps(values))
        for name, data in parts.items():
            file.writestr(name, data)
    assert open_project(path).state.document.sequence == session.document.sequence


def test_a_document_is_hashable_with_its_film(session: Session) -> None:
    session.do(films.begin_film())
    assert len({session.document, replace(session.document), Document()}) == 2
