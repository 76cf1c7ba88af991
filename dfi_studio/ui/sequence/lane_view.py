"""One curve on the timeline: looked at, and changed by dragging its keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy

from dfi_studio.core.parameters import Parameter
from dfi_studio.core.sequence import Easing, Key
from dfi_studio.ui.sequence.grip import Grip, Pointer, Reach
from dfi_studio.ui.sequence.keyed_row import KeyedRow
from dfi_studio.ui.sequence.lane_painting import (
    KEY,
    paint_curve,
    paint_key,
    paint_levels,
    point_of,
)
from dfi_studio.ui.sequence.words import value_text
from dfi_studio.ui.theme import colours

_NEAR = KEY + 4
_SLACK = 3.0
"""How far the pointer goes before a press is a drag, in logical pixels."""
_HEIGHT, _LEAST, _MOST = 4.0, 2.4, 9.0
"""In heights of the font."""


class LaneView(KeyedRow):
    """Shows a curve. A double click adds a key; keys are dragged, anything else is scrubbed.

    Shift lets a drag change only time or only value; Ctrl makes the value follow slowly.
    """

    typing_wanted = Signal()
    """The value of the selected key is to be typed."""
    menu_wanted = Signal(QPoint)
    """A menu is wanted at a place of the screen, for the selected key or for none."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._grip: Grip | None = None
        self._dragged = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # -- the hand -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the key beneath the pointer; else look at the frame there."""
        key = self._key_at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if key is None:
            self.select(None)
            super().mousePressEvent(event)
            return
        self.settled.emit()
        self.select(key.at)
        self._dragged = False
        reach = Reach.of(key, self.curve, self.axis)
        self._grip = Grip(key, _pointer(event), reach, self._band)
        self.scrubbed.emit(self.axis.step_of(key.at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the key follow the pointer."""
        grip, key = self._grip, self.key
        if grip is None or key is None:
            super().mouseMoveEvent(event)
            self._look(event.position())
            return
        pointer = _pointer(event)
        way = abs(pointer.x - grip.begun.x) + abs(pointer.y - grip.begun.y)
        if self._dragged or way > _SLACK:
            self._dragged = True
            to = grip.moved(pointer, self.axis, self.height())
            self._change(key, to)
            self.scrubbed.emit(self.axis.step_of(to.at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the key."""
        super().mouseReleaseEvent(event)
        if self._grip is not None:
            self._grip = None
            self.settled.emit()
            self._fit_band()
            self.grow_stale()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Add a key beneath the pointer; of one that is there, let the value be typed."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._key_at(event.position()) is not None:
            self.typing_wanted.emit()
            return
        step = self.axis.step_at(event.position().x())
        place, height = self.axis.place_of(step), float(self.height())
        value = self._band.rounded(self._band.value(event.position().y(), height))
        self.key_added.emit(Key(place, value, Easing.BOTH))
        self.select(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the key beneath the pointer, or at the frame there."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            key = self._key_at(QPointF(event.pos()))
            self.select(None if key is None else key.at)
            if key is None:
                self.scrubbed.emit(self.axis.step_at(event.pos().x()))
        self.menu_wanted.emit(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        """Look as without a pointer."""
        super().leaveEvent(event)
        self.unsetCursor()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys of the keyboard go."""
        super().focusInEvent(event)
        self.grow_stale()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a row of steps of the keyboard."""
        super().focusOutEvent(event)
        self.settled.emit()
        self.grow_stale()

    def _look(self, at: QPointF) -> None:
        """Say what is beneath the pointer."""
        key = self._key_at(at)
        self.setCursor(Qt.CursorShape.ArrowCursor if key is None else Qt.CursorShape.SizeAllCursor)
        step = self.axis.step_at(at.x())
        value = self.value_at(step) if key is None else key.value
        words = self.tr("Frame {}: {}").format(step + 1, value_text(value, self._parameter))
        self.setToolTip(
            words if key is not None else self.tr("{} — double click: new key").format(words)
        )

    def _key_at(self, at: QPointF) -> Key | None:
        """Return the key nearest to a place, if it is near."""
        height = float(self.height())
        far = [
            (max(abs(point.x() - at.x()), abs(point.y() - at.y())), each)
            for each in self.curve.keys
            for point in [point_of(each, self.axis, self._band, height)]
        ]
        distance, key = min(far, key=lambda each: each[0], default=(_NEAR + 1, None))
        return key if distance <= _NEAR else None

    # -- the eye --------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Ask for room to tell values apart."""
        return QSize(300, round(self.fontMetrics().height() * _HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Get by with less."""
        return QSize(60, round(self.fontMetrics().height() * _LEAST))

    def _fit_band(self) -> None:
        if self._grip is None:  # under the hand the ground stays where it is
            super()._fit_band()

    def _paint(self, painter: QPainter) -> None:
        wears, room = colours(), QRectF(self.rect())
        paint_levels(painter, room, self._band, wears)
        paint_curve(
            painter, self.curve, self._still, axis=self.axis, band=self._band,
            height=room.height(), wears=wears,
        )  # fmt: skip
        for each in sorted(self.curve.keys, key=lambda key: key.at == self._at):
            at = point_of(each, self.axis, self._band, room.height())
            chosen = each.at == self._at
            paint_key(painter, at, selected=chosen, focused=self.hasFocus(), wears=wears)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(wears.accent), 1))
            painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))


def _pointer(event: QMouseEvent) -> Pointer:
    held = event.modifiers()
    straight = bool(held & Qt.KeyboardModifier.ShiftModifier)
    fine = bool(held & Qt.KeyboardModifier.ControlModifier)
    return Pointer(event.position().x(), event.position().y(), straight, fine)
