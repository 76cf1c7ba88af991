"""What can be done with one row of the attribute stack, as actions for its menu and its keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from dfi_studio.session import edits
from dfi_studio.ui.theme import put_icon


class RowActions(QObject):
    """Move up and down, orthogonalise, make instant, remove."""

    edited = Signal(object)
    """An `Edit`."""
    instant_wanted = Signal(int)
    """The place of the row, whose slider is to become instant."""

    def __init__(self, row: QWidget) -> None:
        super().__init__(row)
        self._at = 0
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        here = Qt.ShortcutContext.WidgetShortcut  # Delete while a slider has the focus is a slip
        self.up = self._made(row, self.tr("Move up"), "move_up", "Alt+Up", inside)
        self.down = self._made(row, self.tr("Move down"), "move_down", "Alt+Down", inside)
        self.orthogonal = self._made(row, "", "", "", inside)  # without an icon, for its tick
        self.orthogonal.setCheckable(True)
        self.orthogonal.setToolTip(
            self.tr("Take out of it what it shares with the attributes above it")
        )
        self.instant = self._made(row, self.tr("Make the slider instant…"), "render", "", here)
        self.instant.setToolTip(
            self.tr("Train a small network on its pictures, which shows the edit at once")
        )
        self.remove = self._made(row, self.tr("Remove"), "remove", "Del", here)
        row.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.up.triggered.connect(lambda: self._move(-1))
        self.down.triggered.connect(lambda: self._move(1))
        self.orthogonal.triggered.connect(self.orthogonalise)
        self.instant.triggered.connect(lambda: self.instant_wanted.emit(self._at))
        self.remove.triggered.connect(lambda: self.edited.emit(edits.remove_direction(at=self._at)))

    def menu(self, holder: QWidget) -> QMenu:
        """Return a menu of all."""
        menu = QMenu(holder)
        menu.addActions([self.up, self.down, self.orthogonal, self.instant, self.remove])
        menu.setToolTipsVisible(True)
        return menu

    def show_place(self, at: int, count: int) -> None:
        """Offer what makes sense at this place among so many."""
        self._at = at
        self.up.setEnabled(at > 0)
        self.down.setEnabled(at < count - 1)
        self.orthogonal.setEnabled(at > 0)
        together = self.tr("Orthogonalise against those above")
        first = self.tr("Orthogonalise (nothing is above the first)")
        self.orthogonal.setText(together if at > 0 else first)
        for action in (self.up, self.down, self.orthogonal):
            action.setVisible(count > 1)

    def orthogonalise(self, wanted: bool) -> None:
        """Ask that the row is, or is not, made orthogonal to those above it."""
        self.edited.emit(edits.orthogonalise(wanted, at=self._at))

    def _made(
        self, row: QWidget, text: str, icon: str, keys: str, context: Qt.ShortcutContext
    ) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(context)
        if icon:
            put_icon(action, icon)
        row.addAction(action)
        return action

    def _move(self, by: int) -> None:
        self.edited.emit(edits.move_direction(at=self._at, to=self._at + by))
