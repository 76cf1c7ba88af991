"""A plot of curves as an SVG file, for benchmarks: no plotting library is needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_WIDTH, _HEIGHT, _MARGIN = 720, 420, 60
_COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd")


@dataclass(frozen=True)
class Curve:
    """Points (x, y); curves of one name share a colour. x is drawn on a logarithmic scale."""

    name: str
    points: Sequence[tuple[float, float]]


def plot(path: Path, curves: Sequence[Curve], x_label: str, y_label: str) -> None:
    """Write the curves, y from 0.5 to 1, as lines over log x."""
    xs = [x for curve in curves for x, _ in curve.points if x > 0]
    low, high = math.log10(min(xs)), math.log10(max(xs))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(max(x, 10**low)) - low) / (high - low or 1)
        up = (min(max(y, 0.5), 1.0) - 0.5) / 0.5
        return (
            _MARGIN + across * (_WIDTH - 2 * _MARGIN),
            _HEIGHT - _MARGIN - up * (_HEIGHT - 2 * _MARGIN),
        )

    names = list(dict.fromkeys(curve.name for curve in curves))
    parts = [_text(_WIDTH / 2, _HEIGHT - 12, x_label), _text(_WIDTH / 2, 18, y_label)]
    for decade in range(math.ceil(low), math.floor(high) + 1):
        x, y = place(10.0**decade, 0.5)
        parts += [
            _line([(x, y), place(10.0**decade, 1.0)], "#ddd"),
            _text(x, y + 18, f"{10.0**decade:g}"),
        ]
    for share in (0.5, 0.8, 0.9, 0.95, 0.99):
        x, y = place(10**low, share)
        parts += [
            _line([(x, y), place(10**high, share)], "#ddd"),
            _text(x - 24, y + 4, f"{share:g}"),
        ]
    for curve in curves:
        colour = _COLOURS[names.index(curve.name) % len(_COLOURS)]
        parts.append(_line([place(x, y) for x, y in curve.points], colour))
    for row, name in enumerate(names):
        colour = _COLOURS[row % len(_COLOURS)]
        parts.append(_text(_WIDTH - 150, _HEIGHT - 100 + 18 * row, name, colour))
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
