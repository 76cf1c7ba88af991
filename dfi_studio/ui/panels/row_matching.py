"""Which row of a list goes on showing what, after the list has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dfi_studio.core.recipe import Direction


def kept_rows(old: Sequence[Direction], new: Sequence[Direction]) -> list[int | None]:
    """Return for each new direction the old one whose row is to show it; None for a new row.

    A direction that is the same keeps its row wherever it went; then the same attribute does, and
    then the same place.
    """
    if len(old) == len(new) and sum(one != other for one, other in zip(old, new, strict=True)) <= 1:
        return list(range(len(new)))  # a slider moves, sixty times a second
    kept: list[int | None] = [None] * len(new)
    free = set(range(len(old)))
    alike: tuple[Callable[[int, int], bool], ...] = (
        lambda place, at: old[place] == new[at],
        lambda place, at: old[place].attribute == new[at].attribute,
        lambda place, at: place == at,
    )
    for test in alike:
        for at in (at for at, row in enumerate(kept) if row is None):
            nearest = sorted(free, key=lambda place, at=at: abs(place - at))  # type: ignore[misc]
            kept[at] = next((place for place in nearest if test(place, at)), None)
            free -= {kept[at]}
    return kept
