import numpy as np
import pytest

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.errors import UsageError
from dfi_studio.core.face import Face, chosen_face, placed_face

POINTS = [[70, 50], [58, 50], [30, 50], [42, 50], [50, 72]]


def test_a_face_is_a_value():
    assert Face.of(POINTS) == Face.of(np.array(POINTS))
    assert len({Face.of(POINTS), Face.of(POINTS)}) == 1


def test_it_tells_its_size_lean_and_place():
    face = Face.of(POINTS)
    assert face.eye_distance == 28
    assert face.degrees == 0
    left, top, right, bottom = face.box
    assert left < 30
    assert right > 70
    assert top < 50 < 72 < bottom


def test_it_goes_along_with_its_picture():
    face = Face.of(POINTS).moved(Similarity.turned(20, scale=2))
    assert face.degrees == pytest.approx(20)
    assert face.eye_distance == pytest.approx(56)


def test_three_points_by_hand_make_a_face():
    face = placed_face((64, 50), (36, 50), (50, 84))
    assert face.eye_distance == pytest.approx(28)
    assert np.abs(face.points - POINTS).max() < 2
    with pytest.raises(UsageError, match="one point on each"):
        placed_face((5, 5), (5, 5), (5, 9))


@pytest.mark.parametrize("points", [POINTS[:4], [[1, 1]] * 5, [*POINTS[:4], [float("inf"), 0]]])
def test_what_is_no_face_is_refused(points):
    with pytest.raises(ValueError):  # noqa: PT011
        Face.of(points)


def test_one_is_chosen_by_its_number():
    one, two = Face.of(POINTS), Face.of(np.array(POINTS) / 2)
    assert chosen_face((one, two), None) is one
    assert chosen_face((one, two), 2) is two
    assert chosen_face((), None) is None
    for faces, words in (((one, two), "faces 1 to 2"), ((one,), "one face"), ((), "no face")):
        with pytest.raises(UsageError, match=words):
            chosen_face(faces, 3)
