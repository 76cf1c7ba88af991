"""L-BFGS within bounds: the optimiser of the reverse mapping, as a generator of iterates.

Limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4) over the free
variables, with steps projected into the box (Bertsekas 1982). Written here because `torch.optim`'s
knows no bounds and hides its evaluations, and scipy's works on float64 vectors on the CPU and
cannot rest between two steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

Evaluate = Callable[[Tensor], tuple[float, Tensor]]
"""Point (n,) -> value and gradient (n,) of the objective."""

LinearMap = Callable[[Tensor], Tensor]

_MEMORY = 12  # pairs kept; more brought nothing on faces at 200 px
_LEAST_MEMORY = 5
_MOST_BYTES = 512 * 2**20  # of pairs, where that leaves enough of them

Pairs = deque[tuple[Tensor, Tensor, Tensor]]
"""Steps (n,), gradient changes along them (n,), and the products of the two; the latest last."""


def no_pairs(variables: int = 0) -> Pairs:
    """Return the memory of an optimiser that knows nothing yet, for so many variables."""
    return deque(maxlen=pairs_kept(variables))


def pairs_kept(variables: int) -> int:
    """Return how many pairs are kept of so many variables: fewer where they are millions."""
    fitting = _MOST_BYTES // max(2 * 4 * variables, 1)  # two vectors of float32
    return max(_LEAST_MEMORY, min(_MEMORY, fitting))


_SUFFICIENT_DECREASE = 1e-4  # Armijo's constant: Nocedal and Wright, section 3.1
_SHORTENING = 0.4
_SHORTEST_STEP = 1e-6


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds, the same for every variable."""

    low: float
    high: float

    def project(self, point: Tensor) -> Tensor:
        """Return the nearest point within."""
        return point.clamp(self.low, self.high)

    def free(self, point: Tensor, gradient: Tensor) -> Tensor:
        """Return where a step downhill stays within: False for variables held by a bound."""
        held = (point <= self.low) & (gradient > 0) | (point >= self.high) & (gradient < 0)
        return ~held


@dataclass(frozen=True, slots=True)
class Iterate:
    """A point with its value, gradient, and how many evaluations it took to get there."""

    point: Tensor
    value: float
    gradient: Tensor
    evaluations: int


class Curvature:
    """The latest steps and the gradient changes along them: an approximate inverse Hessian.

    Its sums stay on the device: on a GPU nothing waits for them.

    Parameters
    ----------
    initial : callable
        The approximation before any pair is known: linear, symmetric, positive definite. Its
        scale does not matter.
    pairs : Pairs or None
        What is known already, from a problem that differs little; added to in place.
    """

    def __init__(self, initial: LinearMap, pairs: Pairs | None = None) -> None:
        self.initial = initial
        self._pairs = no_pairs() if pairs is None else pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def learn(self, step: Tensor, change: Tensor) -> None:
        """Take in a pair, unless it shows no positive curvature, which would spoil the rest."""
        product = step.dot(change)
        if bool(product > 1e-10 * step.norm() * change.norm()):
            self._pairs.append((step, change, product))

    def forget(self) -> None:
        """Begin again from the initial approximation."""
        self._pairs.clear()

    def times(self, gradient: Tensor) -> Tensor:
        """Return the approximate inverse Hessian times a gradient: the two-loop recursion."""
        result = gradient.clone()
        factors = []
        for step, change, product in reversed(self._pairs):
            factors.append(step.dot(result) / product)
            result -= factors[-1] * change
        result = self._scaled_initial(result)
        for (step, change, product), factor in zip(self._pairs, reversed(factors), strict=True):
            result += (factor - change.dot(result) / product) * step
        return result

    def _scaled_initial(self, vector: Tensor) -> Tensor:
        """Scale by the latest pair's curvature: Nocedal and Wright, Eq. 7.20."""
        if not self._pairs:
            return self.initial(vector)
        _, change, product = self._pairs[-1]
        return self.initial(vector) * (product / change.dot(self.initial(change)))


def minimise(
    evaluate: Evaluate,
    start: Tensor,
    *,
    box: Box,
    first_step: float,
    initial: LinearMap = torch.clone,
    pairs: Pairs | None = None,
) -> Iterator[Iterate]:
    """Yield the start, then ever lower points, until no step lowers the value any more.

    Parameters
    ----------
    evaluate : callable
        Value and gradient of the objective. Called once an iteration, rarely more often.
    start : Tensor, (n,)
        Projected into the box.
    box : Box
        Bounds on every variable.
    first_step : float
        Largest change of a variable in the first step, when no curvature is known.
    initial : callable
        See `Curvature`.
    pairs : Pairs or None
        See `Curvature`.
    """
    curvature = Curvature(initial, pairs)
    point = box.project(start)
    here = Iterate(point, *evaluate(point), 1)
    yield here
    while True:
        found = _search(evaluate, here, _direction(curvature, here, box, first_step), box)
        if found is not None:
            curvature.learn(found.point - here.point, found.gradient - here.gradient)
            here = found
            yield here
        elif len(curvature):
            curvature.forget()  # it misled; steepest descent has the last word
        else:
            return


def _direction(curvature: Curvature, here: Iterate, box: Box, first_step: float) -> Tensor:
    """Return a step downhill that moves only free variables."""
    free = box.free(here.point, here.gradient)
    slope = here.gradient * free
    if len(curvature):
        direction = curvature.times(slope).neg_() * free
        if float(direction.dot(slope)) < 0:
            return direction
        curvature.forget()
    direction = curvature.initial(slope).neg() * free
    largest = float(direction.abs().max())
    return direction * (first_step / largest) if largest > 0 else direction


def _search(evaluate: Evaluate, here: Iterate, direction: Tensor, box: Box) -> Iterate | None:
    """Shorten the projected step until it lowers the value enough; None where none does."""
    length, evaluations = 1.0, here.evaluations
    while length > _SHORTEST_STEP:
        point = box.project(here.point + length * direction)
        step = point - here.point
        expected = float(step.dot(here.gradient))
        if expected >= 0:  # nothing is left to gain within the box
            return None
        value, gradient = evaluate(point)
        evaluations += 1
        if value <= here.value + _SUFFICIENT_DECREASE * expected:
            return Iterate(point, value, gradient, evaluations)
        length *= _SHORTENING
    return None
