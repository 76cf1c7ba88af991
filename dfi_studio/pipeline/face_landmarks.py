"""The landmarks of the largest face of a photo, from which masks of its parts are drawn."""

from __future__ import annotations

from dfi_studio.core.alignment import Points
from dfi_studio.core.errors import MaskError
from dfi_studio.core.face import Face
from dfi_studio.core.image import Image
from dfi_studio.pipeline.faces import find_faces


def largest_face(image: Image) -> Points:
    """Return the five landmarks of the largest face.

    Returns
    -------
    Points, (5, 2)
        In pixels of the photo, in the order that `face_masks.face_mask` takes.

    Raises
    ------
    MaskError
        No face was found.
    UsageError
        The package is not installed.
    """
    faces = all_faces(image)
    if not faces:
        raise MaskError("No face was found in the photo; paint the mask instead.")
    return faces[0].points


def all_faces(image: Image) -> tuple[Face, ...]:
    """Return what `find_faces` does, for who does not follow its progress."""
    finding = find_faces(image)
    while True:
        try:
            next(finding)
        except StopIteration as end:
            found: tuple[Face, ...] = end.value
            return found
