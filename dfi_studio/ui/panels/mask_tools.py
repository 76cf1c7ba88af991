"""What a mask is painted with: the instruments as a row of buttons, and their numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal

from dfi_studio.core.parameters import parameter, parameters
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import Section
from dfi_studio.ui.panels.segments import Segment, Segments


@dataclass(frozen=True, slots=True)
class Look:
    """How masks are seen over the picture."""

    opacity: float = parameter(
        70.0,
        "Overlay",
        "How strongly the current mask is seen over the picture; the others are fainter.",
        hard=(0, 100),
        unit="%",
        decimals=0,
    )


class MaskTools(Section):
    """Shows what is in hand; says what is wanted instead."""

    chosen = Signal(object)
    """An `Instrument`."""
    opacity_changed = Signal(float)
    """Of the overlay, 0..1."""

    def __init__(self) -> None:
        super().__init__(self.tr("Paint"))
        self._instrument = Instrument()
        self.kinds = Segments(self.tr("Tool"), self._kinds())
        self.modes = Segments(self.tr("What a stroke does"), self._modes())
        self.brush_size = self._slider(Brush, "size", self._instrument.brush.size)
        self.hardness = self._slider(Brush, "hardness", self._instrument.brush.hardness)
        self.tolerance = self._slider(Instrument, "tolerance", self._instrument.tolerance)
        self.opacity = self._slider(Look, "opacity", Look().opacity)
        sliders = (self.brush_size, self.hardness, self.tolerance, self.opacity)
        for part in (self.kinds, self.modes, *sliders):
            self.body.addWidget(part)
        self._connect()
        self.show_instrument(self._instrument)

    def show_instrument(self, instrument: Instrument) -> None:
        """Show what is in hand."""
        self._instrument = instrument
        self.kinds.show_value(instrument.kind)
        self.modes.show_value(instrument.erases)
        self.brush_size.show_value(instrument.brush.size)
        self.hardness.show_value(instrument.brush.hardness)
        self.tolerance.show_value(instrument.tolerance)
        for slider in (self.brush_size, self.hardness):
            slider.setVisible(instrument.kind is Kind.BRUSH)
        self.tolerance.setVisible(instrument.kind is Kind.FLOOD)

    def show_opacity(self, opacity: float) -> None:
        """Show how strongly masks are seen, 0..1."""
        self.opacity.show_value(100 * opacity)

    # -- inside ---------------------------------------------------------------------------------

    def _choose(self, instrument: Instrument) -> None:
        self.show_instrument(instrument)
        self.chosen.emit(instrument)

    def _with_brush(self, brush: Brush) -> None:
        self._choose(replace(self._instrument, brush=brush))

    def _connect(self) -> None:
        self.kinds.chosen.connect(lambda kind: self._choose(replace(self._instrument, kind=kind)))
        self.modes.chosen.connect(
            lambda erases: self._choose(replace(self._instrument, erases=erases))
        )
        self.brush_size.moved.connect(
            lambda size: self._with_brush(replace(self._instrument.brush, size=size))
        )
        self.hardness.moved.connect(
            lambda hardness: self._with_brush(replace(self._instrument.brush, hardness=hardness))
        )
        self.tolerance.moved.connect(
            lambda tolerance: self._choose(replace(self._instrument, tolerance=tolerance))
        )
        self.opacity.moved.connect(lambda percent: self.opacity_changed.emit(percent / 100))

    def _slider(self, owner: type, name: str, default: float) -> ParameterSlider:
        return ParameterSlider(parameters(owner)[name], default=default)

    def _kinds(self) -> list[Segment]:
        line = self.tr("Brush (B); Shift and a click draw a straight line")
        close = self.tr("Polygon (P): click its points; Enter or a double click closes it")
        around = self.tr("Fill by colour (G): all that hangs together around a click")
        told = {
            Kind.BRUSH: (self.tr("Brush"), line),
            Kind.RECTANGLE: (self.tr("Rectangle"), self.tr("Rectangle (R); a square with Shift")),
            Kind.ELLIPSE: (self.tr("Ellipse"), self.tr("Ellipse (O); a circle with Shift")),
            Kind.LASSO: (self.tr("Lasso"), self.tr("Lasso (L): draw around what is meant")),
            Kind.POLYGON: (self.tr("Polygon"), close),
            Kind.FLOOD: (self.tr("Fill by colour"), around),
        }
        return [Segment(kind, *words, f"mask_{kind.value}") for kind, words in told.items()]

    def _modes(self) -> list[Segment]:
        return [
            Segment(
                False, self.tr("Paint"),
                self.tr("Strokes add to the mask (X swaps; the right button erases)"),
            ),
            Segment(
                True, self.tr("Erase"),
                self.tr("Strokes take away from the mask (E: the eraser; X swaps)"),
            ),
        ]  # fmt: skip
