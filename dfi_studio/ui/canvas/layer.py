"""A picture as it is painted into the photo's place: smooth or in true pixels, never late.

What is too much to be scaled smoothly in time is scaled at once by leaving pixels out. As soon as
the hand rests it is scaled smoothly, in slices, into an image that from then on is only copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QRegion

from dfi_studio.ui.canvas.pyramid import Pyramid

_GROWN_AT_ONCE = 1_000_000
_BAND_PIXELS = 250_000
PIXELS_SEEN_FROM = 4.0
"""Device pixels for a pixel of the photo from which on one looks at pixels, not at a picture."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A part of a picture, scaled for good: `place` counts from the corner of the frame."""

    frame: QSize
    place: QRect
    image: QImage


@dataclass(frozen=True, slots=True)
class Painted:
    """What a paint did.

    Attributes
    ----------
    smooth : int
        Device pixels that were scaled down smoothly.
    unsettled : bool
        Whether `settle` would make the next one better, or cheaper.
    """

    smooth: int = 0
    unsettled: bool = False


class Layer:
    """One picture. It is stretched over the photo's frame, whatever its own size.

    Parameters
    ----------
    picture : QImage
        Best in RGB32, which is painted as it is.
    photo : QSize
        Of the photo in whose place it is shown.
    """

    def __init__(self, picture: QImage, photo: QSize) -> None:
        opaque = picture.format() is QImage.Format.Format_RGB32
        self._picture = picture if opaque else picture.convertToFormat(QImage.Format.Format_RGB32)
        self._pyramid = Pyramid(self._picture)
        self.key = picture.cacheKey()
        self.photo = photo
        self._settled: Settled | None = None
        self._painted_at = QSize()

    @property
    def picture(self) -> QImage:
        """All of it, in RGB32."""
        return self._picture

    @property
    def pyramid(self) -> Pyramid:
        """Its levels."""
        return self._pyramid

    def grow(self, scale: float) -> Iterator[None]:
        """Make the levels that `paint` lacks at a scale, a band at a time."""
        yield from self._pyramid.grow(scale)

    def scale(self, frame: QRect) -> float:
        """Return device pixels for each pixel of the picture."""
        return frame.width() / self._picture.width()

    def lacks(self, frame: QRect) -> bool:
        """Say whether `pyramid` should grow for this frame; a small one does so here and now."""
        scale = self.scale(frame)
        if self._picture.width() * self._picture.height() <= _GROWN_AT_ONCE:
            for _ in self._pyramid.grow(scale):
                pass
        return self._pyramid.lacks(scale)

    def is_smooth(self, frame: QRect, *, fitted: bool) -> bool:
        """Say whether pixels are blended rather than shown as squares.

        Below 100 % always. From 100 % on, who zoomed in gets true pixels: he judges sharpness and
        noise, and blending would invent both. Two things stay smooth there. A *fitted* view: a
        small portrait that fills the window is looked at as a portrait, and squares would hide
        the face. And a result that is coarser than the photo: at the working size of 200 pixels
        its squares would be large beside a sharp photo long before 100 %, and all one could judge
        is the grid; blended, it can be compared with the photo. From 400 % on squares are what
        one came to see, and both pictures show theirs.
        """
        scale = self.scale(frame)
        if scale < 1:
            return True
        zoom = frame.width() / max(self.photo.width(), 1)
        coarser = self._picture.width() < self.photo.width()
        return fitted or (coarser and zoom < PIXELS_SEEN_FROM)

    def paint(
        self, painter: QPainter, frame: QRect, clip: QRect, *, fitted: bool, most: int,
        part: QRect | None = None,
    ) -> Painted:  # fmt: skip
        """Paint the part of the picture in `clip`; all in device pixels.

        Parameters
        ----------
        most : int
            Device pixels that may be scaled down smoothly.
        part : QRect or None
            What is to be painted of it; it looks as it does where all is painted.
        """
        visible = clip & frame if part is None else clip & frame & part
        if visible.isEmpty():
            return Painted()
        rest, area = QRegion(visible), _area(visible)
        settled = self._settled
        if settled is not None and settled.frame == frame.size():
            place = settled.place.translated(frame.topLeft())
            painter.setClipRect(visible)
            painter.drawImage(place.topLeft(), settled.image)
            rest, area = rest - QRegion(place), area - _area(visible & place)
        again, self._painted_at = self._painted_at == frame.size(), frame.size()
        if rest.isEmpty():
            return Painted()
        shrinks = self.scale(frame) < 1
        late = shrinks and (area > most or self.lacks(frame))
        smooth = self.is_smooth(frame, fitted=fitted) and not late
        painter.setClipRegion(rest)
        self._paint(painter, frame, clip & frame, smooth=smooth)
        # What is painted a second time will be painted again; a live frame is not.
        return Painted(area if shrinks and smooth else 0, late or (shrinks and again))

    def settle(self, frame: QRect, view: QRect) -> Iterator[None]:
        """Scale all that a view shows, smoothly, for the next `paint`."""
        if self.scale(frame) >= 1:
            return
        visible = view & frame
        if visible.isEmpty():
            return
        image = QImage(visible.size(), QImage.Format.Format_RGB32)
        rows = max(_BAND_PIXELS // visible.width(), 1)
        for top in range(0, visible.height(), rows):
            painter = QPainter(image)
            painter.translate(-visible.topLeft())
            band = QRect(visible.left(), visible.top() + top, visible.width(), rows)
            painter.setClipRect(band)
            self._paint(painter, frame, band, smooth=True)
            painter.end()
            yield
        self._settled = Settled(frame.size(), visible.translated(-frame.topLeft()), image)

    def _paint(self, painter: QPainter, frame: QRect, part: QRect, *, smooth: bool) -> None:
        """Draw what a part of the frame shows, and a little more, so that edges blend as inside."""
        level = self._pyramid.best(self.scale(frame))
        across = self._picture.width() / level.reduction / frame.width()
        down = self._picture.height() / level.reduction / frame.height()
        shown = part.translated(-frame.topLeft())
        source = (
            QRectF(
                shown.left() * across,
                shown.top() * down,
                shown.width() * across,
                shown.height() * down,
            )
            .toAlignedRect()
            .adjusted(-2, -2, 2, 2)
        ) & level.image.rect()
        target = QRectF(
            frame.left() + source.left() / across,
            frame.top() + source.top() / down,
            source.width() / across,
            source.height() / down,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, level.image, QRectF(source))


def _area(rect: QRect) -> int:
    return max(rect.width(), 0) * max(rect.height(), 0)
