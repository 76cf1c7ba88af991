"""The ground that a row of a list lies on: a bar marks the current row, a ring the focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from dfi_studio.ui.theme import colours

_ROUND, _BAR = 7, 4
_INSIDE = (11, 6, 6, 7)


class RowFrame(QWidget):
    """A row that can be the current one; alone in its list it needs no frame and no focus."""

    def __init__(self) -> None:
        super().__init__()
        self.current = False
        self.alone = False
        self.lifted = False

    def show_current(self, *, current: bool) -> None:
        """Show whether it is the current one."""
        if current != self.current:
            self.current = current
            self.update()

    def show_lifted(self, *, lifted: bool) -> None:
        """Show whether it is being dragged."""
        if lifted != self.lifted:
            self.lifted = lifted
            self.update()

    def show_alone(self, *, alone: bool) -> None:
        """Show whether it is the only one of its list."""
        self.alone = alone
        none, strong = Qt.FocusPolicy.NoFocus, Qt.FocusPolicy.StrongFocus
        self.setFocusPolicy(none if alone else strong)
        self.setContentsMargins(*((0, 0, 0, 0) if alone else _INSIDE))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the bar and the ring."""
        if self.alone:
            return
        chosen, painter = colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
        painter.fillPath(shape, QColor(chosen.hover if self.lifted else chosen.raised))
        if self.current:
            painter.setClipPath(shape)
            painter.fillRect(QRectF(0, 0, _BAR, self.height()), QColor(chosen.accent))
            painter.setClipping(False)
        painter.setPen(QPen(QColor(chosen.accent if self.hasFocus() else chosen.edge), 1))
        painter.drawPath(shape)
