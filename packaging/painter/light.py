"""Studio light on skin: a soft key with a cast shadow, fill, sky, rim and an oily sheen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from painter.field import UNIT, Field, blur, smoothstep
from painter.relief import Relief
from painter.sitter import Sitter

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Studio:
    """Directions (towards the lamp) and linear colours of the lamps."""

    key: Vector
    fill: Vector
    key_colour: Vector
    fill_colour: Vector
    sky: Vector
    ground: Vector


def _unit(x: float, y: float, z: float) -> Vector:
    vector = np.array([x, y, z], np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def set_up(sitter: Sitter) -> Studio:
    """Place and colour the lamps for one sitting."""
    w, k = sitter.warmth, sitter.contrast
    key = np.array([1.0 + 0.1 * w, 0.97, 0.93 - 0.12 * w], np.float32) * (1.2 + 0.35 * k)
    fill = np.array([0.95 - 0.08 * w, 0.98, 1.03 + 0.08 * w], np.float32) * (0.36 - 0.22 * k)
    sky = np.array([0.98, 1.0, 1.04], np.float32) * (0.36 - 0.1 * k)
    ground = np.array([1.05, 0.95, 0.88], np.float32) * 0.27
    return Studio(
        key=_unit(sitter.light_side, -sitter.light_height, 0.85),
        fill=_unit(-sitter.light_side - 0.3 * np.sign(sitter.light_side), -0.1, 0.8),
        key_colour=key,
        fill_colour=fill,
        sky=sky,
        ground=ground,
    )


def cast_shadow(height: Field, key: Vector) -> Field:
    """Return how much of the key lamp reaches each pixel, by walking towards the lamp."""
    step = 2
    low = np.ascontiguousarray(height[::step, ::step])
    rows, columns = (np.arange(n) for n in low.shape)
    hidden = np.zeros_like(low)
    for reach in np.geomspace(0.06, 1.7, 18):
        shift = reach * UNIT / step
        y = np.clip(np.rint(rows + key[1] * shift), 0, len(rows) - 1).astype(int)
        x = np.clip(np.rint(columns + key[0] * shift), 0, len(columns) - 1).astype(int)
        above = low[y][:, x] - low - reach * key[2]
        hidden = np.maximum(hidden, above / (0.05 + 0.28 * reach))
    lit = np.repeat(np.repeat(1 - smoothstep(0, 1, hidden), step, 0), step, 1)
    return np.clip(blur(lit, 0.035), 0, 1)


def occlusion(height: Field) -> Field:
    """Return how open each place is to the sky, from how far it lies below its surroundings."""
    solid = np.maximum(height, -0.6)
    hollow = 0.9 * (blur(solid, 0.06) - solid) / 0.06 + 0.9 * (blur(solid, 0.22) - solid) / 0.22
    return np.asarray(np.clip(1 - 0.75 * np.clip(hollow, -0.12, 1.2), 0.15, 1.1), np.float32)


def light_skin(
    relief: Relief, albedo: Field, gloss: Field, veil: Field, sitter: Sitter
) -> tuple[Field, Field]:
    """Return the lit skin (linear RGB) and the share of key light at every pixel.

    `veil` is the shadow that hair throws, 0 to 1.
    """
    studio = set_up(sitter)
    nx, ny, nz = relief.normal
    open_sky = occlusion(relief.height)
    lit = cast_shadow(relief.height, studio.key) * (1 - 0.7 * veil)
    facing = nx * studio.key[0] + ny * studio.key[1] + nz * studio.key[2]
    filled = np.clip(nx * studio.fill[0] + ny * studio.fill[1] + nz * studio.fill[2], 0, 1)
    half = studio.key + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    shine = np.clip(nx * half[0] + ny * half[1] + nz * half[2], 0, 1)
    sheen = gloss * (0.06 * shine**12 + 0.04 * shine**40) * lit
    edge = (1 - np.clip(nz, 0, 1)) ** 3 * 0.07 * open_sky
    up = 0.5 - 0.5 * ny
    channels = []
    # Red light wanders further under the skin than blue: wider wrap, softer red shadow edges.
    for i, (wrap, bleed) in enumerate(((0.26, 0.8), (0.14, 1.0), (0.1, 1.08))):
        diffuse = np.clip((facing + wrap) / (1 + wrap), 0, 1) ** 1.25 * lit**bleed
        ambient = (studio.sky[i] * up + studio.ground[i] * (1 - up)) * open_sky
        power = studio.key_colour[i] * diffuse + studio.fill_colour[i] * filled * open_sky
        tint = open_sky ** (0.12 * i)
        colour = albedo[..., i] * (power * (0.4 + 0.6 * open_sky) + ambient) * tint
        channels.append(colour + sheen * studio.key_colour[i] + edge * studio.sky[i] * 0.5)
    return np.stack(channels, -1).astype(np.float32), lit


def develop(linear: Field) -> Field:
    """Map linear light to display values: a film-like shoulder, then the sRGB curve."""
    film = np.clip(1.06 * (1 - np.exp(-1.4 * np.clip(linear, 0, None))), 0, 1)
    curve = np.where(film < 0.0031308, 12.92 * film, 1.055 * film ** (1 / 2.4) - 0.055)
    return np.asarray(curve, np.float32)
