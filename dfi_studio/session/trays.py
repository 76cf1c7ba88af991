"""The trays: which pictures of the catalogue stand for the source and for the target.

Values and pure functions, so that undo is a list of values, as for the document. A tray becomes a
set of a recipe as a text file of paths, named by its content: equal trays are one file, and what
a recipe once named never changes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from dfi_studio.library.outputs import atomic, make_folder

if TYPE_CHECKING:
    from dfi_studio.library.attribute_library import Deleted

_NOT_IN_NAMES = re.compile(r"[^\w]+")
_LONGEST_START = 40


class Role(StrEnum):
    """What the pictures of a tray stand for."""

    SOURCE = "source"
    """Without the attribute."""
    TARGET = "target"
    """With it."""

    @property
    def other(self) -> Role:
        """The opposite tray."""
        return Role.TARGET if self is Role.SOURCE else Role.SOURCE


@dataclass(frozen=True, slots=True)
class Trays:
    """Two sets of pictures, by their number in the catalogue; no picture is in both.

    Attributes
    ----------
    source, target : tuple of int
        In the order in which they were put in, each once.
    """

    source: tuple[int, ...] = ()
    target: tuple[int, ...] = ()

    def of(self, role: Role) -> tuple[int, ...]:
        """Return the pictures of one tray."""
        return self.source if role is Role.SOURCE else self.target

    def put(self, role: Role, ids: Iterable[int]) -> Trays:
        """Return the trays with pictures added to one, and taken out of the other."""
        added = dict.fromkeys(ids)
        kept = tuple(each for each in self.of(role.other) if each not in added)
        return self._with(role, tuple(dict.fromkeys((*self.of(role), *added))), kept)

    def fill(self, role: Role, ids: Iterable[int]) -> Trays:
        """Return the trays with one holding these pictures and nothing else."""
        return self._with(role, (), self.of(role.other)).put(role, ids)

    def take(self, ids: Iterable[int]) -> Trays:
        """Return the trays without some pictures."""
        gone = frozenset(ids)
        return Trays(
            tuple(each for each in self.source if each not in gone),
            tuple(each for each in self.target if each not in gone),
        )

    def swapped(self) -> Trays:
        """Return the trays with their parts exchanged."""
        return Trays(self.target, self.source)

    def _with(self, role: Role, ids: tuple[int, ...], others: tuple[int, ...]) -> Trays:
        return Trays(ids, others) if role is Role.SOURCE else Trays(others, ids)


@dataclass(frozen=True, slots=True)
class Labelling:
    """A label that was given by hand, and what brings back the labels from before.

    Attributes
    ----------
    value : str or None
        None takes the label away.
    before : object
        The catalogue's own token.
    """

    ids: tuple[int, ...]
    name: str
    value: str | None
    before: object


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that undo brings back in the browser: trays, labels, and deleted attributes.

    Attributes
    ----------
    queries : tuple of two str
        What source and target were filled by; empty where they were picked by hand.
    deleted : tuple of Deleted
        Attributes that were taken out of the library.
    """

    trays: Trays = field(default_factory=Trays)
    queries: tuple[str, str] = ("", "")
    labellings: tuple[Labelling, ...] = ()
    deleted: tuple[Deleted, ...] = ()

    def with_trays(self, trays: Trays) -> Desk:
        """Return the desk with other trays."""
        return replace(self, trays=trays)

    def filled(self, trays: Trays, queries: tuple[str, str]) -> Desk:
        """Return the desk with trays that queries gave."""
        return replace(self, trays=trays, queries=queries)

    def without_attribute(self, deleted: Deleted) -> Desk:
        """Return the desk after one more attribute was deleted."""
        return replace(self, deleted=(*self.deleted, deleted))

    def query(self, role: Role) -> str:
        """Return what a tray was filled by."""
        return self.queries[0 if role is Role.SOURCE else 1]

    def with_labelling(self, labelling: Labelling) -> Desk:
        """Return the desk after one more label was given."""
        return replace(self, labellings=(*self.labellings, labelling))


def write_set(folder: Path, paths: Sequence[Path], *, words: str = "") -> Path:
    """Write a set as a text file of paths, named by its content, and return its path.

    Parameters
    ----------
    folder : Path
        Made if it is missing.
    paths : sequence of Path
        Absolute.
    words : str
        What the set was found by: its name begins so, for people.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    text = "".join(f"{path}\n" for path in paths)
    name = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    start = _NOT_IN_NAMES.sub("-", words).strip("-")[:_LONGEST_START]
    found = folder / f"{start}-{name}.txt".lstrip("-")
    if not found.exists():
        make_folder(folder)
        with atomic(found) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return found
