"""A view of pictures with masks over them, of which one can be painted.

It shows the masks it is given and says what was painted; it keeps none. A stroke is shown while it
goes on, and its mask is shown from then on: who gives it back with `show_masks` need not hurry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QImage, QPainter

from dfi_studio.core.mask import MaskLayer, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.comparison import Side
from dfi_studio.ui.canvas.crop_view import CropView
from dfi_studio.ui.canvas.painting.coverage import Coverage, Spare
from dfi_studio.ui.canvas.painting.flood import Flood, Region
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind
from dfi_studio.ui.canvas.painting.mask_tool import MaskTool, label
from dfi_studio.ui.canvas.painting.overlay import paint_masks
from dfi_studio.ui.canvas.painting.pile import OPACITY, Masks, Pile
from dfi_studio.ui.canvas.painting.sheet import Sheet
from dfi_studio.ui.canvas.tool import Tool

_AT_ONCE = 1_000_000
"""Pixels of a mask that is copied and reduced here and now."""
_SPARE = "spare mask"


class MaskView(CropView):
    """Shows pictures and masks; one of the masks can be painted."""

    mask_painted = Signal(object, object, str)
    """A stroke is done: the new `Mask` at the size of the whole photo, the `Crop` of it in which
    it differs from the one before, and a label for undo. Where no mask is current, it is the
    first stroke of a new one."""
    instrument_changed = Signal(object)
    """A key or the wheel put another `Instrument` in hand."""
    flood_wanted = Signal(object)
    """A `Flood`: its region is to be found outside this thread, and given to `cover`."""
    mask_left = Signal()
    """Escape was pressed with nothing in hand."""

    def __init__(self) -> None:
        super().__init__()
        self._pile = Pile()
        self._brush: MaskTool | None = None
        self._instrument = Instrument()
        self._spare: Spare | None = None

    # -- what others do -------------------------------------------------------------------------

    @property
    def masking(self) -> bool:
        """Whether a mask can be painted."""
        return self._brush is not None

    @property
    def instrument(self) -> Instrument:
        """What is in hand, or was last."""
        return self._instrument

    def show_masks(
        self, layers: Sequence[MaskLayer], *, current: int = -1, crop: Crop | None = None,
        opacity: float = OPACITY,
    ) -> None:  # fmt: skip
        """Show masks over the picture. Those that do not fit the photo shown wait for theirs.

        Parameters
        ----------
        layers : sequence of MaskLayer
            At the size of the whole photo. One that does not take part is shown only if current.
        current : int
            The one that is painted; -1 for none.
        crop : Crop or None
            The part of the photo that is shown; None for the whole.
        opacity : float
            Of the current mask, 0..1.
        """
        before, part = self._pile.current, self._pile.part
        masks = Masks(tuple(layers), current, crop, opacity)
        now = layers[current].mask if 0 <= current < len(layers) else None
        if self._brush is not None and (now is not before or crop != self._pile.masks.crop):
            self._brush.give_up()  # undone under the hand, or another mask
        self._pile.show(masks, self._pile.size)
        if self._brush is not None and part != self._pile.part:
            self._renew_tool()
        self._prepare_spare()
        self.update()

    def begin_mask(self, instrument: Instrument | None = None) -> None:
        """Take an instrument in hand: the current mask is painted, or a new one."""
        if instrument is not None:
            self.take_up(instrument)
        if self._brush is None:
            self._renew_tool()
        self.setFocus()

    def end_mask(self) -> None:
        """Put the instrument away; a stroke in hand is given up."""
        if self._brush is not None:
            self._brush.give_up()
            self._brush.deleteLater()
            self._brush = None
            self._prepare_spare()
            if not self.cropping:
                self._take_tool(None)

    def take_up(self, instrument: Instrument) -> None:
        """Take another instrument in hand, or have it ready; nobody is told."""
        self._instrument = instrument
        if self._brush is not None:
            self._brush.use(instrument)
            self._show_cursor()

    def cover(self, region: Region) -> None:
        """Paint or erase a region of the current mask, as one stroke."""
        if self._brush is None or self._brush.busy or region.photo != self._pile.size:
            return  # the photo is another one by now, or the hand went on
        coverage = Coverage(region.photo.width(), region.photo.height())
        coverage.levels[rectangle(region.crop)] = region.levels
        coverage.touch(region.crop)
        self._show_covered(coverage, region.crop, erases=region.erases)
        self._lay(coverage, label(Kind.FLOOD, erases=region.erases), erases=region.erases)

    # -- for who derives ------------------------------------------------------------------------

    def _fit_masks(self, photo: QSize) -> None:
        """Take note of the size of the photo that is shown."""
        if self._brush is not None:
            self._brush.give_up()
        resized = photo != self._pile.size
        self._pile.show(self._pile.masks, photo)
        if resized and self._brush is not None:
            self._renew_tool()

    # -- the tool -------------------------------------------------------------------------------

    def begin_crop(self, picture: QImage, size: QSize, crop: Crop | None) -> None:
        """Let a crop be made; a stroke in hand is given up, and the masks are not seen."""
        if self._brush is not None:
            self._brush.give_up()
        super().begin_crop(picture, size, crop)

    def _other_tool(self) -> Tool | None:
        return self._brush

    def _renew_tool(self) -> None:
        """Make a tool for the size of the photo."""
        if self._brush is not None:
            self._brush.deleteLater()
        self._brush = MaskTool(self._pile.size, self._instrument, self)
        self._brush.covered.connect(self._on_covered)
        self._brush.painted.connect(self._on_painted)
        self._brush.given_up.connect(self._on_given_up)
        self._brush.flood_wanted.connect(self._on_flood)
        self._brush.instrument_changed.connect(self._on_instrument)
        self._brush.marked.connect(self._update_part)
        self._brush.left.connect(self.mask_left)
        if not self.cropping:
            self._take_tool(self._brush)
        self._prepare_spare()

    def _on_covered(self, crop: Crop) -> None:
        assert self._brush is not None
        self._show_covered(self._brush.coverage, crop, erases=self._brush.erasing)

    def _show_covered(self, coverage: Coverage, crop: Crop, *, erases: bool) -> None:
        sheet = self._current_sheet()
        if sheet is not None:
            sheet.look_through(coverage.levels, erases=erases)
            self._show_changed(sheet, crop)

    def _on_painted(self, name: str) -> None:
        assert self._brush is not None
        self._lay(self._brush.coverage, name, erases=self._brush.erasing)

    def _lay(self, coverage: Coverage, name: str, *, erases: bool) -> None:
        """Lay a stroke that is seen already on the current mask, and say so."""
        mask, part, within = self._pile.current, self._pile.part, coverage.within
        if mask is None or within is None:
            return
        sheet = self._pile.sheet(mask)
        sheet.look_bare()
        spare = self._spare if self._spare is not None and self._spare.mask is mask else None
        made = coverage.laid_on(mask, part, erases=erases, spare=spare)
        if made is None:  # such as erasing where nothing is
            self._show_changed(sheet, within)
            return
        self._pile.succeed(made)
        self._spare = None
        there = Crop(part.left + within.left, part.top + within.top, within.width, within.height)
        self.mask_painted.emit(made, there, name)
        self._prepare_spare()

    def _prepare_spare(self) -> None:
        """Let a copy of the mask be made for the next stroke, unless it is small."""
        mask = None if self._brush is None else self._pile.current
        if mask is None or mask.size <= _AT_ONCE:
            self._spare = None
            self._slices.drop(_SPARE)
        elif self._spare is None or self._spare.mask is not mask:
            self._spare = Spare(mask)
            self._slices.start(_SPARE, self._spare.grow())

    def _on_given_up(self, crop: Crop | None) -> None:
        sheet = self._current_sheet()
        if sheet is not None and crop is not None:
            sheet.look_bare()
            self._show_changed(sheet, crop)

    def _on_flood(self, pixel: QPoint, erases: bool) -> None:
        photo = self._pictures.on(Side.PHOTO)
        if photo is not None:
            size, tolerance = self._pile.size, self._instrument.tolerance
            self.flood_wanted.emit(Flood(photo.picture, size, pixel, tolerance, erases))

    def _on_instrument(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._show_cursor()
        self.instrument_changed.emit(instrument)

    # -- painting -------------------------------------------------------------------------------

    def _current_sheet(self) -> Sheet | None:
        """Return the sheet that is painted, of a new mask where none is current."""
        self._pile.begin_new()
        mask = self._pile.current
        return None if mask is None else self._pile.sheet(mask)

    def _show_changed(self, sheet: Sheet, crop: Crop) -> None:
        """Paint anew where a sheet has changed, and nowhere else."""
        sheet.refresh(crop)
        frame, photo = self._viewport.frame, self._viewport.photo
        across = frame.width() / max(photo.width(), 1)
        down = frame.height() / max(photo.height(), 1)
        part = QRectF(
            crop.left * across, crop.top * down, crop.width * across, crop.height * down
        ).toAlignedRect()
        self._update_part(part.translated(frame.topLeft()).adjusted(-1, -1, 1, 1))

    def _paint_masks(self, painter: QPainter, part: QRect) -> None:
        shown = [] if self.cropping else self._pile.shown()
        if not shown:
            return
        frame, ratio = self._viewport.frame, self.devicePixelRatioF()
        scale = frame.width() / max(self._viewport.photo.width(), 1)
        for each in shown:
            self._grow_sheet(each.sheet, scale)
        for pane in self._panes():
            place = frame.translated(pane.view.topLeft())
            opacity = self._pile.masks.opacity
            seen = pane.clip & part
            paint_masks(painter, shown, place, seen, opacity=opacity, ratio=ratio)

    def _grow_sheet(self, sheet: Sheet, scale: float) -> None:
        """Make the reduced copies of a mask: a small one's here and now."""
        if not sheet.lacks(scale):
            return
        steps = sheet.grow(scale)
        if sheet.values.size <= _AT_ONCE:
            for _ in steps:
                pass
        elif not self._slices.runs(name := f"mask {id(sheet)}"):
            self._slices.start(name, self._grown(steps))

    def _grown(self, steps: Iterator[None]) -> Iterator[None]:
        yield from steps
        self.update()
