"""Where the landmarks of a sitter's face lie, shared by the relief, the skin and the strokes."""

import numpy as np

from painter.field import Field, smoothstep
from painter.sitter import Sitter


def chin_height(sitter: Sitter) -> float:
    """Return the ``v`` of the chin: low in men, high in children."""
    adult = 2.98 + 0.15 * sitter.male
    return float((adult - 0.27 * sitter.child) * sitter.length)


def nose_base(sitter: Sitter) -> float:
    """Return the ``v`` where nose and lip meet; the nose grows longer all through life."""
    adult = (1.23 + 0.06 * sitter.male - 0.22 * sitter.child) * sitter.nose_length
    return float(adult + 0.09 * sitter.wear)


def mouth_height(sitter: Sitter) -> float:
    """Return the ``v`` of the line between the lips."""
    span = chin_height(sitter) - nose_base(sitter)
    return nose_base(sitter) + (0.37 + 0.03 * sitter.wear) * span


def mouth_reach(sitter: Sitter) -> float:
    """Return half the width of the mouth."""
    calm = 0.72 + 0.05 * sitter.male - 0.16 * sitter.child
    return float(calm * (1 + 0.22 * sitter.smiling))


def hairline(sitter: Sitter, u: Field) -> Field:
    """Return the ``v`` of the hairline: an arch, with corners that climb as a man recedes."""
    high = -1.76 - sitter.forehead - 0.08 * sitter.male + 0.12 * sitter.child
    high -= 0.5 * sitter.receding
    corner = np.exp(-(((np.abs(u) - 1.05) / 0.42) ** 2))
    arch = high + 0.3 * u * u - 0.75 * sitter.receding * corner
    return np.asarray(arch, np.float32)


class EyeShape:
    """The almond between the lids of one eye, in outward ``x`` and downward ``y`` units."""

    def __init__(self, sitter: Sitter) -> None:
        size = sitter.eye * (1 + 0.2 * sitter.child)
        self.reach = 0.5 * size * (1 - 0.03 * sitter.male)
        droop = 1 - 0.34 * sitter.wear - 0.1 * sitter.smiling - 0.06 * sitter.male
        self.rise = 0.215 * size * droop
        self.drop = 0.15 * size * (1 - 0.32 * sitter.smiling + 0.05 * sitter.wear)
        self.tilt = sitter.tilt - 0.13 * sitter.wear + 0.02 * (1 - sitter.male)
        self.wear = sitter.wear
        self.iris = 0.232 * (1 + 0.12 * sitter.child)

    def upper(self, x: Field) -> Field:
        """Return the ``y`` of the upper lid's edge; its peak lies a little towards the nose."""
        s = np.clip(x / self.reach, -1, 1)
        s = s + 0.13 * (1 - s * s)
        return np.asarray(-self.rise * np.clip(1 - s * s, 0, 1) ** 0.72 - self.tilt * x, np.float32)

    def lower(self, x: Field) -> Field:
        """Return the ``y`` of the lower lid's edge; it sags most towards the temple."""
        s = np.clip(x / self.reach, -1, 1)
        s = s - 0.16 * (1 - s * s)
        return np.asarray(self.drop * np.clip(1 - s * s, 0, 1) ** 0.9 - self.tilt * x, np.float32)

    def fold(self, x: Field) -> Field:
        """Return the ``y`` of the fold above the lid, which sinks over an old eye's corner."""
        s = x / self.reach
        above = 0.085 + 0.05 * (1 - s * s) - 0.05 * self.wear * np.clip(s, 0, 1)
        return np.asarray(self.upper(x) - above, np.float32)

    def opening(self, x: Field, y: Field) -> Field:
        """Return 1 where the eye shows between the lids."""
        soft = 0.016
        inside = smoothstep(-soft, soft, y - self.upper(x)) * smoothstep(
            -soft, soft, self.lower(x) - y
        )
        return np.asarray(inside * (np.abs(x) < self.reach), np.float32)


class MouthShape:
    """The curves of the mouth as functions of ``u``."""

    def __init__(self, sitter: Sitter) -> None:
        self.reach = mouth_reach(sitter)
        self.height = mouth_height(sitter)
        full = sitter.lips * (1 - 0.42 * sitter.wear) * (1 - 0.14 * sitter.male)
        self.top = 0.2 * full * (1 - 0.12 * sitter.smiling)
        self.bottom = 0.26 * full * (1 - 0.22 * sitter.smiling)
        self.smiling = sitter.smiling
        self.lift = (0.2 if sitter.teeth else 0.25) * sitter.smiling
        self.lift -= 0.035 * sitter.wear * (1 - sitter.smiling)
        self.gap = 0.24 * sitter.smiling * sitter.teeth * (1 - 0.12 * sitter.child)

    def _across(self, u: Field) -> Field:
        return np.asarray(np.clip(np.abs(u) / self.reach, 0, 1), np.float32)

    def line(self, u: Field) -> Field:
        """Return where the lips meet: a shallow bow whose ends a smile lifts."""
        x = self._across(u)
        bow = 0.028 * np.exp(-((x / 0.22) ** 2)) - 0.02 * np.exp(-(((x - 0.5) / 0.25) ** 2))
        bow = bow * (1 - 0.9 * self.smiling)
        return np.asarray(self.height + bow + self.lift * (0.4 - x**2.1), np.float32)

    def opening(self, u: Field) -> tuple[Field, Field]:
        """Return the upper and the lower edge of the gap between the lips."""
        x = self._across(u)
        gap = self.gap * np.clip(1 - (x / 0.96) ** 2.6, 0, 1) ** 0.75
        line = self.line(u)
        return (np.asarray(line - 0.2 * gap, np.float32), np.asarray(line + 0.8 * gap, np.float32))

    def outline(self, u: Field) -> tuple[Field, Field]:
        """Return the red's upper edge (with its cupid's bow) and lower edge."""
        x = self._across(u)
        upper, lower = self.opening(u)
        bow = 1 - 0.28 * np.exp(-((x / 0.13) ** 2)) + 0.08 * np.exp(-(((x - 0.25) / 0.15) ** 2))
        top = upper - self.top * bow * (1 - x**1.7)
        bottom = lower + self.bottom * np.clip(1 - x**2.4, 0, 1) ** 0.85
        return np.asarray(top, np.float32), np.asarray(bottom, np.float32)
