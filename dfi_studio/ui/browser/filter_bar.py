"""The bar above the grid: which folder, which pictures, in which order, how large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.library.catalog.labelling import LabelSummary
from dfi_studio.library.catalog.store import Folder, Key, Order
from dfi_studio.ui.browser.chips import Chips
from dfi_studio.ui.browser.looking import Seen
from dfi_studio.ui.browser.query_edit import QueryEdit
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import em, put_icon, tabular

SIDES = (48, 320)
"""Smallest and largest cell, in pixels."""
FIRST_SIDE = 128

_SORT = 16.0
"""How wide the order may be, in heights of the font."""


class FilterBar(QWidget):
    """Says what the user wants to see."""

    query_changed = Signal(str)
    folder_changed = Signal(object)
    order_changed = Signal(object)
    side_changed = Signal(int)
    among_dropped = Signal()
    """The pictures of the whole catalogue are wanted again, not only those like one."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = QComboBox()
        self.query = QueryEdit()
        self.sort = QComboBox()
        self.way = QToolButton()
        self.side = QSlider(Qt.Orientation.Horizontal)
        self.chips = Chips()
        self.among = QToolButton()
        self.count = tabular(QLabel())
        self.wrong = quiet()
        self.wrong.setProperty("wrong", True)
        self._labels: list[str] = []
        self._prepare()
        self._lay_out()
        self._connect()

    def show_seen(self, seen: Seen, among: str) -> None:
        """Show what was found; `among` names what the pictures were compared with, if anything."""
        self._show_folders(seen.folders)
        self._show_labels(seen.labels)
        self.query.show_labels(seen.labels)
        self.wrong.setText(seen.wrong)
        self.wrong.setVisible(bool(seen.wrong))
        self._mark_wrong(bool(seen.wrong))
        self.among.setText(among)
        self.among.setVisible(bool(among))
        self.sort.setEnabled(not among)
        self.way.setEnabled(not among)
        self.chips.setVisible(not seen.wrong and bool(seen.chips))
        if seen.ids is not None:
            self.chips.show_chips(seen.chips)
            shown = len(seen.ids)
            same = self.tr("{:,} pictures").format(shown)
            some = self.tr("{:,} of {:,}").format(shown, seen.total)
            self.count.setText(same if shown == seen.total else some)

    def show_query(self, text: str) -> None:
        """Put a query into the line."""
        if self.query.text() != text:
            self.query.setText(text)

    # -- inside ---------------------------------------------------------------------------------

    def _on_sort(self) -> None:
        key, label = self.sort.currentData()
        self.order_changed.emit(Order(Key(key), label, self.way.isChecked()))
        put_icon(self.way, "descending" if self.way.isChecked() else "ascending")

    def _on_folder(self) -> None:
        self.folder_changed.emit(self.folder.currentData())

    def _on_kept(self, texts: list[str]) -> None:
        self.query.setText(" and ".join(texts))

    def _mark_wrong(self, wrong: bool) -> None:
        if bool(self.query.property("wrong")) != wrong:
            self.query.setProperty("wrong", wrong)
            self.query.style().unpolish(self.query)
            self.query.style().polish(self.query)

    def _show_folders(self, folders: Sequence[Folder]) -> None:
        rows: list[tuple[str, str | None]] = [(self.tr("All folders"), None)]
        rows += [(f"{each.name}   {each.pictures:,}", each.name) for each in folders]
        _fill(self.folder, rows)

    def _show_labels(self, labels: Mapping[str, LabelSummary]) -> None:
        if list(labels) != self._labels:
            self._labels = list(labels)
            _fill(self.sort, [*self._keys(), *((name, (Key.LABEL, name)) for name in labels)])

    def _keys(self) -> list[tuple[str, tuple[Key, str]]]:
        return [
            (self.tr("Order added"), (Key.ADDED, "")),
            (self.tr("Name"), (Key.NAME, "")),
            (self.tr("Date"), (Key.DATE, "")),
        ]

    def _prepare(self) -> None:
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.addItem(self.tr("All folders"), None)
        self.folder.setMinimumContentsLength(16)
        self.sort.setAccessibleName(self.tr("Sort by"))
        self.sort.setToolTip(self.tr("Sort by"))
        self.sort.setMinimumContentsLength(11)
        self.sort.setMaximumWidth(em(self, _SORT))  # a label's name may be of any length
        self.sort.setMaxVisibleItems(30)
        fitting = QComboBox.SizeAdjustPolicy
        self.folder.setSizeAdjustPolicy(fitting.AdjustToMinimumContentsLengthWithIcon)
        self.sort.setSizeAdjustPolicy(fitting.AdjustToContents)
        for text, data in self._keys():
            self.sort.addItem(text, data)
        self.way.setCheckable(True)
        self.way.setToolTip(self.tr("Turn the order round"))
        self.way.setAccessibleName(self.way.toolTip())
        put_icon(self.way, "ascending")
        self.side.setRange(*SIDES)
        self.side.setPageStep(32)
        self.side.setValue(FIRST_SIDE)
        self.side.setFixedWidth(120)
        self.side.setToolTip(self.tr("Size of the pictures"))
        self.side.setAccessibleName(self.side.toolTip())
        self.among.setProperty("chip", True)
        self.among.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.among.setToolTip(self.tr("Show all pictures again"))
        put_icon(self.among, "back")
        self.among.hide()
        self.wrong.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.folder)
        top.addWidget(self.query, 1)
        top.addWidget(self.sort)
        top.addWidget(self.way)
        top.addWidget(self.side)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self.among, alignment=Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.chips, 1)
        below.addWidget(self.wrong, 1)
        below.addStretch()
        below.addWidget(self.count, alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 6)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(below)

    def _connect(self) -> None:
        self.query.textChanged.connect(self.query_changed)
        self.folder.activated.connect(self._on_folder)
        self.sort.activated.connect(self._on_sort)
        self.way.toggled.connect(self._on_sort)
        self.side.valueChanged.connect(self.side_changed)
        self.chips.kept.connect(self._on_kept)
        self.among.clicked.connect(self.among_dropped)


def _fill(combo: QComboBox, rows: Sequence[tuple[str, object]]) -> None:
    """Show other rows, the chosen one staying chosen; without a word to anyone."""
    shown = [(combo.itemText(at), combo.itemData(at)) for at in range(combo.count())]
    if shown == list(rows):
        return
    chosen = combo.currentData()
    combo.clear()
    for text, data in rows:
        combo.addItem(text, data)
    datas = [data for _, data in rows]
    combo.setCurrentIndex(datas.index(chosen) if chosen in datas else 0)
