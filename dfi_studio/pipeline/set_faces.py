"""The faces in the pictures of sets: from the tables beside them, or found once and remembered."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np

from dfi_studio.core.alignment import Points, Similarity
from dfi_studio.core.errors import PhotoError, PictureSetError, UsageError
from dfi_studio.core.face import Landmarks, eye_distance, landmarks_of
from dfi_studio.core.image import Image
from dfi_studio.core.recipe import Contrast
from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.library.attribute_record import AttributeRecord
from dfi_studio.library.landmarks import LandmarkStore, centred, listed_landmarks
from dfi_studio.library.photos import open_photo
from dfi_studio.library.picture_sets import file_digest, picture_set
from dfi_studio.pipeline.faces import face_in
from dfi_studio.pipeline.workshop import Workshop

_SAMPLE = 48  # pictures looked at to know how a set frames its faces
_LOOKED_AT = 320  # pixels: the smaller side at which faces are looked for
_ALIGNED = 0.35  # of the eyes' distance that landmarks may vary by; beyond, nothing is framed alike
_PORTRAIT = np.array(
    [[0.205, -0.08], [0.105, -0.075], [-0.205, -0.08], [-0.105, -0.075], [0.0, 0.155]]
)
"""Where a face is in a frame that no set decides: the eyes 0.31 of the side apart."""


@dataclass(frozen=True, slots=True)
class SetFraming:
    """How sets frame their faces.

    Attributes
    ----------
    points : Points, (5, 2)
        Mean landmarks, from the middle of a picture in units of its smaller side.
    alike : bool
        Whether the pictures do so alike; else `points` are a portrait's.
    """

    points: Points
    alike: bool


class SetFaces:
    """Finds and remembers the faces of set pictures; made and used by one thread.

    Parameters
    ----------
    store : LandmarkStore

    Attributes
    ----------
    framings : dict
        How sets frame their faces, by what names their pictures.
    """

    def __init__(self, store: LandmarkStore) -> None:
        self._store = store
        self._seen: dict[Path, Landmarks | None] = {}
        self.framings: dict[object, SetFraming | None] = {}

    @classmethod
    def of(cls, workshop: Workshop) -> SetFaces:
        """Return those of a workshop."""
        if workshop not in _kept:
            _kept[workshop] = cls(LandmarkStore(workshop.folder / "landmarks.json"))
        return _kept[workshop]

    def landmarks(self, path: Path, image: Image | None = None) -> Landmarks | None:
        """Return the face of a picture in shares of its sides; None where there is none.

        Parameters
        ----------
        image : Image or None
            The picture, where it is open already.

        Raises
        ------
        PhotoError
            It cannot be read.
        """
        if path not in self._seen:
            found = listed_landmarks(path)
            self._seen[path] = self._found(path, image) if found is None else found
        return self._seen[path]

    def save(self) -> None:
        """Keep on disk what was found."""
        self._store.save()

    def _found(self, path: Path, image: Image | None) -> Landmarks | None:
        try:
            digest = file_digest(path)
        except PictureSetError as error:
            raise PhotoError(str(error)) from error
        if digest not in self._store:
            picture = open_photo(path, at_least=_LOOKED_AT) if image is None else image
            face = face_in(picture)
            height, width = picture.shape[:2]
            shares = None if face is None else (face.points + 0.5) / (width, height)
            self._store.put(digest, None if shares is None else landmarks_of(shares))
        return self._store.get(digest)


_kept: WeakKeyDictionary[Workshop, SetFaces] = WeakKeyDictionary()


def set_framing(
    workshop: Workshop, sets: Sequence[Sequence[Path]]
) -> Generator[Step, None, SetFraming | None]:
    """Return how sets frame their faces, from a sample; None where most pictures show none."""
    faces = SetFaces.of(workshop)
    each = max(1, _SAMPLE // max(1, len(sets)))
    sample = [path for paths in sets for path in paths[:: max(1, len(paths) // each)][:each]]
    key = tuple(map(_state, sample))
    if key not in faces.framings:
        faces.framings[key] = yield from _sampled(faces, sample)
    return faces.framings[key]


def _state(path: Path) -> tuple[Path, int, int]:
    """Return what changes when a picture does."""
    try:
        state = path.stat()
    except OSError:
        return path, 0, 0  # it will be skipped, and told, when the set is read
    return path, state.st_size, state.st_mtime_ns


def _sampled(faces: SetFaces, sample: Sequence[Path]) -> Generator[Step, None, SetFraming | None]:
    """Return how some pictures frame their faces; None where most show none."""
    places = []
    for count, path in enumerate(sample):
        yield Progress("Looking how the sets frame faces", count, len(sample))
        try:
            image = open_photo(path, at_least=_LOOKED_AT)
            found = faces.landmarks(path, image)
        except PhotoError:
            continue  # it will be skipped, and told, when the set is read
        if found is not None:
            places.append(centred(found, height=image.shape[0], width=image.shape[1]))
        elif not places and count >= len(sample) // 2:
            break
    yield Progress("Looking how the sets frame faces", len(sample), len(sample))
    faces.save()
    if len(places) * 2 < len(sample):
        return None
    mean = np.mean(places, axis=0)
    # In the plane a face that is turned differs by its nose; the eyes tell how it is framed.
    spread = np.linalg.norm(np.array(places)[:, :4] - mean[:4], axis=2).mean()
    if spread > _ALIGNED * eye_distance(mean):
        return SetFraming(_PORTRAIT, alike=False)
    return SetFraming(mean, alike=True)


def with_landmarks(
    workshop: Workshop, record: AttributeRecord, sets: Contrast
) -> Generator[Step, None, AttributeRecord]:
    """Return an attribute that says where faces are in the pictures that it was learned from.

    It stays as it is where they show none, or not alike, or faces cannot be found here.

    Raises
    ------
    PictureSetError
        A set is missing or empty.
    """
    paths = [picture_set(name).paths for name in (sets.source, sets.target)]
    try:
        how = yield from set_framing(workshop, paths)
    except UsageError as error:
        yield Notice(str(error))
        return record
    if how is None or not how.alike:
        return record
    return replace(record, landmarks=landmarks_of(how.points))


def placed(points: Points, side: int) -> Points:
    """Return places from the middle, in units of a side, in pixels of a square of that side."""
    there: Points = Similarity(a=side, dx=side / 2 - 0.5, dy=side / 2 - 0.5)(points)
    return there
