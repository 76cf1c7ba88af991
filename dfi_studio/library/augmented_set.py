"""Augmented sets: pictures made from photos, with their labels and their recipes.

``pictures`` holds them, and ``labels.csv`` with a line for each, from which the program reads what
they show: that folder can be used as a set. ``recipes.json`` beside it has the recipe of each, and
sheets may lie there too. A later run into the same place adds to all.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path, PurePath
from typing import Any, Self

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.errors import OutputError, PhotoError, UsageError
from dfi_studio.core.plain_json import loaded
from dfi_studio.core.recipe import Recipe
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.edit_mark import EditMark, read_mark
from dfi_studio.library.outputs import atomic, check_folder

PICTURES, LABELS, RECIPES = "pictures", "labels.csv", "recipes.json"


@dataclass(frozen=True, slots=True)
class Made:
    """What the labels say of a picture.

    Attributes
    ----------
    name : str
        Of its file.
    original : str
        Of the photo's file.
    label : str
        The class.
    direction : str
        What it was moved along, such as "draw".
    number, seed : str
        Which one of these; empty where there is no such thing.
    alpha : str
        How far it was moved.
    """

    name: str
    original: str
    label: str
    direction: str
    number: str
    seed: str
    alpha: str

    @classmethod
    def labelled(cls, original: str, label: str, number: int, alpha: float) -> Self:
        """Return what is said of a photo that was moved along a labelled direction, to compare."""
        name = f"{PurePath(original).stem}-labelled-{number:04d}{alpha:+.3f}.png"
        return cls(name, original, label, "labelled", str(number), "", f"{alpha:g}")

    @classmethod
    def of(cls, original: str, label: str, direction: ClassDirection, alpha: float) -> Self:
        """Return what is said of a photo that was moved along a direction of its class.

        Parameters
        ----------
        original : str
            The name of the photo's file.
        label : str
            The name of the class.
        """
        which = f"{direction.move}-{direction.seed}-{direction.number:04d}"
        return cls(
            f"{PurePath(original).stem}-{which}{alpha:+.3f}.png",
            original,
            label,
            direction.move.value,
            str(direction.number),
            str(direction.seed),
            f"{alpha:g}",
        )


_LONGEST = 400_000_000  # bytes: a hundred thousand recipes
_COLUMNS = ("filename", "original", "class", "direction", "number", "seed", "alpha")


class AugmentedSet:
    """A folder that is added to.

    Raises
    ------
    OutputError
        It cannot be made or written to.
    UsageError
        It holds labels or recipes of something else.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self._pictures = folder, folder / PICTURES
        check_folder(self._pictures, make=True)
        known = _read_labels(self._pictures / LABELS)
        self._made: dict[str, Made] = {each.name: each for each in known}
        self._recipes: dict[str, dict[str, Any]] = _read_recipes(folder / RECIPES)

    def path(self, name: str) -> Path:
        """Return where a picture goes."""
        return self._pictures / name

    def holds(self, name: str, original: str, recipe: Recipe) -> bool:
        """Say whether a picture is there that was made by just this recipe from this photo.

        The picture itself names its sets without their folders, the recipes beside it with them.
        """
        path, known = self.path(name), self._recipes.get(name)
        if known is not None and Recipe.from_values(known) != recipe:
            return False
        try:
            return path.is_file() and read_mark(path) == EditMark(recipe, original)
        except PhotoError:  # damaged: it is made again
            return False

    def add(self, made: Made, recipe: Recipe) -> None:
        """Take a picture in that is there; its labels and recipe are written by `save`."""
        self._made[made.name] = made
        self._recipes[made.name] = asdict(recipe)

    def save(self) -> None:
        """Write labels and recipes, each whole or not at all.

        Raises
        ------
        OutputError
            They cannot be written.
        """
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(astuple(self._made[name]) for name in sorted(self._made))
        recipes = {name: self._recipes[name] for name in sorted(self._recipes)}
        if not recipes:
            return
        for path, content in (
            (self._pictures / LABELS, text.getvalue()),
            (self.folder / RECIPES, json.dumps({"pictures": recipes}, indent=1) + "\n"),
        ):
            with atomic(path) as temporary:
                temporary.write_text(content, encoding="utf-8")


def _read_labels(path: Path) -> list[Made]:
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
    except (OSError, ValueError, csv.Error) as error:
        raise _foreign(path) from error
    if tuple(header) != _COLUMNS or any(len(row) != len(fields(Made)) for row in rows):
        raise _foreign(path)
    return [Made(*row) for row in rows]


def _read_recipes(path: Path) -> dict[str, dict[str, Any]]:
    if not path.exists():
        return {}
    try:
        pictures: dict[str, dict[str, Any]] = loaded(read_bounded(path, most=_LONGEST))["pictures"]
        for values in pictures.values():
            Recipe.from_values(values)
    except OSError as error:
        raise OutputError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, TypeError, KeyError, AttributeError, UsageError) as error:
        raise _foreign(path) from error
    return pictures


def _foreign(path: Path) -> UsageError:
    return UsageError(
        f"{path} is of something else, and would be lost: choose another folder for the pictures."
    )
