from dataclasses import replace

import numpy as np
import pytest
from drawn_faces import drawn_face
from pasted import PORTRAITS, needs_portraits, pasted, placed_at
from portraits import portrait_folder
from pulling import pulled

from dfi_studio.core.errors import UsageError
from dfi_studio.core.face import Face
from dfi_studio.core.framing import Framing
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, SavedAttribute, Solver
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Notice, Render
from dfi_studio.library.attributes import save_attribute
from dfi_studio.library.originals import Original, open_original
from dfi_studio.library.photos import open_photo, read_photo, save_photo
from dfi_studio.library.portrait_masks import holds, masks_in
from dfi_studio.pipeline.align import cut_out, framed
from dfi_studio.pipeline.export import exported, shown_in_photo
from dfi_studio.pipeline.face_landmarks import all_faces
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.put_back import put_back, touched_part
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.set_faces import with_landmarks

pytest.importorskip("dlib")


def finished(steps):
    return pulled(steps)[1]


WAY = placed_at(330, 120, turn=17, scale=1.6)


@pytest.fixture
def sets(tmp_path):
    """Two sets of drawn faces, framed alike; the target's are darker."""
    for name, shade in (("source", 1.0), ("target", 0.7)):
        folder = tmp_path / name
        folder.mkdir()
        for seed in range(4):
            save_photo(folder / f"{seed}.png", drawn_face(160, seed=seed) * shade, mark=None)
    return Contrast(str(tmp_path / "source"), str(tmp_path / "target"), k=0)


@pytest.fixture
def recipe(sets):
    return Recipe((Direction(sets),), FeatureSpace(size=96), Solver(iterations=4))


@pytest.fixture
def large(tmp_path):
    """A photo of 900 x 700 pixels with a face to the right, leaning."""
    image = pasted([(drawn_face(seed=9), WAY)], height=700, width=900)
    save_photo(tmp_path / "large.png", image, mark=None)
    return read_photo(tmp_path / "large.png")


@pytest.fixture
def portrait(workshop, large, recipe):
    return finished(framed(workshop, large, all_faces(large.image)[0], recipe))


def test_the_face_comes_to_lie_as_those_of_the_sets(portrait):
    (found,) = all_faces(portrait.photo.image)
    (wanted,) = all_faces(drawn_face(96))
    off = np.linalg.norm(found.points - wanted.points, axis=1).max()
    assert off < 0.06 * wanted.eye_distance
    assert abs(found.degrees) < 1.5
    assert np.abs(np.array(portrait.photo.landmarks) - found.points).max() < 2


def test_it_may_lie_where_the_mean_of_the_sets_does(workshop, large, recipe):
    face = all_faces(large.image)[0]
    by_set = finished(framed(workshop, large, face, replace(recipe, framing=Framing.SET)))
    by_photo = finished(framed(workshop, large, face, recipe))
    assert by_set.to_photo == by_photo.to_photo
    assert by_set.photo.landmarks != by_photo.photo.landmarks


def test_a_photo_that_is_framed_like_its_sets_is_left_alone(workshop, tmp_path, recipe):
    path = tmp_path / "framed.png"
    save_photo(path, drawn_face(256, seed=7), mark=None)
    photo = read_photo(path)
    assert finished(framed(workshop, photo, all_faces(photo.image)[0], recipe)) is None


def test_sets_without_faces_align_nothing(workshop, tmp_path, large):
    folder = str(portrait_folder(tmp_path / "discs", old=False, count=6))
    recipe = Recipe((Direction(Contrast(folder, folder, k=0)),), FeatureSpace(size=96))
    assert finished(framed(workshop, large, all_faces(large.image)[0], recipe)) is None


def test_found_faces_are_remembered_on_disk(workshop, portrait):
    assert (workshop.folder / "landmarks.json").stat().st_size > 500


def test_alpha_zero_gives_every_bit_back(workshop, large, portrait, recipe):
    done = finished(render(workshop, portrait.photo, recipe.at(0.0)))
    original = open_original(large.path)
    result = finished(put_back(original, large, portrait, done))
    assert np.array_equal(result.values, original.values)


def test_an_edit_changes_the_face_and_nothing_beyond_its_frame(workshop, large, portrait, recipe):
    done = finished(render(workshop, portrait.photo, recipe.at(1.5)))
    assert np.abs(done.edited - done.photo).max() > 0.02
    original = open_original(large.path)
    result = finished(put_back(original, large, portrait, done))
    crop = touched_part(original.size, large, portrait)
    outside = np.ones(original.size, bool)
    outside[crop.top : crop.top + crop.height, crop.left : crop.left + crop.width] = False
    differs = (result.values != original.values).any(axis=2)
    assert not differs[outside].any()
    assert not differs[crop.top, :].any()
    assert differs.any()


def darker(portrait, recipe):
    before = portrait.photo.image
    return Render(recipe, 1, 0.0, before, before * 0.8, None, before * np.float32(0.8))


def test_the_difference_goes_where_it_was_made_with_no_step(large, portrait, recipe):
    original = open_original(large.path)
    result = finished(put_back(original, large, portrait, darker(portrait, recipe)))
    change = original.values.astype(float) - result.values
    x, y = (int(each) for each in portrait.face.centre)
    ratio = (
        result.values[y - 5 : y + 5, x - 5 : x + 5] / original.values[y - 5 : y + 5, x - 5 : x + 5]
    )
    assert np.abs(ratio - 0.8).max() < 0.03
    flat = Original.of(np.full_like(large.image, 0.5))
    even = portrait.photo.image * 0 + np.float32(0.5)
    step = Render(recipe, 1, 0.0, even, even, None, even * np.float32(0.6))
    smooth = finished(put_back(flat, large, portrait, step)).values.astype(float)
    assert np.abs(np.diff(smooth, axis=0)).max() <= 3  # of 51 levels: no line is seen
    assert change.max() > 20


def test_masks_go_along_and_hold_to_the_bit(large, portrait, recipe):
    mask = np.zeros(large.image.shape[:2], np.float32)
    x, y = (int(each) for each in portrait.face.centre)
    mask[y - 30 : y + 30, x - 40 : x + 40] = 1
    layer = MaskLayer.of("here", MaskRole.EDIT, mask)
    (seen,) = masks_in(portrait, [layer])
    assert seen.mask.shape == (96, 96)
    assert seen.mask.max() == pytest.approx(1, abs=0.05)
    original = open_original(large.path)
    result = finished(put_back(original, large, portrait, darker(portrait, recipe), [layer]))
    differs = (result.values != original.values).any(axis=2)
    assert differs.any()
    assert not differs[mask == 0].any()
    assert holds(portrait, layer)
    assert not holds(portrait, MaskLayer.of("all", MaskRole.EDIT, np.ones_like(mask)))


def test_two_faces_of_one_photo_go_into_one_file(workshop, tmp_path, recipe):
    second = placed_at(60, 330, turn=-8, scale=1.0)
    image = pasted([(drawn_face(seed=9), WAY), (drawn_face(seed=3), second)], height=700, width=900)
    save_photo(tmp_path / "two.png", image, mark=None)
    photo = read_photo(tmp_path / "two.png")
    whole = open_original(photo.path)
    result, touched = whole, []
    for face in all_faces(photo.image):
        one = finished(framed(workshop, photo, face, recipe))
        edited = one.photo.image * np.float32(0.8)
        before = result
        steps = exported(photo, [Solved(one, recipe, edited=edited)], onto=result)
        result = finished(steps)
        touched.append((before.values != result.values).any(axis=2))
    assert len(touched) == 2
    changed = (result.values != whole.values).any(axis=2)
    assert np.array_equal(changed, touched[0] | touched[1])


def test_a_file_twice_as_large_takes_the_same_edit(large, portrait, recipe):
    whole = np.repeat(np.repeat(large.image, 2, axis=0), 2, axis=1)
    result = finished(put_back(Original.of(whole), large, portrait, darker(portrait, recipe)))
    x, y = (int(2 * each) for each in portrait.face.centre)
    ratio = result.values[y, x].astype(float) / np.rint(whole[y, x] * 255)
    assert np.abs(ratio - 0.8).max() < 0.03


@needs_portraits
@pytest.mark.slow
@pytest.mark.timeout(900)  # minutes, where other programs use the cores
def test_portraits_pasted_into_larger_pictures_are_found_and_left_whole(workshop, recipe):
    chance = np.random.default_rng(4)
    found = 0
    paths = sorted(PORTRAITS.glob("*.jpg"))[:24]
    for number, path in enumerate(paths):
        image = open_photo(path)
        scale, turn = 0.5 * 6 ** (number / 23), float(chance.uniform(-25, 25))
        side = int(512 * scale * 1.45)
        way = placed_at(*(side * chance.uniform(0.25, 0.5, 2)), turn=turn, scale=scale)
        photo = Photo.of(pasted([(image, way)], height=side + 150, width=int(side * 1.5)))
        wanted = all_faces(image)[0].moved(way)
        faces = [
            each
            for each in all_faces(photo.image)
            if np.linalg.norm(each.points - wanted.points, axis=1).max()
            < 0.04 * wanted.eye_distance
        ]
        if not faces:
            continue
        found += 1
        portrait = finished(framed(workshop, photo, faces[0], recipe))
        done = finished(render(workshop, portrait.photo, recipe.at(0.0)))
        original = Original.of(photo.image)
        result = finished(put_back(original, photo, portrait, done))
        assert np.array_equal(result.values, original.values)  # better than the 42 dB asked for
        assert original.srgb(Crop(0, 0, 9, 9)).shape == (9, 9, 3)
    assert found >= 22


def test_what_the_screen_shows_is_what_is_exported(large, portrait, recipe):
    edited = darker(portrait, recipe).edited
    mask = np.zeros(large.image.shape[:2], np.float32)
    mask[: large.image.shape[0] // 2] = 1
    for masks in ((), (MaskLayer.of("top", MaskRole.EDIT, mask),)):
        solved = Solved(portrait, recipe, masks, None, edited)
        crop, part = finished(shown_in_photo(large, solved))
        own = finished(exported(large, [solved])).srgb(crop)
        assert np.abs(part - own).max() < 1.5 / 255


def test_a_hole_beyond_the_frame_is_told(workshop, large, recipe, portrait):
    mask = np.ones(large.image.shape[:2], np.float32)
    holes = [MaskLayer.of("hole", MaskRole.FILL, mask)]
    steps, found = pulled(cut_out(workshop, large, portrait.face, recipe, holes))
    assert found is None
    assert any(isinstance(each, Notice) and "whole" in each.text for each in steps)


def test_an_attribute_file_says_where_faces_go(workshop, large, recipe, portrait, tmp_path):
    contrast = recipe.directions[0].attribute
    record = finished(learn(workshop, contrast, recipe.space, (96, 96)))
    told = finished(with_landmarks(workshop, record, contrast))
    save_attribute(tmp_path / "told.safetensors", told)
    save_attribute(tmp_path / "mute.safetensors", record)
    recipes = [
        Recipe((Direction(SavedAttribute(str(tmp_path / f"{name}.safetensors"))),), recipe.space)
        for name in ("told", "mute")
    ]
    same = finished(framed(workshop, large, portrait.face, recipes[0]))
    assert same.to_photo.scale == pytest.approx(portrait.to_photo.scale, rel=0.02)
    steps, none = pulled(framed(workshop, large, portrait.face, recipes[1]))
    assert none is None
    (notice,) = steps
    assert "mute.safetensors does not say where faces are" in notice.text


def test_eyes_in_one_place_are_told(workshop, large, recipe, portrait):
    points = np.array(portrait.face.points)
    points[:4] = points[0] + np.array([[0.1, 0], [0.1, 0], [0, 0], [0, 0]])
    with pytest.raises(UsageError, match="in one place"):
        finished(framed(workshop, large, Face.of(points), recipe))
