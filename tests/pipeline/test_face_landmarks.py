import numpy as np
import pytest

from dfi_studio.core.errors import MaskError
from dfi_studio.core.face import Face
from dfi_studio.core.image import freeze
from dfi_studio.pipeline import face_landmarks
from dfi_studio.pipeline.face_landmarks import all_faces, largest_face

GREY = freeze(np.full((120, 120, 3), 0.5, np.float32))
POINTS = np.array([[70, 50], [58, 50], [30, 50], [42, 50], [50, 72]], float)


def found(*faces):
    def find(_):
        yield "looking"
        return faces

    return find


def test_the_largest_counts(monkeypatch):
    one, two = Face.of(POINTS), Face.of(POINTS / 2)
    monkeypatch.setattr(face_landmarks, "find_faces", found(one, two))
    assert np.array_equal(largest_face(GREY), POINTS)
    assert all_faces(GREY) == (one, two)


def test_a_picture_without_a_face_is_told(monkeypatch):
    monkeypatch.setattr(face_landmarks, "find_faces", found())
    with pytest.raises(MaskError, match="No face was found"):
        largest_face(GREY)
