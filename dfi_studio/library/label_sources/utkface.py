"""UTKFace's file names: ``AGE_GENDER_RACE_DATE.jpg``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from dfi_studio.library.catalog.values import Value

_NAME = re.compile(r"(\d{1,3})_([01])_([0-4])_\d{8,20}\D*", re.ASCII)
_GENDERS = ("male", "female")
_RACES = ("white", "black", "asian", "indian", "other")


def read_utkface(paths: Iterable[str]) -> dict[str, Mapping[str, Value]]:
    """Return age, gender and race of the pictures that are named in this way, by path."""
    found: dict[str, Mapping[str, Value]] = {}
    for path in paths:
        match = _NAME.fullmatch(PurePosixPath(path).name)
        if match:
            age, gender, race = map(int, match.groups())
            found[path] = {"age": float(age), "gender": _GENDERS[gender], "race": _RACES[race]}
    return found
