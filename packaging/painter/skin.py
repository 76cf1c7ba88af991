"""The colour of skin and lips before any light falls on them."""

import numpy as np
from numpy.typing import ArrayLike

from painter.anatomy import EyeShape, MouthShape, chin_height, hairline, mouth_height, nose_base
from painter.field import Field, bump, noise, smoothstep
from painter.sitter import Colour, Sitter


def mix(base: Field, colour: Colour | Field, share: ArrayLike) -> Field:
    """Blend a colour into an RGB field."""
    amount = np.asarray(share, np.float32)
    if amount.ndim == 2:
        amount = amount[..., None]
    return np.asarray(base + (np.asarray(colour, np.float32) - base) * amount, np.float32)


def beard_zone(sitter: Sitter, u: Field, v: Field) -> Field:
    """Return where a man's beard grows: jaw, chin and upper lip, but not the lips."""
    a, chin, line = np.abs(u), chin_height(sitter), mouth_height(sitter)
    shape = MouthShape(sitter)
    # The cheek line falls from the sideburn to the corner of the mouth.
    cheek = line - 0.3 + 0.12 * np.cos(a * 3.2) - 1.5 * np.clip(a - 1.25, 0, None)
    jaw = smoothstep(-0.12, 0.25, v - cheek) * smoothstep(0.42, 0.75, a)
    goatee = smoothstep(0.0, 0.12, v - line - 0.2)
    moustache = smoothstep(0.03, 0.14, v - nose_base(sitter) - 0.3 * a * a) * smoothstep(
        shape.reach + 0.3, shape.reach, a
    )
    zone = np.maximum.reduce([jaw, goatee, moustache]) * smoothstep(-0.4, 0.1, v - 0.35)
    top, bottom = shape.outline(u)
    lips = smoothstep(-0.06, 0.02, v - top) * smoothstep(-0.1, 0.03, bottom - v)
    zone = zone * (1 - lips * (a < shape.reach + 0.03))
    patch = 1 - 0.75 * bump(a, v, 0.32, float(bottom.max()) + 0.1, 0.13, 0.1)
    return np.asarray(zone * patch * smoothstep(chin + 0.22, chin - 0.1, v), np.float32)


def _blotches(skin: Field, sitter: Sitter, v: Field, rng: np.random.Generator) -> Field:
    w = sitter.wear
    base = np.asarray(sitter.skin, np.float32)
    mottle = (0.022 + 0.024 * w) * noise(rng, 0.35) + (0.018 + 0.02 * w) * noise(rng, 0.1)
    skin = skin * np.exp(mottle + (0.02 + 0.012 * w) * noise(rng, 0.035))[..., None]
    redness = np.clip(noise(rng, 0.25), 0, 2) * (0.03 + 0.05 * w)
    skin = mix(skin, (base[0] * 0.92, base[1] * 0.58, base[2] * 0.55), redness)
    spots = smoothstep(2.0, 2.6, noise(rng, 0.085)) * np.clip(w - 0.35, 0, 1) * 0.75
    spots += (
        smoothstep(1.5, 2.3, noise(rng, 0.042))
        * sitter.freckles
        * 0.5
        * (np.exp(-((v - 0.5) ** 2) / 0.6))
    )
    return mix(skin, base * np.array([0.5, 0.36, 0.28], np.float32), np.clip(spots, 0, 1))


def paint_skin(
    sitter: Sitter, u: Field, v: Field, creases: Field, rng: np.random.Generator
) -> Field:
    """Return the skin's albedo: zones of colour, freckles, age spots and stubble."""
    a, base, w = np.abs(u), np.asarray(sitter.skin, np.float32), sitter.wear
    dull = base * (1 - 0.12 * w)
    dull = dull + (dull.mean() - dull) * 0.05 * w
    skin = np.broadcast_to(dull, (*u.shape, 3)).astype(np.float32)
    blush = (base[0] * 1.0, base[1] * 0.55, base[2] * 0.52)
    sallow = (base[0] * 1.03, base[1] * 0.99, base[2] * 0.84)
    young = 1 - 0.15 * w
    skin = mix(skin, sallow, 0.5 * bump(a, v, 0, -1.3, 1.4, 0.5))
    skin = mix(skin, blush, (0.3 + 0.14 * sitter.child) * young * bump(a, v, 1.2, 1.0, 0.45, 0.36))
    skin = mix(skin, blush, 0.3 * bump(a, v, 0, 0.85 * nose_base(sitter), 0.38, 0.22))
    skin = mix(skin, blush, 0.16 * bump(a, v, 0, chin_height(sitter) - 0.3, 0.4, 0.2))
    skin = mix(skin, blush, 0.35 * smoothstep(1.95, 2.05, a) * bump(0 * u, v, 0, 0.4, 1, 0.5))
    shade = (base[0] * 0.66, base[1] * 0.52, base[2] * 0.56)
    skin = mix(skin, shade, (0.2 + 0.4 * w) * bump(a, v, 0.88, 0.28, 0.42, 0.12))
    skin = mix(skin, shade, 0.3 * bump(a, v, 0.5, 0.0, 0.16, 0.22))
    skin = mix(skin, shade, (0.22 + 0.1 * w) * bump(a, v, 1.0, -0.22, 0.42, 0.13))
    skin = _blotches(skin, sitter, v, rng)
    if sitter.receding <= 0.75:
        # Seen between the strands, the scalp must be dark or the hair looks threadbare.
        line = hairline(sitter, u)
        roots = smoothstep(0.06, -0.16, v - line) * smoothstep(0.3, -0.3, v + 0.3)
        skin = mix(
            skin,
            np.asarray(sitter.hair, np.float32) * 0.5 * (1 - sitter.grey) + 0.2 * sitter.grey,
            (0.85 - 0.5 * sitter.receding) * roots,
        )
    if not sitter.traits.female and sitter.traits.age >= 18:
        stubble = beard_zone(sitter, u, v) * (0.26 + 0.06 * noise(rng, 0.03))
        hair = np.asarray(sitter.hair, np.float32) * (1 - sitter.grey) + 0.22 * sitter.grey
        skin = mix(skin, 0.6 * hair + 0.25 * base, np.clip(stubble, 0, 0.6))
    # Little light comes back out of a crease, whichever way the lamp stands.
    deep = base * np.array([0.55, 0.38, 0.33], np.float32)
    skin = mix(skin, deep, np.clip(-11 * creases, 0, 0.4))
    return _lid_lines(skin, sitter, a, v)


def _lid_lines(skin: Field, sitter: Sitter, a: Field, v: Field) -> Field:
    """Darken the fold over the lid and the nostrils, which get almost no light."""
    base = np.asarray(sitter.skin, np.float32)
    shape, x = EyeShape(sitter), a - 1
    line = np.exp(-(((v - shape.fold(x)) / 0.024) ** 2))
    line = line * smoothstep(1.12, 0.8, np.abs(x / shape.reach))
    skin = mix(skin, base * np.array([0.42, 0.3, 0.28], np.float32), 0.55 * line)
    wide, low = sitter.nose_width, nose_base(sitter)
    nostril = bump(a, v, 0.175 * wide, 1.0 * low, 0.085, 0.032, -0.25)
    dark = base * np.array([0.16, 0.07, 0.06], np.float32)
    return mix(skin, dark, np.clip(1.15 * nostril, 0, 0.9))


def paint_lips(skin: Field, sitter: Sitter, u: Field, v: Field, rng: np.random.Generator) -> Field:
    """Colour the lips, with their fine upright lines."""
    shape = MouthShape(sitter)
    top, bottom = shape.outline(u)
    base = np.asarray(sitter.skin, np.float32)
    rose = base * np.array([0.8, 0.36, 0.36], np.float32) + np.array([0.03, 0.0, 0.005], np.float32)
    tinted = 0.78 if sitter.traits.female and sitter.traits.age > 16 else 0.55
    soft = 0.03 + 0.02 * sitter.wear
    inside = smoothstep(-soft, soft, v - top) * smoothstep(-soft, soft, bottom - v)
    inside = inside * smoothstep(shape.reach * 1.02, shape.reach * 0.93, np.abs(u))
    lines = np.exp(0.07 * noise(rng, 0.035, 6.0))
    share = inside * (tinted - 0.22 * sitter.wear)
    upper = 1 - 0.14 * smoothstep(0.02, -0.02, v - shape.line(u))
    return mix(skin, rose * (lines * upper)[..., None], share)


def paint_mouth(lit: Field, sitter: Sitter, u: Field, v: Field, light: Field) -> Field:
    """Paint the line between the lips or, in an open smile, the teeth."""
    shape = MouthShape(sitter)
    base = np.asarray(sitter.skin, np.float32)
    a = np.abs(u)
    ends = smoothstep(shape.reach * 1.06, shape.reach * 0.9, a)
    seam = np.exp(-(((v - shape.line(u)) / 0.024) ** 2)) * ends
    dark = base * np.array([0.1, 0.035, 0.035], np.float32) + 0.006
    end = float(shape.line(np.array([shape.reach], np.float32))[0])
    corner = 0.6 * bump(a, v, shape.reach, end, 0.05, 0.035)
    if not shape.gap:
        return mix(lit, dark, np.clip(0.85 * seam + corner, 0, 0.9))
    lit = mix(lit, dark, corner)
    upper, lower = shape.opening(u)
    inside = smoothstep(-0.015, 0.015, v - upper) * smoothstep(-0.015, 0.015, lower - v)
    inside = inside * (a < shape.reach * 0.95)
    biting = upper + 0.9 * (lower - upper) * (1 - 0.25 * (a / shape.reach) ** 2)
    rows = smoothstep(0.015, -0.015, v - biting)
    edges = np.array([0.0, 0.175, 0.32, 0.455, 0.57, 0.67, 0.76])
    gaps = sum(np.exp(-(((a - edge) / 0.011) ** 2)) for edge in edges)
    fall = (1 - 0.6 * smoothstep(0.3, 0.97, a / shape.reach)) * smoothstep(-0.05, 0.07, v - upper)
    ivory = np.array([0.86, 0.81 - 0.06 * sitter.wear, 0.73 - 0.22 * sitter.wear], np.float32)
    teeth = ivory * (fall * (1 - 0.22 * gaps) * light)[..., None]
    lit = mix(lit, dark, inside)
    return mix(lit, teeth, inside * rows)
