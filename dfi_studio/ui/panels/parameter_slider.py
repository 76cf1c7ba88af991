"""A slider and a number box for one parameter, made from what the parameter says of itself.

Drag, click, wheel, arrows or type. Shift makes a step ten times larger, Ctrl ten times smaller; a
double click brings the default back. The slider spans the soft range, the box the hard limits.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from dfi_studio.core.parameters import Parameter
from dfi_studio.ui.panels.number_box import NumberBox
from dfi_studio.ui.panels.scale import Scale
from dfi_studio.ui.panels.track import Track


class ParameterSlider(QWidget):
    """One parameter: its name, its number and its slider.

    Parameters
    ----------
    parameter : Parameter
        Range, unit, help: as declared beside the field.
    default : float
        What a double click brings back.
    """

    moved = Signal(float)
    """The hand asks for a value; more may follow."""
    settled = Signal()
    """The hand let go: what comes next is another step of undo."""

    def __init__(self, parameter: Parameter, *, default: float) -> None:
        super().__init__()
        scale = Scale(parameter)
        self._open = False  # whether something was asked for since `settled`
        self._parameter = parameter
        self._label = QLabel(self.tr(parameter.label))
        self._unit = QLabel(self.tr(parameter.unit))
        self._unit.setProperty("quiet", True)
        self.track = Track(scale, default)
        self.box = NumberBox(scale)
        self._label.setBuddy(self.box)
        for part in (self, self.track, self.box):
            part.setToolTip(self.tr(parameter.help))
            part.setAccessibleDescription(self.tr(parameter.help))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(1)
        self._grid.addWidget(self._label, 0, 0)
        self._grid.addWidget(self._unit, 0, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.setColumnStretch(1, 1)
        self.show_name(shown=True)
        self.track.wanted.connect(self._on_wanted)
        self.track.settled.connect(self._settle)
        self.box.valueChanged.connect(self._on_typed)
        self.box.editingFinished.connect(self._settle)
        self.show_value(default)

    def show_value(self, value: float) -> None:
        """Show a value; nobody is told."""
        self.track.show_value(value)
        if self.box.value() != value:
            blocked = self.box.blockSignals(True)
            self.box.setValue(value)
            self.box.blockSignals(blocked)

    def show_name(self, *, shown: bool, of: str = "") -> None:
        """Show the name above the slider, or slider and number on one line without it.

        Parameters
        ----------
        of : str
            What the parameter belongs to, for those who hear the window.
        """
        name = self.tr(self._parameter.label)
        for part in (self, self.track, self.box):
            part.setAccessibleName(f"{name}: {of}" if of else name)
        self._label.setVisible(shown)
        self._unit.setVisible(shown and bool(self._parameter.unit))
        for part in (self.track, self.box):
            self._grid.removeWidget(part)
        self._grid.addWidget(self.track, 1, 0, 1, 3 if shown else 2)
        self._grid.addWidget(self.box, 0 if shown else 1, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the slider the focus, and so the wheel, without moving it."""
        self.track.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Bring the default back, from the name as from the slider."""
        self.track.reset()

    def leaveEvent(self, event: QEvent) -> None:
        """End a row of turns of the wheel."""
        if not self.track.isSliderDown():
            self._settle()

    def _on_wanted(self, value: float) -> None:
        self.show_value(value)
        self._ask(value)

    def _on_typed(self, value: float) -> None:
        self.track.show_value(value)
        self._ask(value)

    def _ask(self, value: float) -> None:
        self._open = True
        self.moved.emit(value)

    def _settle(self) -> None:
        if self._open:
            self._open = False
            self.settled.emit()
