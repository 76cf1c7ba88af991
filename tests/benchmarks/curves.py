"""A plot of curves as an SVG file, for benchmarks: no plotting library is needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

_WIDTH, _HEIGHT, _MARGIN = 720, 420, 60
_COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf")
_SHARES = (0.5, 0.8, 0.9, 0.95, 0.99)


class Scale(Enum):
    """How an axis is divided: by tens, evenly from 0, or evenly from 0.5 to 1."""

    TENS = "tens"
    EVEN = "even"
    SHARES = "shares"


@dataclass(frozen=True)
class Curve:
    """Points (x, y); curves of one name share a colour."""

    name: str
    points: Sequence[tuple[float, float]]


class _Axis:
    """Where values lie along an axis, 0..1, and which of them are marked."""

    def __init__(self, scale: Scale, values: Sequence[float]) -> None:
        self._scale = scale
        match scale:
            case Scale.SHARES:
                self._low, self._high, self.marks = 0.5, 1.0, _SHARES
            case Scale.EVEN:
                self._low, self._high = 0.0, max(values) or 1.0
                step = 10.0 ** math.floor(math.log10(self._high))
                self.marks = tuple(step * at for at in range(math.floor(self._high / step) + 1))
            case Scale.TENS:
                least = [value for value in values if value > 0]
                self._low, self._high = math.log10(min(least)), math.log10(max(least))
                decades = range(math.ceil(self._low), math.floor(self._high) + 1)
                self.marks = tuple(10.0**decade for decade in decades)

    def place(self, value: float) -> float:
        if self._scale is Scale.TENS:
            value = math.log10(max(value, 10**self._low))
        value = min(max(value, self._low), self._high)
        return (value - self._low) / (self._high - self._low or 1)


def plot(
    path: Path,
    curves: Sequence[Curve],
    x_label: str,
    y_label: str,
    *,
    across: Scale = Scale.TENS,
    up: Scale = Scale.SHARES,
) -> None:
    """Write the curves as lines between their points."""
    points = [point for curve in curves for point in curve.points]
    x_axis, y_axis = (
        _Axis(scale, values)
        for scale, values in zip((across, up), zip(*points, strict=True), strict=True)
    )

    def at(x: float, y: float) -> tuple[float, float]:
        return (
            _MARGIN + x * (_WIDTH - 2 * _MARGIN),
            _HEIGHT - _MARGIN - y * (_HEIGHT - 2 * _MARGIN),
        )

    parts = [_text(_WIDTH / 2, _HEIGHT - 12, x_label), _text(_WIDTH / 2, 18, y_label)]
    for mark in x_axis.marks:
        x, y = at(x_axis.place(mark), 0)
        parts += [_line([(x, y), at(x_axis.place(mark), 1)], "#ddd"), _text(x, y + 18, f"{mark:g}")]
    for mark in y_axis.marks:
        x, y = at(0, y_axis.place(mark))
        parts += [
            _line([(x, y), at(1, y_axis.place(mark))], "#ddd"),
            _text(x - 24, y + 4, f"{mark:g}"),
        ]
    names = list(dict.fromkeys(curve.name for curve in curves))
    for curve in curves:
        colour = _COLOURS[names.index(curve.name) % len(_COLOURS)]
        drawn = [at(x_axis.place(x), y_axis.place(y)) for x, y in curve.points]
        parts.append(_line(drawn, colour))
    for row, name in enumerate(names):
        colour = _COLOURS[row % len(_COLOURS)]
        parts.append(_text(_WIDTH - 150, _HEIGHT - 100 - 18 * (len(names) - 2 - row), name, colour))
    body = "\n".join(parts)
    size = f'width="{_WIDTH}" height="{_HEIGHT}"'
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">\n'
        f'<rect {size} fill="white"/>\n{body}\n</svg>\n'
    )


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def _text(x: float, y: float, text: str, colour: str = "black") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" text-anchor="middle">{text}</text>'
