"""What one attribute is learned from: two sets of pictures, a file, or a class."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Attribute, ClassDirection, Contrast, SavedAttribute, Scaling
from dfi_studio.session import edits
from dfi_studio.session.edits import Edit
from dfi_studio.session.trays import Role
from dfi_studio.ui.panels.attribute_names import attribute_in_full
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import beside, quiet
from dfi_studio.ui.panels.segments import Segment, Segments
from dfi_studio.ui.panels.set_picker import SetPicker
from dfi_studio.ui.panels.text_line import TextLine
from dfi_studio.ui.rendering.work import SetReport
from dfi_studio.ui.theme import put_icon

_SETS, _FILE, _CLASS = range(3)
_EMPTY = Contrast("", "")


class AttributePanel(QWidget):
    """Shows an attribute of the stack; says what the hand wants as edits of that one."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()
    file_wanted = Signal(int)
    """The place of the attribute in the stack; as in all that follow."""
    file_named = Signal(int, str)
    folder_wanted = Signal(int, object)
    list_wanted = Signal(int, object)
    """The place and a `Role`."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0
        self._shown: Attribute | None = None
        self._reports: Mapping[str, SetReport] = {}
        self.source = SetPicker(
            self.tr("From (source)"),
            self.tr("Pictures without the attribute, such as young faces."),
        )
        self.target = SetPicker(
            self.tr("To (target)"), self.tr("Pictures with the attribute, such as old faces.")
        )
        self.k = ParameterSlider(parameters(Contrast)["k"], default=_EMPTY.k)
        self.mode = Segments(self.tr("Learned from"), self._modes())
        self.scaling = Segments(self.tr("Scaling"), self._scalings())
        self.swap = QToolButton()
        self.file = TextLine()
        self.browse = QToolButton()
        self._told, self._drawn = quiet(), quiet()
        self._sets, self._saved = QWidget(), QWidget()
        self._prepare()
        self._lay_out()
        self._connect()
        self._turn_to(_SETS)

    def show_attribute(self, attribute: Attribute) -> None:
        """Show an attribute."""
        if attribute == self._shown:
            return
        self._shown = attribute
        if isinstance(attribute, SavedAttribute):
            self._turn_to(_FILE)
            if self.file.text() != attribute.path:
                self.file.setText(attribute.path)
            self.file.setToolTip(attribute.path)
            return
        if isinstance(attribute, ClassDirection):
            self._turn_to(_CLASS)
            self._drawn.setText(attribute_in_full(attribute))
            return
        self._turn_to(_SETS)
        self.source.show_text(attribute.source)
        self.target.show_text(attribute.target)
        self.k.show_value(attribute.k)
        self.scaling.show_value(attribute.scaling)
        self.swap.setEnabled(bool(attribute.source or attribute.target))
        self.show_sets(self._reports)

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""
        self._reports = reports
        for picker in (self.source, self.target):
            picker.show_report(reports.get(picker.path.text(), SetReport()))

    def show_file(self, told: str) -> None:
        """Show what is known of the attribute file."""
        self._told.setText(told or self.tr("Learned before, with “dfi-studio learn”."))

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What takes the focus, as the eye goes."""
        modes, scalings = self.mode.buttons.values(), self.scaling.buttons.values()
        pickers = [part for each in (self.source, self.target) for part in (each.path, each.button)]
        k = (self.k.box, self.k.track)
        return (*modes, self.swap, *pickers, *k, *scalings, self.file, self.browse)

    # -- inside ---------------------------------------------------------------------------------

    def _modes(self) -> tuple[Segment, Segment]:
        return (
            Segment(_SETS, self.tr("Two sets"), self.tr("Learn it from two sets of pictures")),
            Segment(_FILE, self.tr("File"), self.tr("Take an attribute that was learned before")),
        )

    def _scalings(self) -> tuple[Segment, Segment]:
        return (
            Segment(
                Scaling.NONE,
                self.tr("None"),
                self.tr("Strength 1 moves by the whole difference between the two sets."),
            ),
            Segment(
                Scaling.BETA,
                self.tr("Beta"),
                self.tr(
                    "Divided by its mean square, as the authors do: "
                    "one strength means about as much in every attribute."
                ),
            ),
        )

    def _prepare(self) -> None:
        put_icon(self.swap, "swap")
        self.swap.setToolTip(self.tr("Turn the attribute round: source becomes target"))
        self.swap.setAccessibleName(self.tr("Swap source and target"))
        self.file.setPlaceholderText(self.tr("An attribute file (.safetensors)"))
        self.file.setAccessibleName(self.tr("Attribute file"))
        put_icon(self.browse, "file")
        self.browse.setAccessibleName(self.tr("Choose an attribute file"))
        self.browse.setToolTip(self.tr("Use an attribute file…"))
        self.show_file("")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.mode)
        top.addStretch()
        top.addWidget(self.swap)
        sets = _column(self._sets)
        for part in (self.source, self.target, self.k):
            sets.addWidget(part)
        sets.addLayout(beside(self.tr("Scaling"), self.scaling))
        name = QHBoxLayout()
        name.setSpacing(4)
        name.addWidget(self.file, 1)
        name.addWidget(self.browse)
        saved = _column(self._saved)
        saved.addLayout(name)
        saved.addWidget(self._told)
        column = _column(self)
        column.addLayout(top)
        column.addWidget(self._sets)
        column.addWidget(self._saved)
        column.addWidget(self._drawn)

    def _connect(self) -> None:
        for role, picker in ((Role.SOURCE, self.source), (Role.TARGET, self.target)):
            picker.folder_wanted.connect(lambda role=role: self.folder_wanted.emit(self.at, role))
            picker.list_wanted.connect(lambda role=role: self.list_wanted.emit(self.at, role))
        self.source.chosen.connect(lambda text: self._want(edits.set_source(text, at=self.at)))
        self.target.chosen.connect(lambda text: self._want(edits.set_target(text, at=self.at)))
        self.swap.clicked.connect(lambda: self._want(edits.swap_sets(at=self.at)))
        self.k.moved.connect(lambda k: self._want(edits.set_k(k, at=self.at)))
        self.k.settled.connect(self.settled)
        self.scaling.chosen.connect(lambda each: self._want(edits.set_scaling(each, at=self.at)))
        self.file.editingFinished.connect(self._on_file)
        self.browse.clicked.connect(lambda: self.file_wanted.emit(self.at))
        self.mode.chosen.connect(self._on_mode)

    def _turn_to(self, mode: int) -> None:
        self.mode.show_value(mode)
        self._sets.setVisible(mode == _SETS)
        self._saved.setVisible(mode == _FILE)
        self._drawn.setVisible(mode == _CLASS)
        self.swap.setVisible(mode == _SETS)

    def _want(self, edit: Edit) -> None:
        self.edited.emit(edit)

    def _on_file(self) -> None:
        text = self.file.text().strip()
        if text and self._shown != SavedAttribute(text):
            self.file_named.emit(self.at, text)

    def _on_mode(self, mode: int) -> None:
        """Show the other page, and use what it holds already."""
        self._turn_to(mode)
        source, target = self.source.path.text(), self.target.path.text()
        if mode == _FILE and not self.file.text():
            self.file_wanted.emit(self.at)
        elif mode == _FILE:
            self._on_file()
        elif source or target:
            self._want(edits.set_sets(source, target, at=self.at))


def _column(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return column
