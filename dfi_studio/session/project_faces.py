"""The results of a project that are of faces, with the portraits that they were solved for.

They are listed apart: a program that knows nothing of faces passes them over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from pathlib import Path

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.face import Landmarks, landmarks_of
from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.library.exact_images import reals
from dfi_studio.library.json_values import as_number, as_text
from dfi_studio.library.parts import Reader
from dfi_studio.session.document import Document
from dfi_studio.session.project_pictures import Make, Names, read_picture, size_values
from dfi_studio.session.project_results import read_result, result_about
from dfi_studio.session.project_values import Numbered, Values, document_of, document_values
from dfi_studio.session.result import Result

_LISTED = "face_results"
_BUDGET = 250_000_000
"""Bytes of results and portraits that are kept."""


@dataclass(frozen=True, slots=True)
class FaceResult:
    """What a document of a face came to.

    Attributes
    ----------
    document : Document
        As it is in the history, or a layer of it.
    result : Result
        Of the portrait.
    """

    document: Document
    portrait: Portrait
    result: Result

    def of(self, document: Document) -> FaceResult | None:
        """Return it for its document with another photograph; None where it is not the same."""
        subject, before = document.subject, self.document.subject
        if subject is None or before is None or subject.digest != before.digest:
            return None
        photo = replace(self.portrait.photo, path=subject.path)
        portrait = replace(self.portrait, photo=photo)
        return FaceResult(document, portrait, replace(self.result, photo=photo))


def face_values(
    results: Sequence[FaceResult], numbered: Numbered, names: Names
) -> tuple[Values, Mapping[str, Make]]:
    """Return what a project says of its results of faces, and the parts that hold them."""
    listed: list[Values] = []
    parts: dict[str, Make] = {}
    room = _BUDGET
    for each in results:
        image = each.portrait.photo.image
        weight = each.result.nbytes + image.nbytes
        if weight > room and room < _BUDGET:
            continue
        room -= weight
        name = names.of_result(image)
        about, pictures = result_about(each.result, names)
        parts |= {name: partial(reals, image), **pictures}
        portrait = {
            "part": name,
            **size_values(image),
            "landmarks": each.portrait.photo.landmarks,
            "to_photo": astuple(each.portrait.to_photo),
        }
        document = document_values(each.document, numbered)
        listed.append({**document, **about, "portrait": portrait})
    return ({_LISTED: listed} if listed else {}), parts


def read_face_results(
    reader: Reader, values: Values, numbered: Numbered, here: Callable[[Document], Document]
) -> Iterator[FaceResult]:
    """Yield the results of faces; see `project_results.read_results`."""
    for about in values.get(_LISTED, ()):
        document = here(document_of(about, numbered))
        face, subject, told = document.subject_face, document.subject, about["portrait"]
        if face is None or subject is None:
            raise ValueError("a result of a face names none")
        named = Path(as_text(told["part"])).stem
        image = read_picture(reader, told, named=named)
        photo = Photo(image, named, subject.path, _landmarks(told["landmarks"]))
        to_photo = Similarity(*(as_number(each) for each in told["to_photo"]))
        if image.shape[0] != image.shape[1] or to_photo.scale == 0:
            raise ValueError("a portrait is a square somewhere in its photo")
        result = read_result(reader, about, photo, document.recipe)
        yield FaceResult(document, Portrait(photo, face, to_photo), result)


def _landmarks(values: list[list[float]] | None) -> Landmarks | None:
    """Return where sets are brought to; None leaves them as they are."""
    if values is None:
        return None
    return landmarks_of([[as_number(x), as_number(y)] for x, y in values])
