"""How a cell of the strip looks: the draft, its number, and whether it is marked, shown or failed.

The strip lies on the dark surround of the picture in both schemes, as the canvas does. Nothing is
told by colour alone: the mark is a filled shape, the shown cell is framed, a failure has a sign.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dfi_studio.ui.recent import Recent
from dfi_studio.ui.strip.alphas import written
from dfi_studio.ui.strip.cells import Cell, CellModel
from dfi_studio.ui.theme import DARK, icon

_KEPT_PIXMAPS = 24
_ROUND = 3.0
_TOP, _SIDE, _FOOT = 0.45, 0.3, 1.45
"""Around the picture, in heights of the font; the number stands at the foot."""


class CellDelegate(QStyledItemDelegate):
    """Paints the cells; all lengths are in units of the font's height."""

    def __init__(self, model: CellModel) -> None:
        super().__init__()
        self._model = model
        self._pixmaps: Recent[tuple[int, int, int], QPixmap] = Recent(_KEPT_PIXMAPS)
        self.size = QSize(1, 1)
        """Of a cell; the strip sets it."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of a cell, which is the same for all."""
        return self.size

    def natural_width(self, height: int, unit: int) -> int:
        """Return the width at which a picture fills a cell of this height.

        Parameters
        ----------
        unit : int
            Height of the font.
        """
        inside = QSize(10 * height, max(height - round((_TOP + _FOOT) * unit), 1))
        shape = self._model.shape.scaled(inside, Qt.AspectRatioMode.KeepAspectRatio)
        return shape.width() + round(2 * _SIDE * unit)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        cell, rect = self._model.cell(index.row()), QRect(option.rect)
        state: QStyle.StateFlag = option.state
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = option.fontMetrics.height()
        line = round(_FOOT * unit)
        side, top = round(_SIDE * unit), round(_TOP * unit)
        area = rect.adjusted(side, top, -side, -line)
        picture = _fitted(cell.picture.size() if cell.picture else self._model.shape, area)
        if cell.picture is not None:
            painter.drawPixmap(picture.topLeft(), self._pixmap(cell.picture, picture, painter))
        else:
            self._blank(painter, picture, area, cell)
        if cell.alpha == self._model.shown:
            _frame(painter, picture, QColor(DARK.on_surround), 2)
        elif hover:
            _frame(painter, picture, QColor(DARK.on_surround_quiet), 1)
        foot = QRect(rect.left(), rect.bottom() - line + 1, rect.width(), line)
        self._number(painter, foot, index.row(), hover=hover)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(DARK.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 5, 5)
        painter.restore()

    def _pixmap(self, picture: QImage, place: QRect, painter: QPainter) -> QPixmap:
        """Return the picture at the size of its place, in pixels of the device."""
        ratio = painter.device().devicePixelRatioF()
        size = QSize(round(place.width() * ratio), round(place.height() * ratio))
        key = (picture.cacheKey(), size.width(), size.height())
        made = self._pixmaps.get(key)
        if made is None:
            smooth = Qt.TransformationMode.SmoothTransformation
            stretch = Qt.AspectRatioMode.IgnoreAspectRatio
            made = QPixmap.fromImage(picture.scaled(size, stretch, smooth))
            made.setDevicePixelRatio(ratio)
            self._pixmaps.put(key, made)
        return made

    def _blank(self, painter: QPainter, place: QRect, area: QRect, cell: Cell) -> None:
        """Paint the place of a picture that is not there, and what is being done about it."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.card))
        painter.drawRoundedRect(place, _ROUND, _ROUND)
        if cell.wrong:
            side = round(1.3 * painter.fontMetrics().height())
            sign = QRect(QPoint(), QSize(side, side))
            sign.moveCenter(place.center())
            icon("warning", DARK.on_surround_quiet).paint(painter, sign)
        elif cell.doing is not None:
            self._progress(painter, place, area, cell)

    def _progress(self, painter: QPainter, place: QRect, area: QRect, cell: Cell) -> None:
        inset = max(place.width() // 8, 2)
        groove = QRectF(place.left() + inset, place.bottom() - 6, place.width() - 2 * inset, 3)
        painter.setBrush(QColor(DARK.card_edge))
        painter.drawRoundedRect(groove, 1.5, 1.5)
        groove.setWidth(groove.width() * min(max(cell.share, 0), 1))
        painter.setBrush(QColor(DARK.on_surround_quiet))
        painter.drawRoundedRect(groove, 1.5, 1.5)
        full = painter.font()
        painter.setFont(_scaled(full, 0.82))
        painter.setPen(QColor(DARK.on_surround_quiet))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area.adjusted(0, 0, 0, -8), flags, cell.doing or "")
        painter.setFont(full)

    def _number(self, painter: QPainter, line: QRect, row: int, *, hover: bool) -> None:
        marked = self._model.is_marked(row)
        font = QFont(painter.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setWeight(QFont.Weight.DemiBold if marked else QFont.Weight.Normal)
        painter.setFont(font)
        text = written(self._model.cell(row).alpha)
        if marked:
            metrics = QFontMetrics(font)
            width = max(metrics.horizontalAdvance(text) + metrics.height(), 2 * metrics.height())
            pill = QRectF(0, 0, width, metrics.height() + 1)
            pill.moveCenter(QRectF(line).center())
            painter.setPen(QPen(QColor(DARK.accent), 1.5))
            painter.setBrush(QColor(DARK.accent if self._model.exact else DARK.surround))
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        bright = DARK.on_surround if marked or hover else DARK.on_surround_quiet
        painter.setPen(QColor(DARK.on_accent if marked and self._model.exact else bright))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a minus stands at the left
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)


def _fitted(size: QSize, area: QRect) -> QRect:
    """Return the place of a picture: as large as fits, in the middle."""
    fitted = QRect(QPoint(), size.scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio))
    fitted.moveCenter(area.center())
    return fitted


def _frame(painter: QPainter, place: QRect, colour: QColor, width: int) -> None:
    outside = QRectF(place).adjusted(-width / 2, -width / 2, width / 2, width / 2)
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(outside, 1, 1)


def _scaled(font: QFont, factor: float) -> QFont:
    made = QFont(font)
    made.setPointSizeF(max(font.pointSizeF() * factor, 6.5))
    return made
