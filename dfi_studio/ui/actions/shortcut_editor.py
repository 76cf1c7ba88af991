"""The dialog in which keys are given to actions; what is set holds at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.actions.action import Action, Place, bare, translated
from dfi_studio.ui.actions.fuzzy import score
from dfi_studio.ui.actions.shortcuts import Shortcuts, fixed, normal, shown
from dfi_studio.ui.actions.table import ACTIONS
from dfi_studio.ui.clearing import offer_clearing
from dfi_studio.ui.help.opening import help_by_f1
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import em

_ACTION = Qt.ItemDataRole.UserRole


class ShortcutEditor(QDialog):
    """A list of all actions, and two fields for the keys of the one that is chosen."""

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None) -> None:
        super().__init__(parent)
        help_by_f1(self, "README.md")
        self._shortcuts = shortcuts
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter by name, menu or key"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        offer_clearing(self.filter)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.tree.setAccessibleName(self.tr("Actions"))
        self.tree.setUniformRowHeights(True)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.fields = (_KeyField(self.tr("Keys")), _KeyField(self.tr("Other keys")))
        self.told = quiet()
        self.take = QPushButton(self.tr("Take the keys"))
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Give this action the keys that it came with"))
        self.reset_all = QPushButton(self.tr("Reset all"))
        self.reset_all.setToolTip(self.tr("Give every action the keys that it came with"))
        self._menus: dict[str, QTreeWidgetItem] = {}
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._fill()
        self._lay_out()
        self.filter.textChanged.connect(self._on_filter)
        self.tree.currentItemChanged.connect(self._on_current)
        for field in self.fields:
            field.editingFinished.connect(self._on_keys)
        self.take.clicked.connect(self._on_take)
        self.reset.clicked.connect(self._on_reset)
        self.reset_all.clicked.connect(shortcuts.reset_all)
        shortcuts.changed.connect(self._show_keys)
        self._show_keys()
        self.tree.setCurrentItem(self._rows[ACTIONS[0].id])

    @property
    def action(self) -> Action | None:
        """The action that is chosen; None for a menu's title."""
        item = self.tree.currentItem()
        chosen = item.data(0, _ACTION) if item else None
        return chosen if isinstance(chosen, Action) else None

    def choose(self, id_: str) -> None:
        """Choose an action by its id."""
        self.tree.setCurrentItem(self._rows[id_])

    # -- what the hand does ---------------------------------------------------------------------

    def _on_keys(self) -> None:
        """Set the keys, unless they are somebody else's."""
        action = self.action
        if action is None:
            return
        wanted = [normal(field.keys) for field in self.fields]
        for keys in wanted:
            does = fixed(keys)
            if does is not None:
                self._say(self.tr("{} is kept for: {}.").format(shown([keys]), does))
                return
            holders = self._shortcuts.holders(keys, besides=action) if keys else []
            if holders:
                names = ", ".join(f"“{each.plain}”" for each in holders)
                text = self.tr("{} is the key of {}.").format(shown([keys]), names)
                self._say(text, takeable=True)
                return
        self._say("")
        if tuple(filter(None, wanted)) != tuple(map(normal, self._shortcuts.of(action))):
            self._shortcuts.give(action, wanted)

    def _on_take(self) -> None:
        if self.action is not None:
            self._shortcuts.give(self.action, [field.keys for field in self.fields])
        self._say("")

    def _on_reset(self) -> None:
        if self.action is not None:
            self._shortcuts.reset(self.action)

    def _on_current(self) -> None:
        self._say("")
        self._show_fields()

    def _on_filter(self, text: str) -> None:
        """Show the actions that fit, and the menus that hold any."""
        fitting = set()
        for action in ACTIONS:
            row, menu = self._rows[action.id], _menu_of(action)
            fits = score(text, f"{row.text(0)} {menu} {row.text(1)}") is not None
            row.setHidden(not fits)
            if fits:
                fitting.add(menu)
        for title, item in self._menus.items():
            item.setHidden(title not in fitting)

    # -- what is shown --------------------------------------------------------------------------

    def _show_keys(self) -> None:
        for action in ACTIONS:
            row = self._rows[action.id]
            row.setText(1, shown(self._shortcuts.of(action), between="   "))
            font = row.font(1)
            font.setBold(self._shortcuts.is_own(action))
            row.setFont(1, font)
        self._show_fields()

    def _show_fields(self) -> None:
        action = self.action
        keys = () if action is None else self._shortcuts.of(action)
        for at, field in enumerate(self.fields):
            field.setEnabled(action is not None)
            field.show_keys(keys[at] if at < len(keys) else "")
        self.reset.setEnabled(action is not None and self._shortcuts.is_own(action))

    def _say(self, text: str, *, takeable: bool = False) -> None:
        self.told.setText(text)
        self.take.setVisible(takeable)

    def _fill(self) -> None:
        menus = self._menus
        for action in ACTIONS:
            title = _menu_of(action)
            if title not in menus:
                menus[title] = QTreeWidgetItem(self.tree, [title])
                menus[title].setFirstColumnSpanned(True)
            inner = [bare(translated(each)) for each in action.menu[1:]]
            words = ": ".join([*inner, action.plain])
            if action.place is Place.DATASET and action.menu[0] != "&Dataset":
                words = self.tr("{} (dataset)").format(words)
            row = self._rows[action.id] = QTreeWidgetItem(menus[title], [words])
            row.setData(0, _ACTION, action)
        self.tree.expandAll()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for field in self.fields:
            label = QLabel(field.accessibleName())
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, 1)
        row.addWidget(self.reset)
        conflict = QHBoxLayout()
        conflict.addWidget(self.told, 1)
        conflict.addWidget(self.take)
        self.told.setMinimumHeight(self.take.sizeHint().height())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.reset_all, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.rejected.connect(self.reject)
        for button in (*self.findChildren(QPushButton), *buttons.findChildren(QPushButton)):
            button.setAutoDefault(False)  # Enter ends the typing of keys, not the dialog
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addLayout(conflict)
        column.addWidget(buttons)
        self.resize(em(self, 40), em(self, 34))


def _menu_of(action: Action) -> str:
    return bare(translated(action.menu[0]))


class _KeyField(QKeySequenceEdit):
    """A field that takes one combination of keys."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setMaximumSequenceLength(1)
        self.setAccessibleName(name)
        for field in self.findChildren(QLineEdit):  # what has the focus, and is read out
            field.setAccessibleName(name)
            offer_clearing(field)
            asked = field.fontMetrics().horizontalAdvance(field.placeholderText())
            self.setMinimumWidth(asked + em(self, 1.5))

    @property
    def keys(self) -> str:
        """What was pressed, in Qt's portable notation."""
        return self.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def show_keys(self, keys: str) -> None:
        """Show keys without saying that they were pressed."""
        if normal(keys) != self.keys:
            self.setKeySequence(QKeySequence(keys))
