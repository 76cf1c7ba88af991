"""The number beside a slider: typed, stepped, with the decimals that its parameter has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox

from dfi_studio.ui.panels.scale import Scale
from dfi_studio.ui.panels.text_line import TextLine
from dfi_studio.ui.panels.wheel import notches, pace, turns

_MORE = {
    Qt.Key.Key_Up: 1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_Down: -1, Qt.Key.Key_PageDown: -10,
}  # fmt: skip


class NumberBox(QDoubleSpinBox):
    """The value as a number that can be typed, up to the hard limits."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        self.setLineEdit(TextLine())
        parameter = scale.parameter
        self.setDecimals(parameter.decimals)
        self.setRange(parameter.low, parameter.high)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widest = max((self.textFromValue(edge) for edge in self._edges()), key=len)
        metrics = QFontMetrics(self.font())
        self.setFixedSize(metrics.horizontalAdvance(widest) + 14, metrics.height() + 11)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """Show no zeros at the end where the scale is logarithmic."""
        text = super().textFromValue(value)
        if not self._scale.parameter.logarithmic:
            return text
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrows as the slider does; all else is typing."""
        steps = _MORE.get(Qt.Key(event.key()))
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif steps is not None:
            self._step(steps * pace(event.modifiers()))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step as the slider does, where the wheel does not scroll the panel."""
        if turns(self):
            self._step(notches(event) * pace(event.modifiers()))
            event.accept()
        else:
            event.ignore()

    def stepBy(self, steps: int) -> None:  # noqa: N802 - Qt's name
        """Step as the slider does."""
        self._step(steps)

    def _step(self, steps: float) -> None:
        self.interpretText()  # what was typed so far is where the step begins
        self.setValue(self._scale.stepped(self.value(), steps))
        if self.hasFocus():
            self.selectAll()

    def _edges(self) -> tuple[float, ...]:
        parameter = self._scale.parameter
        return parameter.soft_low, parameter.soft_high, parameter.low if parameter.low < 0 else 0.0
