"""A small memory of the newest things: the oldest make room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps the values that were put or asked for last.

    Parameters
    ----------
    most : int
        What they may weigh together; the newest stays, whatever it weighs.
    weigh : callable
        What one weighs; by default 1, so that `most` counts them.
    """

    def __init__(self, most: int, weigh: Callable[[V], int] = lambda value: 1) -> None:
        self._most, self._weigh, self._weight = most, weigh, 0
        self._kept: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """Return the value, which becomes the newest, or None."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keys(self) -> tuple[K, ...]:
        """Return what all that is kept is kept by."""
        return tuple(self._kept)

    def values(self) -> tuple[V, ...]:
        """Return all that is kept, the newest last."""
        return tuple(self._kept.values())

    def put(self, key: K, value: V) -> None:
        """Keep a value as the newest."""
        if key in self._kept:
            self._weight -= self._weigh(self._kept.pop(key))
        self._kept[key] = value
        self._weight += self._weigh(value)
        while self._weight > self._most and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._weight -= self._weigh(oldest)
