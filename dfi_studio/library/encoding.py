"""Pictures as bytes of a file: each format's own options, limits and places for what goes along."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL import features
from PIL.PngImagePlugin import PngInfo

from dfi_studio.core.errors import OutputError
from dfi_studio.library.deep_files import deep_png, deep_tiff
from dfi_studio.library.outputs import picture_format

DEEP = ("PNG", "TIFF")
"""Formats that hold 16 bits a channel; the others are given 8."""

_LONGEST_SIDE = {"JPEG": 65_500, "WEBP": 16_383, "AVIF": 65_536}
_LONGEST_JPEG_PACKET = 65_502
_TIFF_XMP = 700
_MANY = 8_000_000  # pixels; from here on less effort is made to compress without loss


def encoded(
    path: Path,
    values: npt.NDArray[np.uint8] | npt.NDArray[np.uint16],
    *,
    icc: bytes,
    exif: bytes | None = None,
    xmp: bytes | None = None,
    quality: int = 95,
) -> bytes:
    """Return a picture as a file of the format that a path's suffix names.

    PNG, WebP and TIFF are lossless, JPEG is of the quality given and AVIF of 90, with full colour
    resolution. WebP beyond 8 million pixels is of quality 95 too: without loss it takes a minute.

    Parameters
    ----------
    values : array, (height, width, channels)
        Grey or RGB, and opacity. 16 bits only for `DEEP` formats.

    Raises
    ------
    OutputError
        The suffix is unknown, this machine cannot write the format, or the picture or what goes
        along is too large for it.
    """
    kind = picture_format(path)
    height, width = values.shape[:2]
    _check(path, kind, width, height, xmp)
    if values.dtype == np.uint16:
        assert kind in DEEP  # whoever saves reduces it
        write = deep_png if kind == "PNG" else deep_tiff
        return write(values.astype(np.uint16), icc=icc, exif=exif, xmp=xmp)
    if kind == "TIFF" and exif:
        return deep_tiff(values.astype(np.uint8), icc=icc, exif=exif, xmp=xmp)
    picture = PIL.Image.fromarray(values[..., 0] if values.shape[2] == 1 else values)
    if kind == "JPEG" and picture.mode in ("LA", "RGBA"):
        picture = _on_white(picture)
    options = _options(kind, xmp, quality, many=width * height > _MANY)
    if exif:
        options["exif"] = exif
    content = io.BytesIO()  # so that writing to the disk can fail in no way of Pillow's own
    try:
        picture.save(content, kind, icc_profile=icc, **options)
    except (ValueError, OSError, SyntaxError) as error:
        if not exif:
            raise
        raise OutputError(
            f"{path} cannot hold the camera's notes of the photo ({error}); save it as PNG."
        ) from error
    return content.getvalue()


def _check(path: Path, kind: str, width: int, height: int, xmp: bytes | None) -> None:
    if kind == "AVIF" and not features.check("avif"):
        raise OutputError(
            f"{path} cannot be written: this installation of Pillow lacks AVIF; update it with "
            "`pip install -U pillow`, or save it as PNG."
        )
    longest = _LONGEST_SIDE.get(kind)
    if longest is not None and max(height, width) > longest:
        raise OutputError(
            f"{path} would be {width} x {height} pixels, but {kind} holds {longest} a side at the "
            "most; save it as PNG."
        )
    if kind == "JPEG" and xmp is not None and len(xmp) > _LONGEST_JPEG_PACKET:
        raise OutputError(f"The recipe is too long to be kept in {path}; save it as PNG.")


def _on_white(picture: PIL.Image.Image) -> PIL.Image.Image:
    plain = picture.convert("L" if picture.mode == "LA" else "RGB")
    paper = PIL.Image.new(plain.mode, picture.size, "white")
    paper.paste(plain, mask=picture.getchannel("A"))
    return paper


def _options(kind: str, xmp: bytes | None, quality: int, *, many: bool) -> dict[str, Any]:
    """Return what Pillow is told for a format, the packet among it."""
    match kind:
        case "PNG":
            text = PngInfo()
            if xmp is not None:
                text.add_itxt("XML:com.adobe.xmp", xmp.decode())
            return {"pnginfo": text, **({"compress_level": 1} if many else {})}
        case "JPEG":
            return {"quality": quality, "subsampling": "4:4:4", "xmp": xmp}
        case "WEBP":
            effort = {"quality": 95, "method": 1} if many else {"lossless": True}
            return {**effort, "xmp": xmp or b""}
        case "AVIF":
            return {"quality": 90, "subsampling": "4:4:4", "speed": 8, "xmp": xmp or b""}
        case _:
            return {"compression": "tiff_lzw", "tiffinfo": {} if xmp is None else {_TIFF_XMP: xmp}}
