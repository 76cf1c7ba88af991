"""A photograph as its file has it: depth, colour space and opacity kept, for results to go into.

`photos` opens what is looked at and solved for: 8-bit sRGB. This module keeps what is exported. A
change, found in sRGB, is applied to the file's own values, and a pixel that does not change has
the very value that the file gave it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL import ExifTags
from PIL.ImageFile import ImageFile

from dfi_studio.core.image import Image, freeze
from dfi_studio.core.mask import rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.library.colour import srgb_profile, to_srgb
from dfi_studio.library.colour_space import ColourSpace, Srgb, colour_space
from dfi_studio.library.photos import check_size
from dfi_studio.library.picture_files import faults_told, opened

logger = logging.getLogger(__name__)

Pixels = npt.NDArray[Any]
"""uint8 or uint16."""

_AT_ONCE = 1 << 20  # pixels converted in one go
# By EXIF orientation: how often to turn to the left, and whether to mirror sideways after.
_TURNS = {1: (0, False), 2: (0, True), 3: (2, False), 4: (2, True)}
_TURNS |= {5: (3, True), 6: (3, False), 7: (1, True), 8: (1, False)}


@dataclass(frozen=True, slots=True)
class Original:
    """A photograph's own values, upright.

    Attributes
    ----------
    values : array, (height, width, channels), uint8 or uint16
        Grey or RGB, and where there is a second or fourth channel, opacity. Read-only.
    icc : bytes
        The profile that `values` are in.
    exif : bytes or None
        As the file had it.
    xmp : bytes or None
        The packet of the file, if it had one.
    converted : bool
        Whether the file was of a kind that is not kept, such as ink or a palette.
    """

    values: Pixels = field(repr=False)
    icc: bytes = field(repr=False)
    exif: bytes | None = field(default=None, repr=False)
    converted: bool = False
    xmp: bytes | None = field(default=None, repr=False, kw_only=True)
    _space: ColourSpace = field(default_factory=lambda: Srgb(3), repr=False, compare=False)

    @classmethod
    def of(cls, image: Image) -> Original:
        """Return a picture that has no file, in 8-bit sRGB."""
        return cls(_frozen(np.rint(image * np.float32(255)).astype(np.uint8)), srgb_profile())

    @property
    def depth(self) -> int:
        """Bits a channel: 8 or 16."""
        return 8 * self.values.dtype.itemsize

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def colours(self) -> int:
        """Channels without opacity: 1 or 3."""
        return 1 if self.values.shape[2] < 3 else 3

    def srgb(self, crop: Crop) -> Image:
        """Return a part of it in sRGB; opacity is left out."""
        part = self.values[rectangle(crop)][..., : self.colours]
        flat = part.reshape(-1, self.colours)
        found = np.empty((len(flat), 3), np.float32)
        for start in range(0, len(flat), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            found[some] = self._space.to_srgb(self._reals(flat[some]))
        return freeze(found.clip(0, 1).reshape(*part.shape[:2], 3))

    def changed(self, crop: Crop, change: npt.NDArray[np.float32]) -> Original:
        """Return it with a change added to a part.

        Each value moves by as much as the sRGB colour's own value in the file's colour space
        does, so that rounding and colours that sRGB cannot hold move nothing.

        Parameters
        ----------
        crop : Crop
            Within the photograph.
        change : array, (height, width, 3), float32
            In sRGB, for the crop; where it is 0 every bit stays.
        """
        values: npt.NDArray[Any] = self.values.copy()
        part = values[rectangle(crop)]
        rows = max(1, _AT_ONCE // max(1, crop.width))
        for top in range(0, crop.height, rows):
            some = slice(top, min(top + rows, crop.height))
            moving = change[some].any(axis=2)
            if not moving.any():
                continue
            own = part[some][moving]
            own[:, : self.colours] = self._moved(own[:, : self.colours], change[some][moving])
            part[some][moving] = own
        return replace(self, values=_frozen(values))

    def with_depth(self, depth: int) -> Original:
        """Return it in 8 or 16 bits a channel."""
        if depth == self.depth:
            return self
        if depth == 16:
            return replace(self, values=_frozen(self.values.astype(np.uint16) * np.uint16(257)))
        rounded = (self.values.astype(np.uint32) + 128) // 257
        return replace(self, values=_frozen(rounded.astype(np.uint8)))

    def cropped(self, crop: Crop) -> Original:
        """Return a part of it."""
        return replace(self, values=_frozen(self.values[rectangle(crop)].copy()))

    def _reals(self, own: Pixels) -> npt.NDArray[np.float32]:
        return own.astype(np.float32) / np.float32(2**self.depth - 1)

    def _moved(self, own: Pixels, change: npt.NDArray[np.float32]) -> Pixels:
        white = np.float32(2**self.depth - 1)
        if isinstance(self._space, Srgb):
            step = self._space.from_srgb(change)
        else:
            before = self._space.to_srgb(self._reals(own))
            after = np.clip(before + change, 0, 1)
            step = self._space.from_srgb(after) - self._space.from_srgb(before)
        moved: Pixels = np.clip(np.rint(own + step * white), 0, white).astype(own.dtype)
        return moved


def open_original(path: Path) -> Original:
    """Read a photograph's own values.

    Greyscale and RGB of 8 and 16 bits are kept with their opacity and profile; anything else
    (ink, palettes, real numbers) becomes what `photos.open_photo` makes of it, 8-bit sRGB.

    Raises
    ------
    PhotoError
        See `open_photo`.
    """
    with opened(path) as picture:
        check_size(path, *picture.size)
        lower: npt.NDArray[np.uint8] | None = None
        deep = _deep_colours(picture)
        with faults_told(path):
            picture.load()
        exif, icc = _exif(picture, path), picture.info.get("icc_profile")
        xmp = _xmp(picture)
        turn = _orientation(exif)
        kept = _kept(picture)
        if deep is not None:
            with opened(path) as again:
                lower = _low_bytes(again, deep, path)
        if kept is None:
            exact = np.asarray(to_srgb(picture, str(path), at_least=None))
            values = _frozen(_upright(exact, turn))
            return Original(values, srgb_profile(), exif, converted=True, xmp=xmp)
    if lower is not None:
        kept = (kept.astype(np.uint16) << np.uint16(8)) | lower
    values = _upright(kept if kept.ndim == 3 else kept[..., None], turn)
    channels = 1 if values.shape[2] < 3 else 3
    try:
        space = colour_space(icc, channels)
    except ValueError as error:
        logger.warning("%s: its colour profile is not used (%s)", path, error)
        icc, space = None, Srgb(channels)
    return Original(_frozen(values), icc or srgb_profile(), exif, False, space, xmp=xmp)


def _kept(picture: PIL.Image.Image) -> Pixels | None:
    """Return the values of a loaded picture of a kind that is kept as it is."""
    if picture.mode in ("L", "LA", "RGB", "RGBA") and "transparency" not in picture.info:
        return np.asarray(picture)
    if picture.mode.startswith("I;16"):
        return np.asarray(picture).astype(np.uint16)
    return None


def _deep_colours(picture: ImageFile) -> str | None:
    """Return the raw mode of a file with 16 bits a colour, which Pillow cuts to 8; else None."""
    for tile in picture.tile:
        arguments = tile[3]
        raw = arguments[0] if isinstance(arguments, tuple) and arguments else arguments
        if isinstance(raw, str) and raw[:3] == "RGB" and ";16" in raw:
            return raw
    return None


def _low_bytes(picture: ImageFile, raw: str, path: Path) -> npt.NDArray[np.uint8]:
    """Return the bytes that Pillow cuts off: asked for the other byte order, it cuts the others.

    It unpacks 16 bits a colour by passing over one byte of each two.
    """
    native = "L" if np.little_endian else "B"
    order = native if raw[-1] == "N" else raw[-1]
    other = f"{raw[:-1]}{'B' if order == 'L' else 'L'}"
    tiles: list[Any] = []
    for tile in picture.tile:
        given = tile[3]
        arguments = (other, *given[1:]) if isinstance(given, tuple) else other
        tiles.append(tile._replace(args=arguments))
    picture.tile = tiles
    with faults_told(path):
        picture.load()
    return np.asarray(picture)


def _exif(picture: ImageFile, path: Path) -> bytes | None:
    """Return the camera's notes; None where there are none, or none that can be read."""
    try:
        notes = picture.getexif()
        return notes.tobytes() if len(notes) else None
    except Exception as error:  # noqa: BLE001  Pillow raises whatever damaged notes lead to
        logger.warning("%s: its camera notes cannot be read (%s)", path, error)
        return None


def _xmp(picture: PIL.Image.Image) -> bytes | None:
    found = picture.info.get("xmp")
    return found if isinstance(found, bytes) else None


def _orientation(exif: bytes | None) -> int:
    notes = PIL.Image.Exif()
    notes.load(exif or b"")
    return int(notes.get(ExifTags.Base.Orientation, 1))


def _upright(values: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    turns, mirrored = _TURNS.get(orientation, (0, False))
    turned = np.rot90(values, turns)
    return turned[:, ::-1] if mirrored else turned


def _frozen(values: npt.NDArray[Any]) -> Any:
    whole = np.ascontiguousarray(values)
    whole.flags.writeable = False
    return whole
