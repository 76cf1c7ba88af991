"""Masks: their list, what they are painted with, their shape, and how what is missing is filled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dfi_studio.core.fill import Fill
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Recipe
from dfi_studio.ui.canvas.painting.instrument import Instrument
from dfi_studio.ui.panels.fill_panel import FillPanel
from dfi_studio.ui.panels.mask_list import MaskList
from dfi_studio.ui.panels.mask_shaping import MaskShaping
from dfi_studio.ui.panels.mask_tools import MaskTools
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import Fold, line
from dfi_studio.ui.rendering.work import SetReport


class MaskPanel(QWidget):
    """A passive panel: it shows what it is told, and says what the hand wants."""

    current_changed = Signal(int)
    """The hand chose the mask at this place to be painted."""
    add_wanted = Signal(object)
    """An empty mask of this `MaskRole`."""
    turned = Signal(int, bool)
    renamed = Signal(int, str)
    role_chosen = Signal(int, object)
    """The place and a `MaskRole`."""
    removed = Signal(int)
    load_wanted = Signal()
    paste_wanted = Signal()
    save_wanted = Signal(int)
    copy_wanted = Signal(int)
    part_wanted = Signal(object)
    """A mask of this `FacePart`."""

    instrument_chosen = Signal(object)
    """An `Instrument`."""
    opacity_changed = Signal(float)
    """Of the overlay, 0..1."""

    invert_wanted = Signal()
    """The current mask; so the next three, which say how far in pixels."""
    grow_wanted = Signal(int)
    shrink_wanted = Signal(int)
    feather_wanted = Signal(float)

    fill_changed = Signal(object)
    """Another `Fill`."""
    edit_feather_changed = Signal(float)
    """Another `Recipe.feather`."""
    settled = Signal()
    """The hand let go of a slider of one of these two."""
    folder_wanted = Signal()
    """A folder of pictures to fill from is to be chosen; or a list of paths."""
    list_wanted = Signal()
    fill_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = MaskList()
        self.tools = MaskTools()
        self.shaping = MaskShaping()
        self.fill = FillPanel()
        self.edits = Fold(self.tr("Edits in masks"))
        feather = parameters(Recipe)["feather"]
        self.edit_feather = ParameterSlider(feather, default=Recipe().feather)
        self.edits.body.addWidget(self.edit_feather)
        self._lay_out()
        self._connect()
        self.show_masks((), -1)

    # -- what is shown --------------------------------------------------------------------------

    def show_masks(self, layers: Sequence[MaskLayer], current: int) -> None:
        """Show the masks of the document, and which of them is painted; -1 for none."""
        self.list.show_masks(layers, current)
        self.shaping.setEnabled(0 <= current < len(layers))

    def show_instrument(self, instrument: Instrument) -> None:
        """Show what is in hand."""
        self.tools.show_instrument(instrument)

    def show_opacity(self, opacity: float) -> None:
        """Show how strongly masks are seen, 0..1."""
        self.tools.show_opacity(opacity)

    def show_fill(self, fill: Fill | None) -> None:
        """Show how to fill; None for the defaults."""
        self.fill.show_fill(fill)

    def show_set(self, report: SetReport) -> None:
        """Show what was found under the name of the set to fill from."""
        self.fill.show_report(report)

    def show_ready(self, lacking: str) -> None:
        """Show whether it can be filled: what is lacking, in a sentence, or nothing."""
        self.fill.show_ready(lacking)

    def show_edit_feather(self, pixels: float) -> None:
        """Show how far edits fade in."""
        self.edit_feather.show_value(pixels)

    def rename_current(self) -> None:
        """Let the hand type over the name of the current mask, such as one that was just added."""
        self.list.rename_current()

    # -- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(14)
        parts = (self.list, line(), self.tools, line(), self.shaping, line(), self.fill, self.edits)
        for part in parts:
            column.addWidget(part)
        column.addStretch()

    def _connect(self) -> None:
        masks, shaping, fill = self.list, self.shaping, self.fill
        for heard, said in (
            (masks.current_changed, self.current_changed),
            (masks.add_wanted, self.add_wanted),
            (masks.turned, self.turned),
            (masks.renamed, self.renamed),
            (masks.role_chosen, self.role_chosen),
            (masks.removed, self.removed),
            (masks.load_wanted, self.load_wanted),
            (masks.paste_wanted, self.paste_wanted),
            (masks.save_wanted, self.save_wanted),
            (masks.copy_wanted, self.copy_wanted),
            (masks.part_wanted, self.part_wanted),
            (self.tools.chosen, self.instrument_chosen),
            (self.tools.opacity_changed, self.opacity_changed),
            (shaping.invert_wanted, self.invert_wanted),
            (shaping.grow_wanted, self.grow_wanted),
            (shaping.shrink_wanted, self.shrink_wanted),
            (shaping.feather_wanted, self.feather_wanted),
            (fill.changed, self.fill_changed),
            (fill.settled, self.settled),
            (fill.folder_wanted, self.folder_wanted),
            (fill.list_wanted, self.list_wanted),
            (fill.fill_wanted, self.fill_wanted),
            (self.edit_feather.moved, self.edit_feather_changed),
            (self.edit_feather.settled, self.settled),
        ):
            heard.connect(said)
