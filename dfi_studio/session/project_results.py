"""The results of a project as values and parts, and back.

Those that were made with masks are listed apart: a program that knows nothing of masks passes them
over, and does not take them for what the same recipe makes without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.library.exact_images import reals
from dfi_studio.library.json_values import as_flag, as_text
from dfi_studio.library.parts import Reader
from dfi_studio.session.document import Document, Marks
from dfi_studio.session.project_pictures import Make, Names, read_picture, size_values
from dfi_studio.session.project_values import Numbered, Values, document_of, document_values
from dfi_studio.session.result import Result

_PLAIN, _MASKED = "results", "masked_results"
_BUDGET = 250_000_000
"""Bytes of results that are kept: all of the usual size, a few of the largest."""


def result_values(
    documents: Sequence[Document],
    results: Sequence[Result],
    numbered: Numbered,
    names: Names,
) -> tuple[Values, dict[str, Make]]:
    """Return what a project says of its results, and the parts that hold them."""
    values: Values = {_PLAIN: [], _MASKED: []}
    parts: dict[str, Make] = {}
    for document, result in _made(documents, results):
        about, pictures = result_about(result, names)
        parts |= pictures
        listed = values[_MASKED if result.marks else _PLAIN]
        listed.append({**about, **document_values(document, numbered)})
    return values, parts


def result_about(result: Result, names: Names) -> tuple[Values, dict[str, Make]]:
    """Return what is said of one result but for its document, and the parts that hold it."""
    parts: dict[str, Make] = {}

    def part(image: Image | None) -> str | None:
        if image is None:
            return None
        name = names.of_result(image)
        parts[name] = partial(reals, image)
        return name

    about: Values = {
        "part": part(result.image),
        "finished": result.finished,
        **size_values(result.image),
    }
    if result.marks:
        about |= {"filled": part(result.filled), "edited": part(result.edited)}
    return about, parts


def read_results(
    reader: Reader,
    values: Values,
    numbered: Numbered,
    here: Callable[[Document], Document],
) -> Iterator[tuple[Document, Result]]:
    """Yield results, with the documents that they were made of.

    Parameters
    ----------
    here : callable
        Makes of a document as it was saved one whose files are found here.

    Raises
    ------
    ProjectError
        A part is missing or damaged.
    ValueError, TypeError, LookupError, AttributeError, UsageError
        The values tell of no results.
    """
    for about in (*values[_PLAIN], *values.get(_MASKED, ())):
        document = here(document_of(about, numbered))
        subject = document.subject
        if subject is None:
            raise ValueError("a result is of no photo")
        yield document, read_result(reader, about, subject, document.recipe, document.marks)


def read_result(
    reader: Reader, about: Values, subject: Photo, recipe: Recipe, marks: Marks = frozenset()
) -> Result:
    """Return one result; see `read_results`."""
    pictures = [_read(reader, about, about[name]) for name in ("part", *_solved(about))]
    finished = as_flag(about["finished"])
    image, *solved = pictures
    if image is None:
        raise ValueError("a result has no picture")
    return Result(subject, recipe, image, finished, marks, *solved)


def _solved(about: Values) -> tuple[str, ...]:
    return ("filled", "edited") if "filled" in about else ()


def _read(reader: Reader, about: Values, part: object) -> Image | None:
    if part is None:
        return None
    name = as_text(part)
    return read_picture(reader, {**about, "part": name}, named=Path(name).stem)


def _made(
    documents: Sequence[Document], results: Sequence[Result]
) -> Iterator[tuple[Document, Result]]:
    """Yield documents with what was made of them; of very large results the first few."""
    by_key = {(each.photo.digest, each.recipe, each.marks): each for each in results}
    room = _BUDGET
    for document in documents:
        subject = document.subject
        if subject is None:
            continue
        result = by_key.pop((subject.digest, document.recipe, document.marks), None)
        if result is not None and (room == _BUDGET or result.nbytes <= room):
            room -= result.nbytes
            yield document, result
