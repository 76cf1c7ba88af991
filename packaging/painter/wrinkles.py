"""What age and laughter write on skin: grooves that the light will find by itself."""

import numpy as np

from painter.anatomy import EyeShape, chin_height, mouth_height, mouth_reach, nose_base
from painter.field import Creases, Field
from painter.sitter import Sitter

Path = list[tuple[float, float]]


def _forehead(sitter: Sitter, rng: np.random.Generator, fine: Creases) -> None:
    for row in range(5):
        level = -0.88 - 0.19 * row + rng.normal(0, 0.02)
        reach = 1.38 - 0.08 * row + rng.normal(0, 0.06)
        waves = rng.normal(0, 0.025, 7)
        path = [
            (x * reach, level - 0.09 * np.cos(x * 4.4) * (1 - 0.12 * row) + 0.07 * x * x + w)
            for x, w in zip(np.linspace(-1, 1, 7), waves, strict=True)
        ]
        cut = len(path) if rng.random() < 0.7 else 5
        fine.cut(path[:cut], 0.046 * sitter.wear**1.1 * sitter.lining * rng.uniform(0.7, 1.15))


def _frown(sitter: Sitter, rng: np.random.Generator, fine: Creases) -> None:
    depth = 0.027 * sitter.wear * (0.8 + 0.4 * sitter.male) * (1 - 0.4 * sitter.smiling)
    for side in (-1, 1):
        x = side * (0.15 + rng.normal(0, 0.02))
        fine.cut([(x * 1.25, -0.83), (x * 0.95, -0.6), (x * 1.2, -0.36)], depth)


def _around_eyes(sitter: Sitter, rng: np.random.Generator, fine: Creases) -> None:
    shape = EyeShape(sitter)
    feet = 0.033 * sitter.wear**0.9 * sitter.lining + 0.012 * sitter.smiling * (1 - sitter.child)
    for side in (-1, 1):
        for angle in (-0.4, -0.1, 0.2, 0.5):
            start, end = 0.13 + rng.uniform(0, 0.08), 0.5 + rng.uniform(-0.1, 0.1)
            turn = angle + rng.normal(0, 0.05)
            x0, y0 = 1 + shape.reach, 0.02
            path = [
                (side * (x0 + r * np.cos(turn)), y0 + r * np.sin(turn) + 0.12 * r * r)
                for r in np.linspace(start, end, 4)
            ]
            fine.cut(path, feet * rng.uniform(0.7, 1.1))
        for drop, reach, share in ((0.27, 0.5, 0.6), (0.36, 0.46, 0.7), (0.47, 0.5, 1.2)):
            arc: Path = [
                (side * (1 + x * reach), drop - 0.13 * x * x - 0.04 * x + 0.03)
                for x in np.linspace(-1.05, 0.9, 6)
            ]
            fine.cut(arc, (0.001 + 0.036 * sitter.wear + 0.004 * sitter.smiling) * share)


def _around_mouth(sitter: Sitter, rng: np.random.Generator, fine: Creases, wide: Creases) -> None:
    s, w = sitter.smiling, sitter.wear
    base, line, reach = nose_base(sitter), mouth_height(sitter), mouth_reach(sitter)
    chin = chin_height(sitter)
    fold = (0.004 + 0.03 * s + 0.08 * w) * (1 - 0.45 * sitter.child)
    for side in (-1, 1):
        path = [
            (0.44, base - 0.16),
            (0.64, base + 0.08),
            (0.8 + 0.14 * s, line - 0.32),
            (reach + 0.2, line - 0.02 - 0.1 * s),
            (reach + 0.2, line + 0.2 - 0.1 * s),
        ]
        wide.cut([(side * x, y) for x, y in path], fold * rng.uniform(0.85, 1.15))
        path = [
            (reach + 0.02, line + 0.06 - 0.12 * s),
            (reach + 0.12, line + 0.32),
            (reach + 0.08 - 0.12 * s, line + 0.3 * (chin - line) + 0.32),
        ]
        wide.cut([(side * x, y) for x, y in path], 0.065 * w**1.2)
        path = [(1.3, base), (1.42, 0.5 * (base + line)), (1.38, line + 0.1)]
        bow = (0.016 * w + 0.016 * s * w) * rng.uniform(0.4, 1.4)
        fine.cut([(side * x, y) for x, y in path], bow)
        fine.cut([(side * (x - 0.16 + 0.03 * s), y + 0.16) for x, y in path], bow)
    for x in np.linspace(-0.5, 0.5, 8) + rng.normal(0, 0.02, 8):
        depth = 0.013 * max(w - 0.25, 0) * rng.uniform(0.5, 1.2)
        fine.cut([(x, base + 0.2), (0.95 * x, line - 0.1)], depth)


def _neck(sitter: Sitter, rng: np.random.Generator, wide: Creases) -> None:
    chin = chin_height(sitter)
    for row in range(3):
        level = chin + 0.13 + 0.16 * row + rng.normal(0, 0.02)
        wide.cut(
            [(-1.1, level - 0.16), (0, level + 0.04), (1.1, level - 0.16)],
            0.004 + 0.035 * sitter.wear,
        )


def wrinkles(sitter: Sitter, rng: np.random.Generator) -> Field:
    """Return the displacement of every crease of the face."""
    fine, wide = Creases(0.021), Creases(0.052)
    _forehead(sitter, rng, fine)
    _frown(sitter, rng, fine)
    _around_eyes(sitter, rng, fine)
    _around_mouth(sitter, rng, fine, wide)
    _neck(sitter, rng, wide)
    return np.asarray(fine.relief() + wide.relief(), np.float32)
