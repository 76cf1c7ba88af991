"""Where results go: names from templates, and files that appear whole or not at all.

Knows names, folders and the ways in which a disk refuses; does not know what is written.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import string
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from dfi_studio.core.errors import OutputError, UsageError
from dfi_studio.library.folders import expanded

PICTURE_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".avif": "AVIF",
}
"""What a result can be saved as: Pillow's name of the format, by suffix."""

DEFAULT_NAME = "{stem}_{alpha:+.2f}.png"

_FIELDS = ("stem", "alpha", "attribute")
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
    """

    photo: Path
    alpha: float
    attribute: str = ""


def destinations(out: str, results: Sequence[ResultName]) -> tuple[Path, ...]:
    """Return the path of each result, having made its folder and seen that it can be written to.

    Parameters
    ----------
    out : str
        A file for one result; otherwise a folder, made if missing, or a template of a name with
        ``{stem}`` (of the photo), ``{alpha}`` and ``{attribute}``, which take the usual format
        specifications: ``aged/{stem}_{alpha:+.2f}.jpg``. A template that ends without a suffix
        gives PNG files; in a folder the names are `DEFAULT_NAME`.
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
        template = _completed(out) if braced else _in_folder(out, len(results))
        paths = tuple(Path(_filled(template, result)) for result in results)
    for path in paths:
        picture_format(path)
        _check_replaceable(path)
    _refuse_clashes(paths, results)
    for folder in dict.fromkeys(path.parent for path in paths):
        # A missing folder in the name of a single file is more likely mistyped than meant.
        check_folder(folder, make=not one_file)
    return paths


def picture_format(path: Path) -> str:
    """Return Pillow's name of the format that a picture with this path is saved in.

    Raises
    ------
    OutputError
        The suffix is none that a result can be saved as.
    """
    try:
        return PICTURE_FORMATS[path.suffix.lower()]
    except KeyError:
        raise OutputError(
            f"{path} cannot be saved as {path.suffix or 'a file without a suffix'}; "
            f"end its name with one of {' '.join(PICTURE_FORMATS)}."
        ) from None


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Give a path to write to, and move what was written there to `path` at the end of the block.

    The file at `path` is the old one or the new one, never a part; where the block fails in any
    way the old one stays and the temporary one is removed. A link is written through.

    Raises
    ------
    OutputError
        The disk is full, the folder is missing or read-only, or `path` is not a plain file.
        Any `OSError` inside the block counts as one from writing.
    """
    temporary: Path | None = None
    try:
        target = path.resolve()
        _check_replaceable(target)
        # Only beside the target can a file be moved there in one step.
        temporary = target.with_name(f".dfi-studio-{secrets.token_hex(6)}.part")
        temporary.touch(exist_ok=False)
        yield temporary
        if target.exists():
            shutil.copymode(target, temporary)
        _to_disk(temporary)
        temporary.replace(target)
        with suppress(OSError):  # the file is there; not all file systems can flush a folder
            _to_disk(target.parent)
    except OSError as error:
        raise OutputError(f"{path} was not written: {_reason(error, path)}") from error
    finally:
        if temporary is not None:
            with suppress(OSError):  # the first error is the one to tell
                temporary.unlink(missing_ok=True)


def _check_replaceable(target: Path) -> None:
    """Refuse what a file cannot take the place of, or what the user has protected."""
    if not target.exists():
        return
    if not target.is_file():  # a device would be replaced by a file
        raise OutputError(f"{target} is not a plain file; give the result another name.")
    if not os.access(target, os.W_OK):
        raise OutputError(f"{target} is write-protected; give the result another name.")


def _to_disk(path: Path) -> None:
    """Wait until the system has written a file, or the entries of a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error: OSError, path: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; free some space, or save it elsewhere."
    if error.errno in (errno.EACCES, errno.EPERM):
        return "you may not write there; choose another folder."
    if error.errno == errno.EROFS:
        return "the disk is read-only; choose another folder."
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return f"there is no folder {path.parent}; make it, or choose another."
    return f"{error.strerror or error}; save it elsewhere."


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


def _completed(out: str) -> str:
    """Return a template as the user gave it, with a name and a suffix where it has none."""
    pieces = _pieces(out)
    template = str(expanded(out))
    if out.endswith(("/", os.sep)):
        return f"{template}/{DEFAULT_NAME}"
    text, field = pieces[-1]
    has_suffix = field is None and "." in text.split("/")[-1]
    return template if has_suffix else f"{template}.png"


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
                f"{{alpha:+.2f}}) and {{attribute}}."
            )
    return [(text, field) for text, field, _, _ in parsed]


def _filled(template: str, result: ResultName) -> str:
    values = {
        "stem": _safe(result.photo.stem),
        "alpha": result.alpha + 0.0,  # no "-0.00"
        "attribute": _safe(result.attribute),
    }
    try:
        return template.format_map(values)
    except ValueError as error:
        raise UsageError(f"The template {template} cannot be filled in: {error}.") from error


def _safe(text: str) -> str:
    """Return a part of a file name that every system takes, and that leads to no other folder."""
    return _NOT_IN_NAMES.sub("_", text).strip(". ") or "_"


def _refuse_clashes(paths: Sequence[Path], results: Sequence[ResultName]) -> None:
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


def check_folder(folder: Path, *, make: bool) -> None:
    """Raise `OutputError` now, where a folder cannot be written to, and not after an hour of work.

    Parameters
    ----------
    folder : Path
    make : bool
        Whether to make it where it is missing.
    """
    try:
        if make:
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except FileExistsError as error:
        raise OutputError(f"{folder} is a file; results need a folder.") from error
    except OSError as error:
        reason = _reason(error, folder / "result")
        raise OutputError(f"Nothing can be written to the folder {folder}: {reason}") from error
