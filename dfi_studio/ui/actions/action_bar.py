"""The tool bar: the actions that have a word for it, and the workspaces at its right."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QToolBar, QToolButton, QWidget

from dfi_studio.ui.actions.action import Action
from dfi_studio.ui.actions.action_set import ActionSet
from dfi_studio.ui.actions.table import ACTIONS
from dfi_studio.ui.actions.view_menu import WORKSPACES

_ICON = QSize(18, 18)


class ActionBar(QToolBar):
    """Shows the actions of a window as buttons; a line stands between those of two menus."""

    def __init__(self, window: QMainWindow, actions: ActionSet) -> None:
        super().__init__(window.tr("Tools"))
        self._lines: list[tuple[QAction, list[QAction]]] = []
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(_ICON)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        shown = [action for action in ACTIONS if action.bar and action not in WORKSPACES]
        for _, group in groupby(shown, lambda action: action.menu):
            line = self.addSeparator()
            self._lines.append((line, [self._add(action, actions) for action in group]))
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        for action in WORKSPACES:
            made = self._add(action, actions)
            button = self.widgetForAction(made)
            assert isinstance(button, QToolButton)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)  # all must fit
        actions.changed.connect(self._hide_idle_lines)
        self._hide_idle_lines()

    def _add(self, action: Action, actions: ActionSet) -> QAction:
        made = actions.made[action.id]
        self.addAction(made)
        button = self.widgetForAction(made)
        assert isinstance(button, QToolButton)
        button.setAccessibleName(action.plain)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if action.bare:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return made

    def _hide_idle_lines(self) -> None:
        """Leave no line at the left end, and none before a group that is hidden."""
        seen = False
        for line, group in self._lines:
            there = any(action.isVisible() for action in group)
            line.setVisible(there and seen)
            seen = seen or there
