"""What the faces of a photo and of its sets are brought to."""

from __future__ import annotations

from enum import StrEnum


class Framing(StrEnum):
    """What a face's frame is made from, and where the faces of the sets are brought."""

    PHOTO = "photo"
    """Each picture of a set is laid over the photo's own face, as the authors do."""
    SET = "set"
    """The photo's face is laid over the mean face of the sets, which stay as they are."""
