"""What the browser looks at, and what it sees there: values between the window and the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from dfi_studio.library.attribute_rules import AttributeRule
from dfi_studio.library.catalog.labelling import LabelSummary
from dfi_studio.library.catalog.store import Folder, Order
from dfi_studio.ui.browser.grid_model import FloatArray, IntArray


@dataclass(frozen=True, eq=False, slots=True)
class Nearby:
    """Pictures by their likeness to one, nearest first.

    Attributes
    ----------
    name : str
        Of the picture that they are like.
    ids : IntArray, (N,)
    distances : FloatArray, (N,)
    """

    name: str
    ids: IntArray
    distances: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Pictures found together, such as near-duplicates: shown in this order and no other.

    Attributes
    ----------
    name : str
        What they are.
    ids : IntArray, (N,)
    groups : IntArray, (N,)
        The number of the group that each is in, from 1.
    """

    name: str
    ids: IntArray
    groups: IntArray


@dataclass(frozen=True, slots=True)
class Look:
    """What the grid is to show.

    Attributes
    ----------
    text : str
        A query; empty for all.
    folder : str or None
        Name of one folder; None for all.
    among : Nearby, Group or None
        Only these, in their order; `order` does not count then.
    """

    text: str = ""
    folder: str | None = None
    order: Order = field(default_factory=Order)
    among: Nearby | Group | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of a query, and how many pictures meet it by itself."""

    text: str
    count: int


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """What was found.

    Attributes
    ----------
    ids : IntArray, (N,), or None
        None where the query cannot be read: what was shown before stays.
    written : tuple of str, or None
        What is written on each picture: its distance, or its group.
    total : int
        Pictures in the folder, whatever the query.
    wrong : str
        What is wrong with the query; empty where it is right.
    labels : mapping of str to LabelSummary
        Of the whole catalogue, for completion and sorting.
    rules : tuple of AttributeRule
        Ready-made contrasts that these labels allow.
    """

    ids: IntArray | None
    written: tuple[str, ...] | None = None
    total: int = 0
    chips: tuple[Chip, ...] = ()
    wrong: str = ""
    folders: tuple[Folder, ...] = ()
    labels: Mapping[str, LabelSummary] = field(default_factory=dict)
    rules: tuple[AttributeRule, ...] = ()
    version: int = 0
    notice: str = ""


def kept_order(among: Nearby | Group, found: IntArray) -> tuple[IntArray, tuple[str, ...]]:
    """Return which of some pictures were found, in their own order, and what is written on them."""
    keep = np.isin(among.ids, found)
    if isinstance(among, Nearby):
        return among.ids[keep], tuple(f"{each:.4f}" for each in among.distances[keep].tolist())
    return among.ids[keep], tuple(str(each) for each in among.groups[keep].tolist())
