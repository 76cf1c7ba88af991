"""Where a photo lies in a view: zoom, pan and fit, as values; no widget.

Views are measured in *device* pixels, so that at a zoom of 1 a pixel of the photo is a pixel of
the screen whatever the system's scale. A `Viewport` is never changed: each step returns another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPoint, QPointF, QRect, QSize

GREATEST_ZOOM = 64.0
_LEAST_SIDE = 48.0
"""Device pixels of the photo's longer side at the least zoom, unless fitting needs less."""

_ROUND = (
    *(1 / each for each in (64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1.5)),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, GREATEST_ZOOM),
)


@dataclass(frozen=True, slots=True)
class Viewport:
    """The part of a photo that a view shows.

    Attributes
    ----------
    view : QSize
        Of the view, in device pixels.
    photo : QSize
        Of the photo, in its own pixels; empty where there is none.
    margin : float
        Device pixels left free on every side of a fitted photo.
    zoom : float
        Device pixels for each pixel of the photo.
    centre : tuple of float
        The point of the photo in the middle of the view. It always lies on the photo, so the
        photo can never be lost out of sight.
    fitted : bool
        Whether the photo keeps filling the view when the view changes.
    """

    view: QSize = field(default_factory=QSize)
    photo: QSize = field(default_factory=QSize)
    margin: float = 0.0
    zoom: float = 1.0
    centre: tuple[float, float] = (0.0, 0.0)
    fitted: bool = True

    # -- what is where --------------------------------------------------------------------------

    @property
    def frame(self) -> QRect:
        """Where the photo lies in the view: whole device pixels, so that its edges are sharp."""
        return QRect(
            round(self.view.width() / 2 - self.centre[0] * self.zoom),
            round(self.view.height() / 2 - self.centre[1] * self.zoom),
            max(round(self.photo.width() * self.zoom), 1),
            max(round(self.photo.height() * self.zoom), 1),
        )

    @property
    def fit_zoom(self) -> float:
        """The zoom at which the whole photo just fills the view."""
        if self.photo.isEmpty():
            return 1.0
        room = max(self.view.width() - 2 * self.margin, 1.0)
        height = max(self.view.height() - 2 * self.margin, 1.0)
        return min(room / self.photo.width(), height / self.photo.height(), GREATEST_ZOOM)

    @property
    def least_zoom(self) -> float:
        """How far one can zoom out."""
        longer = max(self.photo.width(), self.photo.height(), 1)
        return min(self.fit_zoom, _LEAST_SIDE / longer, 1.0)

    def next_zoom(self, *, larger: bool) -> float:
        """Return the round figure next to the zoom."""
        if larger:
            return next((each for each in _ROUND if each > self.zoom * 1.01), _ROUND[-1])
        return next((each for each in _ROUND[::-1] if each < self.zoom / 1.01), _ROUND[0])

    @property
    def overflows(self) -> bool:
        """Whether a part of the photo is out of sight."""
        return not self.photo.isEmpty() and not QRect(QPoint(0, 0), self.view).contains(self.frame)

    def to_photo(self, point: QPointF) -> QPointF:
        """Return the point of the photo that is shown at a point of the view."""
        frame = self.frame
        return QPointF(
            (point.x() - frame.left()) * self.photo.width() / frame.width(),
            (point.y() - frame.top()) * self.photo.height() / frame.height(),
        )

    def to_view(self, point: QPointF) -> QPointF:
        """Return where a point of the photo is shown."""
        frame = self.frame
        return QPointF(
            frame.left() + point.x() * frame.width() / max(self.photo.width(), 1),
            frame.top() + point.y() * frame.height() / max(self.photo.height(), 1),
        )

    def pixel_at(self, point: QPointF) -> QPoint | None:
        """Return the pixel of the photo under a point of the view; None beside the photo."""
        on = self.to_photo(point)
        if 0 <= on.x() < self.photo.width() and 0 <= on.y() < self.photo.height():
            return QPoint(int(on.x()), int(on.y()))
        return None

    # -- steps ----------------------------------------------------------------------------------

    def fit(self) -> Viewport:
        """Show the whole photo, as large as there is room for."""
        middle = (self.photo.width() / 2, self.photo.height() / 2)
        return replace(self, zoom=self.fit_zoom, centre=middle, fitted=True)

    def resized(self, view: QSize, margin: float) -> Viewport:
        """Show the same in a view of another size: the whole if it was fitted."""
        other = replace(self, view=QSize(view), margin=margin)
        return other.fit() if self.fitted else other._moved(self.zoom, self.centre)

    def with_photo(self, photo: QSize) -> Viewport:
        """Show another photo: fitted if this was; else as large, and the like part of it."""
        other = replace(self, photo=QSize(photo))
        if self.fitted or self.photo.isEmpty() or photo.isEmpty():
            return other.fit()
        across, down = (
            self.centre[0] / self.photo.width(),
            self.centre[1] / self.photo.height(),
        )
        return other._moved(self.zoom, (across * photo.width(), down * photo.height()))

    def zoomed(self, zoom: float, at: QPointF) -> Viewport:
        """Zoom so that what is shown at a point of the view stays there.

        Beside the photo, the nearest point of the photo stays.
        """
        zoom = min(max(zoom, self.least_zoom), GREATEST_ZOOM)
        kept = []
        for middle, off, side in (
            (self.centre[0], at.x() - self.view.width() / 2, self.photo.width()),
            (self.centre[1], at.y() - self.view.height() / 2, self.photo.height()),
        ):
            anchor = min(max(middle + off / self.zoom, 0.0), float(side))
            kept.append(anchor + (middle - anchor) * self.zoom / zoom)
        return self._moved(zoom, (kept[0], kept[1]))

    def panned(self, by: QPointF) -> Viewport:
        """Move the photo by device pixels."""
        centre = (self.centre[0] - by.x() / self.zoom, self.centre[1] - by.y() / self.zoom)
        return self._moved(self.zoom, centre)

    def _moved(self, zoom: float, centre: tuple[float, float]) -> Viewport:
        return replace(
            self,
            zoom=zoom,
            centre=(
                min(max(centre[0], 0.0), float(self.photo.width())),
                min(max(centre[1], 0.0), float(self.photo.height())),
            ),
            fitted=False,
        )
