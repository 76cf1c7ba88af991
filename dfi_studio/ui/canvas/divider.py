"""The line between two pictures of one view: dragged, or moved with the arrows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from dfi_studio.ui.canvas.comparison import Arrangement
from dfi_studio.ui.theme import DARK

_GRAB = 24
"""Width of what can be grabbed, in pixels."""
_HANDLE = 11.0
"""Radius of the handle."""
_STEP = 0.01
_ARROWS: dict[int, tuple[bool, int]] = {
    Qt.Key.Key_Left: (False, -1),
    Qt.Key.Key_Right: (False, 1),
    Qt.Key.Key_Up: (True, -1),
    Qt.Key.Key_Down: (True, 1),
}
_ENDS: dict[int, float] = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0}


class Divider(QWidget):
    """Lies over the canvas as a strip, clear but for its line and handle; decides nothing."""

    moved = Signal(float)
    """The share of the canvas before the line that is wanted."""
    turned = Signal()
    """The line should run the other way."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._arrangement = Arrangement()
        self._held: float | None = None
        self._faint = False
        self._aside = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Divider of the comparison"))
        self.setToolTip(self.tr("Drag, or move with the arrows; double click turns the line"))
        self.hide()

    def show_arrangement(self, arrangement: Arrangement, *, faint: bool) -> None:
        """Stand where the line is; a faint one is not seen, but can be grabbed."""
        self._arrangement, self._faint = arrangement, faint
        if not self._aside:
            self.stand_aside(None)
        room = self._canvas.size()
        if arrangement.across:
            self.setGeometry(0, round(self._line) - _GRAB // 2, room.width(), _GRAB)
        else:
            self.setGeometry(round(self._line) - _GRAB // 2, 0, _GRAB, room.height())
        self.update()

    def stand_aside(self, cursor: Qt.CursorShape | None) -> None:
        """While the canvas is panned, show its pointer and leave it the mouse; None ends that."""
        across = self._arrangement.across
        own = Qt.CursorShape.SplitVCursor if across else Qt.CursorShape.SplitHCursor
        self._aside = cursor is not None
        self.setCursor(own if cursor is None else cursor)

    def takes(self, key: int) -> bool:
        """Say whether a key moves the line: the arrows along its way, and to either end."""
        return key in _ENDS or (key in _ARROWS and _ARROWS[key][0] == self._arrangement.across)

    def push(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        """Move by a hundredth of the canvas, by ten with Shift."""
        if key in _ENDS:
            self.moved.emit(_ENDS[key])
            return
        times = 10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
        self.moved.emit(self._arrangement.split + _ARROWS[key][1] * times * _STEP)

    @property
    def _line(self) -> float:
        """Where the line is in the canvas, on the grid of device pixels."""
        ratio = self.devicePixelRatioF()
        return round(self._length(self._canvas.size()) * ratio * self._arrangement.split) / (ratio)

    def _length(self, size: QSize) -> int:
        return size.height() if self._arrangement.across else size.width()

    def _along(self, position: QPointF) -> float:
        at = self.mapToParent(position)
        return at.y() if self._arrangement.across else at.x()

    def _on_handle(self, position: QPointF) -> bool:
        centre = QRectF(self.rect()).center()
        return (position - centre).manhattanLength() <= 1.5 * _HANDLE

    # -- Qt -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold; with another button or Space held, the canvas is panned instead."""
        if event.button() is not Qt.MouseButton.LeftButton or self._aside:
            event.ignore()
            return
        self._held = self._along(event.position()) - self._line

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if self._held is None:
            event.ignore()  # the canvas says what is under the pointer
            return
        length = max(self._length(self._canvas.size()), 1)
        self.moved.emit((self._along(event.position()) - self._held) / length)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held is None:
            event.ignore()
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Turn the line by its handle; elsewhere the canvas is meant."""
        if event.button() is Qt.MouseButton.LeftButton and self._on_handle(event.position()):
            self.turned.emit()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows."""
        if self.takes(event.key()):
            self.push(event.key(), event.modifiers())
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a light line with dark edges, which is seen on any picture, and the handle."""
        if self._faint:
            return
        painter = QPainter(self)
        across, ratio = self._arrangement.across, self.devicePixelRatioF()
        line = self._line - (self.y() if across else self.x())
        hair = max(round(ratio), 1) / ratio
        for width, colour in ((4 * hair, QColor(0, 0, 0, 90)), (2 * hair, QColor("white"))):
            begin = line - width / 2
            box = (
                QRectF(0, begin, self.width(), width)
                if across
                else QRectF(begin, 0, width, self.height())
            )
            painter.fillRect(box, colour)
        centre = QPointF(self.width() / 2, line) if across else QPointF(line, self.height() / 2)
        self._paint_handle(painter, centre)

    def _paint_handle(self, painter: QPainter, centre: QPointF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(centre)
        painter.rotate(90 if self._arrangement.across else 0)
        focus = self.hasFocus()
        painter.setPen(QPen(QColor(DARK.accent if focus else "#60000000"), 3 if focus else 1))
        painter.setBrush(QColor("white"))
        painter.drawEllipse(QPointF(), _HANDLE - 1.5, _HANDLE - 1.5)
        arrows = QPainterPath()
        for side in (-1, 1):
            arrows.moveTo(side * 2.5, -3)
            arrows.lineTo(side * 5.5, 0)
            arrows.lineTo(side * 2.5, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#303034"), 1.6, c=Qt.PenCapStyle.RoundCap))
        painter.drawPath(arrows)
