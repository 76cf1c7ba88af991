"""The history as a list to click in, and the snapshots by name. A passive panel.

The newest step is on top. A click goes to a step and forgets nothing; a snapshot is gone back to by
a double click or Enter, since that is a step of its own.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QTabWidget, QVBoxLayout, QWidget

from dfi_studio.session.session import SessionState
from dfi_studio.ui.panels.history_delegate import SnapshotDelegate, StepDelegate
from dfi_studio.ui.panels.history_list import RowList
from dfi_studio.ui.panels.history_rows import Snapshots, Steps
from dfi_studio.ui.theme import put_icon


class StepList(RowList):
    """The history."""

    def __init__(self) -> None:
        steps = Steps()
        super().__init__(steps)
        self.steps = steps
        self.setItemDelegate(StepDelegate(self.steps, self))
        self.setAccessibleName(self.tr("History"))
        self.setAccessibleDescription(self.tr("Enter goes to a step; nothing is forgotten."))

    def first(self) -> int:
        """Start at the present."""
        return self.steps.present

    def show_state(self, state: SessionState) -> None:
        """Show another history; follow the present as long as it is in sight."""
        steps = self.steps
        same = (len(state.entries), state.position) == (
            steps.rowCount(),
            steps.position(steps.present),
        )
        if same:
            steps.show_history(state.entries, state.position)
            return
        followed, top = not steps.rowCount() or self.sees(steps.present), self.top()
        steps.show_history(state.entries, state.position)
        if followed:
            self.scrollTo(steps.index(steps.present))
        else:
            self.scroll_back(top)


class SnapshotList(RowList):
    """The snapshots."""

    def __init__(self) -> None:
        snapshots = Snapshots()
        super().__init__(snapshots)
        self.snapshots = snapshots
        self.setItemDelegate(SnapshotDelegate(self.snapshots, self))
        self.setAccessibleName(self.tr("Snapshots"))
        self.setAccessibleDescription(
            self.tr("Enter goes back to a snapshot, F2 renames it, Del deletes it.")
        )
        self.empty_text = self.tr(
            "No snapshots yet. One keeps everything as it is now under a name; undo passes it by."
        )


class HistoryPanel(QWidget):
    """Shows history and snapshots; says what is wanted of them."""

    jump_wanted = Signal(int)
    """Go to the step at this position of the history."""
    snapshot_wanted = Signal()
    restore_wanted = Signal(str)
    rename_wanted = Signal(str, str)
    delete_wanted = Signal(str)
    compare_wanted = Signal(object, str)
    """Compare with this `Document`, of this name."""

    def __init__(self) -> None:
        super().__init__()
        self.history, self.snapshots = StepList(), SnapshotList()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.history, self.tr("History"))
        self.tabs.addTab(self.snapshots, self.tr("Snapshots"))
        self.take = QPushButton(self.tr("Snapshot"))
        self.take.setToolTip(self.tr("Give everything as it is now a name, to come back to it"))
        self.compare = QPushButton(self.tr("Compare with this"))
        self.compare.setToolTip(self.tr("Compare the picture with the selected step or snapshot"))
        self._lay_out()
        self._connect()
        self._on_selection()

    def show_state(self, state: SessionState) -> None:
        """Show another state of the session."""
        self.history.show_state(state)
        self.snapshots.snapshots.show_snapshots(state.snapshots, state.document)

    def name_snapshot(self, name: str) -> None:
        """Let the hand type over the name of a snapshot, such as one that was just taken."""
        row = self.snapshots.snapshots.row_of(name)
        if row >= 0:
            self.tabs.setCurrentWidget(self.snapshots)
            self.snapshots.setFocus()
            self.snapshots.choose(row)
            self.snapshots.edit(self.snapshots.currentIndex())

    # -- what the hand wants --------------------------------------------------------------------

    def _jump(self, row: int) -> None:
        steps = self.history.steps
        if row != steps.present:
            self.jump_wanted.emit(steps.position(row))

    def _restore(self, row: int) -> None:
        self.restore_wanted.emit(self.snapshots.snapshots.at(row).name)

    def _delete(self, row: int) -> None:
        self.delete_wanted.emit(self.snapshots.snapshots.at(row).name)

    def _compare_step(self, row: int) -> None:
        steps = self.history.steps
        label = str(steps.data(steps.index(row)))
        self.compare_wanted.emit(steps.at(row).value, label)

    def _compare_snapshot(self, row: int) -> None:
        snapshot = self.snapshots.snapshots.at(row)
        self.compare_wanted.emit(snapshot.document, snapshot.name)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._jump(index.row())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._restore(index.row())

    def _on_compare(self) -> None:
        row = self._list().chosen
        if self._list() is self.history:
            self._compare_step(row)
        else:
            self._compare_snapshot(row)

    def _on_selection(self) -> None:
        self.compare.setEnabled(self._list().chosen >= 0)

    def _on_step_menu(self, row: int, point: QPoint) -> None:
        menu = QMenu(self)
        go = menu.addAction(self.tr("Go to this step"), lambda: self._jump(row))
        go.setEnabled(row != self.history.steps.present)
        menu.addAction(self.tr("Compare with this"), lambda: self._compare_step(row))
        _pop_up(menu, point)

    def _on_snapshot_menu(self, row: int, point: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Go back to this snapshot"), lambda: self._restore(row))
        menu.addAction(self.tr("Compare with this"), lambda: self._compare_snapshot(row))
        menu.addSeparator()
        name = self.snapshots.snapshots.at(row).name
        menu.addAction(self.tr("Rename"), lambda: self.name_snapshot(name))
        menu.addAction(self.tr("Delete…"), lambda: self.delete_wanted.emit(name))
        _pop_up(menu, point)

    def _list(self) -> RowList:
        return self.history if self.tabs.currentWidget() is self.history else self.snapshots

    def _connect(self) -> None:
        self.history.clicked.connect(self._on_clicked)
        self.history.entered.connect(self._jump)
        self.history.menu_wanted.connect(self._on_step_menu)
        self.snapshots.doubleClicked.connect(self._on_double_clicked)
        self.snapshots.entered.connect(self._restore)
        self.snapshots.deleted.connect(self._delete)
        self.snapshots.menu_wanted.connect(self._on_snapshot_menu)
        self.snapshots.snapshots.renamed.connect(self.rename_wanted)
        self.take.clicked.connect(self.snapshot_wanted)
        self.compare.clicked.connect(self._on_compare)
        self.tabs.currentChanged.connect(self._on_selection)
        for each in (self.history, self.snapshots):
            each.selectionModel().selectionChanged.connect(self._on_selection)

    def _lay_out(self) -> None:
        put_icon(self.take, "snapshot")
        put_icon(self.compare, "compare_split")
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 6, 8, 8)
        foot.setSpacing(6)
        foot.addWidget(self.take)
        foot.addWidget(self.compare, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs, 1)
        column.addLayout(foot)


def _pop_up(menu: QMenu, point: QPoint) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(point)
