"""One tray: its pictures in a small grid, how many they are, and what can be done with them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from dfi_studio.library.picture_sets import MINIMUM
from dfi_studio.session.trays import Desk, Role
from dfi_studio.ui.browser.grid import Grid
from dfi_studio.ui.browser.query_edit import QueryEdit
from dfi_studio.ui.browser.thumbnail_loader import ThumbnailLoader
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import put_icon, tabular

_SIDE = 46
_BUDGET = 12_000_000


class TrayGrid(Grid):
    """The grid of a tray: what is deleted in it is only taken out."""

    taken = Signal(list)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the selection out on Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taken.emit(self.selected())
        else:
            super().keyPressEvent(event)


class Tray(QWidget):
    """Shows a tray; says what is put in and taken out."""

    put = Signal(list)
    taken = Signal(list)
    cleared = Signal()
    filled = Signal(str)
    """A query that is to fill the tray."""

    def __init__(self, role: Role, loader: ThumbnailLoader) -> None:
        super().__init__()
        self._role = role
        self._ids: tuple[int, ...] = ()
        self._query = ""
        self.query = QueryEdit()
        self.query.setPlaceholderText(self.tr("Fill by a query, such as  age < 30"))
        self.query.returnPressed.connect(self._on_query)
        self.grid = TrayGrid(loader, side=_SIDE, budget=_BUDGET)
        source = role is Role.SOURCE
        name = self.tr("Source") if source else self.tr("Target")
        what = self.tr("without the attribute") if source else self.tr("with the attribute")
        self.grid.setAccessibleName(name)
        self.query.setAccessibleName(self.tr("Query that fills the tray: {}").format(name))
        self._key = "S" if source else "T"
        self.grid.setMinimumHeight(_SIDE + 14)
        self.count = tabular(QLabel())
        self.clear = QToolButton()
        put_icon(self.clear, "close")
        self.clear.setToolTip(self.tr("Empty this tray"))
        self.clear.setAccessibleName(self.tr("Empty the tray: {}").format(name))
        self.clear.clicked.connect(self.cleared)
        self.grid.dropped.connect(self.put)
        self.grid.taken.connect(self.taken)
        self._lay_out(name, what)
        self.show_desk(Desk())

    def show_desk(self, desk: Desk) -> None:
        """Show the pictures of this tray."""
        ids = desk.trays.of(self._role)
        if desk.query(self._role) != self._query:
            self._query = desk.query(self._role)
            self.query.setText(self._query)
        self.clear.setEnabled(bool(ids))
        enough = self.tr("{:,} pictures") if len(ids) != 1 else self.tr("1 picture")
        text = enough.format(len(ids)) if ids else ""
        if 0 < len(ids) < MINIMUM:
            text = self.tr("1 picture, at least {} are needed").format(MINIMUM)
        self.count.setText(text)
        unmet = self.tr("No picture that the grid shows meets the query.")
        hint = self.tr("Select pictures and press {}.").format(self._key)
        self.grid.empty_text = unmet if self._query else hint
        self.grid.viewport().update()
        if ids != self._ids:
            self._ids = ids
            self.grid.pictures.show_pictures(np.array(ids, np.int64))

    def _on_query(self) -> None:
        if self.query.text().strip():
            self.filled.emit(self.query.text().strip())

    def _lay_out(self, name: str, what: str) -> None:
        heading = QLabel(name)
        font = QFont(heading.font())
        font.setWeight(QFont.Weight.DemiBold)
        heading.setFont(font)
        explanation = quiet(what)
        explanation.setWordWrap(False)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(heading)
        top.addWidget(explanation)
        top.addStretch()
        top.addWidget(self.count)
        top.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.query)
        column.addWidget(self.grid, 1)
