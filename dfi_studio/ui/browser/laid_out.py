"""An item view of cells in lines: where they are, what a key leads to, what is selected.

Lays out by arithmetic: it asks nothing of the pictures but how many they are.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from dfi_studio.ui.browser.cells import Cells
from dfi_studio.ui.browser.grid_model import GridModel, IntArray

Index = QModelIndex | QPersistentModelIndex


class LaidOut(QAbstractItemView):
    """Cells of one size, in lines; scrolls downwards only.

    Parameters
    ----------
    side : int
        Of a cell, in pixels.
    """

    def __init__(self, *, side: int) -> None:
        super().__init__()
        self.pictures = GridModel(self)
        self._side = side
        self._band = QRect()
        self.setModel(self.pictures)

    @property
    def cells(self) -> Cells:
        """Where every picture is."""
        return Cells(len(self.pictures.ids), self._side, self.viewport().width())

    def selected(self) -> list[int]:
        """Return the selected pictures, in the order of the grid."""
        rows = [np.arange(each.top(), each.bottom() + 1) for each in self._selection()]
        chosen: IntArray = np.unique(np.concatenate(rows)) if rows else np.empty(0, np.int64)
        return [int(each) for each in self.pictures.ids[chosen]]

    def count_selected(self) -> int:
        """Return how many pictures are selected."""
        return sum(each.height() for each in self._selection())

    def current_picture(self) -> int | None:
        """Return the picture with the focus."""
        row = self.currentIndex().row()
        return int(self.pictures.ids[row]) if 0 <= row < len(self.pictures.ids) else None

    def show_current(self, row: int) -> None:
        """Move the focus to a row, and select it alone."""
        index = self.pictures.index(min(max(row, 0), len(self.pictures.ids) - 1))
        self.setCurrentIndex(index)

    def _selected_among(self, rows: range) -> set[int]:
        found: set[int] = set()
        for each in self._selection():
            found.update(range(max(each.top(), rows.start), min(each.bottom() + 1, rows.stop)))
        return found

    def _selection(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    # -- what Qt asks of a view -----------------------------------------------------------------

    def visualRect(self, index: Index) -> QRect:  # noqa: N802 - Qt's own
        """Return the place of a cell in the viewport."""
        if not index.isValid():
            return QRect()
        return self.cells.rect(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802 - Qt's own
        """Return the cell under a point of the viewport."""
        at = self.cells.at(point + QPoint(0, self.verticalOffset()))
        return QModelIndex() if at is None else self.pictures.index(at)

    def scrollTo(  # noqa: N802 - Qt's own
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight."""
        rect, bar = self.visualRect(index), self.verticalScrollBar()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + rect.center().y() - self.viewport().height() // 2)
        elif rect.top() < 0:
            bar.setValue(bar.value() + rect.top() - 6)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + 6)

    def horizontalOffset(self) -> int:  # noqa: N802 - Qt's own
        """Return 0: the grid never scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802 - Qt's own
        """Return how far the grid is scrolled."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802 - Qt's own
        """Return False: all pictures are shown."""
        return False

    def moveCursor(  # noqa: N802 - Qt's own
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return where a key leads."""
        count, columns = len(self.pictures.ids), self.cells.columns
        if not count:
            return QModelIndex()
        page = max(self.viewport().height() // self.cells.pitch, 1) * columns
        at, actions = max(self.currentIndex().row(), 0), QAbstractItemView.CursorAction
        steps = {
            actions.MoveLeft: -1,
            actions.MoveRight: 1,
            actions.MovePrevious: -1,
            actions.MoveNext: 1,
            actions.MoveUp: -columns if at >= columns else 0,
            actions.MoveDown: columns if at + columns < count else 0,
            actions.MovePageUp: -page,
            actions.MovePageDown: page,
            actions.MoveHome: -count,
            actions.MoveEnd: count,
        }
        return self.pictures.index(min(max(at + steps.get(action, 0), 0), count - 1))

    def setSelection(  # noqa: N802 - Qt's own
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """Select what a rubber band touches; else from one corner to the other as one reads."""
        down = QPoint(0, self.verticalOffset())
        if self.state() is QAbstractItemView.State.DragSelectingState:
            self._band = rect.normalized().translated(down)
            runs = self.cells.within(self._band)
            self.viewport().update()
        else:
            ends = [
                self.cells.nearest(each + down) for each in (rect.topLeft(), rect.bottomRight())
            ]
            rows = sorted(each for each in ends if each is not None)
            runs = [range(rows[0], rows[-1] + 1)] if rows else []
        selection = QItemSelection()
        for run in runs:
            selection.select(self.pictures.index(run.start), self.pictures.index(run.stop - 1))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802
        """Return the whole viewport: it is painted in one go."""
        return QRegion(self.viewport().rect())

    def reset(self) -> None:
        """Fit the scroll bar at once: what comes next may scroll to one of the new pictures."""
        super().reset()
        self.updateGeometries()

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's own
        """Fit the scroll bar to the pictures."""
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(self.cells.height - page, 0))
        bar.setPageStep(page)
        bar.setSingleStep(max(self.cells.pitch // 3, 1))
        super().updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self.updateGeometries()
        super().resizeEvent(event)
