"""How a step of the history and a snapshot look: on a line of time, with a name, detail and hour.

Nothing is told by colour alone: the past has full dots, the present a ring and bold type, what
was undone hollow dots on a broken line and slanted type.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dfi_studio.ui.panels.history_rows import Snapshots, Steps, Tense
from dfi_studio.ui.panels.row_ground import paint_ground
from dfi_studio.ui.theme import Colours, colours

AnyIndex = QModelIndex | QPersistentModelIndex

_HEIGHT, _GUTTER, _GAP = 1.75, 1.7, 0.5
"""Of a row, before its name, and between its parts; in heights of the font."""


class RowDelegate(QStyledItemDelegate):
    """What both lists have in common."""

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Ask for one line."""
        unit = option.fontMetrics.height()
        return QSize(10 * unit, round(_HEIGHT * unit))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        painter.setLayoutDirection(option.direction)
        chosen = colours()
        paint_ground(painter, option, chosen)
        self.paint_row(painter, QRect(option.rect), index.row(), chosen)
        painter.restore()

    def paint_row(self, painter: QPainter, rect: QRect, row: int, chosen: Colours) -> None:
        """Paint what a row says."""
        raise NotImplementedError


class StepDelegate(RowDelegate):
    """Steps on a line of time."""

    def __init__(self, steps: Steps, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps = steps

    def paint_row(self, painter: QPainter, rect: QRect, row: int, chosen: Colours) -> None:
        """Paint the line of time and what a step says."""
        tense = self._steps.tense(row)
        self._time_line(painter, rect, row, chosen)
        text = QColor(chosen.quiet if tense is Tense.FUTURE else chosen.text)
        texts = (self._steps.title(row), self._steps.at(row).detail, self._steps.time(row))
        _write(painter, rect, texts, text, QColor(chosen.quiet), _font(painter.font(), tense))

    def _time_line(self, painter: QPainter, rect: QRect, row: int, chosen: Colours) -> None:
        unit = painter.fontMetrics().height()
        tense, middle = self._steps.tense(row), _dot(painter, rect)
        quiet, accent = QColor(chosen.quiet), QColor(chosen.accent)
        radius = 0.3 * unit if tense is Tense.PRESENT else 0.17 * unit
        reach = radius + 0.12 * unit
        ends = (
            (row > 0, rect.top(), middle.y() - reach, self._steps.tense(max(row - 1, 0))),
            (row < self._steps.rowCount() - 1, middle.y() + reach, rect.bottom() + 1, tense),
        )
        for there, top, bottom, upper in ends:
            if there:
                broken = upper is Tense.FUTURE
                style = Qt.PenStyle.DotLine if broken else Qt.PenStyle.SolidLine
                painter.setPen(QPen(quiet if broken else accent, 1.2, style))
                painter.drawLine(QPointF(middle.x(), top), QPointF(middle.x(), bottom))
        if tense is Tense.FUTURE:
            painter.setPen(QPen(quiet, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(QPen(accent, 1.8) if tense is Tense.PRESENT else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if tense is Tense.PRESENT else accent)
        painter.drawEllipse(middle, radius, radius)
        if tense is Tense.PRESENT:
            _full_dot(painter, middle, 0.14 * unit, accent)


class SnapshotDelegate(RowDelegate):
    """Names, and how far each snapshot moves."""

    def __init__(self, snapshots: Snapshots, parent: QWidget) -> None:
        super().__init__(parent)
        self._snapshots = snapshots

    def paint_row(self, painter: QPainter, rect: QRect, row: int, chosen: Colours) -> None:
        """Paint the name and the strengths; a ring where it is the present."""
        present = self._snapshots.is_present(row)
        if present:
            unit, accent = painter.fontMetrics().height(), QColor(chosen.accent)
            middle = _dot(painter, rect)
            painter.setPen(QPen(accent, 1.8))
            painter.drawEllipse(middle, 0.3 * unit, 0.3 * unit)
            _full_dot(painter, middle, 0.14 * unit, accent)
        texts = (self._snapshots.at(row).name, "", self._snapshots.summary(row))
        font = _font(painter.font(), Tense.PRESENT if present else Tense.PAST)
        _write(painter, rect, texts, QColor(chosen.text), QColor(chosen.quiet), font)

    def updateEditorGeometry(  # noqa: N802 - Qt's own
        self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        """Give the name being typed the width of the row."""
        gutter = round(_GUTTER * option.fontMetrics.height()) - 8
        line = QRect(option.rect).adjusted(gutter, 0, -2, 0)
        editor.setGeometry(QStyle.visualRect(option.direction, option.rect, line))


def _write(
    painter: QPainter,
    rect: QRect,
    texts: tuple[str, str, str],
    colour: QColor,
    quiet: QColor,
    font: QFont,
) -> None:
    """Write a name, a detail after it, and a number at the end; the name gives way."""
    name, detail, number = texts
    unit = painter.fontMetrics().height()
    gap, middle = round(_GAP * unit), Qt.AlignmentFlag.AlignVCenter
    line = rect.adjusted(round(_GUTTER * unit), 0, -gap, 0)
    place = partial(QStyle.visualRect, painter.layoutDirection(), rect)
    figures = QFont(painter.font())
    figures.setFeature(QFont.Tag("tnum"), 1)
    if number:
        painter.setFont(figures)
        painter.setPen(quiet)
        painter.drawText(place(line), middle | Qt.AlignmentFlag.AlignRight, number)
        line.setRight(line.right() - QFontMetrics(figures).horizontalAdvance(number) - gap)
    metrics = QFontMetrics(font)
    room = line.width() - (QFontMetrics(figures).horizontalAdvance(detail) + gap if detail else 0)
    shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(room, line.width() // 2))
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(place(line), middle | Qt.AlignmentFlag.AlignLeft, shown)
    line.setLeft(line.left() + metrics.horizontalAdvance(shown) + gap)
    painter.setFont(figures)
    painter.setPen(quiet)
    rest = QFontMetrics(figures).elidedText(detail, Qt.TextElideMode.ElideMiddle, line.width())
    painter.drawText(place(line), middle | Qt.AlignmentFlag.AlignLeft, rest)


def _font(font: QFont, tense: Tense) -> QFont:
    made = QFont(font)
    if tense is Tense.PRESENT:
        made.setWeight(QFont.Weight.DemiBold)
    made.setItalic(tense is Tense.FUTURE)
    return made


def _dot(painter: QPainter, rect: QRect) -> QPointF:
    away = 0.95 * painter.fontMetrics().height()
    mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
    across = rect.right() - away if mirrored else rect.left() + away
    return QPointF(across, rect.center().y() + 0.5)


def _full_dot(painter: QPainter, middle: QPointF, radius: float, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(middle, radius, radius)
