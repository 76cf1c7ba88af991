import numpy as np
import pytest

from dfi_studio.core.errors import MaskError
from dfi_studio.core.face_part import FacePart
from dfi_studio.core.mask import bounds
from dfi_studio.library.face_masks import face_mask

SIDE = 200


def face():
    """68 landmarks of a plain face: eyes at 70 and 130 across, 80 down."""
    points = np.zeros((68, 2))
    turn = np.linspace(0, np.pi, 17)
    points[:17] = np.stack([100 - 70 * np.cos(turn), 90 + 90 * np.sin(turn)], 1)
    points[17:22] = np.stack([np.linspace(50, 85, 5), [66, 62, 60, 62, 65]], 1)
    points[22:27] = np.stack([np.linspace(115, 150, 5), [65, 62, 60, 62, 66]], 1)
    points[27:31] = np.stack([np.full(4, 100), np.linspace(80, 115, 4)], 1)
    points[31:36] = np.stack([np.linspace(88, 112, 5), [120, 122, 123, 122, 120]], 1)
    for first, centre, wide, high, count in ((36, 70, 10, 4, 6), (42, 130, 10, 4, 6)):
        turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
        points[first : first + count] = np.stack(
            [centre - wide * np.cos(turn), 80 - high * np.sin(turn)], 1
        )
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    points[48:60] = np.stack([100 - 25 * np.cos(turn), 150 - 8 * np.sin(turn)], 1)
    points[60:] = [100, 150]
    return points


def five(points):
    return points[[45, 42, 36, 39, 33]]


INSIDE = {
    FacePart.EYES: [(80, 70), (80, 130)],
    FacePart.BROWS: [(62, 68), (62, 132)],
    FacePart.NOSE: [(110, 100)],
    FacePart.MOUTH: [(150, 100)],
    FacePart.SKIN: [(80, 70), (110, 60), (160, 100), (50, 100)],
}
OUTSIDE = {
    FacePart.EYES: [(80, 100), (110, 100)],
    FacePart.BROWS: [(62, 100), (80, 70)],
    FacePart.NOSE: [(150, 100), (110, 60)],
    FacePart.MOUTH: [(110, 100), (190, 100)],
    FacePart.SKIN: [(5, 5), (195, 195)],
}


@pytest.mark.parametrize("landmarks", [face, lambda: five(face())], ids=["68", "5"])
@pytest.mark.parametrize("part", list(FacePart))
def test_parts_lie_where_they_are(part, landmarks):
    mask = face_mask(part, landmarks(), height=SIDE, width=SIDE)
    assert set(np.unique(mask)) == {0, 1}
    assert all(mask[place] for place in INSIDE[part])
    assert not any(mask[place] for place in OUTSIDE[part])


def test_a_face_that_leaves_the_picture_is_cut_off():
    mask = face_mask(FacePart.SKIN, face() - [100, 0], height=SIDE, width=SIDE)
    assert bounds(mask).left == 0
    empty = face_mask(FacePart.MOUTH, face() + 500, height=SIDE, width=SIDE)
    assert not empty.any()


@pytest.mark.parametrize("wrong", [np.zeros((4, 2)), np.zeros(10), np.full((5, 2), np.nan)])
def test_other_landmarks_are_refused(wrong):
    with pytest.raises(MaskError, match="68 or from five"):
        face_mask(FacePart.EYES, wrong, height=SIDE, width=SIDE)
