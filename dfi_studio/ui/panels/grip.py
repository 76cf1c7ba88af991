"""The handle by which a row of a list is dragged to another place."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

_DOT, _APART = 1.4, 5


class Grip(QWidget):
    """Six dots. The keyboard's way to the same end is Alt with Up or Down."""

    dragged = Signal(int)
    """The pointer's height on the screen, while the button is held."""
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._held = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("Drag to another place (Alt+Up, Alt+Down)"))
        self.setAccessibleName(self.toolTip())

    def sizeHint(self) -> QSize:
        """Ask for room around the dots."""
        return QSize(2 * _APART + 4, 4 * _APART)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold; the row becomes the current one too."""
        self._held = event.button() is Qt.MouseButton.LeftButton
        if self._held:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._held:
            self.dragged.emit(round(event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held:
            self._held = False
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self.dropped.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.PlaceholderText))
        middle = QPointF(self.width() / 2, self.height() / 2)
        for column in (-0.5, 0.5):
            for line in (-1, 0, 1):
                place = middle + QPointF(column * _APART, line * _APART)
                painter.drawEllipse(place, _DOT, _DOT)
