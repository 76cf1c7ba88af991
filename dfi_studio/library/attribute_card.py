"""A card of the attribute library: what a file and those beside it say, its arrays unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dfi_studio.core.errors import AttributeFileError, UsageError
from dfi_studio.core.plain_json import check_kinds, loaded
from dfi_studio.core.recipe import Contrast, Scaling
from dfi_studio.library.attributes import describe_attribute
from dfi_studio.library.bounded import read_bounded

_LONGEST_SETS = 1_000_000
FILE, PREVIEW, SETS = ".safetensors", ".png", ".json"
"""Suffixes of the attribute file, and of what lies beside it."""

# What values from a file that may say anything can raise.
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class AttributeCard:
    """What the library shows of an attribute.

    Attributes
    ----------
    path : Path
        Of the attribute file: what a recipe's `SavedAttribute` names.
    name : str
        For people.
    source, target : str
        Names of the sets.
    source_count, target_count : int
        How many pictures were used of each.
    k : int
        How many neighbours of a photo were taken; 0 for the whole sets.
    near : str
        Name of that photo; empty where there was none.
    learned : datetime
        When the file was made.
    preview : Path or None
        A picture with the preview strip.
    sets : Contrast or None
        The sets as the user named them, where they are known: then it can be rebuilt.
    """

    path: Path
    name: str
    source: str
    target: str
    source_count: int
    target_count: int
    k: int
    near: str
    scaling: Scaling
    height: int
    width: int
    backbone: str
    layers: tuple[str, ...]
    learned: datetime
    preview: Path | None
    sets: Contrast | None


def read_card(path: Path) -> AttributeCard:
    """Return the card of one file.

    Raises
    ------
    AttributeFileError
        The file is missing, damaged, or no attribute file.
    """
    values = describe_attribute(path)
    try:
        return _card(path, values)
    except _FAULTS as error:
        raise AttributeFileError(
            f"The attribute file {path} is damaged ({error}); delete it, or learn it again."
        ) from error


def _card(path: Path, values: Mapping[str, Any]) -> AttributeCard:
    near, preview = values["near"], path.with_suffix(PREVIEW)
    return AttributeCard(
        path=path,
        name=str(values["name"]),
        source=str(values["source"]["name"]),
        target=str(values["target"]["name"]),
        source_count=len(values["source"]["files"]),
        target_count=len(values["target"]["files"]),
        k=int(values["k"]),
        near="" if near is None else str(near["name"]),
        scaling=Scaling(values["scaling"]),
        height=int(values["height"]),
        width=int(values["width"]),
        backbone=str(values["backbone"]),
        layers=tuple(values["layers"]),
        learned=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        preview=preview if preview.exists() else None,
        sets=_sets(path.with_suffix(SETS)),
    )


def _sets(path: Path) -> Contrast | None:
    """Read the sets beside a file; without them it merely cannot be rebuilt."""
    try:
        values = loaded(read_bounded(path, most=_LONGEST_SETS))
        sets = Contrast(**{**values, "scaling": Scaling(values["scaling"])})
        check_kinds(sets)
    except (OSError, UsageError, *_FAULTS):
        return None
    return sets
