"""How long the film is, how fast, and how often each end is seen: its numbers, and ping-pong."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel

from dfi_studio.core.parameters import parameters
from dfi_studio.core.sequence import Sequence
from dfi_studio.session import sequence_edits as edits
from dfi_studio.session.edits import Edit
from dfi_studio.ui.panels.check import Check
from dfi_studio.ui.panels.number_box import NumberBox
from dfi_studio.ui.panels.scale import Scale
from dfi_studio.ui.panels.section import Section

_EDITS = {
    "frames": edits.set_frames,
    "fps": edits.set_fps,
    "hold_first": edits.set_hold_first,
    "hold_last": edits.set_hold_last,
}
_COLUMNS = 2


class FilmNumbers(Section):
    """Shows the numbers of a film; says what the hand wants as edits."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Film"))
        self.boxes: dict[str, NumberBox] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        names = {
            "frames": self.tr("Frames"),
            "fps": self.tr("Per second"),
            "hold_first": self.tr("Hold first"),
            "hold_last": self.tr("Hold last"),
        }
        for number, (name, text) in enumerate(names.items()):
            self._add(name, text, number)
        for column in (0, 2):
            self._grid.setColumnStretch(column, 1)
        self.ping_pong = Check(self.tr("There and back"))
        self.ping_pong.setToolTip(
            self.tr("The film goes back the same way, so that it repeats without a halt")
        )
        self.body.setSpacing(4)
        self.body.addLayout(self._grid)
        self.body.addWidget(self.ping_pong)
        self.ping_pong.clicked.connect(lambda on: self._want(edits.set_ping_pong(on)))

    def show_film(self, film: Sequence) -> None:
        """Show the numbers of a film; nobody is told."""
        for name, box in self.boxes.items():
            value = float(getattr(film, name))
            if box.value() != value:
                blocked = box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(blocked)
        self.ping_pong.setChecked(film.ping_pong)

    def _add(self, name: str, text: str, number: int) -> None:
        parameter = parameters(Sequence)[name]
        label, box = QLabel(text), NumberBox(Scale(parameter))
        label.setBuddy(box)
        box.setAccessibleName(self.tr(parameter.label))
        box.setAccessibleDescription(self.tr(parameter.help))
        for each in (label, box):
            each.setToolTip(self.tr(parameter.help))
        row, column = divmod(number, _COLUMNS)
        self._grid.addWidget(label, row, 2 * column)
        self._grid.addWidget(box, row, 2 * column + 1)
        box.valueChanged.connect(lambda value: self._want(_EDITS[name](value)))
        box.editingFinished.connect(self.settled)
        self.boxes[name] = box

    def _want(self, edit: Edit) -> None:
        self.edited.emit(edit)
