"""Pictures between the program's convention and Qt's.

`Image` is float32 sRGB in 0..1; a `QImage` here is 8-bit RGB32, which Qt paints without converting
it, and is marked as sRGB. Each function returns an owning copy: a `QImage` over a NumPy buffer
would be a loan. All of this may run in any thread.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColorSpace, QImage

from dfi_studio.core.image import Image, freeze

SHOWN_SIDE = 2560
"""The longest side, in pixels, of a picture on its way to the screen."""
_BAND_PIXELS = 65_536
_OPAQUE = np.uint32(0xFF000000)


def to_qimage(image: Image) -> QImage:
    """Return an 8-bit copy of a picture, of the same size.

    Slow for photographs of many megapixels: call it outside the window's thread. It is made in
    bands, so that no second copy of the picture in floating point is needed.
    """
    height, width, _ = image.shape
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.bits(), np.uint32).reshape(height, width)
    rows = max(_BAND_PIXELS // width, 1)
    for top in range(0, height, rows):
        band = (image[top : top + rows] * np.float32(255) + np.float32(0.5)).astype(np.uint32)
        red, green, blue = band[..., 0], band[..., 1], band[..., 2]
        pixels[top : top + rows] = red << 16 | green << 8 | blue | _OPAQUE
    picture.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return picture


def to_shown(image: Image) -> QImage:
    """Return an 8-bit copy that is no larger than a screen has use for.

    Slow for photographs of many megapixels: call it outside the window's thread.
    """
    step = max(1, max(image.shape[:2]) // (2 * SHOWN_SIDE))  # halving first bounds the memory
    picture = to_qimage(image[::step, ::step])
    if max(picture.width(), picture.height()) > SHOWN_SIDE:
        picture = picture.scaled(
            QSize(SHOWN_SIDE, SHOWN_SIDE),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return picture


def from_qimage(picture: QImage) -> Image:
    """Return the pixels of a picture; what is transparent lies over white.

    Raises
    ------
    ValueError
        The picture is null.
    """
    unit = rgba_of(picture, QImage.Format.Format_RGBA8888).astype(np.float32) / 255
    alpha = unit[..., 3:]
    return freeze(unit[..., :3] * alpha + (1 - alpha))


def rgba_of(picture: QImage, form: QImage.Format) -> npt.NDArray[np.uint8]:
    """Return the bytes (H, W, 4) of a picture in one of the RGBA8888 formats.

    Raises
    ------
    ValueError
        The picture is null.
    """
    if picture.isNull():
        raise ValueError("a null QImage has no pixels")
    rgba = picture.convertToFormat(form)
    rows = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    return rows[:, : 4 * rgba.width()].reshape(rgba.height(), rgba.width(), 4).copy()
