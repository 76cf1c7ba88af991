"""The masks of a photo by name: which take part, what each is for, and which one is painted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from dfi_studio.core.face_part import FacePart
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.ui.panels.mask_row import MaskRow, role_help, role_name
from dfi_studio.ui.panels.section import Section, quiet
from dfi_studio.ui.theme import put_icon

_APART = 5


class MaskList(Section):
    """Shows the masks; says what is wanted of them."""

    current_changed = Signal(int)
    """The hand chose the mask at this place."""
    turned = Signal(int, bool)
    renamed = Signal(int, str)
    role_chosen = Signal(int, object)
    removed = Signal(int)
    save_wanted = Signal(int)
    copy_wanted = Signal(int)
    add_wanted = Signal(object)
    """An empty mask of this `MaskRole`."""
    load_wanted = Signal()
    paste_wanted = Signal()
    part_wanted = Signal(object)
    """A mask of this `FacePart`."""

    def __init__(self) -> None:
        self.add = QToolButton()
        super().__init__(self.tr("Masks"), corner=self.add)
        self.rows: list[MaskRow] = []
        self.current = -1
        self.begin = QPushButton(self.tr("Add a mask…"))
        self.parts = QMenu(self.tr("Face parts"))
        self._empty = QWidget()
        self._prepare()
        self._lay_out()

    def show_masks(self, layers: Sequence[MaskLayer], current: int) -> None:
        """Show the masks, and which of them is painted."""
        while len(self.rows) > len(layers):
            self._drop_row()
        while len(self.rows) < len(layers):
            self._add_row()
        self.current = current
        for at, (row, layer) in enumerate(zip(self.rows, layers, strict=True)):
            row.show_layer(layer)
            row.show_current(current=at == current)
        self._empty.setVisible(not layers)
        self.add.setVisible(bool(layers))

    def rename_current(self) -> None:
        """Let the hand type over the name of the current mask."""
        if 0 <= self.current < len(self.rows):
            self.rows[self.current].rename()

    # -- inside ---------------------------------------------------------------------------------

    def _add_row(self) -> None:
        row = MaskRow()
        row.turned.connect(lambda on: self.turned.emit(self._at(row), on))
        row.renamed.connect(lambda name: self.renamed.emit(self._at(row), name))
        row.role_chosen.connect(lambda role: self.role_chosen.emit(self._at(row), role))
        row.removed.connect(lambda: self.removed.emit(self._at(row)))
        row.save_wanted.connect(lambda: self.save_wanted.emit(self._at(row)))
        row.copy_wanted.connect(lambda: self.copy_wanted.emit(self._at(row)))
        row.picked.connect(lambda by: self._pick(self._at(row) + by))
        self.rows.append(row)
        self._column.addWidget(row)
        parts = [part for each in self.rows for part in (each, each.on, each.role, each.more)]
        for before, after in pairwise([self.add, *parts]):
            QWidget.setTabOrder(before, after)

    def _drop_row(self) -> None:
        row = self.rows.pop()
        if row.hasFocus() or row.isAncestorOf(self.focusWidget()):
            (self.rows[-1] if self.rows else self.begin).setFocus()
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _at(self, row: MaskRow) -> int:
        return self.rows.index(row)

    def _pick(self, at: int) -> None:
        if 0 <= at < len(self.rows):
            self.rows[at].setFocus()
            if at != self.current:
                self.current_changed.emit(at)

    def _prepare(self) -> None:
        menu = self._menu()
        put_icon(self.add, "add")
        self.add.setText(self.tr("Add"))
        self.add.setObjectName("addMask")
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setToolTip(self.tr("Add a mask to the photo"))
        self.add.setAccessibleName(self.add.toolTip())
        self.begin.setObjectName("beginMask")
        self.begin.setDefault(True)
        self.begin.setAccessibleDescription(self.add.toolTip())
        for button in (self.add, self.begin):
            button.setMenu(menu)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for role in MaskRole:
            action = menu.addAction(role_name(role))
            action.setToolTip(role_help(role))
            action.triggered.connect(lambda _=False, role=role: self.add_wanted.emit(role))
        menu.addSeparator()
        put_icon(self.parts.menuAction(), "mask_face")
        self.parts.menuAction().setToolTip(self.tr("Drawn around the largest face of the photo"))
        for part, text in self._parts().items():
            action = self.parts.addAction(text)
            action.triggered.connect(lambda _=False, part=part: self.part_wanted.emit(part))
        menu.addMenu(self.parts)
        for text, icon, signal in (
            (self.tr("From a file…"), "file", self.load_wanted),
            (self.tr("From the clipboard"), "paste", self.paste_wanted),
        ):
            action = menu.addAction(text)
            put_icon(action, icon)
            action.triggered.connect(signal)
        return menu

    def _parts(self) -> dict[FacePart, str]:
        return {
            FacePart.EYES: self.tr("Eyes"),
            FacePart.BROWS: self.tr("Brows"),
            FacePart.NOSE: self.tr("Nose"),
            FacePart.MOUTH: self.tr("Mouth"),
            FacePart.SKIN: self.tr("Skin"),
        }

    def _lay_out(self) -> None:
        words = self.tr(
            "A mask says where: which pixels are missing and filled, where attributes work, and "
            "what they leave alone."
        )
        beginning = QVBoxLayout(self._empty)
        beginning.setContentsMargins(0, 0, 0, 4)
        beginning.setSpacing(10)
        beginning.addWidget(quiet(words))
        beginning.addWidget(self.begin)
        self._column = QVBoxLayout()
        self._column.setSpacing(_APART)
        self.body.addWidget(self._empty)
        self.body.addLayout(self._column)
        self.add.hide()
