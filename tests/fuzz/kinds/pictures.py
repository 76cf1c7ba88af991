"""Photographs, masks, and what cameras and this program write beside the pixels."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import PIL.Image
from fuzz.engine import Files, Kind

from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute
from dfi_studio.core.sequence import Curve
from dfi_studio.core.sequence import Sequence as Film
from dfi_studio.library.colour import srgb_profile
from dfi_studio.library.deep_files import deep_png, deep_tiff
from dfi_studio.library.edit_mark import EditMark, packet, read_mark
from dfi_studio.library.masks import load_mask
from dfi_studio.library.metadata import kept_exif
from dfi_studio.library.originals import open_original
from dfi_studio.library.photos import open_photo, picture_size
from dfi_studio.library.picture_files import faults_told, opened
from dfi_studio.library.thumbnails import thumbnail
from dfi_studio.library.xmp import carried, packet_of

_FORMATS = {
    "PNG": ("RGB", "RGBA", "P", "L", "1", "I;16", "LA"),
    "JPEG": ("RGB", "L", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("P",),
    "TIFF": ("RGB", "L", "F", "I", "CMYK", "LAB", "1", "P"),
    "AVIF": ("RGB",),
    "JPEG2000": ("RGB",),
    "BMP": ("RGB", "1"),
    "ICO": ("RGBA",),
    "ICNS": ("RGBA",),
    "TGA": ("RGB",),
    "PPM": ("RGB", "L"),
    "PCX": ("RGB",),
    "SGI": ("RGB",),
    "DDS": ("RGBA",),
    "MPO": ("RGB",),
    "QOI": ("RGB",),
    "IM": ("RGB",),
    "SPIDER": ("F",),
    "MSP": ("1",),
    "XBM": ("1",),
    "BLP": ("P",),
}


def noise(mode: str = "RGB", *, side: int = 40) -> PIL.Image.Image:
    """Return a picture, the same each time."""
    values = np.random.default_rng(1).integers(0, 256, (side, side + 8, 3), np.uint8)
    values[:, 10:] = values[:, 10:] // 8 + 100
    picture = PIL.Image.fromarray(values)
    if mode == "I;16":
        return PIL.Image.fromarray(values[..., 0].astype(np.uint16) * 200)
    if mode == "LAB":
        return PIL.Image.merge("LAB", picture.split())
    return picture.convert(mode)


def _exif() -> bytes:
    notes = PIL.Image.Exif()
    notes[0x0112], notes[0x010F], notes[0x0132] = 6, "Maker", "2020:01:01 00:00:00"
    notes.get_ifd(0x8769).update({0xA002: 40, 0xA003: 48, 0x829A: 0.01, 0x927C: b"notes" * 9})
    notes.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 0.0)})
    return notes.tobytes()


def _mark() -> bytes:
    recipe = Recipe((Direction(SavedAttribute("/a/older.safetensors"), 0.4),))
    return packet(EditMark(recipe, "anna.jpg", Film((Curve.through(0, 1),))))


def _encoded(format: str, mode: str, **about: object) -> bytes:
    out = io.BytesIO()
    kinds = {"bitmap_format": "bmp"} if format == "ICO" else {}
    noise(mode).save(out, format, **about, **kinds)
    return out.getvalue()


def _photos(folder: Path) -> Sequence[Files]:
    found = [_encoded(f, mode) for f, modes in _FORMATS.items() for mode in modes]
    out = io.BytesIO()
    noise().save(out, "GIF", save_all=True, append_images=[noise("L").convert("RGB")])
    found.append(out.getvalue())
    for compression in ("tiff_lzw", "jpeg", "tiff_deflate", "packbits", "group4"):
        mode = "1" if compression == "group4" else "RGB"
        found.append(_encoded("TIFF", mode, compression=compression))
    found.append(_encoded("JPEG", "RGB", progressive=True, icc_profile=srgb_profile()))
    found.append(_encoded("ICNS", "RGBA"))
    deep = np.asarray(noise()).astype(np.uint16) * np.uint16(257)
    found += [
        deep_png(deep, icc=srgb_profile(), exif=_exif(), xmp=_mark()),
        deep_tiff(deep, icc=srgb_profile(), exif=_exif(), xmp=_mark()),
    ]
    return [{"photo.png": each} for each in found]


def _photo(folder: Path) -> bool:
    path = folder / "photo.png"
    picture_size(path)
    open_photo(path, at_least=64)
    open_original(path)
    return True


def _thumbnail(folder: Path) -> bool:
    return bool(thumbnail(folder / "photo.png"))


def _mask(folder: Path) -> bool:
    load_mask(folder / "photo.png")
    return True


def _noted(folder: Path) -> Sequence[Files]:
    about = {"exif": _exif(), "icc_profile": srgb_profile()}
    found = [_encoded(each, "RGB", **about, xmp=_mark()) for each in ("JPEG", "WEBP", "AVIF")]
    found.append(deep_png(_deep(), icc=srgb_profile(), exif=_exif(), xmp=_mark()))
    found.append(deep_tiff(_deep(), icc=srgb_profile(), exif=_exif(), xmp=_mark()))
    return [{"photo.png": each} for each in found]


def _deep() -> np.ndarray:
    return np.asarray(noise()).astype(np.uint16) * np.uint16(257)


def _notes(folder: Path) -> bool:
    path = folder / "photo.png"
    picture_size(path)
    read_mark(path)
    original = open_original(path)
    kept_exif(original.exif, width=48, height=40, drop_place=True)
    packet_of(carried(original.xmp, drop_place=True))
    return True


def _packets(folder: Path) -> Sequence[Files]:
    return [{"xmp": _mark(), "exif": _exif()}]


def _packet(folder: Path) -> bool:
    """Read what stands beside the pixels without them, which a changed picture often hides."""
    out = io.BytesIO()
    noise(side=33).save(out, "PNG", exif=(folder / "exif").read_bytes())
    path = folder / "photo.png"
    path.write_bytes(
        deep_png(
            _deep()[:33],
            icc=srgb_profile(),
            exif=(folder / "exif").read_bytes(),
            xmp=(folder / "xmp").read_bytes(),
        )
    )
    return _notes(folder)


def _profiles(folder: Path) -> Sequence[Files]:
    return [{"icc": srgb_profile()}]


def _profile(folder: Path) -> bool:
    path = folder / "photo.png"
    path.write_bytes(_encoded("PNG", "RGB", icc_profile=(folder / "icc").read_bytes()))
    with opened(path) as picture, faults_told(path):
        picture.load()
    open_photo(path)
    open_original(path)
    return True


KINDS = (
    Kind("photo", _photos, _photo),
    Kind("thumbnail", _photos, _thumbnail),
    Kind("mask", _photos, _mask),
    Kind("photo metadata", _noted, _notes),
    Kind("XMP and EXIF", _packets, _packet),
    Kind("colour profile", _profiles, _profile),
)
