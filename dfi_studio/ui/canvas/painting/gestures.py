"""What becomes of a press and a drag: an outline in the making, from its first point on.

Points are in pixels of the photo. A gesture knows its outline; what is done with it, others say.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from dfi_studio.ui.canvas.painting.instrument import Kind
from dfi_studio.ui.canvas.painting.outlines import (
    ellipse_path,
    polygon_path,
    rectangle_path,
    squared,
)

_LEAST_POINTS = 3


class Outline(Protocol):
    """An outline that the hand draws."""

    def move(self, to: QPointF, *, square: bool) -> None:
        """Let the hand be at a point; a drag, or no more than the way to the next click."""

    def path(self) -> QPainterPath:
        """Return it as it would be if the hand let go now."""


class Span:
    """A rectangle or an ellipse between where the drag began and where it is."""

    def __init__(self, begin: QPointF, *, round_: bool) -> None:
        self._begin = self._end = begin
        self._path = ellipse_path if round_ else rectangle_path

    def move(self, to: QPointF, *, square: bool) -> None:
        """Span as far as the hand; with equal sides where that is wanted."""
        self._end = squared(self._begin, to) if square else to

    def path(self) -> QPainterPath:
        """Return it."""
        return self._path(self._begin, self._end)


class Lasso:
    """The way of the hand, closed by a straight line."""

    def __init__(self, begin: QPointF) -> None:
        self._points = [begin]

    def move(self, to: QPointF, *, square: bool) -> None:
        """Go on."""
        if to != self._points[-1]:
            self._points.append(to)

    def path(self) -> QPainterPath:
        """Return it."""
        return polygon_path(self._points)


class Polygon:
    """Points that were clicked, and the line to the hand."""

    def __init__(self, begin: QPointF) -> None:
        self.points = [begin]
        self._hand = begin

    @property
    def enough(self) -> bool:
        """Whether the points enclose anything."""
        return len(self.points) >= _LEAST_POINTS

    def click(self, at: QPointF) -> None:
        """Add a point."""
        self._hand = at
        if at != self.points[-1]:
            self.points.append(at)

    def remove_last(self) -> bool:
        """Take the last point away; say whether one is left."""
        self.points.pop()
        return bool(self.points)

    def move(self, to: QPointF, *, square: bool) -> None:
        """Draw the line to the hand."""
        self._hand = to

    def path(self) -> QPainterPath:
        """Return it with the line to the hand."""
        return polygon_path([*self.points, self._hand])

    def closed(self) -> QPainterPath:
        """Return what the points enclose."""
        return polygon_path(self.points)


def outline(kind: Kind, begin: QPointF) -> Outline:
    """Begin an outline of a kind."""
    match kind:
        case Kind.LASSO:
            return Lasso(begin)
        case Kind.POLYGON:
            return Polygon(begin)
        case _:
            return Span(begin, round_=kind is Kind.ELLIPSE)
