"""How a draw looks in the grid: its picture, its number and the verdict.

Nothing is told by colour alone: what is kept bears a filled tick, what is rejected is dimmed and
crossed out.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dfi_studio.session.class_view import Verdict
from dfi_studio.ui.isda.cells import Cell, CellModel
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.theme import DARK, icon

_KEPT_PIXMAPS = 128
_AROUND, _FOOT = 0.35, 1.6
"""In heights of the font; the number stands at the foot."""
_DIMMED = 0.35


class CellDelegate(QStyledItemDelegate):
    """Paints the cells.

    Parameters
    ----------
    model : CellModel
    """

    def __init__(self, model: CellModel) -> None:
        super().__init__()
        self._model = model
        self._pixmaps: Recent[tuple[int, int, int], QPixmap] = Recent(_KEPT_PIXMAPS)
        self.shape = QSize(1, 1)
        """Of the pictures."""
        self.side = 160
        """The longer side of a picture in its cell, in pixels."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of a cell, which is the same for all."""
        unit = option.fontMetrics.height()
        shape = self.shape.scaled(self.side, self.side, _KEEP)
        around = 2 * self.around(unit)
        return shape + QSize(around, around + round(_FOOT * unit))

    def around(self, unit: int) -> int:
        """Return how much stands at each side of a picture, for a font of this height."""
        return round(_AROUND * unit)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        cell, rect = self._model.cell(index.row()), QRect(option.rect)
        state: QStyle.StateFlag = option.state
        unit = option.fontMetrics.height()
        around, foot = self.around(unit), round(_FOOT * unit)
        area = rect.adjusted(around, around, -around, -around - foot)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._picture(painter, area, cell)
        if cell.doing is not None:
            self._progress(painter, area, cell)
        line = QRect(rect.left(), area.bottom() + 1, rect.width(), foot)
        self._number(painter, line, cell, str(index.row() + 1))
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(DARK.accent), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 5, 5)
        painter.restore()

    def _picture(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        if cell.picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DARK.card))
            painter.drawRoundedRect(area, 3, 3)
            return
        place = QRect(QPoint(), cell.picture.size().scaled(area.size(), _KEEP))
        place.moveCenter(area.center())
        dimmed = cell.verdict is Verdict.REJECTED
        painter.setOpacity(_DIMMED if dimmed else 1)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(place, self._pixmap(cell, place.size() * ratio))
        painter.setOpacity(1)
        if dimmed:
            painter.setPen(QPen(QColor(DARK.on_surround), 1.5))
            painter.drawLine(place.topLeft(), place.bottomRight())
            painter.drawLine(place.topRight(), place.bottomLeft())

    def _pixmap(self, cell: Cell, size: QSize) -> QPixmap:
        assert cell.picture is not None  # `_picture` looks first
        key = (cell.picture.cacheKey(), size.width(), size.height())
        made = self._pixmaps.get(key)
        if made is None:
            smooth = Qt.TransformationMode.SmoothTransformation
            stretch = Qt.AspectRatioMode.IgnoreAspectRatio
            made = QPixmap.fromImage(cell.picture.scaled(size, stretch, smooth))
            self._pixmaps.put(key, made)
        return made

    def _progress(self, painter: QPainter, area: QRect, cell: Cell) -> None:
        inset = max(area.width() // 10, 2)
        groove = QRectF(area.left() + inset, area.bottom() - 8, area.width() - 2 * inset, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.card_edge))
        painter.drawRoundedRect(groove, 2, 2)
        groove.setWidth(groove.width() * min(max(cell.share, 0.0), 1.0))
        painter.setBrush(QColor(DARK.on_surround))
        painter.drawRoundedRect(groove, 2, 2)
        if cell.picture is None:
            painter.setPen(QColor(DARK.on_surround_quiet))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area.adjusted(6, 6, -6, -14), flags, cell.doing or "")

    def _number(self, painter: QPainter, line: QRect, cell: Cell, text: str) -> None:
        quiet = cell.stale or cell.verdict is Verdict.REJECTED
        painter.setPen(QColor(DARK.on_surround_quiet if quiet else DARK.on_surround))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
        if cell.verdict is Verdict.KEPT:
            side = painter.fontMetrics().height()
            width = painter.fontMetrics().horizontalAdvance(text)
            disc = QRect(0, 0, side, side)
            disc.moveCenter(QPoint(line.center().x() - width // 2 - side, line.center().y()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DARK.accent))
            painter.drawEllipse(disc)
            icon("done", DARK.on_accent).paint(painter, disc.adjusted(2, 2, -2, -2))


_KEEP = Qt.AspectRatioMode.KeepAspectRatio
