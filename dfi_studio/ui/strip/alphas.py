"""Which strengths the strip shows, and how a strength is written."""

from __future__ import annotations

from collections.abc import Sequence

Alphas = tuple[float, ...]

NINE: Alphas = (-2.0, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
SEVEN: Alphas = (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0)
FIVE: Alphas = (-1.0, 0.0, 1.0, 2.0, 3.0)


def alphas_that_fit(width: float, *, least: float) -> Alphas:
    """Return as many strengths as there is room for, and five where there is room for fewer.

    Parameters
    ----------
    least : float
        Width of a cell that is still comfortable.
    """
    return next((each for each in (NINE, SEVEN) if len(each) * least <= width), FIVE)


def nearest(alphas: Sequence[float], alpha: float) -> float:
    """Return the strength that is closest; of two as close, the smaller."""
    return min(alphas, key=lambda each: (abs(each - alpha), each))


def written(alpha: float) -> str:
    """Write a strength as briefly as it goes, with a true minus sign."""
    return f"{round(alpha, 2) + 0.0:g}".replace("-", "\N{MINUS SIGN}")  # + 0.0: not -0
