"""One of a few: buttons side by side, of which one is pressed, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton

from dfi_studio.ui.theme import put_icon

_AROUND_TEXT = 26


class Segment(NamedTuple):
    """One of the choices: what it stands for, its name, and a sentence on it.

    With an icon, the name is not written, but told to those who hear the window.
    """

    value: object
    text: str
    help: str
    icon: str = ""


class Segments(QFrame):
    """Shows which of a few values holds; says which one the hand wants.

    Parameters
    ----------
    name : str
        What is chosen, for those who hear the window.
    """

    chosen = Signal(object)

    def __init__(self, name: str, segments: Sequence[Segment]) -> None:
        super().__init__()
        self.setProperty("segments", True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.buttons: dict[object, QToolButton] = {}
        self._values = [each.value for each in segments]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for at, segment in enumerate(segments):
            button = self.buttons[segment.value] = QToolButton()
            if segment.icon:
                put_icon(button, segment.icon)
            else:
                button.setText(segment.text)
            button.setToolTip(segment.help)
            button.setAccessibleName(f"{name}: {segment.text}")
            button.setAccessibleDescription(segment.help)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            if not segment.icon:
                button.setMinimumWidth(_widest(button))
            self._group.addButton(button, at)
            row.addWidget(button)
        self._group.idClicked.connect(self._on_clicked)

    def show_value(self, value: object) -> None:
        """Press the button of a value; none where no button stands for it. Nobody is told."""
        button = self.buttons.get(value)
        if button is None:
            self._group.setExclusive(False)
            for each in self.buttons.values():
                each.setChecked(False)
            self._group.setExclusive(True)
        elif not button.isChecked():
            button.setChecked(True)

    def _on_clicked(self, at: int) -> None:
        self.chosen.emit(self._values[at])


def _widest(button: QToolButton) -> int:
    """Return the width of a button while it is pressed, when its text is bold."""
    font = QFont(button.font())
    font.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(font).horizontalAdvance(button.text()) + _AROUND_TEXT
