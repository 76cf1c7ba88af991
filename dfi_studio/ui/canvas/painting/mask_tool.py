"""The tool that paints masks: it covers a sheet, and says when a stroke is done.

The left button paints or erases as the instrument says, the right one does the opposite, and so
does the other end of a pen. Shift and a press draw a straight line from where the last stroke
ended; an outline with Shift has equal sides. Escape gives up what is in hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QTransform

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.coverage import Coverage, united
from dfi_studio.ui.canvas.painting.gestures import Outline, Polygon, outline
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind, by_key
from dfi_studio.ui.canvas.painting.marks import (
    outline_rect,
    paint_outline_in_hand,
    paint_ring,
    ring_rect,
)
from dfi_studio.ui.canvas.painting.outlines import cover_inside
from dfi_studio.ui.canvas.painting.stroke import Stroke
from dfi_studio.ui.canvas.tool import Touch
from dfi_studio.ui.canvas.viewport import Viewport
from dfi_studio.ui.canvas.wheel import NOTCH

_CLOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
_RIGHT = Qt.MouseButton.RightButton
_LABELS = {
    Kind.BRUSH: ("Brush stroke", "Eraser stroke"),
    Kind.RECTANGLE: ("Paint a rectangle", "Erase a rectangle"),
    Kind.ELLIPSE: ("Paint an ellipse", "Erase an ellipse"),
    Kind.LASSO: ("Paint with the lasso", "Erase with the lasso"),
    Kind.POLYGON: ("Paint a polygon", "Erase a polygon"),
    Kind.FLOOD: ("Fill by colour", "Erase by colour"),
}


def label(kind: Kind, *, erases: bool) -> str:
    """Return what undo calls a stroke, in plain English."""
    return _LABELS[kind][erases]


class MaskTool(QObject):
    """Covers what the hand paints.

    Parameters
    ----------
    photo : QSize
        Of what is painted over.
    """

    covered = Signal(object)
    """The `Crop` of the photo in which the coverage has changed."""
    painted = Signal(object, str, bool)
    """A stroke is done: its `Coverage`, which is given away, its name, and whether it erases."""
    given_up = Signal(object)
    """The stroke in hand is none; the `Crop` that it had covered, or None."""
    flood_wanted = Signal(QPoint, bool)
    """All of one colour around a pixel of the photo; whether it is to be erased."""
    instrument_changed = Signal(object)
    """A key or the wheel put another `Instrument` in hand."""
    marked = Signal(QRect)
    """The ring or an outline looks different there, in device pixels of the view."""
    left = Signal()
    """Escape was pressed with nothing in hand."""

    def __init__(self, photo: QSize, instrument: Instrument, parent: QObject) -> None:
        super().__init__(parent)
        self.coverage = Coverage(photo.width(), photo.height())
        self._clean: list[Coverage] = []
        self.instrument = instrument
        self.erasing = False  # what is in hand
        self._stroke: Stroke | None = None
        self._outline: Outline | None = None
        self._pointer: Touch | None = None
        self._ended: QPointF | None = None
        self._mark = QRect()

    @property
    def busy(self) -> bool:
        """Whether a stroke or an outline is in hand."""
        return self._stroke is not None or self._outline is not None

    def use(self, instrument: Instrument) -> None:
        """Take something else in hand; nobody is told."""
        if instrument.kind is not self.instrument.kind:
            self.give_up()
        self.instrument = instrument
        self._show_mark()

    def give_up(self) -> None:
        """Leave the mask as it was before the stroke in hand."""
        if self.busy:
            self._stroke = self._outline = None
            self.given_up.emit(self.coverage.clear())
            self._show_mark()

    def warm(self) -> Iterator[None]:
        """Touch the memory of the sheets ahead, part by part: the first strokes need not wait."""
        self._clean = [Coverage(self.coverage.width, self.coverage.height)]
        for coverage in (self.coverage, *self._clean):
            yield from coverage.warm()

    def take_back(self, coverage: Coverage) -> None:
        """Keep a sheet for another stroke: it is clean, and its memory is warm."""
        if (coverage.width, coverage.height) == (self.coverage.width, self.coverage.height):
            self._clean = [coverage]

    # -- the hand -------------------------------------------------------------------------------

    def cursor(self, touch: Touch) -> Qt.CursorShape:
        """Show no pointer in the ring of the brush, which has a cross of its own."""
        brush = self.instrument.kind is Kind.BRUSH
        return Qt.CursorShape.BlankCursor if brush else Qt.CursorShape.CrossCursor

    def hover(self, touch: Touch | None) -> None:
        """Move the ring, and the line of a polygon; None: the pointer left."""
        self._pointer = touch
        if touch is not None and isinstance(self._outline, Polygon):
            self._outline.move(_point(touch), square=False)
        self._show_mark()

    def press(self, touch: Touch) -> bool:
        """Begin a stroke, or add a point to the polygon in hand."""
        at, kind = _point(touch), self.instrument.kind
        if isinstance(self._outline, Polygon):
            self._outline.click(at)
        elif not self.busy:
            self.erasing = touch.eraser or self.instrument.erases != (touch.button is _RIGHT)
            if kind is Kind.BRUSH:
                self._begin_stroke(at, touch)
            elif kind is Kind.FLOOD:
                self._flood(touch)
            else:
                self._outline = outline(kind, at)
        self.hover(touch)
        return True

    def drag(self, touch: Touch) -> None:
        """Go on."""
        at = _point(touch)
        if self._stroke is not None:
            self._cover(self._stroke.to(at.x(), at.y(), touch.pressure))
            self._ended = at
        elif self._outline is not None:
            self._outline.move(at, square=bool(touch.modifiers & _SHIFT))
        self._show_mark()

    def release(self) -> None:
        """End a stroke or an outline; a polygon goes on."""
        if self._stroke is not None:
            self._cover(self._stroke.end())
            self._finish()
        elif self._outline is not None and not isinstance(self._outline, Polygon):
            self._close(self._outline.path())

    def double_click(self, touch: Touch) -> bool:
        """Close a polygon; else it is a press like any other, of a quick hand."""
        if isinstance(self._outline, Polygon):
            self._close_polygon(self._outline)
            return True
        return False

    def turn(self, angle: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Change the size of the brush by the wheel with Alt."""
        if not modifiers & _ALT or not angle:
            return False
        brush = self.instrument.brush.resized(angle / NOTCH)
        self._choose(replace(self.instrument, brush=brush))
        return True

    def takes(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Take the keys of the instruments, Escape, and for a polygon Enter and Backspace."""
        if isinstance(self._outline, Polygon) and key in (*_CLOSE, Qt.Key.Key_Backspace):
            return True
        known = by_key(self.instrument, key, modifiers) is not None
        return known or (key == Qt.Key.Key_Escape and not modifiers)

    def push(self, key: int, modifiers: Qt.KeyboardModifier) -> None:
        """Take a key; with something in hand, one chooses nothing else."""
        if key == Qt.Key.Key_Escape and self.busy:
            self.give_up()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif isinstance(self._outline, Polygon) and key in _CLOSE:
            self._close_polygon(self._outline)
        elif isinstance(self._outline, Polygon) and key == Qt.Key.Key_Backspace:
            if not self._outline.remove_last():
                self.give_up()
            self._show_mark()
        elif not self.busy:
            chosen = by_key(self.instrument, key, modifiers)
            if chosen is not None:
                self._choose(chosen)

    # -- inside ---------------------------------------------------------------------------------

    def _begin_stroke(self, at: QPointF, touch: Touch) -> None:
        line = bool(touch.modifiers & _SHIFT) and self._ended is not None
        begin = self._ended if line and self._ended is not None else at
        brush = self.instrument.brush
        self._stroke = Stroke(self.coverage, brush, begin.x(), begin.y(), touch.pressure)
        covered = self._stroke.began
        if line:
            covered = united(covered, self._stroke.to(at.x(), at.y(), touch.pressure))
        self._ended = at
        self._cover(covered)

    def _flood(self, touch: Touch) -> None:
        pixel = touch.viewport.pixel_at(touch.at)
        if pixel is not None:
            self.flood_wanted.emit(pixel, self.erasing)

    def _cover(self, crop: Crop | None) -> None:
        if crop is not None:
            self.covered.emit(crop)

    def _close_polygon(self, polygon: Polygon) -> None:
        if polygon.enough:
            self._close(polygon.closed())
        else:
            self.give_up()

    def _close(self, path: QPainterPath) -> None:
        self._cover(cover_inside(self.coverage, path))
        self._finish()

    def _finish(self) -> None:
        self._stroke = self._outline = None
        if self.coverage.within is not None:
            done, size = self.coverage, (self.coverage.width, self.coverage.height)
            self.coverage = self._clean.pop() if self._clean else Coverage(*size)
            name = label(self.instrument.kind, erases=self.erasing)
            self.painted.emit(done, name, self.erasing)
        self._show_mark()

    def _choose(self, instrument: Instrument) -> None:
        if instrument != self.instrument:
            self.use(instrument)
            self.instrument_changed.emit(instrument)

    # -- painting -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, viewport: Viewport, ratio: float) -> None:
        """Draw the outline in hand and the ring of the brush."""
        self._mark = self._mark_in(viewport, ratio)  # another one once the view was zoomed
        if self._outline is not None:
            grips = self._outline.points if isinstance(self._outline, Polygon) else []
            shown = tuple(viewport.to_view(each) for each in grips)
            paint_outline_in_hand(painter, self._path(viewport), ratio, grips=shown)
        if self._pointer is not None and self.instrument.kind is Kind.BRUSH:
            erases = self.erasing if self._stroke else self.instrument.erases
            radius = self._radius(self._pointer, viewport)
            paint_ring(painter, self._pointer.at, radius, ratio, erases=erases)

    def _radius(self, touch: Touch, viewport: Viewport) -> float:
        """Return the ring's, in device pixels: while a pen draws, as large as its pressure."""
        brush = self.instrument.brush
        size = brush.pressed(touch.pressure).size if self._stroke else brush.size
        return size / 2 * viewport.frame.width() / max(viewport.photo.width(), 1)

    def _path(self, viewport: Viewport) -> QPainterPath:
        frame, photo = viewport.frame, viewport.photo
        there = QTransform.fromTranslate(frame.left(), frame.top())
        there.scale(frame.width() / photo.width(), frame.height() / photo.height())
        return there.map(self._outline.path()) if self._outline is not None else QPainterPath()

    def _show_mark(self) -> None:
        """Say where the marks were, and where they are now."""
        before, self._mark = self._mark, QRect()
        if self._pointer is not None:
            self._mark = self._mark_in(self._pointer.viewport, self._pointer.ratio)
        self.marked.emit(before | self._mark)

    def _mark_in(self, viewport: Viewport, ratio: float) -> QRect:
        """Return what the marks are painted in."""
        mark, pointer = QRect(), self._pointer
        if pointer is not None and self.instrument.kind is Kind.BRUSH:
            mark = ring_rect(pointer.at, self._radius(pointer, viewport), ratio)
        if self._outline is not None:
            mark |= outline_rect(self._path(viewport), ratio)
        return mark


def _point(touch: Touch) -> QPointF:
    return touch.viewport.to_photo(touch.at)
