"""The right side of the browser: both trays, how they differ, and the way into the editor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from dfi_studio.library.attribute_rules import AttributeRule
from dfi_studio.library.catalog.labelling import LabelSummary
from dfi_studio.library.picture_sets import MINIMUM
from dfi_studio.session.trays import Desk, Role
from dfi_studio.ui.browser.comparison_panel import ComparisonPanel
from dfi_studio.ui.browser.thumbnail_loader import ThumbnailLoader
from dfi_studio.ui.browser.tray import Tray
from dfi_studio.ui.panels.section import line
from dfi_studio.ui.theme import put_icon

_WIDTH = 376


class TraysPanel(QWidget):
    """Puts trays and comparison in place."""

    use_wanted = Signal()
    swap_wanted = Signal()
    rule_chosen = Signal(object)

    def __init__(self, loader: ThumbnailLoader) -> None:
        super().__init__()
        self.trays = {role: Tray(role, loader) for role in Role}
        self.comparison = ComparisonPanel()
        self.swap = QToolButton()
        put_icon(self.swap, "swap")
        self.swap.setIconSize(QSize(16, 16))
        self.swap.setToolTip(self.tr("Swap source and target"))
        self.swap.setAccessibleName(self.swap.toolTip())
        self.swap.clicked.connect(self.swap_wanted)
        self.use = QPushButton(self.tr("Use as source and target"))
        self.use.setDefault(True)
        self.use.setToolTip(self.tr("Learn from these sets in the Edit workspace"))
        self.use.clicked.connect(self.use_wanted)
        self.rules = QPushButton(self.tr("Ready-made"))
        self.rules.setMenu(QMenu(self.rules))
        self.rules.menu().setToolTipsVisible(True)
        self.rules.setToolTip(self.tr("Fill both trays by a rule, such as older or smile"))
        self.rules.setEnabled(False)
        foot = QHBoxLayout()
        foot.addWidget(self.swap)
        foot.addWidget(self.rules)
        foot.addWidget(self.use, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(9)
        for role in Role:
            column.addWidget(self.trays[role], 2)
        column.addWidget(line())
        column.addWidget(self.comparison, 3)
        column.addLayout(foot)
        self.show_desk(Desk())

    def minimumSizeHint(self) -> QSize:
        """Ask for room for three mean faces, and for all words of the buttons."""
        room = super().minimumSizeHint()
        return QSize(max(_WIDTH, room.width()), room.height())

    def show_desk(self, desk: Desk) -> None:
        """Show what lies in the trays."""
        trays = desk.trays
        for tray in self.trays.values():
            tray.show_desk(desk)
        self.use.setEnabled(min(len(trays.source), len(trays.target)) >= MINIMUM)
        self.swap.setEnabled(bool(trays.source or trays.target))

    def show_labels(self, labels: Mapping[str, LabelSummary]) -> None:
        """Complete the trays' queries from these."""
        for tray in self.trays.values():
            tray.query.show_labels(labels)

    def show_rules(self, rules: Sequence[AttributeRule]) -> None:
        """Offer these ready-made contrasts."""
        menu = self.rules.menu()
        menu.clear()
        for rule in rules:
            action = menu.addAction(rule.name)
            action.setToolTip(f"{rule.source}   →   {rule.target}")
            action.triggered.connect(partial(self._on_rule, rule))
        self.rules.setEnabled(bool(rules))

    def _on_rule(self, rule: AttributeRule, *_: object) -> None:
        self.rule_chosen.emit(rule)
