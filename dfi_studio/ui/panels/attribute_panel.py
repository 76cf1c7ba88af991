"""The attribute: what to change, learned from two sets of pictures or read from a file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Contrast, SavedAttribute
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import Section, quiet
from dfi_studio.ui.panels.set_picker import SetPicker
from dfi_studio.ui.theme import put_icon
from dfi_studio.ui.work import SetReport

_SETS, _FILE = range(2)
_EMPTY = Contrast("", "")


class AttributePanel(Section):
    """Shows the first direction's attribute; says what the hand wants as edits."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()
    file_wanted = Signal()
    file_named = Signal(str)

    def __init__(self) -> None:
        super().__init__(self.tr("Attribute"))
        self.source = SetPicker(
            self.tr("From (source)"),
            self.tr("Pictures without the attribute, such as young faces."),
        )
        self.target = SetPicker(
            self.tr("To (target)"), self.tr("Pictures with the attribute, such as old faces.")
        )
        self.k = ParameterSlider(parameters(Contrast)["k"], default=_EMPTY.k)
        self.swap = QPushButton(self.tr("Swap"))
        put_icon(self.swap, "swap")
        self.swap.setToolTip(self.tr("Turn the attribute round: source becomes target"))
        self.file = QLineEdit()
        self.file.setPlaceholderText(self.tr("An attribute file (.safetensors)"))
        self.file.setAccessibleName(self.tr("Attribute file"))
        self._browse = QToolButton()
        self._modes = QButtonGroup(self)
        self._pages = QStackedWidget()
        self._build()
        self.source.chosen.connect(self._on_source)
        self.target.chosen.connect(self._on_target)
        self.swap.clicked.connect(self._on_swap)
        self.k.moved.connect(self._on_k)
        self.k.settled.connect(self.settled)
        self.file.editingFinished.connect(self._on_file)
        self._modes.idClicked.connect(self._on_mode)

    def show_document(self, document: Document) -> None:
        """Show the attribute of the document."""
        attribute = document.attribute
        if isinstance(attribute, SavedAttribute):
            self._turn_to(_FILE)
            if self.file.text() != attribute.path:
                self.file.setText(attribute.path)
            return
        contrast = attribute or _EMPTY
        self._turn_to(_SETS)
        self.source.show_text(contrast.source)
        self.target.show_text(contrast.target)
        self.k.show_value(contrast.k)
        self.swap.setEnabled(bool(contrast.source or contrast.target))

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""
        for picker in (self.source, self.target):
            picker.show_report(reports.get(picker.path.text(), SetReport()))

    def _build(self) -> None:
        self.body.addLayout(self._mode_row())
        for page in (self._sets_page(), self._file_page()):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages)
        order = [*self._modes.buttons(), self.swap, self.source, self.target, self.k]
        for before, after in pairwise([*order, self.file, self._browse]):
            QWidget.setTabOrder(before, after)  # as the eye goes, not as things were made
        self._turn_to(_SETS)

    def _mode_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for mode, text in ((_SETS, self.tr("Two sets")), (_FILE, self.tr("Attribute file"))):
            button = QToolButton()
            button.setText(text)
            button.setCheckable(True)
            self._modes.addButton(button, mode)
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self.swap)
        return row

    def _sets_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.source, self.target, self.k):
            column.addWidget(part)
        column.addStretch()
        return page

    def _file_page(self) -> QWidget:
        put_icon(self._browse, "file")
        self._browse.setAccessibleName(self.tr("Choose an attribute file"))
        self._browse.setToolTip(self.tr("Use an attribute file…"))
        self._browse.clicked.connect(self.file_wanted)
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self._browse)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(quiet(self.tr("Learned before, with “dfi-studio learn”.")))
        column.addStretch()
        return page

    def _turn_to(self, mode: int) -> None:
        self._modes.button(mode).setChecked(True)
        self._pages.setCurrentIndex(mode)
        self.swap.setVisible(mode == _SETS)

    def _want(self, edit: Edit) -> None:
        self.edited.emit(edit)

    def _on_source(self, text: str) -> None:
        self._want(edits.set_source(text))

    def _on_target(self, text: str) -> None:
        self._want(edits.set_target(text))

    def _on_swap(self) -> None:
        self._want(edits.swap_sets())

    def _on_k(self, k: float) -> None:
        self._want(edits.set_k(k))

    def _on_file(self) -> None:
        if self.file.text().strip():
            self.file_named.emit(self.file.text().strip())

    def _on_mode(self, mode: int) -> None:
        self._turn_to(mode)
        if mode == _FILE and not self.file.text():
            self.file_wanted.emit()
        elif mode == _FILE:
            self._on_file()
        else:
            self._want(edits.set_sets(self.source.path.text(), self.target.path.text()))
