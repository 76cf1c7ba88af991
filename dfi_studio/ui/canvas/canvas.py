"""The picture: a photo, the result in its place, ways to compare the two, to crop, and to mask.

It shows what it is given and says what the hand does; it decides nothing. Pictures are taken to be
in sRGB and go to the screen as they are: Qt's widgets know no profile of the screen. Where the
system does not convert either, a screen of wide gamut shows them too vivid.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QPainter, QShowEvent

from dfi_studio.core.portrait import Portrait
from dfi_studio.ui.canvas.comparison import Arrangement, Comparison, Pane, Side
from dfi_studio.ui.canvas.difference import differ
from dfi_studio.ui.canvas.divider import Divider
from dfi_studio.ui.canvas.face_view import FaceView
from dfi_studio.ui.canvas.labels import paint_label
from dfi_studio.ui.canvas.layer import Layer
from dfi_studio.ui.canvas.pictures import Pictures

_FLIP_MS = 700
_DIFFERENCE = "difference"
_TOP_LEFT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_TOP_RIGHT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
_BOTTOM_LEFT = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft


class Canvas(FaceView):
    """Shows pictures, one alone or two compared."""

    comparison_changed = Signal(object)
    """The `Comparison` that is shown now."""

    def __init__(self) -> None:
        super().__init__()
        self._photo = QSize()
        self._arrangement = Arrangement()
        self._revealed = False
        self._differing: tuple[int, int] | None = None  # the keys of the difference in the making
        self._by_hand = False
        self._divider = Divider(self)
        self._divider.moved.connect(self._move_divider)
        self._divider.turned.connect(self.rotate_split)
        self._flip = QTimer(self)
        self._flip.setInterval(_FLIP_MS)
        self._flip.timeout.connect(self._on_flip)

    # -- pictures -------------------------------------------------------------------------------

    def show_photo(self, picture: QImage | None, size: QSize) -> None:
        """Show a photo, and nothing in its place: what was compared belongs to the last photo.

        Parameters
        ----------
        size : QSize
            Of the photo; the picture may be smaller.
        """
        self.leave_crop()
        self._photo = QSize() if picture is None else QSize(size)
        self._pictures = Pictures(photo=self._layer(picture))
        self._go(self._viewport.with_photo(self._photo))
        self._fit_masks(self._photo)
        self._fit_faces(self._photo)
        self._arrange()

    def show_result(self, picture: QImage | None, portrait: Portrait | None = None) -> None:
        """Show a result in the photo's place, or where its portrait is in the photo."""
        self._pictures.result = self._placed(picture, portrait)
        self._show_anew()

    def show_ground(self, picture: QImage | None) -> None:
        """Show what other faces have become, in the photo's place; None for nothing."""
        self._pictures.lay_ground(self._layer(picture))
        self._show_anew()

    def show_draft(
        self, picture: QImage | None, label: str, portrait: Portrait | None = None
    ) -> None:
        """Show a picture in the result's place for a while; None brings the result back."""
        self._pictures.draft = self._placed(picture, portrait)
        self._pictures.draft_label = label
        self._show_anew()

    def show_reference(
        self, picture: QImage | None, label: str, portrait: Portrait | None = None
    ) -> None:
        """Set what the result is compared with; None for the photo."""
        self._pictures.reference = self._placed(picture, portrait)
        self._pictures.reference_label = label
        self._show_anew()

    def reveal_original(self) -> None:
        """Show the photo, whatever is compared, until `return_to_result`."""
        self._reveal(revealed=True)

    def return_to_result(self) -> None:
        """Show again what was shown."""
        self._reveal(revealed=False)

    # -- comparing ------------------------------------------------------------------------------

    @property
    def comparison(self) -> Comparison:
        """How the result is compared with the reference."""
        return self._arrangement.mode

    def compare(self, mode: Comparison) -> None:
        """Compare in another way. FLIP alternates from now on, until it is flipped by hand."""
        before = self.comparison
        self._by_hand = False
        self._set(mode=mode, flipped=False)
        if mode is not before:
            self.comparison_changed.emit(mode)

    def next_comparison(self) -> None:
        """Compare in the next way, round and round."""
        self.compare(self.comparison.next)

    def swap_sides(self) -> None:
        """Let the pictures change places. FLIP shows the other one and stays there.

        Who is disturbed by what moves thus flips by hand.
        """
        if self.comparison is Comparison.FLIP:
            self._by_hand = True
            self._set(flipped=not self._arrangement.flipped)
        else:
            self._set(swapped=not self._arrangement.swapped)

    def rotate_split(self) -> None:
        """Turn the line of SPLIT by a right angle."""
        self._set(across=not self._arrangement.across)

    # -- what is where --------------------------------------------------------------------------

    def _layer(self, picture: QImage | None) -> Layer | None:
        """Return a picture as it is painted: the same layer for the same picture."""
        if picture is None:
            return None
        return self._pictures.known(picture, self._photo) or Layer(picture, self._photo)

    def _placed(self, picture: QImage | None, portrait: Portrait | None) -> Layer | None:
        """Return a picture in the photo's place, or that of a portrait in its own."""
        if picture is None or portrait is None:
            return self._layer(picture)
        return self._pictures.inset(picture, portrait)

    def _reveal(self, *, revealed: bool) -> None:
        if revealed != self._revealed:  # a key that is held repeats
            self._revealed = revealed
            self._arrange()

    def _set(self, **changes: object) -> None:
        self._arrangement = replace(self._arrangement, **changes)  # type: ignore[arg-type]
        self._arrange()

    def _arrange(self) -> None:
        splits = self.comparison is Comparison.SPLIT and not self.cropping
        self._divider.setVisible(splits and not self._photo.isEmpty())
        self._alternate()
        super()._arrange()

    def _lay_out_views(self) -> None:
        super()._lay_out_views()
        self._divider.show_arrangement(self._arrangement, faint=self._revealed)

    def _show_anew(self) -> None:
        self._make_difference()
        super()._show_anew()

    def _views(self) -> tuple[QRect, ...]:
        return tuple(pane.view for pane in self._panes())

    def _panes(self) -> tuple[Pane, ...]:
        size = self._device_size()
        whole = QRect(QPoint(0, 0), size)
        panes = self._arrangement.panes(size)
        if self.cropping:
            return super()._panes()
        if self._revealed and self.comparison is not Comparison.SIDE:
            return (Pane(Side.PHOTO, whole, whole),)
        if self._revealed:  # side by side: nothing moves, so that the eye stays where it is
            return tuple(replace(pane, side=Side.PHOTO) for pane in panes)
        return panes

    def _show_cursor(self) -> None:
        super()._show_cursor()
        panning = self._panning or self._space.held
        self._divider.stand_aside(self.cursor().shape() if panning else None)

    def _make_difference(self) -> None:
        """Work out the difference, unless it is there or in the making."""
        one, other = self._pictures.on(Side.RESULT), self._pictures.on(Side.REFERENCE)
        if self.comparison is not Comparison.DIFFERENCE or one is None or other is None:
            self._slices.drop(_DIFFERENCE)
            self._differing = None
            return
        keys = (one.key, other.key)
        if keys not in (self._differing, self._pictures.compared):
            self._differing = keys
            self._slices.start(_DIFFERENCE, differ(one, other, self._take_difference))

    def _take_difference(self, picture: QImage) -> None:
        self._pictures.difference, self._pictures.compared = self._layer(picture), self._differing
        self._differing = None
        self._show_anew()

    def _move_divider(self, share: float) -> None:
        self._set(split=min(max(share, 0.0), 1.0))

    def _alternate(self) -> None:
        """Flip every now and then, while it is wanted and seen."""
        flips = self.comparison is Comparison.FLIP and not self._by_hand
        if not (flips and self.isVisible() and not self._photo.isEmpty()):
            self._flip.stop()
        elif not self._flip.isActive():
            self._flip.start()

    def _on_flip(self) -> None:
        if not self.window().isMinimized():
            self._set(flipped=not self._arrangement.flipped)

    # -- words ----------------------------------------------------------------------------------

    def _paint_over(self, painter: QPainter) -> None:
        """Name the pictures, in the corners of the view: the photo itself stays free."""
        ratio, split = self.devicePixelRatioF(), self.comparison is Comparison.SPLIT
        for pane in self._panes() if self.zoom and not self.cropping else ():
            text = self._label(pane.side)
            at = _TOP_LEFT
            if pane.far and split:
                at = _BOTTOM_LEFT if self._arrangement.across else _TOP_RIGHT
            if text:
                paint_label(painter, text, QRectF(pane.clip), at=at, ratio=ratio)

    def _paint_masks(self, painter: QPainter, part: QRect) -> None:
        if not self._revealed:  # who wants to see the original wants to see it bare
            super()._paint_masks(painter, part)

    def _label(self, side: Side) -> str:
        """Return what is written on a picture; a result alone needs no word."""
        alone = self.comparison is Comparison.OFF and side is Side.RESULT
        if alone and self._pictures.draft is None:
            return ""
        return self._pictures.label(side)

    def _described(self) -> str:
        if self.cropping or self.on_faces or self._photo.isEmpty():
            return super()._described()
        words = self.tr("{} \u00d7 {} pixels, shown at {:.0%}. {}")
        sides = [self._pictures.label(pane.side) for pane in self._panes()]
        size = self._photo.width(), self._photo.height()
        return words.format(*size, self.zoom, " | ".join(sides))

    # -- Qt -------------------------------------------------------------------------------------

    def _takes(self, event: QKeyEvent) -> bool:
        return super()._takes(event) or self._moves_divider(event)

    def _moves_divider(self, event: QKeyEvent) -> bool:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return alt and self._divider.isVisible() and self._divider.takes(event.key())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the divider with Alt and the arrows."""
        if self._moves_divider(event):
            self._divider.push(event.key(), event.modifiers())
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Alternate again."""
        super().showEvent(event)
        self._alternate()

    def hideEvent(self, event: QHideEvent) -> None:
        """Alternate no more: nobody sees it."""
        super().hideEvent(event)
        self._flip.stop()
