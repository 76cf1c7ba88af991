"""A batch as plain values: photographs, what is to be made of each, and where it goes.

It holds names and recipes, no pixels; it goes to JSON and comes back equal. Each of its items has
an identity, made of everything that its result depends on, by which work that was done is known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any, Self

from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import UsageError
from dfi_studio.core.plain_json import is_text, loaded
from dfi_studio.core.recipe import Attribute, ClassDirection, Contrast, Recipe, SavedAttribute
from dfi_studio.core.treatment import Treatment

FORMAT, VERSION = "dfi-studio-batch", 1


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which every photograph is edited.

    Attributes
    ----------
    name : str
        What names of files call it: ``{attribute}``.
    recipe : Recipe
        As it is rendered. A batch has no masks, so it fills nothing.
    """

    name: str
    recipe: Recipe

    @classmethod
    def of(cls, recipe: Recipe, *, alpha: float | None = None, name: str | None = None) -> Self:
        """Return a recipe as a variant.

        Parameters
        ----------
        alpha : float or None
            Of all its directions; None keeps their own.
        name : str or None
            None takes that of the first direction that takes part.
        """
        moved = replace(recipe if alpha is None else recipe.at(alpha), fill=None)
        first = next((attribute_name(each.attribute) for each in moved.moving), "")
        return cls(first if name is None else name, moved)

    @property
    def alpha(self) -> float:
        """How far it moves, as names of files say it: the first direction that takes part."""
        return self.recipe.moving[0].alpha if self.recipe.moving else 0.0

    def values(self) -> dict[str, Any]:
        """Return it as JSON text holds it."""
        return {"name": self.name, "recipe": asdict(self.recipe)}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read a variant; what can be wrong with one is told where a batch is read."""
        return cls(str(values["name"]), Recipe.from_values(values["recipe"]))


@dataclass(frozen=True, slots=True)
class Batch:
    """Photographs times variants: each pair is an item, and makes one file.

    Attributes
    ----------
    photos : tuple of Path
        Absolute, each once.
    variants : tuple of Variant
    out : str
        A folder, or a template of names such as ``aged/{stem}_{attribute}_{alpha:+.2f}.{ext}``;
        see `library.result_names`.
    extension : str
        The format, as names end in it: ``png``, ``jpg``, ``webp``, ``tif``, ``avif``. A template
        that ends otherwise has the word.
    conflict : Conflict
    treatment : Treatment
    """

    photos: tuple[Path, ...]
    variants: tuple[Variant, ...]
    out: str
    extension: str = "png"
    conflict: Conflict = Conflict.UNIQUE
    treatment: Treatment = field(default_factory=Treatment)

    def __post_init__(self) -> None:
        """Refuse a batch that makes nothing, or makes something twice.

        Raises
        ------
        UsageError
            There are no photos, no variants, or two of either that are the same.
        """
        if not self.photos:
            raise UsageError("The batch has no photos; name some.")
        if not self.variants:
            raise UsageError("The batch does not say what to do with its photos.")
        for what, values in (("photo", self.photos), ("edit", self.variants)):
            if len(set(values)) < len(values):
                raise UsageError(f"The batch has the same {what} twice; name it once.")

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self.photos) * len(self.variants)

    def __iter__(self) -> Iterator[Item]:
        """Yield the items, those of one photo together."""
        for photo in self.photos:
            yield from self.items_of(photo)

    def items_of(self, photo: Path) -> tuple[Item, ...]:
        """Return the items of one photo."""
        return tuple(Item(photo, variant) for variant in self.variants)

    def identity(self, item: Item, digest: str) -> str:
        """Return what names an item and everything that its result depends on: 32 hex digits.

        Parameters
        ----------
        digest : str
            Names the content of the photo's file: a photo that was changed is another item.
        """
        told = [str(item.photo), digest, item.variant.values(), self.treatment.values()]
        text = json.dumps([*told, self.extension], sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def to_json(self) -> str:
        """Return the batch as JSON text; `from_json` gives an equal batch back."""
        return json.dumps(self.values(), indent=2)

    def values(self) -> dict[str, Any]:
        """Return what JSON text of it holds."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "photos": [str(each) for each in self.photos],
            "variants": [each.values() for each in self.variants],
            "out": self.out,
            "extension": self.extension,
            "conflict": self.conflict.value,
            "treatment": self.treatment.values(),
        }

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a batch from JSON text.

        Raises
        ------
        UsageError
            The text is not a batch, or of a version that this program does not know.
        """
        try:
            return cls.from_values(loaded(text))
        except ValueError as error:
            raise UsageError(f"This is not a batch of DFI Studio: {error}.") from error

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read a batch from the values of `values`.

        Raises
        ------
        UsageError
            See `from_json`.
        """
        try:
            if values["format"] != FORMAT or values["version"] != VERSION:
                raise ValueError("it is of another kind, or of a newer version")
            out, extension = _texts([values["out"], values["extension"]])
            return cls(
                tuple(Path(each) for each in _texts(values["photos"])),
                tuple(Variant.from_values(each) for each in values["variants"]),
                out,
                extension,
                Conflict(values["conflict"]),
                Treatment.from_values(values["treatment"]),
            )
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError) as error:
            raise UsageError(f"This is not a batch of DFI Studio: {error}.") from error


@dataclass(frozen=True, slots=True)
class Item:
    """One photograph and one way to edit it."""

    photo: Path
    variant: Variant


def attribute_name(attribute: Attribute) -> str:
    """Return what a file name may call an attribute."""
    match attribute:
        case SavedAttribute(path):
            return PurePath(path).stem
        case Contrast(source, target):
            return f"{PurePath(source).stem}-to-{PurePath(target).stem}"
        case ClassDirection():
            return f"{attribute.move}-{attribute.number + 1}"


def _texts(values: Sequence[object]) -> list[str]:
    texts = [each for each in values if isinstance(each, str) and is_text(each)]
    if isinstance(values, str) or len(texts) < len(values):
        raise TypeError("a name is not a text")
    return texts
