"""What is looked at of a class: which draws of it, how far, and what was thought of each.

Values and pure functions. What is drawn follows from the class, the seed and the number alone, so
the pictures are never kept here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto

from dfi_studio.core.class_direction import Sampling
from dfi_studio.core.recipe import Direction, Recipe

PRINCIPAL = 5
"""Principal directions that there are sliders for."""
MOST_DEVIATIONS = 4.0
_STILL = (0.0,) * PRINCIPAL


class Verdict(Enum):
    """What was thought of a draw."""

    OPEN = auto()
    KEPT = auto()
    REJECTED = auto()


@dataclass(frozen=True, slots=True)
class ClassView:
    """What is looked at.

    Attributes
    ----------
    sampling : Sampling
        Its class is empty text while none is chosen.
    kept, rejected : frozenset of int
        Numbers of draws.
    amounts : tuple of float
        How far to go along each principal direction, in standard deviations.
    """

    sampling: Sampling = field(default_factory=lambda: Sampling(""))
    kept: frozenset[int] = frozenset()
    rejected: frozenset[int] = frozenset()
    amounts: tuple[float, ...] = _STILL

    @property
    def begun(self) -> bool:
        """Whether a class is chosen."""
        return bool(self.sampling.pictures.strip())

    @property
    def numbers(self) -> range:
        """The draws that there are."""
        return range(self.sampling.count)

    def of_class(self, pictures: str) -> ClassView:
        """Return a view of another class: its draws are others."""
        return ClassView(replace(self.sampling, pictures=pictures.strip()))

    def with_seed(self, seed: int) -> ClassView:
        """Return a view of other draws; the principal directions stay."""
        return replace(
            self, sampling=replace(self.sampling, seed=seed), kept=frozenset(), rejected=frozenset()
        )

    def with_strength(self, strength: float) -> ClassView:
        """Return the view with all draws at another lambda."""
        return replace(self, sampling=replace(self.sampling, strength=strength))

    def with_count(self, count: int) -> ClassView:
        """Return the view of more draws, or of fewer."""
        there = frozenset(range(count))
        return replace(
            self,
            sampling=replace(self.sampling, count=count),
            kept=self.kept & there,
            rejected=self.rejected & there,
        )

    def with_amount(self, at: int, amount: float) -> ClassView:
        """Return the view with another amount of one principal direction."""
        amounts = list(self.amounts)
        amounts[at] = amount
        return replace(self, amounts=tuple(amounts))

    def still(self) -> ClassView:
        """Return the view without any of the principal directions."""
        return replace(self, amounts=_STILL)

    def verdict(self, number: int) -> Verdict:
        """Return what was thought of a draw."""
        if number in self.kept:
            return Verdict.KEPT
        return Verdict.REJECTED if number in self.rejected else Verdict.OPEN

    def judged(self, number: int, verdict: Verdict) -> ClassView:
        """Return the view with a verdict on a draw; the same one again takes it back."""
        if self.verdict(number) is verdict:
            verdict = Verdict.OPEN
        kept, rejected = self.kept - {number}, self.rejected - {number}
        if verdict is Verdict.KEPT:
            kept |= {number}
        elif verdict is Verdict.REJECTED:
            rejected |= {number}
        return replace(self, kept=kept, rejected=rejected)

    def draw(self, number: int, base: Recipe) -> Recipe:
        """Return what shows a draw, in the space of a recipe."""
        sampling = self.sampling
        direction = replace(sampling, count=number + 1).draws[number]
        return replace(base, directions=(Direction(direction, sampling.alpha),))

    def mix(self, base: Recipe) -> Recipe | None:
        """Return what shows the principal directions together; None where all are still."""
        first = replace(self.sampling, seed=0).principal(PRINCIPAL)
        moving = tuple(
            Direction(direction, amount)
            for direction, amount in zip(first, self.amounts, strict=True)
            if amount
        )
        return replace(base, directions=moving) if moving else None


def drafted(recipe: Recipe) -> Recipe:
    """Return a recipe for looking: small, and in few iterations."""
    return replace(recipe, directions=()).draft()
