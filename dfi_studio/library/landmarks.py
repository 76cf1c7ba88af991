"""Where the faces in the pictures of a set are: read from tables beside them, or kept once found.

Places are shares of a picture, so that they hold at any size it is opened at: x and y from 0 to 1,
from its upper left corner.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from dfi_studio.core.alignment import Points
from dfi_studio.core.errors import OutputError, PhotoError, PictureSetError
from dfi_studio.core.face import Landmarks, eye_distance, landmarks_of
from dfi_studio.core.plain_json import loaded
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.label_sources.table import cells, read_text
from dfi_studio.library.outputs import atomic
from dfi_studio.library.photos import picture_size

logger = logging.getLogger(__name__)

TABLES = ("landmarks5.csv", "landmarks68.csv", "landmarks.csv")
"""Looked for in a picture's folder, and in the one above: a header ``filename,x0,y0,x1,y1,...``,
then one line a picture, in pixels of the file; five points in dlib's order, or 68 of iBUG 300-W.
"""

MOST_KEPT = 50_000
"""Pictures whose faces are remembered on disk: 10 MB of text; the oldest make room."""

_OF_68 = (45, 42, 36, 39, 33)  # dlib's five among the 68
_VERSION = 1
_LONGEST = 64_000_000


def listed_landmarks(path: Path) -> Landmarks | None:
    """Return what a table beside a picture says; None where none names it, or none is readable."""
    for folder in (path.parent, path.parent.parent):
        for name in TABLES:
            table = folder / name
            try:
                changed = table.stat().st_mtime_ns
            except OSError:
                continue
            points = _table(table, changed).get(path.name)
            if points is not None:
                return _shares(points, path)
    return None


def _shares(points: Points, path: Path) -> Landmarks | None:
    try:
        return landmarks_of((points + 0.5) / picture_size(path))
    except PhotoError:
        return None  # it will be skipped, and told, when it is read


@lru_cache(maxsize=8)
def _table(path: Path, changed: int) -> Mapping[str, Points]:
    """Return the five landmarks by file name; `changed` makes an edited table a new one."""
    del changed
    found: dict[str, Points] = {}
    lines = 0
    try:
        for line, (_, row) in enumerate(cells(read_text(path), path)):  # a row at a time: of 68
            points = _points(row[1:]) if line else None  # points a table is long
            if points is not None:
                found[row[0]] = points
            lines = line
    except PictureSetError as error:
        logger.warning("%s", error)
        return {}
    if len(found) < lines:
        logger.warning("%s: %d lines hold no landmarks", path, lines - len(found))
    return found


def _points(row: list[str]) -> Points | None:
    try:
        values = np.array([float(each) for each in row])
    except ValueError:
        return None
    if values.size == 136:
        values = values.reshape(68, 2)[list(_OF_68)].ravel()
    if values.size != 10 or not np.isfinite(values).all():
        return None
    points: Points = values.reshape(5, 2)
    return points if eye_distance(points) else None


class LandmarkStore:
    """What was found in pictures before, by the digest of their files; bounded, in one JSON file.

    The file is a convenience: one that is damaged is begun again, one that cannot be written only
    costs time.

    Parameters
    ----------
    path : Path
        Need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _read(path)
        self._new: dict[str, Landmarks | None] = {}

    def __contains__(self, digest: str) -> bool:
        return digest in self._known

    def get(self, digest: str) -> Landmarks | None:
        """Return the face in a file's picture; None where none was found, or it is not known."""
        return self._known.get(digest)

    def put(self, digest: str, landmarks: Landmarks | None) -> None:
        """Remember the face in a file's picture, or that there is none."""
        self._known[digest] = self._new[digest] = landmarks

    def save(self) -> None:
        """Write what is new, beside what others wrote meanwhile."""
        if not self._new:
            return
        merged = {**_read(self._path), **self._new}
        kept = dict(list(merged.items())[-MOST_KEPT:])
        content = json.dumps({"version": _VERSION, "landmarks": kept}, separators=(",", ":"))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with atomic(self._path) as temporary:
                temporary.write_text(content, encoding="utf-8")
        except (OSError, OutputError) as error:
            logger.warning("The faces that were found could not be kept: %s", error)
            return
        self._new.clear()


def _read(path: Path) -> dict[str, Landmarks | None]:
    try:
        content = loaded(read_bounded(path, most=_LONGEST))
        if content["version"] != _VERSION:
            return {}
        return {
            str(digest): None if points is None else landmarks_of(points)
            for digest, points in content["landmarks"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        logger.warning("%s is begun again: %s", path, error)
        return {}


def centred(landmarks: Landmarks, *, height: int, width: int) -> Points:
    """Return places from a picture's middle, in units of its smaller side: (5, 2)."""
    smaller = min(height, width)
    sides = np.array([width, height]) / smaller
    points: Points = (np.array(landmarks) - 0.5) * sides
    assert math.isfinite(float(points.sum()))  # landmarks are
    return points
