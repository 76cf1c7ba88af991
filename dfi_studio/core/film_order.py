"""What becomes of a film, as plain values: the kind of file, its name, and what is laid over it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import UsageError
from dfi_studio.core.movie import Codec, MovieOptions

NAME = "{stem}_{attribute}.{ext}"
"""How films are named in a folder: a film has no one strength."""


class FilmKind(StrEnum):
    """What a film is written as."""

    MP4 = "mp4"
    WEBM = "webm"
    WEBP = "webp"
    GIF = "gif"
    APNG = "apng"
    PNGS = "pngs"
    """Numbered pictures in a folder."""
    JPEGS = "jpegs"
    SHEET = "sheet"
    """One picture with small frames in rows."""

    @property
    def extension(self) -> str:
        """As names end in it; numbered pictures each do."""
        return _EXTENSIONS.get(self, self.value)

    @property
    def numbered(self) -> bool:
        """Whether every frame is a file of its own."""
        return self in (FilmKind.PNGS, FilmKind.JPEGS)

    @property
    def loops(self) -> bool:
        """Whether the file says how often it repeats."""
        return self in (FilmKind.WEBP, FilmKind.GIF, FilmKind.APNG)

    @property
    def is_video(self) -> bool:
        """Whether it is compressed by a codec that can be chosen."""
        return self in (FilmKind.MP4, FilmKind.WEBM)

    @property
    def lossy(self) -> bool:
        """Whether quality means anything."""
        return self not in (FilmKind.APNG, FilmKind.PNGS, FilmKind.SHEET)


_EXTENSIONS = {FilmKind.PNGS: "png", FilmKind.JPEGS: "jpg", FilmKind.SHEET: "png"}


@dataclass(frozen=True, slots=True)
class FilmOrder:
    """What becomes of a film.

    Attributes
    ----------
    out : str
        A folder or a template of names; see `library.result_names`. Numbered pictures lie in a
        folder of that name.
    """

    out: str
    kind: FilmKind = FilmKind.MP4
    conflict: Conflict = Conflict.UNIQUE
    options: MovieOptions = field(default_factory=MovieOptions)

    def values(self) -> dict[str, Any]:
        """Return it as JSON text holds it; `from_values` gives an equal order back."""
        return asdict(self)

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Self:
        """Read an order from the values of `values`.

        Raises
        ------
        UsageError
            They are not those of an order.
        """
        try:
            told = dict(values["options"])
            flags = [told[each] for each in ("split", "marked")]
            texts = [values["out"], told["caption"]]
            if not all(isinstance(each, bool) for each in flags):
                raise TypeError("a choice is neither true nor false")
            if not all(isinstance(each, str) for each in texts):
                raise TypeError("a name or a caption is no text")
            options = MovieOptions(**{**told, "codec": Codec(told["codec"])})
            kind, conflict = FilmKind(values["kind"]), Conflict(values["conflict"])
            return cls(values["out"], kind, conflict, options)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise UsageError(f"This does not say what becomes of a film: {error}.") from error
