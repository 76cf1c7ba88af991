"""Eyes: the ball in its almond, the lids' wet edges, the lashes."""

import numpy as np
from PIL import Image, ImageDraw

from painter.anatomy import EyeShape
from painter.field import CANVAS, Field, Points, coverage, smoothstep, spline, to_pixels
from painter.sitter import Sitter
from painter.skin import mix


def _iris(sitter: Sitter, x: Field, y: Field, rng: np.random.Generator) -> tuple[Field, Field]:
    """Return the iris' colour and coverage around the pupil at the origin."""
    radius = EyeShape(sitter).iris
    r, angle = np.hypot(x, y) / radius, np.arctan2(y, x)
    fibres = sum(
        np.sin(angle * k + rng.uniform(0, 6.28) + 2 * r) * rng.normal(0, 0.35)
        for k in range(9, 40, 3)
    )
    glow = 0.6 + 0.65 * smoothstep(-0.5, 0.9, y / radius - 0.3 * x / radius)
    tone = (1 + 0.22 * fibres) * glow * (1.5 - 1.25 * smoothstep(0.72, 1.02, r))
    tone = tone * (1 + 0.5 * np.exp(-(((r - 0.5) / 0.14) ** 2)))
    colour = np.asarray(sitter.iris, np.float32) * 0.8 * np.clip(tone, 0.1, 2.2)[..., None]
    # An old iris pales at its edge.
    colour = mix(
        colour, (0.4, 0.42, 0.44), 0.35 * sitter.wear**3 * np.exp(-(((r - 0.9) / 0.1) ** 2))
    )
    pupil = smoothstep(0.44, 0.36, r)
    colour = mix(colour, (0.004, 0.004, 0.005), pupil)
    return colour, smoothstep(1.04, 0.94, r)


def paint_eyes(
    lit: Field, sitter: Sitter, u: Field, v: Field, light: Field, rng: np.random.Generator
) -> Field:
    """Paint both eyes onto the lit (linear) face; `light` is the brightness around them."""
    seed = int(rng.integers(2**31))
    painted = lit.copy()
    for side in (-1, 1):
        # Work in a window: an eye is a fiftieth of the picture.
        rows = slice(*np.flatnonzero(np.abs(v[:, 0]) < 0.6)[[0, -1]])
        columns = slice(*np.flatnonzero(np.abs(u[0] - side) < 0.8)[[0, -1]])
        at = (rows, columns)
        painted[at] = _paint_eye(
            lit[at], sitter, side, u[at] - side, v[at], light[at], np.random.default_rng(seed)
        )
    return painted


def _paint_eye(
    lit: Field,
    sitter: Sitter,
    side: int,
    u: Field,
    v: Field,
    light: Field,
    rng: np.random.Generator,
) -> Field:
    """Paint the eye at the origin of `u`; its outer corner points towards `side`."""
    shape, x = EyeShape(sitter), u * side
    bright = 0.8 + 0.4 * np.mean(sitter.skin)
    yellowed = 0.07 * sitter.wear * np.array([0.6, 1.0, 1.6], np.float32)
    white = bright * np.array([0.56, 0.52, 0.49], np.float32) - yellowed
    ball = 1 - 0.42 * np.clip(np.hypot(x, v * 1.3) / shape.reach, 0, 1) ** 2
    eye = np.asarray(white * ball[..., None], np.float32)
    corner = np.exp(-(((np.abs(x) - shape.reach) / 0.12) ** 2))
    eye = mix(eye, (0.5, 0.22, 0.2), 0.5 * corner)
    tear = np.exp(-(((x + 0.95 * shape.reach) / 0.06) ** 2))
    eye = mix(eye, (0.55, 0.24, 0.22), 0.8 * tear)
    y = v - 0.5 * (shape.drop - shape.rise) - 0.012
    iris, cover = _iris(sitter, u, y, rng)
    eye = mix(eye, iris, cover)
    under_lid = np.exp(-np.clip(v - shape.upper(x), 0, None) / 0.055)
    eye = eye * (1 - 0.68 * under_lid)[..., None] * (light * 1.05)[..., None]
    lamp = 0.08 * np.sign(sitter.light_side)
    spark = smoothstep(0.058, 0.038, np.hypot((u - lamp) * 0.95, y + 0.085))
    eye = mix(eye, (1.9, 1.9, 1.85), 0.92 * spark)
    glint = smoothstep(0.09, 0.03, np.hypot(u + 0.9 * lamp, y - 0.1))
    eye = eye + (0.1 * glint * cover)[..., None]
    return _edges(mix(lit, eye, shape.opening(x, v)), sitter, shape, x, v)


def _edges(lit: Field, sitter: Sitter, shape: EyeShape, x: Field, v: Field) -> Field:
    """Draw the lids' margins: a dark lash line above, a moist light one below."""
    near = smoothstep(shape.reach * 1.06, shape.reach * 0.9, np.abs(x))
    made_up = 0.4 + 0.6 * sitter.traits.female * (1 - sitter.child)
    thick = 0.042 + 0.026 * made_up * smoothstep(-0.5, 0.6, x / shape.reach)
    upper = np.exp(-(((v - shape.upper(x) + 0.004) / thick) ** 2)) * near
    lower = np.exp(-(((v - shape.lower(x) - 0.012) / 0.016) ** 2)) * near
    dark = np.exp(-(((v - shape.lower(x) - 0.042) / 0.02) ** 2)) * near
    base = np.asarray(sitter.skin, np.float32)
    lit = mix(lit, base * np.array([0.2, 0.13, 0.12], np.float32), 0.4 * dark)
    lit = mix(lit, base * np.array([0.75, 0.5, 0.47], np.float32), 0.5 * lower)
    ink = np.asarray(sitter.hair, np.float32) * 0.25 * (1 - 0.3 * sitter.grey) + 0.004
    return mix(lit, ink, (0.92 - 0.35 * sitter.wear) * np.clip(1.2 * upper, 0, 1))


def _stroke(draw: ImageDraw.ImageDraw, path: Points, width: float, ink: int) -> None:
    """Draw one hair that thins towards its tip."""
    pixels = to_pixels(path)
    count = len(pixels) - 1
    for i in range(count):
        thin = max(round(width * (1 - i / count) + 0.6), 1)
        draw.line([*pixels[i], *pixels[i + 1]], fill=ink, width=thin)


def lashes(sitter: Sitter, rng: np.random.Generator) -> Field:
    """Return the coverage of the eyelashes."""
    shape = EyeShape(sitter)
    image = Image.new("L", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(image)
    long = (0.07 + 0.05 * (1 - sitter.male)) * (1 - 0.35 * sitter.wear) * (1 - 0.3 * sitter.child)
    places = np.linspace(-0.72, 1.0, 26).astype(np.float32)
    for side in (-1, 1):
        x = places * shape.reach
        for s, px, top, low in zip(places, x, shape.upper(x), shape.lower(x), strict=True):
            lean = 0.75 * s + rng.normal(0, 0.1)
            reach = long * (0.55 + 0.5 * (s + 0.7)) * rng.uniform(0.75, 1.1)
            path = [
                (px, top),
                (px + 0.5 * lean * reach, top - 0.35 * reach),
                (px + lean * reach, top - reach * 0.85),
            ]
            _stroke(draw, spline([(side * (1 + a), b) for a, b in path], 6), 1.6, 225)
            if s > -0.3:
                path = [(px, low + 0.03), (px + 0.3 * lean * long, low + 0.03 + 0.3 * long)]
                _stroke(draw, spline([(side * (1 + a), b) for a, b in path], 4), 0.3, 60)
    return coverage(image)


def brows(sitter: Sitter, rng: np.random.Generator) -> Field:
    """Return the coverage of the eyebrows, hair by hair."""
    image = Image.new("L", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(image)
    m, c, w = sitter.male, sitter.child, sitter.wear
    low = -0.5 - 0.05 * (1 - m) + 0.02 * w - 0.03 * sitter.smiling
    arch = 0.14 + 0.07 * (1 - m) - 0.06 * c
    ridge = spline(
        [
            (0.36, low),
            (0.8, low - 0.7 * arch),
            (1.2, low - arch),
            (1.68 - 0.03 * m, low + 0.07 + 0.04 * w),
        ],
        60,
    )
    slope = np.gradient(ridge[:, 1], ridge[:, 0])
    thick = sitter.brow * (0.11 + 0.09 * m) * (1 - 0.42 * c) * (1 - 0.2 * w * (1 - m))
    for side in (-1, 1):
        for _ in range(int(330 * (1 - 0.35 * w * (1 - 0.4 * m)) * (1 - 0.25 * c))):
            s = rng.beta(1.15, 1.3)
            i = int(s * 59)
            width = thick * (0.75 + 0.6 * s - 1.15 * s * s)
            off = np.clip(rng.normal(0, 0.32), -0.6, 0.6) * width
            turn = np.interp(s, [0, 0.2, 0.6, 1], [-1.25, -0.6, -0.12, 0.1]) + np.arctan(slope[i])
            turn += (0.5 * off / width if s > 0.25 else 0) + rng.normal(0, 0.14)
            reach = rng.uniform(0.1, 0.19) * (1 + 0.25 * m * w)
            x, y = ridge[i, 0], ridge[i, 1] + off
            tip = (x + reach * np.cos(turn), y + reach * np.sin(turn))
            middle = (0.5 * (x + tip[0]), 0.5 * (y + tip[1]) - 0.012)
            path = spline([(side * a, b) for a, b in ((x, y), middle, tip)], 5)
            _stroke(draw, path, 1.1, int(rng.uniform(130, 250)))
    return coverage(image)
