"""What a file's numbers mean: between its own colour space and sRGB, both ways, in real numbers.

Pillow's LittleCMS computes in 8 bits. Profiles made of three primaries and curves, which those of
cameras and screens nearly all are, are computed here (ICC.1:2022, 10.6, 10.18; the chromatic
adaptation is in the primaries already); for the rest its 8 bits have to do.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL import ImageCms

from dfi_studio.library.colour import srgb_profile

Reals = npt.NDArray[np.float32]
"""(N, channels) in 0..1."""

_STEPS = 1 << 16
_D50_TO_SRGB = np.array(  # inverse of sRGB's primaries adapted to D50 (IEC 61966-2-1, Bradford)
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ],
    np.float32,
)
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


class ColourSpace(Protocol):
    """A colour space of one or three channels."""

    def to_srgb(self, values: Reals) -> Reals:
        """Return the file's values (N, channels) as sRGB (N, 3)."""

    def from_srgb(self, colours: Reals) -> Reals:
        """Return sRGB (N, 3) as the file's values (N, channels)."""


class Srgb:
    """sRGB itself, in colour or grey."""

    def __init__(self, channels: int) -> None:
        self._channels = channels

    def to_srgb(self, values: Reals) -> Reals:
        """Return the same, grey three times."""
        return values if self._channels == 3 else np.repeat(values, 3, axis=1)

    def from_srgb(self, colours: Reals) -> Reals:
        """Return the same; grey by its luminance, of coded values (ITU-R BT.709)."""
        return colours if self._channels == 3 else (colours @ _LUMA)[:, None]


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve from coded values to light and back, as two tables of 65,536 steps."""

    light: Reals
    coded: Reals

    @classmethod
    def of(cls, light: npt.NDArray[np.float64]) -> Curve:
        """Return the curve with this table, which rises from 0 to 1."""
        grid = np.linspace(0, 1, _STEPS)
        rising = np.maximum.accumulate(light)
        return cls(light.astype(np.float32), np.interp(grid, rising, grid).astype(np.float32))


def _at(table: Reals, values: Reals) -> Reals:
    index = np.clip(values, 0, 1) * np.float32(_STEPS - 1) + np.float32(0.5)
    found: Reals = table[index.astype(np.int32)]
    return found


class Primaries:
    """Three primaries and curves: Adobe RGB, Display P3, ProPhoto, a camera's own."""

    def __init__(self, to_xyz: npt.NDArray[np.float64], curves: tuple[Curve, ...]) -> None:
        self._to_linear = (_D50_TO_SRGB @ to_xyz).astype(np.float32)
        self._from_linear = np.linalg.inv(self._to_linear).astype(np.float32)
        self._curves = curves

    def to_srgb(self, values: Reals) -> Reals:
        """Return sRGB; what lies outside of it is cut off."""
        light = np.stack(
            [_at(curve.light, values[:, i]) for i, curve in enumerate(self._curves)], axis=1
        )
        return _at(_SRGB.coded, light @ self._to_linear.T)

    def from_srgb(self, colours: Reals) -> Reals:
        """Return the file's values."""
        light: Reals = _at(_SRGB.light, colours) @ self._from_linear.T
        return np.stack(
            [_at(curve.coded, light[:, i]) for i, curve in enumerate(self._curves)], axis=1
        )


class Tables:
    """Any other profile, by LittleCMS in 8 bits."""

    def __init__(self, icc: bytes, channels: int) -> None:
        mode = "RGB" if channels == 3 else "L"
        own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
        self._mode = mode
        self._to = ImageCms.buildTransform(own, srgb, mode, "RGB")
        self._from = ImageCms.buildTransform(srgb, own, "RGB", mode)

    def to_srgb(self, values: Reals) -> Reals:
        """Return sRGB to 8 bits."""
        return _through(self._to, values, self._mode)

    def from_srgb(self, colours: Reals) -> Reals:
        """Return the file's values to 8 bits."""
        return _through(self._from, colours, "RGB")


def _through(transform: ImageCms.ImageCmsTransform, values: Reals, mode: str) -> Reals:
    levels = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)[None]
    picture = PIL.Image.fromarray(levels if mode == "RGB" else levels[..., 0])
    applied = ImageCms.applyTransform(picture, transform)
    assert applied is not None  # only in-place transforms return nothing
    found: Reals = np.asarray(applied, np.float32)[0] / np.float32(255)
    return found if found.ndim == 2 else found[:, None]


def _srgb_light() -> npt.NDArray[np.float64]:
    coded = np.linspace(0, 1, _STEPS)
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


_SRGB = Curve.of(_srgb_light())


def colour_space(icc: bytes | None, channels: int) -> ColourSpace:
    """Return the colour space of a file with one or three channels.

    Raises
    ------
    ValueError
        The profile is damaged, or for another number of channels.
    """
    if not icc or icc == srgb_profile():
        return Srgb(channels)
    try:
        tags = _tags(icc)
        if channels == 3 and {b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"} <= set(tags):
            if icc[16:20] != b"RGB ":
                raise ValueError("the profile is for other channels")
            if b"A2B0" not in tags:
                columns = [_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]
                curves = tuple(_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC"))
                return Primaries(np.stack(columns, axis=1), curves)
        return Tables(icc, channels)
    except (struct.error, IndexError, OSError, ImageCms.PyCMSError, np.linalg.LinAlgError) as error:
        raise ValueError(f"the profile cannot be used ({error})") from error


def _tags(icc: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", icc, 128)
    if count > 200:
        raise ValueError("the profile is damaged")
    rows = [struct.unpack_from(">4sII", icc, 132 + 12 * index) for index in range(count)]
    return {name: icc[start : start + size] for name, start, size in rows}


def _xyz(tag: bytes) -> npt.NDArray[np.float64]:
    return np.array(struct.unpack_from(">3i", tag, 8)) / 65536


def _curve(tag: bytes) -> Curve:
    """Read a curve: a table, a gamma, or one of the five parametric forms."""
    x = np.linspace(0, 1, _STEPS)
    if tag[:4] == b"curv":
        (count,) = struct.unpack_from(">I", tag, 8)
        if count == 0:
            return Curve.of(x)
        table = np.array(struct.unpack_from(f">{count}H", tag, 12))
        if count == 1:
            return Curve.of(x ** (table[0] / 256))
        return Curve.of(np.interp(x, np.linspace(0, 1, count), table / 65535))
    if tag[:4] != b"para":
        raise ValueError("the profile has a curve of an unknown kind")
    (form,) = struct.unpack_from(">H", tag, 8)
    count = (1, 3, 4, 5, 7)[form]
    given = np.zeros(7)
    given[:count] = np.array(struct.unpack_from(f">{count}i", tag, 12)) / 65536
    g, a, b, c, d, e, f = (float(each) for each in given)
    if form == 0:
        return Curve.of(x**g)
    bent = np.maximum(a * x + b, 0) ** g
    if form in (1, 2):  # c is an offset, and what lies below the bend is flat
        return Curve.of(np.clip(np.where(x >= -b / a, bent, 0) + c, 0, 1))
    return Curve.of(np.clip(np.where(x >= d, bent + e, c * x + f), 0, 1))
