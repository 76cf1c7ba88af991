"""The list of jobs: what it looks like, and the hand's ways to change their order.

No stage is told by colour alone: each has a sign and a word.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dfi_studio.session.queue import Stage
from dfi_studio.ui.panels.row_ground import paint_ground
from dfi_studio.ui.queue.job_rows import AnyIndex, JobRows
from dfi_studio.ui.queue.words import stage_icon
from dfi_studio.ui.theme import Colours, colours, icon

_HEIGHT, _GUTTER, _GAP = 2.9, 1.9, 0.5
"""Of a row, left of its words, and between its parts; in heights of the font."""
_BAR = 3
"""Height of the bar of progress, in pixels."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ALT, _KEYPAD = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.KeypadModifier


class JobList(QListView):
    """Rows that are dragged, or moved by Alt+Up and Alt+Down; Del takes one out."""

    chosen_changed = Signal()
    deleted = Signal()
    entered = Signal()
    """Enter was pressed, or a row clicked twice."""
    menu_wanted = Signal(QPoint)
    """What can be done with a row is asked for, at a point of the screen."""

    def __init__(self, rows: JobRows) -> None:
        super().__init__()
        self.rows = rows
        self.empty_text = ""
        self.setModel(rows)
        self.setItemDelegate(JobDelegate(rows, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen_changed.emit())
        self.doubleClicked.connect(lambda _: self.entered.emit())

    @property
    def chosen(self) -> str:
        """The key of the row that is selected; empty for none."""
        index = self.currentIndex()
        return self.rows.at(index.row()).key if index.isValid() else ""

    def choose(self, key: str) -> None:
        """Select a row."""
        row = self.rows.row(key)
        if row >= 0:
            self.setCurrentIndex(self.rows.index(row))

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the list from the window's shortcuts while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~_KEYPAD
            moved = held == _ALT and event.key() in _STEPS
            if moved or (not held and event.key() == Qt.Key.Key_Delete):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a row, take it out, or show what it made; all other keys are Qt's."""
        held, key = event.modifiers() & ~_KEYPAD, event.key()
        row = self.currentIndex().row()
        if held == _ALT and key in _STEPS and row >= 0:
            self.rows.move_wanted.emit(self.chosen, max(row + _STEPS[Qt.Key(key)], 0))
        elif not held and key == Qt.Key.Key_Delete and row >= 0:
            self.deleted.emit()
        elif not held and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask about the row under the pointer, or the selected one."""
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
        if self.indexAt(place).isValid():
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what to do while there are none."""
        super().paintEvent(event)
        if self.rows.rowCount() or not self.empty_text:
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(colours().quiet))
        unit = self.fontMetrics().height()
        area = self.viewport().rect().adjusted(2 * unit, unit, -2 * unit, -unit)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self.empty_text)


class JobDelegate(QStyledItemDelegate):
    """Paints a sign, a title and where it stands; beneath it details, and a bar while it runs."""

    def __init__(self, rows: JobRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Ask for two lines."""
        unit = option.fontMetrics.height()
        return QSize(12 * unit, round(_HEIGHT * unit))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        painter.setLayoutDirection(option.direction)
        chosen, row, rect = colours(), index.row(), QRect(option.rect)
        paint_ground(painter, option, chosen)
        unit = QFontMetrics(option.font).height()
        stage = self._rows.at(row).stage
        colour = {Stage.FAILED: chosen.wrong, Stage.RUNNING: chosen.accent}.get(stage, chosen.quiet)
        side = round(1.1 * unit)
        left = rect.left() + round(0.5 * unit)
        sign = QRect(left, rect.top() + round(0.35 * unit), side, side)
        sign = QStyle.visualRect(option.direction, rect, sign)
        icon(stage_icon(stage), colour).paint(painter, sign)
        self._write(painter, rect, row, unit, chosen)
        if stage is Stage.RUNNING:
            _bar(painter, rect, round(_GUTTER * unit), self._rows.share(row), chosen)
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, row: int, unit: int, chosen: Colours) -> None:
        """Write the title, where it stands, and the details."""
        item, gap = self._rows.at(row), round(_GAP * unit)
        line = QRect(rect.left() + round(_GUTTER * unit), rect.top() + round(0.3 * unit), 0, unit)
        line.setRight(rect.right() - gap)
        place = partial(QStyle.visualRect, painter.layoutDirection(), rect)
        figures = QFont(painter.font())
        figures.setFeature(QFont.Tag("tnum"), 1)
        said = self._rows.standing(row)
        metrics = QFontMetrics(figures)
        painter.setFont(figures)
        painter.setPen(QColor(chosen.wrong if item.stage is Stage.FAILED else chosen.quiet))
        painter.drawText(
            place(line), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said
        )
        font = QFont(painter.font())
        font.setWeight(
            QFont.Weight.DemiBold if item.stage is Stage.RUNNING else QFont.Weight.Normal
        )
        room = line.adjusted(0, 0, -metrics.horizontalAdvance(said) - gap, 0)
        painter.setFont(font)
        painter.setPen(QColor(chosen.text))
        title = QFontMetrics(font).elidedText(
            item.title, Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(place(room), Qt.AlignmentFlag.AlignVCenter, title)
        line.translate(0, round(1.15 * unit))
        painter.setFont(figures)
        painter.setPen(QColor(chosen.quiet))
        detail = metrics.elidedText(
            self._rows.detail(row), Qt.TextElideMode.ElideMiddle, line.width()
        )
        painter.drawText(place(line), Qt.AlignmentFlag.AlignVCenter, detail)


def _bar(painter: QPainter, rect: QRect, gutter: int, share: float | None, chosen: Colours) -> None:
    """Paint how much is done; an empty groove where nobody knows."""
    mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
    room = rect.width() - gutter - gutter // 3
    left = rect.right() - gutter - room if mirrored else rect.left() + gutter
    groove = QRectF(left, rect.bottom() - _BAR - 2, room, _BAR)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(chosen.groove))
    painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)
    if share:
        done = groove.width() * min(share, 1.0)
        if mirrored:
            groove.setLeft(groove.right() - done)
        else:
            groove.setWidth(done)
        painter.setBrush(QColor(chosen.accent))
        painter.drawRoundedRect(groove, _BAR / 2, _BAR / 2)
