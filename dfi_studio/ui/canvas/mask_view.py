"""A view of pictures with masks over them, of which one can be painted.

It shows the masks it is given and says what was painted; it keeps none. A stroke is shown while it
goes on, and from then on; its mask is made in slices, so that the hand need not wait, and said when
it is there. Who asks for the masks before that says `finish_strokes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QImage, QPainter

from dfi_studio.core.mask import MaskLayer, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.comparison import Side
from dfi_studio.ui.canvas.crop_view import CropView
from dfi_studio.ui.canvas.painting.coverage import Coverage, strips
from dfi_studio.ui.canvas.painting.flood import Flood, Region
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind
from dfi_studio.ui.canvas.painting.laying import Laying
from dfi_studio.ui.canvas.painting.mask_tool import MaskTool, label
from dfi_studio.ui.canvas.painting.overlay import paint_masks
from dfi_studio.ui.canvas.painting.pile import OPACITY, Masks, Pile
from dfi_studio.ui.canvas.painting.sheet import Cover, Sheet
from dfi_studio.ui.canvas.painting.strokes import AT_ONCE, Strokes
from dfi_studio.ui.canvas.tool import Tool


class MaskView(CropView):
    """Shows pictures and masks; one of the masks can be painted."""

    mask_painted = Signal(object, object, str, object)
    """A stroke is in the mask: the new `Mask` at the size of the whole photo, the `Crop` of it in
    which it differs from the one before, a label for undo, and the `Change` that it is. Where no
    mask is current, it is the first stroke of a new one."""
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
        self._strokes = Strokes(self._pile, self._slices, self._on_laid)

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
        before, part, seen = self._pile.current, self._pile.part, self._pile.look
        masks = Masks(tuple(layers), current, crop, opacity)
        now = layers[current].mask if 0 <= current < len(layers) else None
        begun = now is None and self._pile.begins_new and crop is None  # the new one stays
        other = crop != self._pile.masks.crop or (now is not before and not begun)
        if other and not self._strokes.handing:
            self._give_up()  # undone under the hand, or another mask
        self._pile.show(masks, self._pile.size)
        self._look()
        if self._brush is not None and part != self._pile.part:
            self._renew_tool()
        self._prepare()
        if self._pile.look != seen:  # a stroke that was seen already makes no difference
            self.update()

    def finish_strokes(self) -> None:
        """Have every stroke in its mask now; `mask_painted` has said so when this returns."""
        self._strokes.finish()

    def begin_mask(self, instrument: Instrument | None = None) -> None:
        """Take an instrument in hand: the current mask is painted, or a new one."""
        if instrument is not None:
            self.take_up(instrument)
        if self._brush is None:
            self._renew_tool()
        self.setFocus()

    def end_mask(self) -> None:
        """Put the instrument away; a stroke in hand is given up."""
        self.finish_strokes()
        if self._brush is not None:
            self._brush.give_up()
            self._brush.deleteLater()
            self._brush = None
            self._prepare()
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
        self._current_sheet()  # of a new mask where none is current
        self._lay(coverage, label(Kind.FLOOD, erases=region.erases), region.erases)
        self._show_changed(region.crop)

    # -- for who derives ------------------------------------------------------------------------

    def _fit_masks(self, photo: QSize) -> None:
        """Take note of the size of the photo that is shown."""
        self._give_up()
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
        size = self._pile.size.expandedTo(QSize(0, 0))  # the picture may be shown only later
        self._brush = MaskTool(size, self._instrument, self)
        self._brush.covered.connect(self._on_covered)
        self._brush.painted.connect(self._lay)
        self._brush.given_up.connect(self._on_given_up)
        self._brush.flood_wanted.connect(self._on_flood)
        self._brush.instrument_changed.connect(self._on_instrument)
        self._brush.marked.connect(self._update_part)
        self._brush.left.connect(self.mask_left)
        self._slices.start("warm sheets", self._brush.warm())
        if not self.cropping:
            self._take_tool(self._brush)
        self._prepare()

    def _on_covered(self, crop: Crop) -> None:
        self._current_sheet()
        self._look()
        self._show_changed(crop)

    def _lay(self, coverage: Coverage, name: str, erases: bool) -> None:
        """Have a stroke laid on the current mask."""
        if self._pile.current is not None:
            self._strokes.add(Laying(coverage, self._pile.part, name, erases))
        self._look()

    def _on_laid(self, laying: Laying) -> None:
        """Say that a stroke is in its mask; what is seen stays as it is."""
        self._look()
        if laying.laid is not None:
            mask, within, change = laying.laid
            self.mask_painted.emit(mask, within, laying.label, change)
        self._slices.start(f"wipe {id(laying.coverage)}", self._wiped(laying.coverage))
        self._prepare()

    def _wiped(self, coverage: Coverage) -> Iterator[None]:
        yield from coverage.wipe()
        if self._brush is not None:
            self._brush.take_back(coverage)

    def _prepare(self) -> None:
        """Be ready for the next stroke."""
        self._strokes.prepare(None if self._brush is None else self._pile.current)

    def _on_given_up(self, crop: Crop | None) -> None:
        self._look()
        if crop is not None:
            self._show_changed(crop)

    def _give_up(self) -> None:
        """Leave the current mask as it is: no stroke on it can be laid any more."""
        left = self._strokes.waiting
        self._strokes.forget()
        self._look()
        for within in (each.coverage.within for each in left):
            if within is not None:
                self._show_changed(within)
        if self._brush is not None:
            self._brush.give_up()

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

    def _look(self) -> None:
        """Look at the current mask through all that is not laid on it yet."""
        mask = self._pile.current
        if mask is not None:
            covers, brush = self._strokes.covers, self._brush
            if brush is not None and brush.busy:
                covers = (*covers, Cover(brush.coverage.levels, brush.erasing))
            self._pile.sheet(mask).look_through(*covers)

    def _show_changed(self, crop: Crop) -> None:
        """Paint anew where the current mask has changed; much of it strip by strip."""
        mask = self._pile.current
        if mask is None:
            return
        parts = strips(crop, AT_ONCE)
        steps = self._show_strips(self._pile.sheet(mask), parts)
        if len(parts) > 1:
            self._slices.start(f"strips {id(steps)}", steps)
        else:
            next(steps)

    def _show_strips(self, sheet: Sheet, crops: Sequence[Crop]) -> Iterator[None]:
        for crop in crops:
            sheet.refresh(crop)
            frame, photo = self._viewport.frame, self._viewport.photo
            across = frame.width() / max(photo.width(), 1)
            down = frame.height() / max(photo.height(), 1)
            part = QRectF(
                crop.left * across, crop.top * down, crop.width * across, crop.height * down
            ).toAlignedRect()
            self._update_part(part.translated(frame.topLeft()).adjusted(-1, -1, 1, 1))
            yield

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
        if sheet.values.size <= AT_ONCE:
            for _ in steps:
                pass
        elif not self._slices.runs(name := f"mask {id(sheet)}"):
            self._slices.start(name, self._grown(steps))

    def _grown(self, steps: Iterator[None]) -> Iterator[None]:
        yield from steps
        self.update()
