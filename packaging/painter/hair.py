"""Hair, strand by strand: bundles follow guide curves and shine across their own direction."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from painter.field import CANVAS, Field, Points, coverage, smoothstep, spline, to_pixels
from painter.light import develop, set_up
from painter.sitter import Sitter
from painter.skin import beard_zone

STATIONS = 19


@dataclass(frozen=True)
class Lock:
    """A bundle of strands interpolated between neighbouring guide curves.

    Strands stray by `spread`, swing by `wave` for `waves` periods, cover the share `span` of
    their guides, and are darkened by `depth` where they lie under others.
    """

    guides: list[list[tuple[float, float]]]
    count: int
    width: float = 1.6
    wave: float = 0.0
    waves: float = 2.0
    spread: float = 0.05
    span: float = 1.0
    depth: float = 1.0


@dataclass(frozen=True)
class Layer:
    """Combed hair ready to be laid over the picture, in display values."""

    colour: Field
    cover: Field


def _paths(lock: Lock, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the strands of a bundle as an array of (strand, station, uv)."""
    guides = np.stack([spline(g, STATIONS) for g in lock.guides])
    # Strands gather into tufts, which is what makes hair read as hair.
    place = rng.uniform(0, 1, lock.count)
    tufts = max(lock.count // 14, 4)
    place += 0.12 * np.sin(2 * np.pi * place * tufts * 0.5) / tufts
    position = np.clip(place, 0, 1) * (len(guides) - 1)
    i = np.minimum(position.astype(int), len(guides) - 2)
    f = (position - i)[:, None, None]
    paths = guides[i] * (1 - f) + guides[i + 1] * f
    t = np.linspace(0, 1, STATIONS)
    drift = rng.normal(0, lock.spread, (lock.count, 1, 2)) * (0.25 + t)[None, :, None]
    phase = 2 * np.pi * (place * 3)[:, None] + rng.normal(0, 0.5, (lock.count, 1))
    swing = lock.wave * np.sin(2 * np.pi * lock.waves * t + phase) * np.minimum(3 * t, 1)
    tangent = np.gradient(paths, axis=1)
    tangent /= np.linalg.norm(tangent, axis=2, keepdims=True) + 1e-6
    across = np.stack([-tangent[..., 1], tangent[..., 0]], -1)
    paths = paths + drift + across * swing[..., None]
    # Uneven lengths and starts keep tips from lining up.
    span = lock.span * rng.uniform(0.84, 1, (lock.count, 1))
    loose = 1.0 if lock.span < 1 else 0.6
    start = loose * rng.uniform(0, 1, (lock.count, 1)) * (1 - span)
    stations = t if lock.span >= 1 else t[::4]
    where = (start + span * stations) * (STATIONS - 1)
    low = np.minimum(where.astype(int), STATIONS - 2)
    rest, rows = (where - low)[..., None], np.arange(lock.count)[:, None]
    return np.asarray(paths[rows, low] * (1 - rest) + paths[rows, low + 1] * rest, np.float64)


def _light(
    paths: NDArray[np.float64], sitter: Sitter, rng: np.random.Generator
) -> tuple[Points, Points]:
    """Return diffuse light and Kajiya-Kay shine along strands lying on a rounded head."""
    studio = set_up(sitter)
    nx = np.clip(paths[..., 0] / 2.75, -0.95, 0.95)
    ny = np.clip((paths[..., 1] + 0.1) / 3.3, -0.9, 0.9)
    nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0.05, 1))
    facing = nx * studio.key[0] + ny * studio.key[1] + nz * studio.key[2]
    tangent = np.gradient(paths, axis=1)
    tz = -(tangent[..., 0] * nx + tangent[..., 1] * ny) / nz
    t3 = np.concatenate([tangent, tz[..., None]], -1)
    t3 /= np.linalg.norm(t3, axis=-1, keepdims=True) + 1e-6
    half = studio.key + np.array([0, 0, 1])
    half = half / np.linalg.norm(half)
    along = t3 @ half + rng.normal(0, 0.16, (len(paths), 1))
    shine = np.clip(1 - along * along, 0, 1) ** 24 * smoothstep(-0.5, 0.8, facing)
    return 0.12 + 0.9 * (0.5 + 0.5 * facing) ** 2, shine


def _strand_colours(sitter: Sitter, count: int, rng: np.random.Generator) -> Points:
    pigment = np.asarray(sitter.hair) * np.exp(rng.normal(0, 0.22, (count, 1)))
    white = np.array([0.37, 0.36, 0.35]) * np.exp(rng.normal(0, 0.2, (count, 1)))
    grey = rng.random((count, 1)) < sitter.grey
    faded = pigment * (1 - 0.45 * sitter.grey) + white * 0.45 * sitter.grey
    return np.asarray(np.where(grey, white, faded), np.float64)


def _layer(image: Image.Image) -> Layer:
    values = coverage(image)
    return Layer(values[..., :3], values[..., 3])


def comb(locks: list[Lock], sitter: Sitter, rng: np.random.Generator) -> Layer:
    """Draw bundles from the deepest strand to the topmost."""
    ink = tuple(int(255 * c) for c in develop(np.asarray(sitter.hair, np.float32) * 0.4))
    image = Image.new("RGBA", (CANVAS, CANVAS), (*ink, 0))
    draw = ImageDraw.Draw(image)
    for lock in locks:
        paths = _paths(lock, rng)
        diffuse, shine = _light(paths, sitter, rng)
        above = np.linspace(0, 1, lock.count)[:, None]
        relief = 0.58 + 0.55 * above
        colour = _strand_colours(sitter, lock.count, rng)[:, None, :]
        lit = colour * (1.45 * diffuse * relief * lock.depth)[..., None]
        gleam = (0.025 + 0.75 * colour) * (shine * relief**2 * lock.depth)[..., None]
        shades = (255 * develop((lit + gleam).astype(np.float32))).astype(int)
        pixels = to_pixels(paths)
        widths = np.maximum(np.rint(lock.width * rng.uniform(0.6, 1.5, lock.count)), 1).astype(int)
        for path, shade, width in zip(
            pixels.tolist(), shades.tolist(), widths.tolist(), strict=True
        ):
            last = len(path) * 3 // 4
            for i, (a, b, c) in enumerate(zip(path[:-1], path[1:], shade[:-1], strict=True)):
                thick = width if i < last else max(width - 1, 1)
                draw.line((*a, *b), fill=(*c, 255), width=thick)
    return _layer(image)


def comb_beard(sitter: Sitter, u: Field, v: Field, rim: Field, rng: np.random.Generator) -> Layer:
    """Draw a beard: short strands seeded where it grows, falling away from the mouth."""
    zone = beard_zone(sitter, u, v) * smoothstep(1.02, 0.97, rim)
    density = np.clip(zone, 0, 1) ** 1.5
    count = 8500
    places = rng.choice(zone.size, count, p=(density / density.sum()).ravel())
    places = places[np.argsort(v.ravel()[places] + rng.normal(0, 0.5, count))]
    x, y = u.ravel()[places].astype(float), v.ravel()[places].astype(float)
    length = rng.uniform(0.08, 0.2, count) * sitter.beard_length
    lean = 0.55 * np.tanh(2.2 * x) * np.clip(1.6 - 0.4 * y, 0.2, 1) + rng.normal(0, 0.22, count)
    lean -= 0.5 * np.clip(np.abs(x) - 1, 0, 1) * np.sign(x)
    root = np.stack([x, y], 1)
    tip = root + np.stack([np.sin(lean), np.cos(lean)], 1) * length[:, None]
    middle = 0.5 * (root + tip) + rng.normal(0, 0.012, (count, 2))
    paths = np.stack([root, middle, tip], 1)
    diffuse, shine = _light(paths, sitter, rng)
    colour = _strand_colours(sitter, count, rng)[:, None, :] * 0.95
    shade = colour * (1.35 * diffuse * rng.uniform(0.45, 1.2, (count, 1)))[..., None]
    values = develop((shade + 0.1 * colour * shine[..., None]).astype(np.float32))
    ink = tuple(int(255 * c) for c in values.mean((0, 1)))
    image = Image.new("RGBA", (CANVAS, CANVAS), (*ink, 0))
    draw = ImageDraw.Draw(image)
    for path, value in zip(
        to_pixels(paths).tolist(), (255 * values).astype(int).tolist(), strict=True
    ):
        for a, b, c in zip(path[:-1], path[1:], value[:-1], strict=True):
            draw.line((*a, *b), fill=(*c, 225), width=1)
    return _layer(image)
