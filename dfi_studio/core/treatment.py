"""How a photograph goes into an edit and what of it comes out, as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from dfi_studio.core.errors import UsageError
from dfi_studio.core.plain_json import brief


class Extent(StrEnum):
    """How much of a photograph a result shows."""

    USUAL = "usual"
    """The whole photo at its own size where a face is aligned or a mask given, else the edit."""
    WHOLE = "whole"
    """The whole photo at its own size, with the edit in it."""
    EDIT = "edit"
    """What was edited alone, at the working size."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What goes out beside the pixels.

    Attributes
    ----------
    marked : bool
        Whether the picture says that it was edited, and how.
    drop_place : bool
        Whether to leave out where it was taken.
    depth : int or None
        Bits a channel, 8 or 16; None keeps the photo's own where the format can.
    """

    marked: bool = True
    drop_place: bool = False
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done with any photograph, whatever the recipe.

    Attributes
    ----------
    align : bool
        Whether a face is looked for; else the photo is edited as it is.
    face : int or None
        Which face, 1 being the largest; a photo that has not so many is refused. None takes the
        largest, and edits a photo without a face as it is.
    extent : Extent
    paired : bool
        Whether before and after are saved side by side too.
    export : ExportOptions
    """

    align: bool = True
    face: int | None = None
    extent: Extent = Extent.USUAL
    paired: bool = False
    export: ExportOptions = field(default_factory=ExportOptions)

    def values(self) -> dict[str, Any]:
        """Return it as JSON text holds it; `from_values` gives an equal treatment back."""
        return asdict(self)

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read a treatment from the values of `values`.

        Raises
        ------
        UsageError
            They are not those of a treatment.
        """
        try:
            export = ExportOptions(**values["export"])
            made = cls(**{**values, "extent": Extent(values["extent"]), "export": export})
            made.check()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UsageError(f"This does not say how to treat a photo: {error}.") from error
        return made

    def check(self) -> None:
        """Raise `TypeError` or `ValueError` where a value is of another kind than it is to be."""
        for value in (self.align, self.paired, self.export.marked, self.export.drop_place):
            if not isinstance(value, bool):
                raise TypeError(f"{brief(value)} is neither true nor false")
        if self.face is not None and (not isinstance(self.face, int) or self.face < 1):
            raise ValueError(f"{brief(self.face)} is no number of a face")
        if self.export.depth not in (None, 8, 16):
            raise ValueError(f"{brief(self.export.depth)} is neither 8 nor 16 bits")
