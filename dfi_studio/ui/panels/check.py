"""A check box that can be seen on every ground: Fusion's is lost in the dark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from dfi_studio.ui.theme import colours

_SIDE, _ROUND = 15, 3.5
_AROUND, _TO_TEXT = 3, 6
_TICK = ((0.24, 0.53), (0.42, 0.70), (0.77, 0.31))


class Check(QCheckBox):
    """On or off; a ring shows the focus."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for room for the box, its ring and the text."""
        box, metrics = _SIDE + 2 * _AROUND, self.fontMetrics()
        text = _TO_TEXT + metrics.horizontalAdvance(self.text()) if self.text() else 0
        return QSize(box + text, max(box, metrics.height()))

    def minimumSizeHint(self) -> QSize:
        """Need all of it."""
        return self.sizeHint()

    def hitButton(self, place: object) -> bool:  # noqa: N802 - Qt's name
        """Take a click anywhere."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, its tick, the ring and the text."""
        chosen, painter = colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _SIDE) / 2
        box = QRectF(_AROUND, top, _SIDE, _SIDE).adjusted(0.5, 0.5, -0.5, -0.5)
        accent = QColor(chosen.accent if self.isEnabled() else chosen.faint)
        on = self.isChecked()
        painter.setBrush(accent if on else QColor(chosen.base))
        painter.setPen(QPen(accent if on else QColor(chosen.quiet), 1))
        painter.drawRoundedRect(box, _ROUND, _ROUND)
        if on:
            pen = QPen(QColor(chosen.on_accent), 1.9)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            tick = [box.topLeft() + QPointF(x, y) * box.width() for x, y in _TICK]
            painter.drawPolyline(QPolygonF(tick))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1))
            painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), _ROUND + 2, _ROUND + 2)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        words = self.rect().adjusted(_SIDE + _AROUND + _TO_TEXT, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())
