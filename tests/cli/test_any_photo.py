"""Photographs of any kind on the command line: faces, frames, and what is kept of the file."""

import json

import numpy as np
import PIL.Image
import pytest
from drawn_faces import drawn_face
from pasted import pasted, placed_at
from PIL import ExifTags

from dfi_studio.cli.main import DONE, WRONG_USE, main
from dfi_studio.library.deep_files import deep_png
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.originals import open_original
from dfi_studio.library.photos import open_photo, save_photo

pytest.importorskip("dlib")
SETS = ["--source", "plain", "--target", "dark", "--k", "0"]
QUICK = ["--working-size", "64", "--iterations", "3"]


@pytest.fixture
def album(desk):
    """A folder with a photo of two people, one of them leaning, and sets of faces."""
    for name, shade in (("plain", 1.0), ("dark", 0.6)):
        (desk / name).mkdir()
        for seed in range(3):
            save_photo(desk / name / f"{seed}.png", drawn_face(128, seed=seed) * shade, mark=None)
    people = [
        (drawn_face(seed=5), placed_at(60, 40, turn=12, scale=1.4)),
        (drawn_face(seed=6), placed_at(520, 130)),
    ]
    image = pasted(people, height=460, width=800)
    values = np.rint(image * 65535).astype(np.uint16)
    exif = PIL.Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (52.0, 30.0, 0.0)})
    profile = open_original(desk / "anna.png").icc
    content = deep_png(values, icc=profile, exif=exif.tobytes(), xmp=None)
    (desk / "two.png").write_bytes(content)
    return desk


def edit(*arguments):
    return main(["edit", "two.png", *SETS, *QUICK, *arguments])


def differing(album, name):
    """Return the columns in which a result differs from the photo."""
    before, after = open_original(album / "two.png"), open_original(album / name)
    assert after.size == before.size
    return np.flatnonzero((before.values != after.values).any(axis=(0, 2)))


def test_the_largest_face_is_edited_in_the_whole_photo(album):
    assert edit("-o", "out.png") == DONE
    columns = differing(album, "out.png")
    assert columns.size
    assert columns.max() < 450
    found = open_original(album / "out.png")
    assert found.depth == 16
    with PIL.Image.open(album / "out.png") as picture:
        assert picture.getexif()[ExifTags.Base.Make] == "Maker"
    assert read_mark(album / "out.png").original == "two.png"


def test_another_face_is_chosen_by_its_number(album, capsys):
    assert main(["faces", "two.png", "--json"]) == DONE
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    faces = [each for each in told if "face" in each]
    assert [each["face"] for each in faces] == [1, 2]
    assert edit("--face", "2", "-o", "out.png") == DONE
    assert differing(album, "out.png").min() > 450
    assert edit("--face", "3", "-o", "x.png") == WRONG_USE
    assert "faces 1 to 2" in capsys.readouterr().err


def test_alpha_zero_is_the_photo_to_the_bit(album):
    assert edit("--alpha", "0", "-o", "same.tif") == DONE
    assert not differing(album, "same.tif").size


def test_only_the_face_is_saved_when_asked_for(album):
    assert edit("--crop", "-o", "crop.png") == DONE
    assert open_photo(album / "crop.png").shape == (64, 64, 3)


def test_without_alignment_the_photo_is_edited_as_a_whole(album):
    assert edit("--no-align", "-o", "small.png") == DONE
    assert open_photo(album / "small.png").shape == (64, 111, 3)
    assert edit("--no-align", "--full-size", "-o", "large.png") == DONE
    assert differing(album, "large.png").max() > 700


def test_place_mark_and_depth_are_the_users_choice(album):
    flags = ["--drop-gps", "--no-mark", "--depth", "8", "--match-colour", "--framing", "set"]
    assert edit(*flags, "-o", "out.png") == DONE
    with PIL.Image.open(album / "out.png") as picture:
        assert not picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert picture.getexif()[ExifTags.Base.Make] == "Maker"
    assert read_mark(album / "out.png") is None
    assert open_original(album / "out.png").depth == 8


def test_pairs_and_sheets_lie_beside_the_results(album):
    assert edit("--alpha", "0,1", "--pair", "--sheet", "-o", "out/") == DONE
    names = {path.name for path in (album / "out").iterdir()}
    assert names == {
        "two_+0.00.png",
        "two_+0.00-pair.png",
        "two_+1.00.png",
        "two_+1.00-pair.png",
        "two-sheet.png",
    }


def test_a_hole_in_a_face_is_filled_in_its_frame(album):
    hole = np.zeros((460, 800), np.uint8)
    hole[250:275, 200:240] = 255
    PIL.Image.fromarray(hole).save(album / "hole.png")
    command = ["inpaint", "two.png", "--mask", "hole.png", "--in", "plain", "--k", "2", *QUICK]
    assert main([*command, "-o", "filled.png"]) == DONE
    before, after = open_original(album / "two.png"), open_original(album / "filled.png")
    differs = (before.values != after.values).any(axis=2)
    assert differs.any()
    assert not differs[hole == 0].any()
    assert after.depth == 16


def test_a_face_cannot_be_chosen_for_a_learned_attribute(album, capsys):
    learned = ["learn", "--source", "plain", "--target", "dark", "--size", "64", "-o"]
    assert main([*learned, "a.safetensors"]) == DONE
    command = ["edit", "two.png", "--attribute", "a.safetensors", "--face", "1", "-o", "x.png"]
    assert main(command) == WRONG_USE
    assert "leave out --face" in capsys.readouterr().err
