"""How much two pictures differ, amplified so that small changes can be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPainter

from dfi_studio.ui.canvas.layer import Layer

GAIN = 4
Buffer = bytes | bytearray | memoryview
_BAND_PIXELS = 250_000
_AMPLIFIED = np.minimum(np.arange(256) * GAIN, 255).astype(np.uint8)
_OPAQUE = np.uint32(0xFF000000)


def differ(one: Layer, other: Layer, take: Callable[[QImage], None]) -> Iterator[None]:
    """Work out |one - other| x 4 in slices, and hand it over at the end.

    Pictures of different size are compared at the size of the smaller one. A result is coarser
    than its photo: compared pixel by pixel with the whole photo, everything it does not resolve
    would show as a change. What the user asks is where the *edit* changed the picture.
    """
    size = min(one.picture.size(), other.picture.size(), key=lambda each: each.width())
    pictures = []
    for layer in (one, other):
        scale = size.width() / layer.picture.width()
        yield from layer.pyramid.grow(scale)
        pictures.append(_scaled(layer, size))
        yield
    difference = QImage(size, QImage.Format.Format_RGB32)
    first, second = (_rows(picture, picture.constBits()) for picture in pictures)
    out = _rows(difference, difference.bits())
    step = max(_BAND_PIXELS // size.width(), 1)
    for top in range(0, size.height(), step):
        band = slice(top, top + step)
        apart = np.maximum(first[band], second[band])
        apart -= np.minimum(first[band], second[band])
        np.take(_AMPLIFIED, apart, out=out[band])
        out[band].view(np.uint32)[:] |= _OPAQUE
        yield
    take(difference)


def _scaled(layer: Layer, size: QSize) -> QImage:
    if layer.picture.size() == size:
        return layer.picture
    level = layer.pyramid.best(size.width() / layer.picture.width())
    scaled = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(scaled)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    whole = QSizeF(layer.picture.size()) / level.reduction
    painter.drawImage(QRectF(scaled.rect()), level.image, QRectF(QPointF(), whole))
    painter.end()
    return scaled


def _rows(picture: QImage, pixels: Buffer) -> npt.NDArray[np.uint8]:
    """Return the bytes of a picture in RGB32, on loan."""
    return np.frombuffer(pixels, np.uint8).reshape(picture.height(), 4 * picture.width())
