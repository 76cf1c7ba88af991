"""The curves of a sequence kept in step with the attributes of the stack that they move."""

from __future__ import annotations

from dataclasses import replace

from dfi_studio.core.sequence import Curve, Sequence

Lane = int | None
"""Names a curve: the place of its attribute in the stack, or None for the smoothness."""


def curve_of(sequence: Sequence, lane: Lane) -> Curve:
    """Return the curve of a lane; one without keys where it stands still."""
    if lane is None:
        return sequence.tv
    return sequence.alphas[lane] if lane < len(sequence.alphas) else Curve()


def with_curve(sequence: Sequence, lane: Lane, curve: Curve) -> Sequence:
    """Return the sequence with another curve of a lane.

    Raises
    ------
    UsageError
        A key's value lies outside the limits of what it moves.
    """
    if lane is None:
        return replace(sequence, tv=curve)
    alphas = [*sequence.alphas, *[Curve()] * (lane + 1 - len(sequence.alphas))]
    alphas[lane] = curve
    return replace(sequence, alphas=_trimmed(alphas))


def without_curve(sequence: Sequence, at: int) -> Sequence:
    """Return the sequence for a stack that lost the attribute at a place."""
    return replace(sequence, alphas=_trimmed([*sequence.alphas[:at], *sequence.alphas[at + 1 :]]))


def with_curve_moved(sequence: Sequence, at: int, to: int) -> Sequence:
    """Return the sequence for a stack whose attribute has another place."""
    most = max(at, to) + 1
    alphas = [*sequence.alphas, *[Curve()] * (most - len(sequence.alphas))]
    alphas.insert(to, alphas.pop(at))
    return replace(sequence, alphas=_trimmed(alphas))


def fitting(sequence: Sequence, count: int) -> Sequence:
    """Return the sequence for a stack of so many attributes: no curve is of one that is gone."""
    return replace(sequence, alphas=_trimmed(list(sequence.alphas[:count])))


def _trimmed(alphas: list[Curve]) -> tuple[Curve, ...]:
    """Leave out what stands still at the end, so that equal films are equal values."""
    while alphas and not alphas[-1].keys:
        alphas.pop()
    return tuple(alphas)
