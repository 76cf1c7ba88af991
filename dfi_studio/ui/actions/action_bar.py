"""The tool bar: the actions that have a word for it, and the workspaces at its right."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QToolBar, QToolButton, QWidget

from dfi_studio.ui.actions.action import Action
from dfi_studio.ui.actions.action_set import ActionSet
from dfi_studio.ui.actions.table import ACTIONS
from dfi_studio.ui.actions.view_menu import WORKSPACES
from dfi_studio.ui.theme import em

_ICON = QSize(18, 18)
_GAP = 2
"""Between two buttons, in pixels: the `spacing` of the style sheet."""
_EDGE = 6
"""Beside the first and the last button, in pixels: the `padding` of the style sheet."""
_PADDING = 2.25
"""Around the icon and the words of a button, in heights of a line."""


class ActionBar(QToolBar):
    """Shows the actions of a window as buttons; a line stands between those of two menus."""

    def __init__(self, window: QMainWindow, actions: ActionSet) -> None:
        super().__init__(window.tr("Tools"))
        self._lines: list[tuple[QAction, list[QAction]]] = []
        self._worded: list[QToolButton] = []
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(_ICON)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for rest in self.findChildren(QToolButton, "qt_toolbar_ext_button"):
            rest.setAccessibleName(self.tr("More"))  # Qt's own, for what does not fit
        shown = [action for action in ACTIONS if action.bar and action not in WORKSPACES]
        for _, group in groupby(shown, lambda action: action.menu):
            line = self.addSeparator()
            self._lines.append((line, [self._add(action, actions) for action in group]))
        self._worded = [
            button
            for button in self.findChildren(QToolButton)
            if button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        ]
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        for action in WORKSPACES:
            made = self._add(action, actions)
            button = self.widgetForAction(made)
            assert isinstance(button, QToolButton)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)  # all must fit
        actions.changed.connect(self._hide_idle_lines)
        actions.changed.connect(self._fit)
        self._hide_idle_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where the bar has become too short for them."""
        super().resizeEvent(event)
        self._fit()

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

    def _fit(self) -> None:
        """Show icons alone where their words lack room: the workspaces must all be there.

        What is wanted does not depend on how the buttons are now, and nothing is set that is so
        already: else each change would ask for the next.
        """
        wanted = sum(self._wanted(each) for each in self.actions() if each.isVisible())
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        room = self.width() - 2 * _EDGE
        style = beside if wanted <= room else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._worded:
            if button.toolButtonStyle() is not style:
                button.setToolButtonStyle(style)

    def _wanted(self, action: QAction) -> int:
        """Return how wide the button of an action is with its words, in pixels."""
        shown = self.widgetForAction(action)
        if shown not in self._worded:
            return shown.sizeHint().width() + _GAP
        words = shown.fontMetrics().horizontalAdvance(action.iconText())
        return _ICON.width() + words + em(shown, _PADDING) + _GAP
