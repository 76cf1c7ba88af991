"""What all rows of the timeline share: a picture that is kept, and the playhead over it.

While the film plays only the playhead moves; what is beneath is painted once for every change.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from dfi_studio.ui.sequence.axis import Axis
from dfi_studio.ui.theme import colours

MARGIN = 11
"""Beside the first and the last frame, so that a key there is seen whole; in logical pixels."""
_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_STEPS = {
    (Qt.Key.Key_Left, _NONE): -1, (Qt.Key.Key_Right, _NONE): 1,
    (Qt.Key.Key_Left, _SHIFT): -10, (Qt.Key.Key_Right, _SHIFT): 10,
    (Qt.Key.Key_PageUp, _NONE): -10, (Qt.Key.Key_PageDown, _NONE): 10,
}  # fmt: skip
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)


class TimelineRow(QWidget):
    """A row that shows where the film stands, and can be scrubbed along."""

    scrubbed = Signal(int)
    """The hand wants to see a step."""
    play_wanted = Signal()
    """Or to halt."""

    def __init__(self) -> None:
        super().__init__()
        self._axis = Axis()
        self._step = 0
        self._kept: QPixmap | None = None
        self._scrubbing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def axis(self) -> Axis:
        """Where the frames are."""
        return self._axis

    @property
    def step(self) -> int:
        """Where the film stands."""
        return self._step

    def show_frames(self, frames: int) -> None:
        """Lay another number of frames along the row."""
        self._lay(frames)

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        if step != self._step:
            was, self._step = self._step, step
            self._repaint_at(was)
            self._repaint_at(step)

    def grow_stale(self) -> None:
        """Paint all anew: what is shown has changed."""
        self._kept = None
        self.update()

    # -- the hand -------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the row from the window's shortcuts while it has the focus."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._takes(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step along by the arrows, to the ends by Home and End; Space plays."""
        steps = _STEPS.get((Qt.Key(event.key()), _plain(event)))
        if steps is not None:
            self._scrub_to(self._step + steps)
        elif event.key() in _ENDS and _plain(event) == _NONE:
            self._scrub_to(0 if event.key() == Qt.Key.Key_Home else self._axis.last)
        elif event.key() == Qt.Key.Key_Space:
            self.play_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show what is beneath the pointer, and follow it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._scrubbing = True
            self.scrubbed.emit(self._axis.step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._scrubbing:
            self.scrubbed.emit(self._axis.step_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._scrubbing = False

    def _takes(self, event: QKeyEvent) -> bool:
        """Say whether a key is the row's, and not a shortcut of the window."""
        key, plain = Qt.Key(event.key()), _plain(event)
        return (key, plain) in _STEPS or (
            plain == _NONE and (key in _ENDS or key == Qt.Key.Key_Space)
        )

    def _scrub_to(self, step: int) -> None:
        self.scrubbed.emit(min(max(step, 0), self._axis.last))

    # -- the eye --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is kept, and the playhead."""
        ratio = self.devicePixelRatioF()
        if self._kept is None or self._kept.devicePixelRatio() != ratio:
            self._kept = QPixmap(self.size() * ratio)
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(Qt.GlobalColor.transparent)
            beneath = QPainter(self._kept)
            beneath.setRenderHint(QPainter.RenderHint.Antialiasing)
            beneath.setFont(self.font())
            self._paint(beneath)
            beneath.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_over(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the frames along the width that there is."""
        super().resizeEvent(event)
        self._lay(self._axis.frames)

    def changeEvent(self, event: QEvent) -> None:
        """Wear other colours, or another font."""
        super().changeEvent(event)
        kinds = QEvent.Type
        if event.type() in (kinds.PaletteChange, kinds.StyleChange, kinds.FontChange):
            self.grow_stale()

    def _paint(self, painter: QPainter) -> None:
        """Paint what the playhead passes over."""
        raise NotImplementedError

    def _paint_over(self, painter: QPainter) -> None:
        x = self._axis.x_of(self._step)
        painter.setPen(QPen(QColor(colours().text), 1.5))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _lay(self, frames: int) -> None:
        axis = Axis(frames, MARGIN, max(1.0, self.width() - 2.0 * MARGIN))
        self._step = min(self._step, axis.last)
        self._axis = axis
        self.grow_stale()

    def _repaint_at(self, step: int) -> None:
        x = round(self._axis.x_of(step))
        self.update(QRect(x - MARGIN, 0, 2 * MARGIN + 1, self.height()))


def _plain(event: QKeyEvent) -> Qt.KeyboardModifier:
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
