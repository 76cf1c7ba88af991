"""Undo and redo over immutable values: a list of values and a place in it.

It knows nothing of what the values mean. Steps share what they have in common, so a step costs
next to nothing; what they do not share (photographs) is bounded by `budget`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A value and the name of the change that made it."""

    value: T
    label: str = ""
    merge: str | None = None
    detail: str = ""
    """What it was changed to, in a few characters."""
    when: float = 0.0
    """Seconds since 1970."""


class History(Generic[T]):
    """A present value with a past and a future.

    Parameters
    ----------
    value : T
        The first present.
    depth : int
        The most steps that can be undone.
    budget : int
        The most that all values together may weigh; the present one is always kept.
    weigh : callable, optional
        What values weigh together, counting what they share once.
    """

    def __init__(
        self,
        value: T,
        *,
        depth: int = 200,
        budget: int = 0,
        weigh: Callable[[Sequence[T]], int] = lambda values: 0,
    ) -> None:
        self._entries = [Entry(value)]
        self._at = 0
        self._depth = depth
        self._budget = budget
        self._weigh = weigh

    @property
    def present(self) -> Entry[T]:
        """Where we are."""
        return self._entries[self._at]

    @property
    def entries(self) -> tuple[Entry[T], ...]:
        """The past, the present and the future, in order."""
        return tuple(self._entries)

    @property
    def position(self) -> int:
        """The place of the present among `entries`."""
        return self._at

    @property
    def undo_label(self) -> str | None:
        """The change that undo would take back, or None where there is no past."""
        return self.present.label if self._at > 0 else None

    @property
    def redo_label(self) -> str | None:
        """The change that redo would bring again, or None where there is no future."""
        ahead = self._at + 1
        return self._entries[ahead].label if ahead < len(self._entries) else None

    @classmethod
    def of(cls, entries: Sequence[Entry[T]], position: int, **bounds: Any) -> Self:
        """Return a history as `entries` and `position` of another tell it.

        Raises
        ------
        IndexError
            There is no such entry.
        """
        history = cls(entries[0].value, **bounds)
        history._entries = list(entries)
        history.jump(position)
        return history

    def push(self, value: T, label: str, merge: str | None = None, **about: Any) -> None:
        """Make `value` the present and forget the future; equal merge keys fold together.

        Parameters
        ----------
        **about
            Further fields of the `Entry`.
        """
        del self._entries[self._at + 1 :]
        entry = Entry(value, label, merge, **about)
        if merge is not None and merge == self.present.merge:
            self._entries[self._at] = entry
        else:
            self._entries.append(entry)
            self._at += 1
        self._forget()

    def settle(self) -> None:
        """End a drag: what comes next is a step of its own."""
        self._entries[self._at] = replace(self.present, merge=None)

    def undo(self) -> None:
        """Step back once, if there is a past."""
        self.jump(max(self._at - 1, 0))

    def redo(self) -> None:
        """Step forward once, if there is a future."""
        self.jump(min(self._at + 1, len(self._entries) - 1))

    def jump(self, position: int) -> None:
        """Make the entry at `position` the present; nothing is forgotten.

        Raises
        ------
        IndexError
            There is no such entry.
        """
        if not 0 <= position < len(self._entries):
            raise IndexError(f"the history has no step {position}")
        self._at = position
        self.settle()

    def _forget(self) -> None:
        while self._at > 0 and (
            self._at > self._depth
            or self._weigh([entry.value for entry in self._entries]) > self._budget
        ):
            del self._entries[0]
            self._at -= 1
