"""Where results go: names from templates, and what happens where a name is taken.

Knows names, and how they are made; that what they stand for appears whole is `outputs`'.
"""

from __future__ import annotations

import os
import re
import string
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from dfi_studio.core.errors import UsageError
from dfi_studio.library.folders import expanded
from dfi_studio.library.outputs import (
    PICTURE_FORMATS,
    check_folder,
    check_replaceable,
    picture_format,
)

DEFAULT_NAME = "{stem}_{alpha:+.2f}.png"
BATCH_NAME = "{stem}_{attribute}_{alpha:+.2f}.{ext}"

_FIELDS = ("stem", "alpha", "attribute", "ext", "frame")
# Widths of two digits at the most: {alpha:999999999} would fill the memory with spaces.
_FORMAT = re.compile(r"[<>=^]?[-+ ]?0?\d{0,2}(\.\d{1,2})?[eEfFgGs%]?")
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_FOLDS_CASE = sys.platform in ("win32", "darwin")


@dataclass(frozen=True, slots=True)
class ResultName:
    """What tells one result from the others.

    Attributes
    ----------
    photo : Path
        The photograph it was made from.
    alpha : float
        How far it was moved.
    attribute : str
        What was changed; empty where that has no name.
    extension : str
        The format, as names end in it.
    frame : int
        Which picture of a film, from 1.
    """

    photo: Path
    alpha: float
    attribute: str = ""
    extension: str = "png"
    frame: int = 1


EXAMPLE = ResultName(Path("anna.jpg"), 1.5, "older")
"""What a template is shown with where there is no photo yet."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template of names that was found to be one; makes no folder and looks at no file.

    Attributes
    ----------
    text : str
        With the fields of `_FIELDS` alone.
    """

    text: str

    @classmethod
    def of(cls, out: str, *, default: str = BATCH_NAME) -> Template:
        """Read what the user gave: a folder, or a template, which may lack the suffix.

        Parameters
        ----------
        default : str
            How files in a folder are named.

        Raises
        ------
        UsageError
            It is empty, has other fields, or names one file.
        """
        if not out.strip():
            raise UsageError("No name was given for the results; name a folder.")
        if "{" in out or "}" in out:
            return cls(_completed(out, default))
        if expanded(out).suffix.lower() in PICTURE_FORMATS and not out.endswith(("/", os.sep)):
            raise UsageError(
                f"{out} names one file; name a folder, or a template such as {default}."
            )
        return cls(f"{_literal(str(expanded(out)))}/{default}")

    def path(self, result: ResultName) -> Path:
        """Return the path of a result.

        Raises
        ------
        UsageError
            A field cannot be written as the template asks.
        """
        return Path(_filled(self.text, result))

    @property
    def root(self) -> Path:
        """The folder that holds all results, in folders of their own or not."""
        fixed = ""
        for text, field in _pieces(self.text):
            fixed += text
            if field is not None:
                break
        return Path(f"{fixed}x").parent


def example(out: str, result: ResultName = EXAMPLE, *, default: str = BATCH_NAME) -> str:
    """Return what a template makes of one result, to be shown while it is typed.

    Raises
    ------
    UsageError
        See `Template`.
    """
    return str(Template.of(out, default=default).path(result))


def free_name(
    path: Path,
    taken: Collection[Path] = frozenset(),
    *,
    beside: Sequence[Callable[[Path], Path]] = (),
) -> Path:
    """Return a path, or the next of ``NAME-2``, ``NAME-3``... that no file has.

    Parameters
    ----------
    taken : collection of Path
        Names that are given away already, though no file has them yet.
    beside : sequence of callable
        Gives the name of what is saved along with the result, which has to be free too.
    """
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(
        each for each in chain((path,), numbered) if each not in taken and not os.path.lexists(each)
    )


def destinations(out: str, results: Sequence[ResultName]) -> tuple[Path, ...]:
    """Return the path of each result, having made its folder and seen that it can be written to.

    Parameters
    ----------
    out : str
        A file for one result; otherwise a folder, made if missing, or a template of a name with
        ``{stem}`` (of the photo), ``{alpha}``, ``{attribute}`` and ``{ext}``, which take the usual
        format specifications: ``aged/{stem}_{alpha:+.2f}.jpg``. A template that ends without a
        suffix gives PNG files; in a folder the names are `DEFAULT_NAME`.
    results : sequence of ResultName
        One a result.

    Raises
    ------
    UsageError
        The template has other fields, two results would get one name, one file is named for
        many results, or a result would replace a photograph that it is made from.
    OutputError
        The folder cannot be made or written to, something that a file cannot replace has the
        name of a result, or the suffix is not one of `PICTURE_FORMATS`.
    """
    if not out.strip():
        raise UsageError("No name was given for the result; name a file or a folder.")
    braced = "{" in out or "}" in out
    one_file = len(results) == 1 and not braced and not _is_folder(out)
    if one_file:
        paths: tuple[Path, ...] = (expanded(out),)
    else:
        template = _completed(out, DEFAULT_NAME) if braced else _in_folder(out, len(results))
        paths = tuple(Path(_filled(template, result)) for result in results)
    for path in paths:
        picture_format(path)
        check_replaceable(path)
    refuse_clashes(paths, results)
    for folder in dict.fromkeys(path.parent for path in paths):
        # A missing folder in the name of a single file is more likely mistyped than meant.
        check_folder(folder, make=not one_file)
    return paths


def _is_folder(out: str) -> bool:
    return out.endswith(("/", os.sep)) or expanded(out).is_dir()


def _in_folder(out: str, count: int) -> str:
    """Return the template of names in a folder."""
    folder = expanded(out)
    if folder.is_file() or (not _is_folder(out) and folder.suffix.lower() in PICTURE_FORMATS):
        raise UsageError(
            f"There are {count} results, but {out} names one file; "
            f"name a folder, or a template such as {DEFAULT_NAME}."
        )
    return str(folder / DEFAULT_NAME)


def _completed(out: str, default: str) -> str:
    """Return a template as the user gave it, with a name and a suffix where it has none."""
    pieces = _pieces(out)
    template = str(expanded(out))
    if out.endswith(("/", os.sep)):
        return f"{template}/{default}"
    text, field = pieces[-1]
    has_suffix = field == "ext" or (field is None and "." in text.split("/")[-1])
    return template if has_suffix else f"{template}.{{ext}}"


def _literal(text: str) -> str:
    """Return a text as a template of itself."""
    return text.replace("{", "{{").replace("}", "}}")


def _pieces(template: str) -> list[tuple[str, str | None]]:
    """Split a template into texts and fields, having refused all fields but the known ones.

    `str.format` would follow ``{stem.__class__}`` to anything that Python can reach.
    """
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError as error:
        raise UsageError(f"{template} is not a template of a name: {error}.") from error
    for _, field, form, conversion in parsed:
        if field is None:
            continue
        if field not in _FIELDS or conversion or not _FORMAT.fullmatch(form or ""):
            written = (
                field + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            )
            raise UsageError(
                f"A name cannot hold {{{written}}}; use {{stem}}, {{alpha}} (or such as "
                f"{{alpha:+.2f}}), {{attribute}}, {{ext}}, and of a film {{frame:05}}."
            )
    return [(text, field) for text, field, _, _ in parsed]


def _filled(template: str, result: ResultName) -> str:
    values = {
        "stem": _safe(result.photo.stem),
        "alpha": result.alpha + 0.0,  # no "-0.00"
        "attribute": _safe(result.attribute),
        "ext": _safe(result.extension),
        "frame": result.frame,
    }
    try:
        return template.format_map(values)
    except ValueError as error:
        raise UsageError(f"The template {template} cannot be filled in: {error}.") from error


def _safe(text: str) -> str:
    """Return a part of a file name that every system takes, and that leads to no other folder."""
    return _NOT_IN_NAMES.sub("_", text).strip(". ") or "_"


def refuse_clashes(paths: Sequence[Path], results: Sequence[ResultName]) -> None:
    """Raise `UsageError` where two results have one path, or one has that of a photograph."""
    photos = {_key(result.photo) for result in results}
    seen: set[str] = set()
    for path in paths:
        key = _key(path)
        if key in photos:
            raise UsageError(
                f"{path} is one of the photographs to edit, and is never replaced; "
                "give the result another name."
            )
        if key in seen:
            raise UsageError(
                f"Two results would both be named {path}; tell them apart with a template such "
                "as {stem}_{alpha:+.4f}.png."
            )
        seen.add(key)


def _key(path: Path) -> str:
    """Return what all paths to one file have in common."""
    name = str(path.resolve())
    return name.casefold() if _FOLDS_CASE else name
