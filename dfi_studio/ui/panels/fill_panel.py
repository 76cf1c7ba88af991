"""How what is missing is filled: from which pictures, how boldly, and how it meets the rest."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from dfi_studio.core.fill import Blend, Colours, Fill
from dfi_studio.core.parameters import parameters
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import Fold, Section, beside, quiet
from dfi_studio.ui.panels.segments import Segment, Segments
from dfi_studio.ui.panels.set_picker import SetPicker
from dfi_studio.ui.rendering.work import SetReport

_WHOLE = ("k", "start")
"""Numbers that count."""


class FillPanel(Section):
    """Shows a `Fill`; says what is wanted instead."""

    changed = Signal(object)
    """Another `Fill`; while a slider is dragged, more may follow."""
    settled = Signal()
    folder_wanted = Signal()
    list_wanted = Signal()
    fill_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Fill"))
        self._fill = Fill("")
        self.pictures = SetPicker(
            self.tr("Pictures"),
            self.tr("A folder of pictures like this one; what is missing is learned from them"),
        )
        self.blend = Segments(self.tr("Border"), self._blends())
        self.colours = Segments(self.tr("Colours"), self._colours())
        self.numbers = {
            name: ParameterSlider(declared, default=float(getattr(Fill(""), name)))
            for name, declared in parameters(Fill).items()
        }
        self.fill = QPushButton(self.tr("Fill"))
        self.note = quiet()
        self._prepare()
        self._lay_out()
        self._connect()
        self.show_fill(None)
        self.show_ready(self.tr("Add a mask for what is missing first."))

    def show_fill(self, fill: Fill | None) -> None:
        """Show how to fill; None for the defaults."""
        self._fill = fill or Fill("")
        self.pictures.show_text(self._fill.pictures)
        self.blend.show_value(self._fill.blend)
        self.colours.show_value(self._fill.colours)
        for name, slider in self.numbers.items():
            slider.show_value(float(getattr(self._fill, name)))
        self.numbers["feather"].setVisible(self._fill.blend is Blend.FEATHER)

    def show_report(self, report: SetReport) -> None:
        """Show what was found under the name of the set."""
        self.pictures.show_report(report)

    def show_ready(self, lacking: str) -> None:
        """Show whether it can be filled: what is lacking, in a sentence, or nothing."""
        self.fill.setEnabled(not lacking)
        self.note.setText(lacking)
        self.note.setVisible(bool(lacking))

    # -- inside ---------------------------------------------------------------------------------

    def _change(self, **changes: object) -> None:
        self.changed.emit(replace(self._fill, **changes))  # type: ignore[arg-type]

    def _on_number(self, name: str, value: float) -> None:
        self._change(**{name: int(value) if name in _WHOLE else value})

    def _prepare(self) -> None:
        self.fill.setToolTip(
            self.tr("Make what is missing anew from what like pictures have there")
        )
        self.fill.setDefault(True)

    def _lay_out(self) -> None:
        self.body.addWidget(self.pictures)
        for name in ("alpha", "k"):
            self.body.addWidget(self.numbers[name])
        self.body.addLayout(beside(self.tr("Border"), self.blend))
        self.body.addWidget(self.numbers["feather"])
        more = Fold(self.tr("More"))
        for name in ("start", "tv"):
            more.body.addWidget(self.numbers[name])
        more.body.addLayout(beside(self.tr("Colours"), self.colours))
        self.body.addWidget(more)
        self.body.addWidget(self.note)
        self.body.addWidget(self.fill)

    def _connect(self) -> None:
        self.pictures.chosen.connect(lambda text: self._change(pictures=text))
        self.pictures.folder_wanted.connect(self.folder_wanted)
        self.pictures.list_wanted.connect(self.list_wanted)
        self.blend.chosen.connect(lambda blend: self._change(blend=blend))
        self.colours.chosen.connect(lambda colours: self._change(colours=colours))
        self.fill.clicked.connect(self.fill_wanted)
        for name, slider in self.numbers.items():
            slider.moved.connect(lambda value, name=name: self._on_number(name, value))
            slider.settled.connect(self.settled)

    def _blends(self) -> list[Segment]:
        return [
            Segment(
                Blend.GRADIENT, self.tr("Seamless"),
                self.tr("Gradients are kept and colours moved until they meet the border"),
            ),
            Segment(
                Blend.FEATHER, self.tr("Feathered"),
                self.tr("Faded in from the border, over a smooth continuation of what is around"),
            ),
        ]  # fmt: skip

    def _colours(self) -> list[Segment]:
        return [
            Segment(
                Colours.NEIGHBOURS, self.tr("Neighbours"),
                self.tr("Those of the neighbours, moved to meet the border"),
            ),
            Segment(
                Colours.SOLVED, self.tr("Solved"),
                self.tr("Those that the solver finds, as in the paper: they drift"),
            ),
        ]  # fmt: skip
