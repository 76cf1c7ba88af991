"""The selected key: its frame, its value and how it goes on from there, to be typed or chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton

from dfi_studio.core.parameters import Parameter, parameters
from dfi_studio.core.recipe import Direction, Solver
from dfi_studio.core.sequence import Easing, Key
from dfi_studio.ui.panels.number_box import NumberBox
from dfi_studio.ui.panels.scale import Scale
from dfi_studio.ui.panels.section import Section, quiet
from dfi_studio.ui.panels.segments import Segment, Segments
from dfi_studio.ui.sequence.axis import Axis
from dfi_studio.ui.sequence.words import easing_name
from dfi_studio.ui.theme import put_icon

ALPHA, TV = parameters(Direction)["alpha"], parameters(Solver)["tv"]
_FRAME = Parameter("Frame", "The frame of the key.", 1, 10_000, 1, 999, decimals=0)


class KeyPanel(Section):
    """Shows a key; says what the hand wants it to be."""

    changed = Signal(object)
    """A `Key` in the stead of the one that is shown."""
    settled = Signal()
    removed = Signal()

    def __init__(self) -> None:
        self.remove = QToolButton()
        self.remove.setProperty("tight", True)
        super().__init__(self.tr("Key"), corner=self.remove)
        put_icon(self.remove, "remove")
        self.remove.setToolTip(self.tr("Remove this key"))
        self.remove.setAccessibleName(self.tr("Remove this key"))
        self._key: Key | None = None
        self._axis = Axis()
        self.frame = NumberBox(Scale(_FRAME))
        self.alpha, self.tv = NumberBox(Scale(ALPHA)), NumberBox(Scale(TV))
        self.tv.setMinimum(10.0**-TV.decimals)  # it moves in equal factors
        self.value = QStackedWidget()
        self.easing = Segments(self.tr("Easing"), [_segment(each) for each in Easing])
        self.hint = quiet(self.tr("Double click a lane for a key; drag it in time and value."))
        self._lay_out()
        self.frame.valueChanged.connect(self._on_frame)
        for box in (self.alpha, self.tv):
            box.valueChanged.connect(self._on_value)
        for box in (self.frame, self.alpha, self.tv):
            box.editingFinished.connect(self.settled)
        self.easing.chosen.connect(self.choose)
        self.remove.clicked.connect(self.removed)
        self.show_key(None, Axis(), smoothness=False)

    def show_key(self, key: Key | None, axis: Axis, *, smoothness: bool) -> None:
        """Show a key of a strength or of the smoothness; None for none. Nobody is told."""
        self._key, self._axis = key, axis
        there = key is not None
        for part in (self.frame, self.value, self.easing, self.remove):
            part.setEnabled(there)
        self.hint.setVisible(not there)
        self.easing.setVisible(there)
        if key is None:
            self.easing.show_value(None)
            return
        self.easing.show_value(key.easing)
        self._put(self.frame, axis.step_of(key.at) + 1)
        self._put(self.tv if smoothness else self.alpha, key.value)
        self.value.setCurrentWidget(self.tv if smoothness else self.alpha)

    def type_value(self) -> None:
        """Let the value be typed."""
        box = self.value.currentWidget()
        if self._key is not None and isinstance(box, NumberBox):
            box.setFocus()
            box.selectAll()

    def _put(self, box: NumberBox, value: float) -> None:
        if box.value() != value:
            blocked = box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(blocked)

    def _on_frame(self, frame: float) -> None:
        if self._key is not None:
            step = min(max(round(frame) - 1, 0), self._axis.last)
            self.changed.emit(replace(self._key, at=self._axis.place_of(step)))

    def _on_value(self, value: float) -> None:
        if self._key is not None:
            self.changed.emit(replace(self._key, value=value))

    def choose(self, easing: Easing) -> None:
        """Let the value go on from the key in another way."""
        if self._key is not None:
            self.changed.emit(replace(self._key, easing=easing))
            self.settled.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for text, box in ((self.tr("Frame"), self.frame), (self.tr("Value"), self.value)):
            label = QLabel(text)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addStretch(1)
        self.frame.setAccessibleName(self.tr("Frame of the key"))
        for each in (self.alpha, self.tv):
            each.setAccessibleName(self.tr("Value of the key"))
            self.value.addWidget(each)
        self.value.setFixedSize(self.alpha.sizeHint().expandedTo(self.tv.size()))
        self.body.setSpacing(4)
        self.body.addLayout(row)
        self.body.addWidget(self.easing)
        self.body.addWidget(self.hint)


def _segment(easing: Easing) -> Segment:
    name = easing_name(easing)
    return Segment(easing, name, name, f"ease_{easing.value}")
