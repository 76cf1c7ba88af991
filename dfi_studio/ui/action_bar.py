"""The table of actions as menus, tool bar and shortcuts of a window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QMainWindow,
    QMenu,
    QSizePolicy,
    QToolBar,
    QWidget,
    QWidgetAction,
)

from dfi_studio.ui.actions import ACTIONS, Action, WindowState, translated
from dfi_studio.ui.theme import put_icon

_ICON = QSize(18, 18)


class ActionBar(QToolBar):
    """Makes the actions of a window, and shows which can be taken.

    Attributes
    ----------
    made : dict of str to QAction
        By the name of the command.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window.tr("Tools"))
        self.made: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(_ICON)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        window.addToolBar(self)
        for action in ACTIONS:
            self._add(window, action)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        for action in ACTIONS:
            if action.shows is not None:
                self.addAction(self.made[action.id])

    def menu_of(self, names: tuple[str, ...], parent: QMainWindow) -> QMenu:
        """Return a context menu of some actions."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in names:
            if name:
                menu.addAction(self.made[name])
            else:
                menu.addSeparator()
        return menu

    def show_state(self, state: WindowState) -> None:
        """Show what can be done now."""
        for action in ACTIONS:
            here = action.place in (None, state.place)
            made = self.made[action.id]
            made.setVisible(here)
            made.setChecked(action.shows is state.place)
            made.setEnabled(here and action.enabled(state))
        labels = {
            "undo": state.undo,
            "redo": state.redo,
            "undo_desk": state.desk_undo,
            "redo_desk": state.desk_redo,
        }
        for action in ACTIONS:
            if action.id in labels:
                self._name(action, labels[action.id])
        for menu in self._menus.values():
            shown = [each for each in menu.actions() if each.isVisible()]
            menu.menuAction().setVisible(any(not each.isSeparator() for each in shown))
        self._hide_idle_separators()

    def _hide_idle_separators(self) -> None:
        """Leave no line at an end, and no two side by side, where actions between are hidden."""
        pending = None
        seen = False
        for each in self.actions():
            if each.isSeparator():
                each.setVisible(False)
                pending = each if seen else None
            elif each.isVisible() and not isinstance(each, QWidgetAction):
                if pending is not None and not each.isCheckable():
                    pending.setVisible(True)
                pending, seen = None, True

    def _name(self, action: Action, label: str | None) -> None:
        """Say what undo would take back."""
        plain, made = translated(action.text), self.made[action.id]
        text = f"{plain}: {translated(label)}" if label else plain
        if made.text() != text:
            made.setText(text)
            made.setIconText(translated(action.bar))
            made.setToolTip(text.replace("&", ""))

    def _add(self, window: QMainWindow, action: Action) -> None:
        if action.menu not in self._menus:
            self._menus[action.menu] = window.menuBar().addMenu(translated(action.menu))
            if self.actions() and action.bar:
                self.addSeparator()
        menu = self._menus[action.menu]
        if action.rule:
            menu.addSeparator()
        made = self.made[action.id] = QAction(translated(action.text), window)
        made.setShortcuts([QKeySequence(keys) for keys in action.shortcuts])
        if action.icon:
            put_icon(made, action.icon)
        made.setCheckable(action.shows is not None)
        if action.bar:
            made.setIconText(translated(action.bar))
            if action.shows is None:
                self.addAction(made)
        menu.addAction(made)
