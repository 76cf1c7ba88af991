"""A queued picture is what the window would export, and rests without harm."""

from dataclasses import replace

import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.batch import Variant
from dfi_studio.core.errors import StudioError
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Preview
from dfi_studio.core.treatment import ExportOptions
from dfi_studio.core.wanted import Wanted
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.exports import save_original
from dfi_studio.library.photos import open_photo, save_photo
from dfi_studio.pipeline.apart import apart
from dfi_studio.pipeline.deliver import deliver
from dfi_studio.pipeline.export import exported
from dfi_studio.pipeline.render import render


def mask():
    values = np.zeros((64, 64), np.float32)
    values[10:50, 20:60] = 1
    return MaskLayer.of("m", MaskRole.EDIT, values)


def test_the_edit_alone_is_what_was_solved(workshop, photo, recipe, tmp_path):
    path = tmp_path / "a.png"
    _, back = pulled(deliver(workshop, photo, [Wanted(None, recipe)], path))
    _, made = pulled(render(workshop, photo, recipe))
    save_photo(tmp_path / "b.png", made.image, mark=None)
    assert back == path
    assert np.array_equal(open_photo(path), open_photo(tmp_path / "b.png"))
    assert read_mark(path).original == "photo.png"


def test_the_whole_photo_is_what_the_window_exports(workshop, photo, recipe, tmp_path):
    masks, path, other = (mask(),), tmp_path / "a.png", tmp_path / "b.png"
    pulled(deliver(workshop, photo, [Wanted(None, recipe, masks)], path, whole=True))
    _, made = pulled(render(workshop, photo, recipe, masks=masks))
    _, own = pulled(exported(photo, [Solved(None, recipe, masks, made.filled, made.edited)]))
    save_original(other, own, mark=read_mark(path))
    assert path.read_bytes() == other.read_bytes()


def test_several_edits_go_into_one_another(workshop, photo, recipe, tmp_path):
    wanted = [Wanted(None, recipe, (mask(),)), Wanted(None, recipe.at(2.0), (mask(),))]
    both, one = tmp_path / "both.png", tmp_path / "one.png"
    pulled(deliver(workshop, photo, wanted, both, whole=True))
    pulled(deliver(workshop, photo, wanted[1:], one, whole=True))
    assert both.exists()
    assert read_mark(both) == read_mark(one)


def test_a_crop_is_all_that_is_written(workshop, photo, recipe, tmp_path):
    crop, path = Crop(4, 6, 40, 50), tmp_path / "a.png"
    space = replace(recipe, space=replace(recipe.space, size=40))
    pulled(deliver(workshop, photo, [Wanted(None, space)], path, crop=crop, whole=True))
    assert open_photo(path).shape == (50, 40, 3)


def test_it_says_nothing_of_itself_where_it_shall_not(workshop, photo, recipe, tmp_path):
    path = tmp_path / "a.png"
    options = ExportOptions(marked=False)
    pulled(deliver(workshop, photo, [Wanted(None, recipe)], path, options=options))
    assert read_mark(path) is None


def test_a_photo_that_is_gone_is_told_before_any_work(workshop, photo, recipe, tmp_path):
    photo.path.unlink()
    seen = []
    steps = deliver(workshop, photo, [Wanted(None, recipe)], tmp_path / "a.png", whole=True)
    with pytest.raises(StudioError):
        seen.extend(steps)
    assert not any(isinstance(step, Preview) for step in seen)
    assert not (tmp_path / "a.png").exists()


def test_what_is_solved_meanwhile_changes_nothing(workshop, photo, recipe, tmp_path):
    path, other = tmp_path / "a.png", tmp_path / "b.png"
    wanted = [Wanted(None, recipe)]
    pulled(deliver(workshop, photo, wanted, path))
    _, first = pulled(render(workshop, photo, recipe))
    _, warm = pulled(render(workshop, photo, recipe.at(1.2), start=first.image))

    # The same warm solve beside one that rests: both as if the other were not there.
    _, first = pulled(render(workshop, photo, recipe))
    steps = apart(workshop, deliver(workshop, photo, wanted, other))
    for step in steps:
        if isinstance(step, Preview) and step.iteration == 4:
            _, beside = pulled(render(workshop, photo, recipe.at(1.2), start=first.image))
    assert path.read_bytes() == other.read_bytes()
    assert np.array_equal(warm.image, beside.image)


def test_work_apart_can_be_closed(workshop, photo, recipe, tmp_path):
    steps = apart(workshop, deliver(workshop, photo, [Wanted(None, recipe)], tmp_path / "a.png"))
    next(steps)
    steps.close()
    assert list(tmp_path.glob("*.png")) == [photo.path]


def test_a_batch_would_call_it_the_same(recipe):
    assert Variant.of(recipe).name == "young-to-old"
