"""The face that is edited: chosen, moved, undone, saved; each with a stack of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.errors import ProjectError
from dfi_studio.core.face import Face, placed_face
from dfi_studio.core.image import digest, freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.session import edits, face_edits, mask_edits
from dfi_studio.session.project import Project, open_project, save_project
from dfi_studio.session.project_faces import FaceResult
from dfi_studio.session.project_values import face_of, face_values
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session

PHOTO = Photo.of(freeze(np.random.default_rng(2).random((80, 120, 3))))
ANNA = placed_face((50, 30), (30, 30), (40, 50))
BEN = replace(placed_face((100, 30), (80, 31), (90, 50)), score=1.5)


@pytest.fixture
def session() -> Session:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    return session


def test_the_face_that_was_found_belongs_to_the_opening(session: Session) -> None:
    session.do(face_edits.take_found_face(PHOTO, ANNA))
    assert session.document.face == ANNA
    assert session.undo_label == "Open photo"
    session.undo()
    assert session.document.photo is None


def test_the_first_face_takes_over_and_the_next_begins_anew(session: Session) -> None:
    session.do(edits.set_sets("young", "old"))
    session.do(edits.set_size(64))
    recipe = session.document.recipe
    session.do(face_edits.choose_face(ANNA))
    assert (session.document.recipe, session.document.others) == (recipe, ())
    session.do(face_edits.choose_face(BEN))
    assert session.document.recipe.directions == ()
    assert session.document.recipe.space.size == 64
    session.do(edits.set_sets("sad", "happy"))
    session.do(face_edits.choose_face(ANNA))
    document = session.document
    assert (document.face, document.recipe) == (ANNA, recipe)
    assert [each.face for each in document.layers] == [BEN, ANNA]
    assert document.layers[0].sets == ("sad", "happy")
    session.undo()
    assert session.document.face == BEN


def test_the_whole_photo_goes_on_with_the_recipe_and_faces_keep_theirs(session: Session) -> None:
    session.do(edits.set_sets("young", "old"))
    session.do(face_edits.choose_face(ANNA))
    session.do(face_edits.edit_whole_photo())
    whole = session.document
    assert (whole.face, whole.sets, whole.layers) == (None, ("young", "old"), (whole,))
    session.do(edits.set_alpha(3))
    session.do(face_edits.choose_face(ANNA))
    assert session.document.recipe.directions[0].alpha == 1


def test_a_drag_of_the_arrows_is_one_step(session: Session) -> None:
    session.do(face_edits.choose_face(ANNA))
    for x in (1, 2, 3):
        moved = Face.of(np.add(ANNA.points, (x, 0)))
        session.do(face_edits.move_points(moved, merge="point 0"))
    session.undo()
    assert session.document.face == ANNA


def test_another_photo_has_other_faces(session: Session) -> None:
    session.do(face_edits.choose_face(ANNA))
    session.do(edits.open_photo(Photo.of(freeze(np.zeros((80, 120, 3))))))
    assert session.document.face is None
    session.do(face_edits.choose_face(ANNA))
    session.do(mask_edits.open_photo_with(PHOTO, ()))
    assert session.document.face is None


def test_in_a_crop_the_face_is_elsewhere_or_left_out(session: Session) -> None:
    session.do(face_edits.choose_face(ANNA))
    session.do(edits.set_crop(Crop(10, 20, 60, 50)))
    here = session.document.subject_face
    assert here is not None
    assert np.allclose(here.points, ANNA.points - (10, 20))
    session.do(edits.set_crop(Crop(70, 0, 50, 60)))
    assert session.document.subject_face is None


def test_what_is_missing_is_filled_with_the_face_in_hand(session: Session) -> None:
    mask = MaskLayer.of("hole", MaskRole.FILL, np.ones((80, 120), np.float32))
    session.do(edits.set_sets("young", "old"))
    session.do(face_edits.choose_face(ANNA))
    session.do(face_edits.choose_face(BEN))
    session.do(mask_edits.add_mask(mask))
    session.do(mask_edits.set_fill_pictures("faces"))
    other, own = session.document.layers
    assert (other.filling, own.filling) == (False, True)


def test_faces_are_saved_and_older_projects_have_none(session: Session, tmp_path: Path) -> None:
    session.do(edits.set_sets("young", "old"))
    session.do(face_edits.choose_face(BEN))
    session.do(face_edits.choose_face(ANNA))
    path = tmp_path / "a.dfistudio"
    save_project(path, Project(session.state))
    read = open_project(path).state
    assert read.document.face == ANNA
    assert [each.face for each in read.document.others] == [BEN]
    assert [each.value for each in read.entries] == [each.value for each in session.state.entries]


def test_a_face_as_values_is_json() -> None:
    for face in (ANNA, BEN):
        assert face_of(json.loads(json.dumps(face_values(face), allow_nan=False))) == face
    with pytest.raises(ValueError, match="five"):
        face_of({"landmarks": [[0, 0]], "score": 1})
    with pytest.raises(ValueError, match="two places"):
        face_of({"landmarks": [[0, 0]] * 5, "score": 1})


def test_results_of_faces_are_kept_with_their_portraits(session: Session, tmp_path: Path) -> None:
    session.do(edits.set_sets("young", "old"))
    session.do(face_edits.choose_face(ANNA))
    document = session.document
    square = freeze(np.random.default_rng(3).random((20, 20, 3)))
    photo = Photo(square, digest(square), None, ANNA.landmarks)
    portrait = Portrait(photo, ANNA, Similarity(2.0, 0.5, 10.0, 3.0))
    image = freeze(np.full((20, 20, 3), 0.25))
    made = FaceResult(document, portrait, Result(photo, document.recipe, image, finished=True))
    path = tmp_path / "a.dfistudio"
    save_project(path, Project(session.state, faces=(made,)))
    (read,) = open_project(path).assembled({}).faces
    assert read.document == document
    assert read.portrait == portrait
    assert read.result.is_like(made.result)
    assert np.array_equal(read.result.image, image)
    assert np.array_equal(read.portrait.photo.image, square)
    other = replace(document, photo=Photo.of(freeze(np.zeros((80, 120, 3)))))
    assert made.of(other) is None


def test_a_face_far_away_from_its_photo_is_damage(session: Session, tmp_path: Path) -> None:
    session.do(face_edits.choose_face(Face.of(ANNA.points + 1e6)))
    path = tmp_path / "a.dfistudio"
    save_project(path, Project(session.state))
    with pytest.raises(ProjectError, match="nowhere near its photo"):
        open_project(path)
