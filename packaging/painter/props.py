"""What surrounds the face: backdrop, clothes and glasses."""

import colorsys

import numpy as np
from PIL import Image, ImageDraw

from painter.anatomy import chin_height
from painter.field import CANVAS, UNIT, Field, blur, coverage, noise, spline, to_pixels
from painter.light import set_up
from painter.sitter import Colour, Sitter
from painter.skin import mix


def _hsv(hue: float, saturation: float, value: float) -> Colour:
    return colorsys.hsv_to_rgb(hue % 1, saturation, value)


def backdrop(sitter: Sitter, u: Field, v: Field, rng: np.random.Generator) -> Field:
    """Return a soft background in display values."""
    hue = sitter.backdrop_hue
    studio = sitter.backdrop == "studio"
    saturation = 0.06 if studio else float(rng.uniform(0.08, 0.28))
    value = float(rng.uniform(0.35, 0.8))
    low, high = _hsv(hue, saturation, 0.62 * value), _hsv(hue + 0.03, saturation * 0.8, value)
    side = -np.sign(sitter.light_side)
    glow = np.exp(-((u - side * 1.6) ** 2 + (v + 0.3) ** 2) / 9) + 0.06 * noise(rng, 2.2)
    field = mix(np.full((*u.shape, 3), low, np.float32), high, np.clip(glow, 0, 1))
    if sitter.backdrop != "bokeh":
        return field
    image = Image.new("RGB", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(image)
    for _ in range(26):
        x, y = rng.uniform(0, CANVAS, 2)
        r = rng.uniform(0.18, 0.5) * UNIT
        tint = _hsv(hue + rng.normal(0, 0.04), saturation * 0.9, rng.uniform(0.15, 0.5))
        disc = tuple(int(255 * c) for c in tint)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=disc)
    discs = np.stack([blur(coverage(band), 0.06) for band in image.split()], -1)
    return np.asarray(1 - (1 - field) * (1 - 0.75 * discs), np.float32)


def below_collar(sitter: Sitter, u: Field, v: Field) -> Field:
    """Return how far each place lies below the edge of the clothes."""
    a = np.abs(u)
    base = min(chin_height(sitter) + 0.3, 3.27)
    if sitter.collar == "roll":
        edge = base - 0.1 + 0.1 * (a / 1.3) ** 2 * (a < 1.35) + 0.16 * (a >= 1.35)
    elif sitter.collar == "shirt":
        edge = base + 0.28 - 0.42 * np.clip(a / 1.15, 0, 1) + 0.3 * np.clip(a - 1.2, 0, 2)
    else:
        edge = base + 0.12 - 0.2 * np.clip(a / 1.2, 0, 1) ** 2 + 0.22 * np.clip(a - 1.2, 0, 2)
    return np.asarray(v - edge, np.float32)


def clothes(sitter: Sitter, u: Field, down: Field, rng: np.random.Generator) -> Field:
    """Return the cloth's linear colour, with a seam `down` from the collar's edge."""
    colour = np.array(sitter.cloth, np.float32)
    studio = set_up(sitter)
    facing = np.clip(u / 3.2 * studio.key[0] - 0.35 * studio.key[1] + 0.7 * studio.key[2], 0, 1)
    folds = 1 + 0.1 * noise(rng, 0.35, 2.5)
    if sitter.collar == "roll":
        folds = folds + 0.12 * np.sin(u * 38)
    hem = 1 - 0.45 * np.exp(-np.abs(down - 0.13) / 0.018) - 0.25 * np.exp(-np.abs(down) / 0.04)
    return np.asarray(colour * ((0.35 + facing) * folds * hem)[..., None], np.float32)


def glasses(sitter: Sitter, rng: np.random.Generator) -> tuple[Field, Colour, Field]:
    """Return the frame's coverage, its display colour, and the coverage of the lenses."""
    shape = int(rng.integers(3))
    power = (2.0, 3.2, 4.5)[shape]
    wide, tall = 0.74, (0.62, 0.52, 0.5)[shape]
    angle = np.linspace(0, 2 * np.pi, 80)
    c, s = np.cos(angle), np.sin(angle)
    x = wide * np.sign(c) * np.abs(c) ** (2 / power)
    y = 0.07 + tall * np.sign(s) * np.abs(s) ** (2 / power) * (1 + 0.05 * np.cos(angle))
    frame, lens = Image.new("L", (CANVAS, CANVAS)), Image.new("L", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(frame)
    thick = int(rng.choice([5, 7, 9]))
    for side in (-1, 1):
        ring = to_pixels(np.stack([side * (1.02 + x), y], 1))
        flat = [float(f) for f in ring.ravel()]
        ImageDraw.Draw(lens).polygon(flat, fill=255)
        draw.line(flat, fill=255, width=thick, joint="curve")
        temple = to_pixels(np.array([(side * (1.0 + wide), -0.08), (side * 2.1, -0.02)]))
        draw.line([float(f) for f in temple.ravel()], fill=255, width=thick)
    bridge = to_pixels(spline([(-0.3, 0.0), (0, -0.1), (0.3, 0.0)], 16))
    draw.line([float(f) for f in bridge.ravel()], fill=255, width=thick, joint="curve")
    palette = ((0.07, 0.06, 0.06), (0.25, 0.14, 0.08), (0.45, 0.4, 0.33), (0.12, 0.16, 0.28))
    colour = palette[int(rng.integers(len(palette)))]
    return coverage(frame), colour, coverage(lens)
