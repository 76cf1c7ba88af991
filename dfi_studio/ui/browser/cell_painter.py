"""How a cell looks: the picture, its frame, the tray it lies in and the distance written on it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from dfi_studio.session.trays import Role
from dfi_studio.ui.theme import DARK

_LETTERS = {Role.SOURCE: "S", Role.TARGET: "T"}
_BADGES = {Role.SOURCE: QColor("#e0a83a"), Role.TARGET: QColor("#5bb98c")}
"""Told apart by their letters; the colours only help."""
_MOST_PLATES = 4000


class CellPainter:
    """Paints cells; holds what is the same for all of them."""

    def __init__(self) -> None:
        self._empty = QColor(DARK.card)
        self._accent = QColor(DARK.accent)
        self._tint = QColor(DARK.accent)
        self._tint.setAlpha(46)
        self._shade = QColor(0, 0, 0, 165)
        self._text = QColor(DARK.on_surround)
        self._quiet = QColor(DARK.on_surround_quiet)
        self._small = QFont()
        self._small.setPointSizeF(max(self._small.pointSizeF() * 0.82, 6.5))
        self._small.setFeature(QFont.Tag("tnum"), 1)
        self._bold = QFont(self._small)
        self._bold.setWeight(QFont.Weight.Bold)
        self._plates: dict[str, QPixmap] = {}
        self._badges: dict[tuple[Role, int], QPixmap] = {}

    def paint(
        self,
        painter: QPainter,
        cell: QRect,
        pixmap: QPixmap | None,
        *,
        tray: Role | None,
        written: str | None,
        selected: bool,
        focused: bool,
    ) -> None:
        """Paint one cell; without a pixmap it stays empty, with a null one it is crossed."""
        if pixmap is None:
            painter.fillRect(cell, self._empty)
            picture = cell
        elif pixmap.isNull():
            picture = cell
            self._cross(painter, cell)
        else:
            picture = _fitted(pixmap, cell)
            if picture.size() == pixmap.size():
                painter.drawPixmap(picture.topLeft(), pixmap)
            else:
                painter.drawPixmap(picture, pixmap)
        if selected:
            _frame(painter, picture, self._accent, 4)
        if focused:
            _frame(painter, picture.adjusted(4, 4, -4, -4), self._text, 1)
        if tray is not None:
            self._badge(painter, picture, tray)
        if written is not None:
            self._write(painter, picture, written)

    def paint_text(self, painter: QPainter, rect: QRect, text: str) -> None:
        """Say in the middle of an empty grid why it is empty."""
        painter.setPen(self._quiet)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(rect.adjusted(24, 24, -24, -24), flags, text)

    def paint_band(self, painter: QPainter, band: QRect) -> None:
        """Paint a rubber band."""
        painter.fillRect(band, self._tint)
        painter.setPen(QPen(self._accent, 1))
        painter.drawRect(band.adjusted(0, 0, -1, -1))

    def drag_picture(self, pixmap: QPixmap | None, count: int, side: int) -> QPixmap:
        """Return what hangs at the pointer: a picture, and how many they are."""
        made = QPixmap(side, side)
        made.fill(self._empty)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if pixmap is not None and not pixmap.isNull():
            painter.drawPixmap(made.rect(), pixmap)
        if count > 1:
            self._write(painter, made.rect(), f"{count:,}")
        painter.end()
        return made

    def _cross(self, painter: QPainter, cell: QRect) -> None:
        painter.fillRect(cell, self._empty)
        painter.setPen(QPen(self._quiet, 1.5))
        third = cell.adjusted(
            *(round(cell.width() * share) for share in (0.38, 0.38, -0.38, -0.38))
        )
        painter.drawLine(third.topLeft(), third.bottomRight())
        painter.drawLine(third.topRight(), third.bottomLeft())

    def _badge(self, painter: QPainter, rect: QRect, tray: Role) -> None:
        size = min(max(rect.width() // 7, 15), 22)
        badge = self._badges.get((tray, size))
        if badge is None:
            badge = self._plate(_LETTERS[tray], QSize(size, size), painter)
            self._badges[tray, size] = badge
        painter.drawPixmap(rect.topLeft(), badge)

    def _write(self, painter: QPainter, rect: QRect, text: str) -> None:
        """Write into the corner; the text is painted once, for there are few different ones."""
        plate = self._plates.get(text)
        if plate is None:
            if len(self._plates) >= _MOST_PLATES:
                self._plates.clear()
            metrics = QFontMetrics(self._small)
            size = QSize(metrics.horizontalAdvance(text) + 10, metrics.height() + 2)
            plate = self._plates[text] = self._plate(text, size, painter)
        size = plate.deviceIndependentSize().toSize()
        painter.drawPixmap(
            rect.right() - size.width() + 1, rect.bottom() - size.height() + 1, plate
        )

    def _plate(self, text: str, size: QSize, like: QPainter) -> QPixmap:
        """Return a small plate with a text on it: a tray's letter, or a number."""
        ratio = like.device().devicePixelRatioF()
        role = next((role for role, letter in _LETTERS.items() if letter == text), None)
        made = QPixmap(size * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(self._shade if role is None else _BADGES[role])
        painter = QPainter(made)
        painter.setFont(self._small if role is None else self._bold)
        painter.setPen(self._text if role is None else QColor("#14140f"))
        painter.drawText(QRect(QPoint(), size), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return made


def _frame(painter: QPainter, rect: QRect, colour: QColor, width: int) -> None:
    """Fill the four sides: a pen would do, but takes several times as long for its joins."""
    left, top, across, down = rect.left(), rect.top(), rect.width(), rect.height()
    painter.fillRect(left, top, across, width, colour)
    painter.fillRect(left, top + down - width, across, width, colour)
    painter.fillRect(left, top + width, width, down - 2 * width, colour)
    painter.fillRect(left + across - width, top + width, width, down - 2 * width, colour)


def _fitted(pixmap: QPixmap, cell: QRect) -> QRect:
    """Return the place of a picture in its cell: as large as fits, in the middle."""
    size, side = pixmap.deviceIndependentSize(), cell.width()
    factor = side / max(size.width(), size.height())
    width, height = round(size.width() * factor), round(size.height() * factor)
    left, top = (side - width) // 2, (side - height) // 2
    return QRect(cell.left() + left, cell.top() + top, width, height)
