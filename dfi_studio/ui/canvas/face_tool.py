"""Faces on the canvas: boxes to choose one by, and the points of the one that is edited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from dfi_studio.core.face import Face
from dfi_studio.ui.canvas.face_points import FacePoints
from dfi_studio.ui.canvas.labels import paint_label
from dfi_studio.ui.canvas.tool import Touch
from dfi_studio.ui.canvas.viewport import Viewport
from dfi_studio.ui.theme import DARK

_REACH = 11
"""How near the pointer must be to a point, in pixels of the widget."""
_EDGE = QColor(0, 0, 0, 160)
_BOX = QColor(255, 255, 255, 200)
_TOP_LEFT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_OTHER_POINT = {Qt.Key.Key_Period: 1, Qt.Key.Key_Comma: -1}
_OTHER_FACE = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NUMBERS = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)


class FaceTool(QObject):
    """Chooses a face, and moves its points.

    Parameters
    ----------
    photo : QSize
        Of what is shown.

    Attributes
    ----------
    points : FacePoints or None
        Of the face in hand, or of one that is being placed.
    """

    chosen = Signal(object)
    """The `Face` that was clicked, or whose number was pressed."""
    moved = Signal(object, str)
    """The face in hand as it became by a drag, or by an arrow; these name what they fold with."""
    placed = Signal(object)
    """The `Face` that three points were put on."""
    left = Signal()
    changed = Signal()

    def __init__(self, photo: QSize, parent: QObject) -> None:
        super().__init__(parent)
        self._photo = photo
        self._faces: tuple[Face, ...] = ()
        self._face: Face | None = None
        self._held: tuple[int, QPointF] | None = None  # a point, and how far beside it is held
        self.points: FacePoints | None = None

    def show_faces(self, faces: Sequence[Face], face: Face | None) -> None:
        """Show the faces there are, and the points of the one that is edited."""
        self._faces = tuple(faces)
        if face != self._face or self.points is None:
            focus = self.points.focus if self.points is not None and face is not None else 0
            self._face, self._held = face, None
            self.points = None if face is None else FacePoints(face.landmarks, focus % 5)
        self.changed.emit()

    def place(self) -> None:
        """Let three points be put on a face that was not found."""
        self.points = FacePoints.to_place(self._photo.width(), self._photo.height())
        self._face = self._held = None
        self.changed.emit()

    @property
    def described(self) -> tuple[int, int]:
        """How many faces there are, and how many points can be moved."""
        return len(self._faces), 0 if self.points is None else len(self.points.places)

    # -- the hand -------------------------------------------------------------------------------

    def cursor(self, touch: Touch) -> Qt.CursorShape:
        """Show what can be taken hold of."""
        if self._held is not None or self._point_at(touch) is not None:
            return Qt.CursorShape.SizeAllCursor
        other = self._face_at(touch) is not None
        return Qt.CursorShape.PointingHandCursor if other else Qt.CursorShape.ArrowCursor

    def hover(self, touch: Touch | None) -> None:
        """Look the same wherever the pointer is."""

    def press(self, touch: Touch) -> bool:
        """Take hold of a point, or choose a face."""
        if touch.button is not Qt.MouseButton.LeftButton or self._photo.isEmpty():
            return False
        at = self._point_at(touch)
        if at is not None and self.points is not None:
            beside = _centre(touch) - QPointF(*self.points.places[at])
            self._held = at, beside
            self._show(FacePoints(self.points.places, at))
            return True
        face = self._face_at(touch)
        if face is not None:
            self.chosen.emit(face)
        return face is not None

    def drag(self, touch: Touch) -> None:
        """Move the point that is held; it stays in the photo."""
        if self._held is not None and self.points is not None:
            at, beside = self._held
            place = _centre(touch) - beside
            self._show(self.points.moved(at, self._within(place.x(), place.y())))

    def release(self) -> None:
        """Let go: one drag is one step."""
        held, self._held = self._held, None
        if held is not None:
            self._say("")

    def double_click(self, touch: Touch) -> bool:
        """Take what was placed."""
        return self._take()

    def turn(self, angle: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Leave the wheel to the zoom."""
        return False

    def takes(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Take arrows, the keys of points and faces, Enter and Escape."""
        others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if modifiers & others or self._photo.isEmpty():  # the photo is not there yet
            return False
        if key in _NUMBERS:
            return key - Qt.Key.Key_1 < len(self._faces)
        if key in _ARROWS or key in _OTHER_POINT:
            return self.points is not None
        if key in _TAKE:
            return self.points is not None and self.points.placing
        return key == Qt.Key.Key_Escape or (key in _OTHER_FACE and bool(self._faces))

    def push(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        """Move the point in focus by a pixel, ten with Shift; go to another point or face; end."""
        points = self.points
        if key in _NUMBERS:
            self.chosen.emit(self._faces[key - Qt.Key.Key_1])
        elif key in _OTHER_FACE:
            self.chosen.emit(self._next_face(_OTHER_FACE[Qt.Key(key)]))
        elif key in _TAKE:
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif points is not None and key in _OTHER_POINT:
            self._show(points.next(_OTHER_POINT[Qt.Key(key)]))
        elif points is not None:
            step = 10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
            across, down = _ARROWS[Qt.Key(key)]
            moved = points.pushed(across * step, down * step)
            place = self._within(*moved.places[moved.focus])
            self._show(moved.moved(moved.focus, place))
            self._say(f"point {moved.focus}")

    def _next_face(self, step: int) -> Face:
        if self._face not in self._faces:
            return self._faces[0 if step > 0 else -1]
        return self._faces[(self._faces.index(self._face) + step) % len(self._faces)]

    def _take(self) -> bool:
        points = self.points
        if points is None or not points.placing:
            return False
        if points.face is not None:
            self.placed.emit(points.face)
        return True

    def _say(self, merge: str) -> None:
        """Say what the points became, unless they are still being placed."""
        points = self.points
        if points is None or points.placing:
            return
        if points.face is None and self._face is not None:  # both eyes in one place
            self._show(FacePoints(self._face.landmarks, points.focus))
        elif points.face is not None and points.places != getattr(self._face, "landmarks", ()):
            self._face = points.face
            self.moved.emit(points.face, merge)

    def _show(self, points: FacePoints) -> None:
        if points != self.points:
            self.points = points
            self.changed.emit()

    def _within(self, x: float, y: float) -> tuple[float, float]:
        return (
            min(max(x, -0.5), self._photo.width() - 0.5),
            min(max(y, -0.5), self._photo.height() - 0.5),
        )

    def _point_at(self, touch: Touch) -> int | None:
        if self.points is None:
            return None
        near = [
            QPointF(_in_view(each, touch.viewport) - touch.at).manhattanLength()
            for each in self.points.places
        ]
        nearest = min(range(len(near)), key=near.__getitem__)
        return nearest if near[nearest] <= _REACH * touch.ratio else None

    def _face_at(self, touch: Touch) -> Face | None:
        """Return the smallest face whose box is there; the one in hand is chosen already."""
        at = _centre(touch)
        here = [
            each for each in self._faces if _rect(each).contains(at) and each != self._face
        ]  # fmt: skip
        return min(here, key=lambda each: each.eye_distance, default=None)

    # -- painting -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, viewport: Viewport, ratio: float) -> None:
        """Draw the boxes with their numbers, and the points."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, face in enumerate(self._faces, 1):
            if face != self._face:
                self._paint_box(painter, face, viewport, ratio, _BOX)
                label = str(number) if len(self._faces) > 1 else ""
                paint_label(painter, label, _seen(face, viewport), at=_TOP_LEFT, ratio=ratio)
        own = None if self.points is None else self.points.face
        if own is not None:
            self._paint_box(painter, own, viewport, ratio, QColor(DARK.accent))
        for at, place in enumerate(() if self.points is None else self.points.places):
            focused = self.points is not None and at == self.points.focus
            _paint_point(painter, _in_view(place, viewport), ratio, focused=focused)
        painter.restore()

    def _paint_box(
        self, painter: QPainter, face: Face, viewport: Viewport, ratio: float, colour: QColor
    ) -> None:
        rect = _seen(face, viewport)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, each in ((4 * ratio, _EDGE), (2 * ratio, colour)):
            painter.setPen(QPen(each, width))
            painter.drawRoundedRect(rect, 6 * ratio, 6 * ratio)


def _paint_point(painter: QPainter, at: QPointF, ratio: float, *, focused: bool) -> None:
    size = (7.0 if focused else 5.0) * ratio
    painter.setPen(QPen(_EDGE, 2 * ratio))
    painter.setBrush(QColor(DARK.accent) if focused else QColor("white"))
    painter.drawEllipse(at, size, size)


def _centre(touch: Touch) -> QPointF:
    """Return where the pointer is, from the centre of the photo's upper left pixel."""
    return touch.viewport.to_photo(touch.at) - QPointF(0.5, 0.5)


def _in_view(place: tuple[float, float], viewport: Viewport) -> QPointF:
    return viewport.to_view(QPointF(place[0] + 0.5, place[1] + 0.5))


def _rect(face: Face) -> QRectF:
    left, top, right, bottom = face.box
    return QRectF(QPointF(left, top), QPointF(right, bottom))


def _seen(face: Face, viewport: Viewport) -> QRectF:
    left, top, right, bottom = face.box
    return QRectF(_in_view((left, top), viewport), _in_view((right, bottom), viewport))
