"""Faces on the canvas in step with the document, also where only a part of the photo is shown."""

from __future__ import annotations

import numpy as np
import pytest
from people import ANNA, BEN
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dfi_studio.core.face import Face
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.session.document import Document
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.faces.desk import FaceDesk

PHOTO = Photo.of(freeze(np.zeros((80, 100, 3))))


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.show_photo(QImage(100, 80, QImage.Format.Format_RGB32), QSize(100, 80))
    return canvas


@pytest.fixture
def desk(canvas: Canvas) -> FaceDesk:
    desk = FaceDesk(canvas, put_away=lambda: None)
    desk.show_document(Document(PHOTO))
    desk.show_found([ANNA, BEN])
    desk.take()
    return desk


def test_a_face_that_was_corrected_keeps_its_number(desk: FaceDesk) -> None:
    points = ANNA.points
    points[4] += (6, 2)
    moved = Face.of(points)
    desk.show_document(Document(PHOTO, face=moved))
    assert desk.faces == (moved, BEN)


def test_a_face_that_was_placed_comes_after_those_that_were_found(desk: FaceDesk) -> None:
    placed = Face.of(ANNA.points + 30)
    desk.show_document(Document(PHOTO, face=placed))
    assert desk.faces == (ANNA, BEN, placed)
    desk.show_document(Document(None))
    assert (desk.faces, desk.shown) == ((), False)


def test_in_a_crop_faces_are_where_they_are_shown(desk: FaceDesk, canvas: Canvas) -> None:
    told: list[Face] = []
    desk.chosen.connect(told.append)
    desk.show_document(Document(PHOTO, crop=Crop(10, 5, 80, 60)))
    assert canvas._faces is not None
    shown = canvas._faces._faces[0]
    assert np.allclose(shown.points, ANNA.points - (10, 5))
    canvas.face_chosen.emit(shown)
    assert told == [ANNA]  # the very face, whatever the arithmetic


def test_the_tool_is_told_of(desk: FaceDesk, canvas: Canvas) -> None:
    told: list[bool] = []
    desk.changed.connect(lambda: told.append(desk.shown))
    left: list[int] = []
    desk.left.connect(lambda: left.append(1))
    canvas.faces_left.emit()
    assert left == [1]  # what that means is said by others
    desk.leave()
    desk.place()
    assert told == [False, True]
