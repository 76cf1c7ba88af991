"""The crop on the screen: a bright rectangle in a darkened photo, its handles and its keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QRegion

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.crop_frame import HANDLES, CropFrame, Grip
from dfi_studio.ui.canvas.labels import fill, paint_label, paint_outline
from dfi_studio.ui.canvas.tool import Touch
from dfi_studio.ui.canvas.viewport import Viewport

_REACH = 14
"""How near to a handle one has to press, in pixels of the widget."""
_ARM = 16
"""Length of a handle's bars."""
_SHADE = QColor(0, 0, 0, 150)
_GRID = QColor(255, 255, 255, 110)
_GRID_EDGE = QColor(0, 0, 0, 64)
_LINE = QColor(255, 255, 255, 230)
_EDGE = QColor(0, 0, 0, 130)
_ARROWS: dict[int, QPoint] = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_BOTTOM = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
_CURSORS = {
    Grip.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Grip.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Grip.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Grip.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
    Grip.TOP: Qt.CursorShape.SizeVerCursor,
    Grip.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Grip.LEFT: Qt.CursorShape.SizeHorCursor,
    Grip.RIGHT: Qt.CursorShape.SizeHorCursor,
    Grip.INSIDE: Qt.CursorShape.SizeAllCursor,
}


class CropTool(QObject):
    """Makes a crop by hand.

    Parameters
    ----------
    photo : QSize
        Of the whole photograph.
    crop : Crop or None
        What to begin with; None for the whole.
    """

    chosen = Signal(object)
    """The `Crop` that was made; None for the whole photo."""
    left = Signal()
    """It is to stay as it was."""
    changed = Signal()

    def __init__(self, photo: QSize, crop: Crop | None, parent: QObject) -> None:
        super().__init__(parent)
        self.frame = CropFrame.of(photo, crop)
        self._held: tuple[Grip, QPointF, CropFrame] | None = None

    def apply(self) -> None:
        """Choose the crop as it is."""
        self.chosen.emit(self.frame.chosen)

    def grip_at(self, touch: Touch) -> Grip | None:
        """Return what is held by a press there: handles before edges before the inside."""
        near = {
            grip: (touch.viewport.to_view(self.frame.place(grip)) - touch.at).manhattanLength()
            for grip in HANDLES
        }
        nearest = min(near, key=lambda grip: near[grip])
        if near[nearest] <= _REACH * touch.ratio:
            return nearest
        return _part(self._rect(touch.viewport), touch.at, round(_REACH * touch.ratio / 2))

    def cursor(self, touch: Touch) -> Qt.CursorShape:
        """Show which way a handle moves."""
        grip = self._held[0] if self._held else self.grip_at(touch)
        return Qt.CursorShape.ArrowCursor if grip is None else _CURSORS[grip]

    def hover(self, touch: Touch | None) -> None:
        """Look the same wherever the pointer is."""

    def press(self, touch: Touch) -> bool:
        """Take hold of a handle, an edge or the whole."""
        left = touch.button is Qt.MouseButton.LeftButton
        grip = self.grip_at(touch) if left else None
        if grip is not None:
            self._held = (grip, touch.viewport.to_photo(touch.at), self.frame)
        return grip is not None

    def drag(self, touch: Touch) -> None:
        """Move what is held; with Shift a corner keeps the proportion of the sides."""
        if self._held is not None:
            grip, began, frame = self._held
            by = touch.viewport.to_photo(touch.at) - began
            keep = bool(touch.modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._show(frame.dragged(grip, by, keep_aspect=keep))

    def release(self) -> None:
        """Let go."""
        self._held = None

    def double_click(self, touch: Touch) -> bool:
        """Apply."""
        left = touch.button is Qt.MouseButton.LeftButton
        if left:
            self.apply()
        return left

    def turn(self, angle: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Leave the wheel to the zoom."""
        return False

    def takes(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Take arrows, Enter and Escape."""
        return key in _ARROWS or key in _KEYS

    def push(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        """Move by a pixel, ten with Shift; with Ctrl only the lower right corner. Or end."""
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in _KEYS:
            self.apply()
        else:
            step = 10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
            by = _ARROWS[key] * step
            if modifiers & Qt.KeyboardModifier.ControlModifier:
                self._show(self.frame.dragged(Grip.BOTTOM_RIGHT, QPointF(by)))
            else:
                self._show(self.frame.moved(by))

    def _show(self, frame: CropFrame) -> None:
        if frame != self.frame:
            self.frame = frame
            self.changed.emit()

    # -- painting -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, viewport: Viewport, ratio: float) -> None:
        """Darken what is left out; draw thirds, handles and the size."""
        photo = viewport.frame & QRect(QPoint(0, 0), viewport.view)
        rect = self._rect(viewport)
        fill(painter, QRegion(photo) - QRegion(rect), _SHADE)
        line = max(round(ratio), 1)
        for third in (1, 2):
            across = rect.left() + rect.width() * third // 3
            down = rect.top() + rect.height() * third // 3
            for shift, colour in ((line, _GRID_EDGE), (0, _GRID)):  # seen on white as on black
                column = QRect(across + shift, rect.top(), line, rect.height())
                painter.fillRect(column, colour)
                row = QRect(rect.left(), down + shift, rect.width(), line)
                painter.fillRect(row, colour)
        paint_outline(painter, rect.adjusted(-line, -line, line, line), line, _EDGE)
        paint_outline(painter, rect, line, _LINE)
        for grip in HANDLES:
            _paint_handle(painter, rect, grip, ratio)
        size = f"{self.frame.crop.width} \u00d7 {self.frame.crop.height}"
        seen = QRectF(rect & photo)
        paint_label(painter, size, seen, at=_BOTTOM, ratio=ratio)

    def _rect(self, viewport: Viewport) -> QRect:
        begin = viewport.to_view(self.frame.place(Grip.TOP_LEFT)).toPoint()
        end = viewport.to_view(self.frame.place(Grip.BOTTOM_RIGHT)).toPoint()
        return QRect(begin, end - QPoint(1, 1))


def _part(rect: QRect, point: QPointF, reach: int) -> Grip | None:
    """Return what a point belongs to: an edge, on either side of it, or the inside."""
    at = point.toPoint()
    if not rect.adjusted(-reach, -reach, reach, reach).contains(at):
        return None
    within = min(reach, rect.width() // 4, rect.height() // 4)
    middle = rect.adjusted(within, within, -within, -within)
    across = (at.x() > middle.right()) - (at.x() < middle.left())
    down = (at.y() > middle.bottom()) - (at.y() < middle.top())
    return Grip((across, down))


def _paint_handle(painter: QPainter, rect: QRect, grip: Grip, ratio: float) -> None:
    """Draw a corner as an angle, an edge as a bar."""
    thick, arm = max(round(3 * ratio), 2), round(_ARM * ratio)
    across, down = grip.value
    x = rect.left() + round((rect.width() - thick) * (1 + across) / 2)
    y = rect.top() + round((rect.height() - thick) * (1 + down) / 2)
    left = {-1: x, 0: x - arm // 2, 1: x + thick - arm}[across]
    top = {-1: y, 0: y - arm // 2, 1: y + thick - arm}[down]
    bars = []
    if down:
        bars.append(QRect(left, y, arm, thick))
    if across:
        bars.append(QRect(x, top, thick, arm))
    for bar in bars:
        edge = max(round(ratio), 1)
        painter.fillRect(bar.adjusted(-edge, -edge, edge, edge), _EDGE)
    for bar in bars:
        painter.fillRect(bar, Qt.GlobalColor.white)
