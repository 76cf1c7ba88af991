"""The height of the head towards the viewer, built from an outline and soft anatomical hills.

The numbers are anatomy measured in half-interocular units, then tuned by eye: `a` is the distance
from the midline, `m`, `c` and `w` are the sitter's maleness, childhood and wear.
"""

from dataclasses import dataclass

import numpy as np

from painter.anatomy import EyeShape, MouthShape, chin_height, hairline, nose_base
from painter.field import UNIT, Creases, Field, Points, blur, bump, noise, smoothstep, spline
from painter.sitter import Sitter
from painter.wrinkles import wrinkles

DEPTH = 1.75
NECK_SINK = 0.75


@dataclass(frozen=True)
class Relief:
    """Heights and coverage of the skin, with the surface's slope already worked out."""

    height: Field
    normal: tuple[Field, Field, Field]
    head: Field
    skin: Field
    rim: Field
    creases: Field


def outline(sitter: Sitter) -> Points:
    """Return half of the head's outline, from the crown round the jaw to the chin."""
    m, c, w = sitter.male, sitter.child, sitter.wear
    chin, wide = chin_height(sitter), sitter.width
    jaw = sitter.jaw * (1 + 0.05 * m) * wide
    ball = sitter.chin * (1 + 0.18 * m - 0.05 * c)
    return np.array(
        [
            (0, -3.55),
            (1.3, -3.1),
            (1.86 * wide, -1.85),
            (2.0 * wide, -0.8),
            ((2.03 - 0.03 * w) * wide, 0.1),
            ((1.95 + 0.04 * c) * wide, 0.8),
            ((1.76 + 0.13 * c - 0.03 * w + 0.02 * m) * wide, 0.47 * chin),
            ((1.41 + 0.12 * c + 0.04 * w + 0.05 * m) * jaw, 0.69 * chin),
            ((0.97 + 0.05 * c + 0.07 * w + 0.05 * m) * jaw, 0.87 * chin),
            (0.5 * ball, 0.985 * chin),
            (0, chin),
        ]
    )


def _dome(sitter: Sitter, u: Field, v: Field) -> tuple[Field, Field]:
    """Return the bare skull's height and how far out (1 = outline) each pixel lies."""
    middle = 0.3
    half = outline(sitter)
    # Mirrored neighbours at both ends keep crown and chin free of a kink.
    mirror = np.array([-1.0, 1.0])
    points = spline(np.vstack([half[1] * mirror, half, half[-2] * mirror]), 480)
    angle = np.unwrap(np.arctan2(points[:, 0], middle - points[:, 1]))
    radius = np.hypot(points[:, 0], points[:, 1] - middle)
    reach = np.interp(np.arctan2(np.abs(u), middle - v), angle, radius)
    out = (np.hypot(u, v - middle) / reach).astype(np.float32)
    dome = DEPTH * (1 - np.clip(out, 0, 0.985) ** 2.5) ** 0.55
    dome -= 10 * np.clip(out - 0.985, 0, 0.06)
    return np.asarray(dome, np.float32), out


def _nose(sitter: Sitter, a: Field, v: Field) -> Field:
    """Return bridge, tip, wings and nostrils."""
    base = nose_base(sitter)
    wide = sitter.nose_width * (1 + 0.08 * sitter.male + 0.08 * sitter.wear - 0.14 * sitter.child)
    stations = np.array([-0.75, -0.3, 0.0, 0.4, 0.75, 0.93, 1.03, 1.16]) * base
    bridge = 1 - 0.35 * sitter.child
    rise = np.array([0, 0.1, 0.17, 0.3, 0.44, 0.49, 0.33, 0]) * (0.9 + 0.1 * bridge)
    rise[1:4] *= bridge
    spread = np.array([0.3, 0.19, 0.155, 0.17, 0.21, 0.23, 0.22, 0.2]) * wide
    # The underside arches up over each nostril.
    arched = v + 0.8 * a * a * smoothstep(0.6, 0.9, v / base)
    width = np.interp(arched, stations, spread)
    ridge = np.interp(arched, stations, rise) * np.exp(-0.5 * (a / width) ** 2)
    z = blur(np.asarray(ridge, np.float32), 0.055)
    z += 0.19 * bump(a, v, 0, 0.9 * base, 0.17 * wide, 0.15)
    z += 0.25 * bump(a, v, 0.34 * wide, 0.93 * base, 0.12, 0.135)
    z -= 0.045 * bump(a, v, 0.53 * wide, 0.93 * base, 0.05, 0.15, -0.3)
    z -= 0.1 * bump(a, v, 0.165 * wide, 1.0 * base, 0.085, 0.035, -0.25)
    return z


def _sockets(sitter: Sitter, a: Field, v: Field) -> Field:
    """Return the hollows of the eyes, the balls in them, the brow above and the bags below."""
    m, w, c = sitter.male, sitter.wear, sitter.child
    z = -(0.2 + 0.05 * w - 0.06 * c) * bump(a, v, 1.0, -0.06, 0.56, 0.36)
    z -= 0.17 * bump(a, v, 0.5, -0.14, 0.18, 0.24)
    z += 0.2 * bump(a, v, 1.0, 0.0, 0.36, 0.25)
    z += (0.05 + 0.09 * m) * bump(a, v, 0.85, -0.6, 0.55, 0.14, 0.1)
    z += 0.05 * m * bump(a, v, 0, -0.6, 0.3, 0.16)
    # With age the brow's fat slides over the outer lid, and a bag fills below the eye.
    z += 0.11 * w * bump(a, v, 1.3, -0.25, 0.28, 0.09, 0.45)
    z += (0.02 + 0.1 * w + 0.025 * sitter.smiling) * bump(a, v, 0.97, 0.34, 0.34, 0.08, 0.06)
    return z


def _cheeks(sitter: Sitter, a: Field, v: Field) -> Field:
    """Return cheekbones, the apple a smile raises, and what hangs lower with age."""
    s, w, c = sitter.smiling, sitter.wear, sitter.child
    chin = chin_height(sitter)
    z = 0.11 * bump(a, v, 1.4, 0.62, 0.45, 0.3, 0.35)
    z += (0.05 + 0.13 * s + 0.1 * c) * bump(a, v, 1.05, 1.0 - 0.08 * s, 0.34, 0.28, 0.3)
    z -= (0.02 + 0.13 * w) * (1 - c) * bump(a, v, 1.42, 1.5, 0.26, 0.42, -0.25)
    z += 0.17 * w * bump(a, v, 1.2, 0.8 * chin, 0.22, 0.2, -0.6)
    z -= 0.13 * w * bump(a, v, 0.86, 0.86 * chin, 0.1, 0.18, 0.2)
    z -= (0.05 + 0.08 * w) * bump(a, v, 1.75, -0.75, 0.3, 0.4)
    z += 0.05 * (1 + c) * bump(a, v, 0, -1.3, 0.9, 0.5)
    return z


def _mouth(sitter: Sitter, u: Field, v: Field) -> Field:
    """Return the muzzle, both lips, the groove above them and the chin."""
    shape, chin = MouthShape(sitter), chin_height(sitter)
    a = np.abs(u)
    z = 0.16 * bump(a, v, 0, shape.height, 0.62, 0.42)
    top, bottom = shape.outline(u)
    upper, lower = shape.opening(u)
    inside = (a < shape.reach).astype(np.float32)
    for start, end, rise in ((top, upper, 0.07), (lower, bottom, 0.1)):
        across = (v - start) / np.maximum(end - start, 0.02)
        z += (
            rise
            * inside
            * np.sqrt(np.clip(4 * across * (1 - across), 0, 1))
            * (np.clip(1 - (a / shape.reach) ** 2, 0, 1))
        )
    z -= 0.06 * bump(a, v, shape.reach + 0.03, shape.line(u).mean() - 0.02, 0.07, 0.09)
    z -= 0.09 * bump(a, v, 0, bottom.max() + 0.1, 0.36, 0.085)
    middle = 0.5 * (nose_base(sitter) + float(top.max()))
    z -= 0.035 * bump(a, v, 0, middle, 0.06, 0.12)
    z += 0.022 * bump(a, v, 0.14, middle, 0.05, 0.13)
    z += 0.13 * sitter.chin * bump(a, v, 0, 0.9 * chin, 0.36, 0.2)
    return z


def _lids(sitter: Sitter, u: Field, v: Field) -> Field:
    """Return the fold above each upper lid, sharp so that the light catches it."""
    shape = EyeShape(sitter)
    fold, rim = Creases(0.022), Creases(0.02)
    x = np.linspace(-0.98, 1.06, 12).astype(np.float32) * shape.reach
    y, low = shape.fold(x), shape.lower(x) + 0.07
    for side in (-1, 1):
        fold.cut(np.stack([side * (1 + x), y], 1).astype(np.float64), 0.045)
        rim.cut(np.stack([side * (1 + x), low], 1).astype(np.float64), 0.014)
    z = fold.relief() + rim.relief()
    x_field = np.abs(u) - 1
    ball = 0.03 * bump(x_field, v, 0, -0.02, 0.3, 0.2)
    return np.asarray(z + ball, np.float32)


def _ears(sitter: Sitter, a: Field, v: Field) -> Field:
    """Return the ears, far below zero elsewhere."""
    grow = 1 + 0.1 * sitter.wear
    x, y = (a - 2.04 * sitter.width) / 0.24, (v - 0.36) / (0.72 * grow)
    r = x * x + y * y - 0.3 * x * y
    z = 0.35 * np.clip(1 - r, 0, 1) ** 0.5
    groove = np.exp(-(((np.sqrt(np.clip(r, 0, None)) - 0.62) / 0.13) ** 2))
    z -= 0.16 * groove * smoothstep(0.75, 0.3, y)
    return np.asarray(np.where(r < 1, z - 0.25, -9), np.float32)


def _slope(z: Field) -> tuple[Field, Field, Field]:
    """Return the unit normal of a relief."""
    dy, dx = np.gradient(z)
    nx, ny = -dx * UNIT, -dy * UNIT
    scale = 1 / np.sqrt(nx * nx + ny * ny + 1)
    return nx * scale, ny * scale, np.asarray(scale, np.float32)


def shape_head(sitter: Sitter, u: Field, v: Field, rng: np.random.Generator) -> Relief:
    """Model head, ears and neck."""
    # Nobody is symmetric: bend the space a little before putting the features in it.
    bent_u = u + 0.022 * noise(rng, 1.6) * smoothstep(0.1, 0.9, np.abs(v))
    a = np.abs(bent_u)
    dome, out = _dome(sitter, bent_u, v)
    features = (
        _nose(sitter, a, v)
        + _sockets(sitter, a, v)
        + _cheeks(sitter, a, v)
        + _mouth(sitter, bent_u, v)
    )
    face = blur(dome + features * smoothstep(1.02, 0.86, out), 0.012)
    creases = wrinkles(sitter, rng)
    fine = _lids(sitter, u, v) + creases
    grain = 0.00045 * (1 + 2.2 * sitter.wear) * (1 - 0.7 * sitter.child)
    fine += grain * (noise(rng, 0.045) + 0.6 * noise(rng, 0.07))
    under_hair = v < hairline(sitter, u)
    face += fine * smoothstep(1.0, 0.9, out) * np.where(under_hair, 0.4, 1)
    neck_width = 1.08 + 0.28 * sitter.male - 0.1 * sitter.child
    flare = 0.5 * np.clip(v - 2.9, 0, None) ** 2
    across = np.clip(a / (neck_width + flare), 0, 0.99)
    neck = 1.1 * np.sqrt(1 - across**2) - NECK_SINK + fine * 0.8
    ears = _ears(sitter, a, v)
    head = smoothstep(1.006, 0.994, out)
    behind = np.maximum(neck, ears)
    below = smoothstep(0.0, 0.04, (1 - a / (neck_width + flare))) * (v > 1)
    skin = np.maximum.reduce([head, below, blur((ears > -1).astype(np.float32), 0.012)])
    n_face, n_behind = _slope(face), _slope(np.maximum(blur(np.maximum(behind, -1), 0.015), -1))
    x, y, z = (f * head + b * (1 - head) for f, b in zip(n_face, n_behind, strict=True))
    height = np.where(head > 0.5, face, np.where(skin > 0.5, behind, -1.6))
    return Relief(
        np.asarray(height, np.float32), (x, y, z), head, skin.astype(np.float32), out, creases
    )
