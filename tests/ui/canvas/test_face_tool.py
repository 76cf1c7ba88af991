"""Faces chosen and corrected on the canvas, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hands import drag
from people import ANNA, BEN
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dfi_studio.core.face import Face
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.face_points import FacePoints

Paint = Callable[..., QImage]
SIZE = QSize(100, 80)


@pytest.fixture
def faces(canvas: Canvas, flat: Paint) -> Canvas:
    """A canvas that shows two faces, none of which is edited."""
    canvas.show_photo(flat((90, 90, 90), 100, 80), SIZE)
    canvas.begin_faces()
    canvas.show_faces([ANNA, BEN], None)
    return canvas


def on_screen(canvas: Canvas, point: tuple[float, float]) -> QPoint:
    place = canvas._viewport.to_view(QPointF(point[0] + 0.5, point[1] + 0.5))
    return (place / canvas.devicePixelRatioF()).toPoint()


def heard(signal: Any) -> list[Any]:
    told: list[Any] = []
    signal.connect(lambda *values: told.append(values))
    return told


def test_a_click_on_a_box_chooses_a_face(faces: Canvas, qtbot: QtBot) -> None:
    chosen = heard(faces.face_chosen)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(faces, left, pos=on_screen(faces, BEN.centre))
    qtbot.mouseClick(faces, left, pos=on_screen(faces, (95, 75)))
    assert chosen == [(BEN,)]


def test_numbers_and_pages_choose_faces(faces: Canvas, qtbot: QtBot) -> None:
    chosen = heard(faces.face_chosen)
    for key in (Qt.Key.Key_2, Qt.Key.Key_9, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        qtbot.keyClick(faces, key)
    assert chosen == [(BEN,), (ANNA,), (BEN,)]
    faces.show_faces([ANNA, BEN], BEN)
    qtbot.keyClick(faces, Qt.Key.Key_PageDown)
    assert chosen[-1] == (ANNA,)


def test_a_drag_of_a_point_is_told_once(faces: Canvas) -> None:
    faces.show_faces([ANNA, BEN], ANNA)
    moved = heard(faces.face_moved)
    nose = ANNA.landmarks[4]
    begin, end = on_screen(faces, nose), on_screen(faces, (nose[0] + 5, nose[1] + 3))
    drag(faces, [begin, begin + (end - begin) / 2, end])
    ((face, merge),) = moved
    assert merge == ""
    assert np.allclose(face.landmarks[4], (nose[0] + 5, nose[1] + 3), atol=0.3)
    assert face.landmarks[:4] == ANNA.landmarks[:4]


def test_arrows_move_the_point_in_focus(faces: Canvas, qtbot: QtBot) -> None:
    faces.show_faces([ANNA], ANNA)
    moved = heard(faces.face_moved)
    qtbot.keyClick(faces, Qt.Key.Key_Period)
    qtbot.keyClick(faces, Qt.Key.Key_Right)
    qtbot.keyClick(faces, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    (x, y), (face, merge) = ANNA.landmarks[1], moved[-1]
    assert (len(moved), merge) == (2, "point 1")
    assert face.landmarks[1] == pytest.approx((x + 1, y + 10))
    qtbot.keyClick(faces, Qt.Key.Key_Comma)
    qtbot.keyClick(faces, Qt.Key.Key_Left)
    assert moved[-1][1] == "point 0"


def test_points_stay_in_the_photo(faces: Canvas, qtbot: QtBot) -> None:
    faces.show_faces([ANNA], ANNA)
    moved = heard(faces.face_moved)
    for _ in range(9):
        qtbot.keyClick(faces, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert moved[-1][0].landmarks[0][1] == -0.5


def test_a_face_is_placed_by_three_points(faces: Canvas, qtbot: QtBot) -> None:
    placed, moved = heard(faces.face_placed), heard(faces.face_moved)
    faces.place_face()
    qtbot.keyClick(faces, Qt.Key.Key_Right)
    assert moved == []  # nothing is said before it is placed
    qtbot.keyClick(faces, Qt.Key.Key_Return)
    ((face,),) = placed
    assert isinstance(face, Face)
    assert 30 < face.centre[0] < 70


def test_escape_leaves_and_a_brush_takes_over(faces: Canvas, qtbot: QtBot) -> None:
    left = heard(faces.faces_left)
    qtbot.keyClick(faces, Qt.Key.Key_Escape)
    assert left == [()]
    assert "Faces: 2" in faces.accessibleDescription()
    faces.begin_mask()
    assert (faces.on_faces, faces.masking) == (False, True)
    faces.begin_faces()
    assert (faces.on_faces, faces.masking) == (True, False)


def test_the_tool_outlives_another_photo(faces: Canvas, flat: Paint) -> None:
    faces.show_photo(flat((9, 9, 9), 50, 40), QSize(50, 40))
    assert faces.on_faces
    faces.end_faces()
    assert not faces.on_faces


def test_points_in_one_place_make_no_face() -> None:
    points = FacePoints(((5, 5), (5, 5), (6, 9)))
    assert points.face is None
    assert FacePoints(((5, 5),) * 5).face is None
    assert FacePoints.of(ANNA).pushed(2, 0).face is not None


def test_what_is_painted_shows_boxes_and_points(faces: Canvas, read: Any) -> None:
    bare = read(faces).copy()
    faces.show_faces([ANNA, BEN], ANNA)
    painted = read(faces)
    point = on_screen(faces, ANNA.landmarks[2])
    assert (painted[point.y(), point.x()] > 200).all()  # white on the photo
    assert (bare != painted).any()
