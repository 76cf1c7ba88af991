"""Animated GIF (GIF89a): 256 colours for the whole film, and dithering that stands still.

The palette is made of frames from all over the film. Colours between two of the palette are shown
by a fixed pattern (Bayer 1973): where nothing moves in the film nothing flickers, as it would where
each frame's errors are carried on.
"""

from __future__ import annotations

import struct
from collections.abc import Generator
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL import GifImagePlugin

from dfi_studio.core.errors import UsageError
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.steps import Progress
from dfi_studio.library.edit_mark import packet
from dfi_studio.library.movies.movie import Movie, Pixels, changed_box

_HUNDREDTH = Fraction(1, 100)
_FASTEST = 50  # frames a second: players show what is shorter than 20 ms for 100
_SAMPLES, _SAMPLE_SIDE = 24, 160
_COLOURS = 256
_STAYS = 1 << 2  # a frame is left as it is before the next is laid over it


def write_gif(path: Path, movie: Movie, options: MovieOptions) -> Generator[Progress, None, None]:
    """Write a film; `path` is replaced. Some frames are asked for twice.

    Raises
    ------
    UsageError
        It has more frames a second than a GIF can show.
    """
    if movie.rate > _FASTEST:
        raise UsageError(
            f"A GIF shows {_FASTEST} frames a second at the most, not {float(movie.rate):g}; "
            "choose fewer, or another format."
        )
    palette = yield from _palette(movie)
    spread, before = _spacing(palette), None
    with path.open("wb") as file:
        for at, (frame, delay) in enumerate(
            zip(movie.frames(), movie.delays(_HUNDREDTH), strict=True)
        ):
            yield Progress("Writing the film", at, movie.count)
            drawn = _reduced(frame, palette, spread)
            indices = np.asarray(drawn)[..., None]
            box = (0, 0, frame.shape[1], frame.shape[0])
            if before is None:
                file.write(_header(frame, palette, movie, options))
            else:
                box = changed_box(before, indices)
            file.write(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, _STAYS, delay, 0, 0))
            file.write(b"".join(GifImagePlugin.getdata(drawn.crop(box), box[:2])))
            before = indices
        file.write(b";")
    yield Progress("Writing the film", movie.count, movie.count)


def _palette(movie: Movie) -> Generator[Progress, None, PIL.Image.Image]:
    """Return a picture with the palette: of a sample of the pixels of frames all over the film."""
    numbers = sorted({round(at) for at in np.linspace(0, movie.count - 1, _SAMPLES)})
    samples = []
    for at, number in enumerate(numbers):
        yield Progress("Choosing colours", at, len(numbers))
        picture = PIL.Image.fromarray(movie.frame(number))
        picture.thumbnail((_SAMPLE_SIDE, _SAMPLE_SIDE), PIL.Image.Resampling.NEAREST)
        samples.append(np.asarray(picture))
    mosaic = PIL.Image.fromarray(np.concatenate(samples))
    return mosaic.quantize(_COLOURS, PIL.Image.Quantize.MEDIANCUT, kmeans=1)


def _spacing(palette: PIL.Image.Image) -> float:
    """Return how far a colour of the palette is from the next, in grey levels."""
    colours = np.unique(_colours(palette).astype(np.float32), axis=0)
    if len(colours) < 2:
        return 0.0
    apart = np.linalg.norm(colours[:, None] - colours[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    return float(np.median(apart.min(axis=1)))


def _colours(palette: PIL.Image.Image) -> npt.NDArray[np.uint8]:
    return np.frombuffer(bytes(palette.getpalette() or ()), np.uint8).reshape(-1, 3)


def _reduced(frame: Pixels, palette: PIL.Image.Image, spread: float) -> PIL.Image.Image:
    """Return a frame in the colours of a palette."""
    height, width = frame.shape[:2]
    tiles = (-(-height // 8), -(-width // 8))
    pattern = np.tile(_bayer(), tiles)[:height, :width, None] * np.float32(spread)
    moved = np.clip(frame + pattern, 0, 255).round().astype(np.uint8)
    return PIL.Image.fromarray(moved).quantize(palette=palette, dither=PIL.Image.Dither.NONE)


def _bayer() -> npt.NDArray[np.float32]:
    """Return the 8 x 8 pattern, of mean 0, from -1/2 to 1/2."""
    pattern = np.zeros((1, 1), np.float32)
    for _ in range(3):
        pattern = np.block([[4 * pattern, 4 * pattern + 2], [4 * pattern + 3, 4 * pattern + 1]])
    return ((pattern + 0.5) / 64 - 0.5).astype(np.float32)


def _header(frame: Pixels, palette: PIL.Image.Image, movie: Movie, options: MovieOptions) -> bytes:
    height, width = frame.shape[:2]
    table = _colours(palette).tobytes().ljust(3 * _COLOURS, b"\0")
    parts = [b"GIF89a", struct.pack("<HHBBB", width, height, 0xF7, 0, 0), table]
    if options.loop != 1:  # a film without this block plays once; the block counts repetitions
        again = 0 if options.loop == 0 else options.loop - 1
        parts.append(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<H", again) + b"\0")
    if movie.mark is not None:  # XMP specification, part 3, 1.1.2, with its magic trailer
        trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
        parts.append(b"\x21\xff\x0bXMP DataXMP" + packet(movie.mark) + trailer)
    return b"".join(parts)
