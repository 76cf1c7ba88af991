"""The line of a slider and its handle."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider

from dfi_studio.ui.panels.scale import Scale
from dfi_studio.ui.panels.wheel import notches, pace, turns

_TICKS = 10_000
_HANDLE = 15
_MORE = {
    Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageDown: -10,
}  # fmt: skip


class Track(QSlider):
    """Says what the hand wants; shows what it is told.

    A drag follows the pointer; with Shift in coarse steps, with Ctrl at a tenth of its pace.
    """

    wanted = Signal(float)
    settled = Signal()
    """The hand let go. A mere click has not: it may be half of a double click."""

    def __init__(self, scale: Scale, default: float) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._scale = scale
        self._default = default
        self._value = default
        self._spot, self._pointer = 0.0, 0.0  # of a drag: its place, 0..1, and the pointer's
        self._dragged = False
        self.setRange(0, _TICKS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(self, value: float) -> None:
        """Move the handle; nobody is told."""
        if value != self._value:
            self._value = value
            self.update()  # beyond the ends the handle stays where it is, and looks otherwise
        self.setValue(round(self._scale.position(value) * _TICKS))

    def reset(self) -> None:
        """Ask for the default."""
        self._want(self._default)
        self.settled.emit()

    def sizeHint(self) -> QSize:
        """Ask for room for the handle and its ring."""
        return QSize(160, _HANDLE + 7)

    def minimumSizeHint(self) -> QSize:
        """Get by with a shorter line."""
        return QSize(80, _HANDLE + 7)

    # -- the hand -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle to the pointer, and follow it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.settled.emit()
            self.setSliderDown(True)
            self._dragged = False
            self._spot, self._pointer = self._scale.position(self._value), event.position().x()
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self._dragged = True
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if self.isSliderDown():
            self.setSliderDown(False)
            if self._dragged:
                self.settled.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Bring the default back."""
        self.setSliderDown(False)
        self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step by the notches of the wheel, where it does not scroll the panel."""
        if turns(self):
            steps = notches(event) * pace(event.modifiers())
            self._want(self._scale.stepped(self._value, steps))
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrows; Home and End go to the ends."""
        steps = _MORE.get(Qt.Key(event.key()))
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif steps is not None:
            self._want(self._scale.stepped(self._value, steps * pace(event.modifiers())))
        elif event.key() == Qt.Key.Key_Home:
            self._want(self._scale.value(0))
        elif event.key() == Qt.Key.Key_End:
            self._want(self._scale.value(1))
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a row of steps."""
        self.settled.emit()
        super().focusOutEvent(event)

    def _follow(self, event: QMouseEvent) -> None:
        left, right, x = self._place(0), self._place(1), event.position().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            spot = self._spot + (x - self._pointer) / (right - left) * pace(event.modifiers())
        else:
            spot = (x - left) / (right - left)
        self._spot, self._pointer = min(max(spot, 0.0), 1.0), x
        coarse = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self._want((self._scale.coarse if coarse else self._scale.value)(self._spot))

    def _want(self, value: float) -> None:
        if value != self._value:
            self.show_value(value)
            self.wanted.emit(value)

    # -- the eye --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, filled from its origin, the default's mark and the handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        accent = self._colour(QPalette.ColorRole.Accent)
        middle = self.height() / 2
        left, right = self._place(0), self._place(1)
        painter.setBrush(self._colour(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(QRectF(left, middle - 2, right - left, 4), 2, 2)
        here, origin = (
            self._place(self._scale.position(self._value)),
            self._place(self._scale.origin()),
        )
        painter.setBrush(accent)
        painter.drawRoundedRect(QRectF(min(here, origin), middle - 2, abs(here - origin), 4), 2, 2)
        painter.setBrush(self._colour(QPalette.ColorRole.PlaceholderText))
        default = self._place(self._scale.position(self._default))
        painter.drawRect(QRectF(default - 0.5, middle + 5, 1, 4))
        if self.hasFocus():
            ring = QColor(accent)
            ring.setAlpha(70)
            painter.setBrush(ring)
            painter.drawEllipse(QPointF(here, middle), _HANDLE / 2 + 3, _HANDLE / 2 + 3)
        # A full handle at an end: the value lies beyond it.
        painter.setBrush(accent if self._beyond() else self._colour(QPalette.ColorRole.Base))
        painter.setPen(QPen(accent, 2))
        painter.drawEllipse(QPointF(here, middle), _HANDLE / 2 - 1, _HANDLE / 2 - 1)

    def _beyond(self) -> bool:
        parameter = self._scale.parameter
        return not parameter.soft_low <= self._value <= parameter.soft_high

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        dull = QPalette.ColorRole.Mid if role is QPalette.ColorRole.Accent else role
        return self.palette().color(role if self.isEnabled() else dull)

    def _place(self, position: float) -> float:
        margin = _HANDLE / 2 + 3
        return margin + position * (self.width() - 2 * margin)
