"""The table of actions as the `QAction`s of a window: what they say, and which can be taken."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from dfi_studio.ui.actions.action import Action, WindowState, bare, translated
from dfi_studio.ui.actions.shortcuts import Shortcuts
from dfi_studio.ui.actions.table import ACTIONS
from dfi_studio.ui.theme import put_icon


class ActionSet(QObject):
    """Makes the actions of a window, and shows its state on them.

    Attributes
    ----------
    made : dict of str to QAction
        By the name of the command.
    state : WindowState
        What is shown.
    """

    changed = Signal()
    """Other actions are there, or can be taken, than before."""

    def __init__(self, window: QMainWindow, shortcuts: Shortcuts) -> None:
        super().__init__(window)
        self.made: dict[str, QAction] = {}
        self.state = WindowState()
        self.shortcuts = shortcuts
        self._groups: dict[str, QActionGroup] = {}
        for action in ACTIONS:
            self.made[action.id] = self._make(action, window)
        shortcuts.changed.connect(self._show_keys)
        self._show_keys()

    def show_state(self, state: WindowState) -> None:
        """Show what can be done now."""
        if state == self.state:
            return
        self.state = state
        self._show()

    def show_words(self) -> None:
        """Say everything again: another language is spoken."""
        self._show_keys()

    def menu_of(self, names: tuple[str, ...], parent: QMainWindow) -> QMenu:
        """Return a context menu of some actions; empty for a line."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in names:
            if name:
                menu.addAction(self.made[name])
            else:
                menu.addSeparator()
        return menu

    def _make(self, action: Action, window: QMainWindow) -> QAction:
        made = QAction(window)
        if action.icon:
            put_icon(made, action.icon)
        if action.ticked is not None:
            made.setCheckable(True)
        if action.group:
            if action.group not in self._groups:
                self._groups[action.group] = QActionGroup(window)
            self._groups[action.group].addAction(made)
        made.triggered.connect(self._tick)
        window.addAction(made)  # the keys hold where menus are hidden, as in full screen
        return made

    def _show_keys(self) -> None:
        for action in ACTIONS:
            self.made[action.id].setShortcuts(
                [QKeySequence(keys) for keys in self.shortcuts.of(action)]
            )
        self._show()

    def _show(self) -> None:
        for action in ACTIONS:
            self._show_one(action, self.made[action.id])
        self._tick()
        self.changed.emit()

    def _tick(self) -> None:
        """Tick what the state says: a click asks, and is answered by another state or not."""
        for action in ACTIONS:
            if action.ticked is not None:
                self.made[action.id].setChecked(action.ticked(self.state))

    def _show_one(self, action: Action, made: QAction) -> None:
        enabled = action.enabled(self.state)
        made.setVisible(self.state.place.has(action.place))
        made.setEnabled(enabled)
        said, keys = action.said(self.state), self.shortcuts.shown(action)
        if made.text() != said:
            made.setText(said)
        made.setIconText(bare(said) if action.wording else translated(action.bar))
        lines = [f"{bare(said)} ({keys})" if keys else bare(said)]
        if not enabled and action.needs.lack:
            lines.append(translated(action.needs.lack))
        made.setToolTip("\n".join(lines))
