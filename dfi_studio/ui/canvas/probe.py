"""The pixel under the pointer: where it is in the photo, and its colour as shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True)
class Probe:
    """A pixel of the photo.

    Attributes
    ----------
    x, y : int
        From the photo's upper left corner.
    rgb : tuple of int
        Of the picture that is shown there, 0..255; the nearest pixel where that one is coarser.
    """

    x: int
    y: int
    rgb: tuple[int, int, int]

    @classmethod
    def of(cls, picture: QImage, photo: QSize, pixel: QPoint) -> Probe:
        """Read what a picture in the place of a photo shows at a pixel of that photo."""
        x = int((pixel.x() + 0.5) * picture.width() / photo.width())
        y = int((pixel.y() + 0.5) * picture.height() / photo.height())
        colour = picture.pixelColor(x, y)
        return cls(pixel.x(), pixel.y(), (colour.red(), colour.green(), colour.blue()))
