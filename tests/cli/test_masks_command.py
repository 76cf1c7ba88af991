"""Masks as a user names them, in `inpaint` and `edit`."""

import json

import numpy as np
import PIL.Image
import pytest
from portraits import portrait

from dfi_studio.cli.main import DONE, FAILED, WRONG_USE, main
from dfi_studio.core.mask import freeze_mask
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.masks import save_mask
from dfi_studio.library.photos import open_photo, save_photo

QUICK = ["--size", "48", "--iterations", "3"]
SETS = ["--source", "young", "--target", "old"]


@pytest.fixture
def photo(desk):
    """A photo larger than the working size, and a mask in the current folder."""
    save_photo(desk / "bea.png", portrait(old=False, seed=7, height=96, width=110), mark=None)
    mask = np.zeros((96, 110), np.float32)
    mask[30:60, 40:70] = 1
    save_mask(desk / "hole.png", freeze_mask(mask))
    return mask


def inpaint(*arguments):
    return main(["inpaint", "bea.png", "--in", "young", "--k", "4", *QUICK, *arguments])


def edit(*arguments):
    return main(["edit", "bea.png", *SETS, *QUICK, *arguments])


def changed(desk, name):
    before, after = open_photo(desk / "bea.png"), open_photo(desk / name)
    assert before.shape == after.shape
    return (before != after).any(axis=2)


@pytest.mark.parametrize("blend", ["feather", "gradient"])
@pytest.mark.parametrize("name", ["out.png", "out.tiff"])
def test_only_the_hole_is_filled_in_a_file_of_the_photos_size(desk, photo, blend, name):
    assert inpaint("--mask", "hole.png", "--blend", blend, "-o", name) == DONE
    found = changed(desk, name)
    assert found.any()
    assert not found[photo == 0].any()
    assert read_mark(desk / name).recipe.fill.pictures == "young"


def test_the_mask_beside_the_photo_is_taken(desk, photo):
    (desk / "hole.png").rename(desk / "bea-mask.png")
    assert inpaint("-o", "out.png") == DONE
    assert changed(desk, "out.png").any()


def test_without_a_mask_one_is_asked_for(desk, photo, capsys):
    assert inpaint("-o", "out.png") == FAILED
    assert "save one as bea-mask.png" in capsys.readouterr().err


def test_a_mask_of_another_size_is_refused_or_scaled(desk, photo, capsys):
    PIL.Image.open("hole.png").resize((55, 48)).save("small.png")
    assert inpaint("--mask", "small.png", "-o", "out.png") == FAILED
    assert "55 x 48 pixels, but the photo is 110 x 96; add --scale-mask" in capsys.readouterr().err
    assert inpaint("--mask", "small.png", "--scale-mask", "-o", "out.png") == DONE
    assert not changed(desk, "out.png")[:20].any()


@pytest.mark.parametrize(("value", "says"), [(0, "is empty"), (1, "covers the whole picture")])
def test_empty_and_full_masks_are_refused_in_a_sentence(desk, photo, capsys, value, says):
    save_mask(desk / "hole.png", freeze_mask(np.full((96, 110), value, np.float32)))
    assert inpaint("--mask", "hole.png", "-o", "out.png") == FAILED
    assert says in capsys.readouterr().err


def test_a_number_out_of_range_is_wrong_use(desk, photo, capsys):
    assert inpaint("--mask", "hole.png", "--k", "1", "-o", "out.png") == WRONG_USE
    assert "Neighbours (K) is 1" in capsys.readouterr().err


def test_json_tells_what_was_saved(desk, photo, capsys):
    assert inpaint("--json", "--mask", "hole.png", "-o", "out.png") == DONE
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[-1]["event"] == "saved"
    assert events[-1]["path"] == "out.png"


@pytest.mark.parametrize(("role", "kept"), [("edit", 0), ("protect", 1)])
def test_an_edit_keeps_to_its_mask(desk, photo, role, kept):
    mask = ["--mask", "hole.png", "--role", role, "--feather", "3"]
    assert edit(*mask, "--alpha", "1,2", "-o", "out") == DONE
    for name in ("bea_+1.00.png", "bea_+2.00.png"):
        found = changed(desk, f"out/{name}")
        assert found.any()
        assert not found[photo == kept].any()
