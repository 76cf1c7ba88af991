"""What is done to a whole mask: invert, grow, shrink, feather, each with its number."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton

from dfi_studio.core.parameters import parameter, parameters
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import Section
from dfi_studio.ui.theme import put_icon


@dataclass(frozen=True, slots=True)
class Shaping:
    """How far outlines of masks are moved."""

    grow: float = parameter(
        8.0,
        "Grow",
        "Takes in everything within so many pixels of the mask.",
        hard=(1, 500),
        soft=(1, 100),
        unit="px of the photo",
        logarithmic=True,
        decimals=0,
    )
    shrink: float = parameter(
        8.0,
        "Shrink",
        "Takes away everything within so many pixels of the outside of the mask.",
        hard=(1, 500),
        soft=(1, 100),
        unit="px of the photo",
        logarithmic=True,
        decimals=0,
    )
    feather: float = parameter(
        16.0,
        "Feather",
        "Softens the border of the mask inwards, over so many pixels.",
        hard=(1, 1000),
        soft=(1, 200),
        unit="px of the photo",
        logarithmic=True,
        decimals=0,
    )


class MaskShaping(Section):
    """Asks for changes of the current mask."""

    invert_wanted = Signal()
    grow_wanted = Signal(int)
    shrink_wanted = Signal(int)
    feather_wanted = Signal(float)

    def __init__(self) -> None:
        super().__init__(self.tr("Shape"))
        self.numbers: dict[str, ParameterSlider] = {}
        self.buttons: dict[str, QPushButton] = {}
        self._values = {name: float(getattr(Shaping(), name)) for name in parameters(Shaping)}
        self.invert = QPushButton(self.tr("Invert"))
        put_icon(self.invert, "mask_invert")
        self.invert.setToolTip(self.tr("What is in is out, and what is out is in"))
        self.invert.clicked.connect(self.invert_wanted)
        self.body.addWidget(self.invert)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for row, name in enumerate(self._values):
            self._add(grid, row, name)
        self.body.addLayout(grid)
        self.buttons["grow"].clicked.connect(
            lambda: self.grow_wanted.emit(round(self._values["grow"]))
        )
        self.buttons["shrink"].clicked.connect(
            lambda: self.shrink_wanted.emit(round(self._values["shrink"]))
        )
        self.buttons["feather"].clicked.connect(
            lambda: self.feather_wanted.emit(self._values["feather"])
        )

    def _add(self, grid: QGridLayout, row: int, name: str) -> None:
        declared = parameters(Shaping)[name]
        slider = self.numbers[name] = ParameterSlider(declared, default=self._values[name])
        slider.show_name(shown=False)  # the button has it
        slider.moved.connect(lambda value: self._values.update({name: value}))
        button = self.buttons[name] = QPushButton(self.tr(declared.label))
        put_icon(button, f"mask_{name}")
        button.setToolTip(self.tr(declared.help))
        grid.addWidget(slider, row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(button, row, 1)
