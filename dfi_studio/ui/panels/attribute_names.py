"""What an attribute is called in a narrow panel: by its card, its file, or its two sets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.class_direction import ClassMove
from dfi_studio.core.recipe import Attribute, ClassDirection, Contrast, SavedAttribute
from dfi_studio.library.set_names import CATALOG

_LISTS = (".txt", ".lst", ".list")
_BY_CONTENT = re.compile(r"(?:(?P<words>.*)-)?[0-9a-f]{24}")
"""The file names of `session.trays.write_set`."""


def attribute_name(attribute: Attribute, names: Mapping[str, str]) -> str:
    """Return the name of an attribute.

    Parameters
    ----------
    names : mapping of str to str
        Names of the attribute files that are known, by their paths.
    """
    match attribute:
        case SavedAttribute(path=path):
            return names.get(path) or Path(path).stem or _tr("Attribute file")
        case Contrast(source="", target=""):
            return _tr("New attribute")
        case Contrast(source=source, target=target):
            one, other = set_name(source), set_name(target)
            if one == other and source != target:
                one, other = _with_parent(source, one), _with_parent(target, other)
            return f"{one or '…'} → {other or '…'}"
        case ClassDirection():
            return f"{set_name(attribute.pictures)} · {_which(attribute)}"


def attribute_in_full(attribute: Attribute) -> str:
    """Return all that the recipe says of what an attribute is learned from."""
    match attribute:
        case SavedAttribute(path=path):
            return path
        case Contrast(source=source, target=target):
            return f"{source or '…'}\n→ {target or '…'}"
        case ClassDirection():
            return f"{attribute.pictures}\n{_which(attribute)}"


def set_name(text: str) -> str:
    """Return the name of a picture set: its query, or the last part of its path."""
    place, _, query = text.partition("?")
    if query.strip():
        return query.strip()
    if place.startswith(CATALOG):
        folder = place.removeprefix(CATALOG)
        return _tr("all pictures") if folder == "*" else Path(folder).name
    path = Path(place)
    if path.suffix.lower() not in _LISTS:
        return path.name
    written = _BY_CONTENT.fullmatch(path.stem)
    if written is None:
        return path.stem
    return (written["words"] or "").replace("-", " ") or _tr("picked by hand")


def _which(direction: ClassDirection) -> str:
    words = {
        ClassMove.DRAW: _tr("draw {}"),
        ClassMove.PRINCIPAL: _tr("principal direction {}"),
        ClassMove.RANDOM: _tr("random direction {}"),
    }
    return words[direction.move].format(direction.number + 1)


def _with_parent(text: str, name: str) -> str:
    parent = Path(text.partition("?")[0]).parent.name
    return f"{parent}/{name}" if parent else name


def _tr(text: str) -> str:
    return QCoreApplication.translate("AttributeNames", text)
