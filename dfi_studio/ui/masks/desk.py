"""Masks in the window: panel and canvas in step about which is current, and what is in hand.

Masks are seen while they can be painted, and only then: who looks at a result wants to see it bare.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from dfi_studio.core.photo import Photo
from dfi_studio.session.document import Document
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.painting.flood import Region
from dfi_studio.ui.canvas.painting.instrument import Instrument
from dfi_studio.ui.canvas.painting.pile import OPACITY
from dfi_studio.ui.panels.mask_panel import MaskPanel

_FIRST_BRUSH = 0.08
"""Of the photo's smaller side: an eye of a portrait."""


class MaskDesk(QObject):
    """Shows the masks of the document, and takes up and puts away what they are painted with.

    Attributes
    ----------
    current : int
        The mask that the hand is at; -1 where there is none.
    """

    changed = Signal()
    """Another mask is current, or painting began or ended."""
    mask_wanted = Signal()
    """There is none, and the canvas cannot begin one by itself."""

    def __init__(self, panel: MaskPanel, canvas: Canvas) -> None:
        super().__init__(panel)
        self._panel, self._canvas = panel, canvas
        self._document = Document()
        self._opacity = OPACITY
        self._shown: tuple[object, ...] = ()
        self._suited = canvas.instrument.brush.size
        """The size of the brush while the hand has chosen none."""
        self.current = -1
        panel.show_opacity(OPACITY)
        panel.show_instrument(canvas.instrument)
        panel.current_changed.connect(self.take)
        panel.instrument_chosen.connect(self.paint)
        panel.opacity_changed.connect(self._on_opacity)
        canvas.instrument_changed.connect(panel.show_instrument)
        canvas.mask_left.connect(self.leave)

    @property
    def painting(self) -> bool:
        """Whether a mask can be painted."""
        return self._canvas.masking

    def show_document(self, document: Document) -> None:
        """Show the masks of a document, and how what is missing is filled."""
        if document.photo is not None and document.photo != self._document.photo:
            self._suit_brush(document.photo)
        self._document = document
        last = len(document.masks) - 1
        self.current = last if self.current < 0 else min(self.current, last)
        recipe = document.recipe
        self._panel.show_masks(document.masks, self.current)
        self._panel.show_fill(recipe.fill)
        self._panel.show_edit_feather(recipe.feather)
        lacking = self.tr("Paint what is missing first, into a mask to fill.")
        self._panel.show_ready("" if document.filling else lacking)
        if document.photo is None:
            self.leave()
        self._show()

    def take(self, at: int) -> None:
        """Put the hand at a mask, to paint it; what it did before is at the one before."""
        self._canvas.finish_strokes()
        self.current = at
        self._panel.show_masks(self._document.masks, at)
        self._show()
        self.paint()

    def paint(self, instrument: Instrument | None = None) -> None:
        """Take an instrument in hand, by default the one that was there last."""
        if instrument is not None:
            self._canvas.take_up(instrument)
        if self._document.photo is None or self.painting:
            return
        holder = self._panel.focusWidget() if self._has_focus else None
        self._canvas.begin_mask()
        if holder is not None:  # the keyboard stays where it is at work
            holder.setFocus()
        if self._document.crop is not None and not self._document.masks:
            self.mask_wanted.emit()
        self._show()
        self.changed.emit()

    def leave(self) -> None:
        """Put it away, and look at the picture alone."""
        self._canvas.end_mask()
        self._show()
        self.changed.emit()

    def cover(self, region: Region) -> None:
        """Paint or erase a region of the current mask, as one stroke."""
        self._canvas.cover(region)

    @property
    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._panel.isAncestorOf(focus)

    def _suit_brush(self, photo: Photo) -> None:
        """Have a brush ready that suits the size of a photo, unless the hand chose its size."""
        instrument = self._canvas.instrument
        if instrument.brush.size == self._suited:
            size = max(1.0, min(2000.0, float(round(_FIRST_BRUSH * min(photo.image.shape[:2])))))
            self._suited = size
            instrument = replace(instrument, brush=replace(instrument.brush, size=size))
            self._canvas.take_up(instrument)
            self._panel.show_instrument(instrument)

    def _on_opacity(self, opacity: float) -> None:
        self._opacity = opacity
        self._show()

    def _show(self) -> None:
        """Show the masks on the canvas, where they are others than before."""
        document = self._document
        masks = document.masks if self.painting else ()
        shown = (tuple(id(each.mask) for each in masks), masks, self.current)
        if self._shown != (*shown, document.crop, self._opacity):
            self._shown = (*shown, document.crop, self._opacity)
            self._canvas.show_masks(
                masks, current=self.current, crop=document.crop, opacity=self._opacity
            )
