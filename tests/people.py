"""Faces of nobody, for photos of a hundred pixels."""

from __future__ import annotations

from dfi_studio.core.face import Face, placed_face


def face_at(x: float, y: float, *, eyes: float = 12.0, score: float = 1.0) -> Face:
    """Return a face whose eyes' middle is there, so far apart."""
    half = eyes / 2
    placed = placed_face((x + half, y), (x - half, y), (x, y + 1.2 * eyes))
    return Face(placed.landmarks, score)


ANNA = face_at(28, 24)
BEN = face_at(70, 26, eyes=10)
