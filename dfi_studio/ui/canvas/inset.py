"""A portrait in its photograph, as it is painted: the photo all around, faded into one another.

It is what live frames look like: no pixel of the photo is copied for it. At a finished solve the
photo with the result in it, worked out at its own size, takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from dfi_studio.core.blend import frame_blend
from dfi_studio.core.portrait import Portrait
from dfi_studio.ui.canvas.layer import Layer, Painted
from dfi_studio.ui.canvas.pyramid import Pyramid

_LEAST_FADED = 128
"""A side in pixels: in smaller frames the few pixels that stay clear would be most of it."""
_LEAST_SCALE = 0.6
"""Below, pixels would be passed over in painting: the picture is reduced first."""


class Inset(Layer):
    """A square picture, wherever its portrait lies in the picture below it.

    Parameters
    ----------
    ground : Layer
        The photo, or what has become of it.
    picture : QImage
        Of the portrait, of any size.
    """

    def __init__(self, ground: Layer, picture: QImage, portrait: Portrait) -> None:
        super().__init__(picture, ground.photo)
        self._ground, self._portrait = ground, portrait
        self._faded = [_faded(picture)]
        self._whole: QImage | None = None
        self._levels: Pyramid | None = None

    def lay_on(self, ground: Layer) -> None:
        """Lie on another picture of the same photo."""
        self._ground, self._whole, self._levels = ground, None, None

    @property
    def picture(self) -> QImage:
        """The whole photo with it, for who looks at pixels; made when it is asked for."""
        if self._whole is None:
            self._whole = self._ground.picture.copy()
            painter = QPainter(self._whole)
            self._draw(painter, self._whole.rect())
            painter.end()
        return self._whole

    @property
    def pyramid(self) -> Pyramid:
        """The levels of the whole."""
        if self._levels is None:
            self._levels = Pyramid(self.picture)
        return self._levels

    def grow(self, scale: float) -> Iterator[None]:
        """Make what the picture below lacks."""
        yield from self._ground.grow(scale)

    def scale(self, frame: QRect) -> float:
        """Return device pixels for each pixel of the picture below."""
        return self._ground.scale(frame)

    def lacks(self, frame: QRect) -> bool:
        """Say whether the picture below should grow."""
        return self._ground.lacks(frame)

    def is_smooth(self, frame: QRect, *, fitted: bool) -> bool:
        """Say whether the picture below is blended."""
        return self._ground.is_smooth(frame, fitted=fitted)

    def paint(
        self, painter: QPainter, frame: QRect, clip: QRect, *, fitted: bool, most: int,
        part: QRect | None = None,
    ) -> Painted:  # fmt: skip
        """Paint the picture below, and this one on it."""
        painted = self._ground.paint(painter, frame, clip, fitted=fitted, most=most, part=part)
        visible = clip & frame if part is None else clip & frame & part
        if not visible.isEmpty():
            painter.save()
            painter.setClipRect(visible)
            self._draw(painter, frame)
            painter.restore()
        return painted

    def settle(self, frame: QRect, view: QRect) -> Iterator[None]:
        """Scale the picture below for good."""
        yield from self._ground.settle(frame, view)

    def _draw(self, painter: QPainter, frame: QRect) -> None:
        """Draw it alone, where a photo that fills `frame` holds it."""
        there = self._portrait.to_photo
        zoom = frame.width() / self.photo.width(), frame.height() / self.photo.height()
        side = self._faded[0].width()
        picture = self._reduced(there.scale * self._portrait.side / side * zoom[0])
        across = self._portrait.side / picture.width()
        to_frame = (
            QTransform.fromScale(across, across)  # corners of its pixels; the rest is of centres
            * QTransform.fromTranslate(-0.5, -0.5)
            * QTransform(there.a, there.b, -there.b, there.a, there.dx, there.dy)
            * QTransform.fromTranslate(0.5, 0.5)
            * QTransform.fromScale(*zoom)
            * QTransform.fromTranslate(frame.left(), frame.top())
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(to_frame, combine=True)
        painter.drawImage(QPointF(0, 0), picture)

    def _reduced(self, scale: float) -> QImage:
        """Return it at its own size, or halved until a scale passes over no pixel."""
        level = 0
        while scale < _LEAST_SCALE and self._faded[level].width() > 2:
            if level + 1 == len(self._faded):
                half = max(self._faded[level].width() // 2, 1)
                smooth = Qt.TransformationMode.SmoothTransformation
                self._faded.append(self._faded[level].scaledToWidth(half, smooth))
            scale, level = scale * 2, level + 1
        return self._faded[level]


def _faded(picture: QImage) -> QImage:
    """Return a picture that fades out towards its border as its edit does."""
    faded = picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(faded)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(faded.rect(), _weights(max(faded.width(), _LEAST_FADED)))
    painter.end()
    return faded


@lru_cache(maxsize=4)
def _weights(side: int) -> QImage:
    """Return the weights of a frame as opacity."""
    values = np.rint(frame_blend(side) * 255).astype(np.uint32)
    weights = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(weights.bits(), np.uint32).reshape(side, side)
    pixels[:] = values << 24 | values << 16 | values << 8 | values
    return weights
