"""Photographs of any kind on the command line: faces, frames, and what is kept of the file."""

import json
from dataclasses import replace

import numpy as np
import PIL.Image
import pytest
from drawn_faces import drawn_face
from pasted import pasted, placed_at
from PIL import ExifTags
from pulling import pulled

from dfi_studio.cli.main import DONE, WRONG_USE, main
from dfi_studio.core.solved import Solved
from dfi_studio.library.attributes import load_attribute, save_attribute
from dfi_studio.library.deep_files import deep_png
from dfi_studio.library.edit_mark import EditMark, read_mark
from dfi_studio.library.exports import save_original
from dfi_studio.library.originals import open_original
from dfi_studio.library.photos import open_photo, read_photo, save_photo
from dfi_studio.pipeline.align import cut_out
from dfi_studio.pipeline.export import exported
from dfi_studio.pipeline.faces import find_faces
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.workshop import Workshop
from dfi_studio.session import edits, face_edits
from dfi_studio.session.project import Project, save_project
from dfi_studio.session.session import Session

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


LEARNED = ["learn", "--source", "plain", "--target", "dark", "--size", "64", "-o"]


def test_a_face_is_aligned_to_a_learned_attribute_too(album):
    assert main([*LEARNED, "a.safetensors"]) == DONE
    assert load_attribute(album / "a.safetensors").landmarks is not None
    command = ["edit", "two.png", "--attribute", "a.safetensors", "--iterations", "3"]
    assert main([*command, "--face", "2", "-o", "out.png"]) == DONE
    assert differing(album, "out.png").min() > 450


def test_a_file_that_says_nothing_of_faces_is_for_whole_pictures(album, capsys):
    assert main([*LEARNED, "a.safetensors"]) == DONE
    record = replace(load_attribute(album / "a.safetensors"), landmarks=None)
    save_attribute(album / "old.safetensors", record)
    command = ["edit", "two.png", "--attribute", "old.safetensors", "--face", "1", "-o", "x.png"]
    assert main(command) == WRONG_USE
    assert "leave out --face" in capsys.readouterr().err


def project(album, *, faces):
    """A project in which the last of some faces is in hand."""
    session, photo = Session(), read_photo(album / "two.png")
    session.do(edits.open_photo(photo))
    _, people = pulled(find_faces(photo.image))
    for number in faces:
        session.do(face_edits.choose_face(people[number]))
        session.do(edits.set_sets(str(album / "plain"), str(album / "dark")))
        session.do(edits.set_size(64))
        session.do(edits.set_iterations(3))
    save_project(album / "a.dfistudio", Project(session.state))
    return session.document


@pytest.mark.parametrize("faces", [(0,), (0, 1)])
def test_a_project_of_faces_gives_the_bytes_of_the_window(album, faces):
    document = project(album, faces=faces)
    assert main(["run", "a.dfistudio", "-o", "out.png"]) == DONE
    shop, solved = Workshop("cpu"), []
    for layer in document.layers:
        face, masks = layer.subject_face, layer.subject_masks
        _, portrait = pulled(cut_out(shop, layer.subject, face, layer.recipe, masks))
        _, made = pulled(render(shop, portrait.photo, layer.recipe))
        solved.append(Solved(portrait, layer.recipe, (), None, made.image))  # as a result has it
    _, own = pulled(exported(document.photo, solved))
    save_original(album / "window.png", own, mark=EditMark(document.recipe, "two.png"))
    assert (album / "out.png").read_bytes() == (album / "window.png").read_bytes()
    columns = differing(album, "out.png")
    assert columns.min() < 450
    assert (columns.max() > 450) == (len(faces) == 2)
    assert open_original(album / "out.png").depth == 16


def test_a_project_can_be_run_with_what_edit_can_do(album):
    project(album, faces=(0,))
    assert main(["run", "a.dfistudio", "--crop", "--pair", "-o", "crop.png"]) == DONE
    assert open_photo(album / "crop.png").shape == (64, 64, 3)
    assert (album / "crop-pair.png").exists()
    assert main(["run", "a.dfistudio", "--no-mark", "--depth", "8", "-o", "plain.tif"]) == DONE
    assert read_mark(album / "plain.tif") is None
    assert open_original(album / "plain.tif").depth == 8
