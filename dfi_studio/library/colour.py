"""Pixels as files have them, turned into plain 8-bit sRGB.

Knows Pillow's modes, embedded profiles and transparency. Knows nothing of files.
"""

from __future__ import annotations

import io
import logging
from functools import cache

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL import ImageCms

from dfi_studio.core.errors import PhotoError

ByteArray = npt.NDArray[np.uint8]

logger = logging.getLogger(__name__)

_MODE_OF_PROFILE = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}
_CREATED = slice(24, 36)
"""Where an ICC header holds the time at which the profile was made."""


@cache
def srgb_profile() -> bytes:
    """Return the ICC profile to embed in what is saved.

    LittleCMS stamps it with the time of day, which is blanked: equal pictures are equal files.
    """
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_CREATED] = bytes(12)
    return bytes(profile)


def to_srgb(picture: PIL.Image.Image, name: str, *, at_least: int | None) -> PIL.Image.Image:
    """Convert a decoded picture to RGB in sRGB, opaque, 8 bits a channel.

    Transparency is laid over white. Sixteen bits are cut to eight. Greyscale integers beyond 16
    bits, and real numbers beyond 0..1, have no agreed white: their range is stretched to black
    and white, and a warning is logged. A profile that cannot be used is taken for sRGB, and a
    warning is logged.

    Parameters
    ----------
    picture : PIL.Image.Image
        In any mode.
    name : str
        Named in messages.
    at_least : int or None
        The smallest side that suffices, in pixels: a larger picture is reduced by a whole factor,
        to no less than this, before it is converted.

    Raises
    ------
    PhotoError
        Real numbers that are not finite.
    """
    icc, info = picture.info.get("icc_profile"), picture.info
    plain = _plain(picture, name)
    if at_least is not None:
        plain = plain.reduce(max(1, min(plain.size) // at_least))  # weighs by opacity
    colours = plain.convert({"LA": "L", "RGBA": "RGB"}.get(plain.mode, plain.mode))
    colours = _profiled(colours, icc, name)
    if plain.mode in ("LA", "RGBA"):
        paper = PIL.Image.new("RGB", plain.size, "white")
        paper.paste(colours, mask=plain.getchannel("A"))
        colours = paper
    colours.info = info  # the orientation is in there
    return colours


def _plain(picture: PIL.Image.Image, name: str) -> PIL.Image.Image:
    """Return the same colours in one of the modes L, LA, RGB, RGBA, CMYK, LAB."""
    mode = picture.mode
    if mode in ("I", "F") or mode.startswith("I;16"):
        return _deep_grey(picture, name)
    if picture.has_transparency_data:
        return picture.convert("LA" if mode in ("1", "L", "LA") else "RGBA")
    if mode == "1":
        return picture.convert("L")
    return picture if mode in ("L", "RGB", "CMYK", "LAB") else picture.convert("RGB")


def _deep_grey(picture: PIL.Image.Image, name: str) -> PIL.Image.Image:
    values = np.asarray(picture)
    if picture.mode == "F":
        grey = PIL.Image.fromarray(_eight_bits_of_reals(values, name))
    elif values.dtype.itemsize == 2 or (values.min() >= 0 and values.max() < 2**16):
        grey = PIL.Image.fromarray((values >> 8).astype(np.uint8))  # as Pillow does with colours
    else:
        grey = PIL.Image.fromarray(_stretched(values, name))
    if "transparency" in picture.info:
        opaque = np.where(values == picture.info["transparency"], 0, 255).astype(np.uint8)
        grey = PIL.Image.merge("LA", (grey, PIL.Image.fromarray(opaque)))
    return grey


def _eight_bits_of_reals(values: npt.NDArray[np.float32], name: str) -> ByteArray:
    if not np.isfinite(values).all():
        raise PhotoError(f"{name} holds values that are not numbers; save it as PNG or JPEG.")
    if values.min() >= 0 and values.max() <= 1:
        return np.rint(values * 255).astype(np.uint8)
    return _stretched(values, name)


def _stretched(values: npt.NDArray[np.float32 | np.int32], name: str) -> ByteArray:
    low, high = float(values.min()), float(values.max())
    logger.warning("%s holds greys from %g to %g, stretched to black and white", name, low, high)
    scale = 255 / (high - low) if high > low else 0.0
    grey: ByteArray = np.rint((values.astype(np.float64) - low) * scale).astype(np.uint8)
    return grey


def _profiled(colours: PIL.Image.Image, icc: bytes | None, name: str) -> PIL.Image.Image:
    """Apply an embedded profile; without one, L and RGB are sRGB, and CMYK is plain ink."""
    if icc and icc != srgb_profile():
        try:
            return _through(ImageCms.ImageCmsProfile(io.BytesIO(icc)), colours)
        except (OSError, ValueError, ImageCms.PyCMSError) as error:  # names in it may be no text
            logger.warning("%s: its colour profile is not used (%s)", name, error)
    if colours.mode == "LAB":
        return _through(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), colours)
    return colours.convert("RGB")


def _through(profile: ImageCms.ImageCmsProfile, colours: PIL.Image.Image) -> PIL.Image.Image:
    space = profile.profile.xcolor_space.strip()
    mode = _MODE_OF_PROFILE.get(space)
    if mode == "RGB" and colours.mode == "L":
        colours = colours.convert("RGB")
    if mode != colours.mode:
        raise ImageCms.PyCMSError(f"it is for {space}, not {colours.mode}")
    converted = ImageCms.profileToProfile(
        colours,
        profile,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.PERCEPTUAL,
        outputMode="RGB",
    )
    assert converted is not None  # only in-place conversions return nothing
    return converted
