from dataclasses import replace

import numpy as np
import pytest

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.errors import PictureSetError, UsageError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, Recipe, SavedAttribute
from dfi_studio.library import kept_decoders
from dfi_studio.library.kept_decoders import (
    kept_decoder,
    pictures_of,
    serving,
    sets_to_train,
)
from dfi_studio.library.sample_project import sample_project

PIXELS = freeze(np.zeros((40, 40, 3)))


@pytest.fixture
def faces(tmp_path):
    for name in ("young", "old"):
        (tmp_path / "faces" / name).mkdir(parents=True)
        for number in range(2):
            (tmp_path / "faces" / name / f"{number}.png").write_bytes(b"")
    return tmp_path / "faces"


def recipe_of(source, target):
    return Recipe((Direction(Contrast(str(source), str(target))),))


def keep(*sets, identity="abc"):
    path = kept_decoder(identity, sets)
    path.write_bytes(b"")
    return path


def test_each_network_and_sets_have_their_own_place(faces):
    young, old = str(faces / "young"), str(faces / "old")
    here = kept_decoder("abc", (young, old))
    assert here == kept_decoder("abc", (old, young))
    assert here.parent.is_dir()
    others = [kept_decoder("abd", (young, old)), kept_decoder("abc", (young,))]
    assert len({here, *others, kept_decoder("abc", (f"{young}?age<30", old))}) == 4


def test_a_folder_is_itself_however_it_is_named(faces, monkeypatch):
    monkeypatch.chdir(faces)
    assert kept_decoder("abc", ("young",)) == kept_decoder("abc", (str(faces / "young"),))


def test_pictures_of_several_sets_come_once(faces):
    found = pictures_of((str(faces / "young"), str(faces / "old"), str(faces / "young")))
    assert found.name == "young and old"
    assert len(found.paths) == 4
    with pytest.raises(PictureSetError):
        pictures_of((str(faces / "none"),))


def test_the_most_fitting_serves(faces):
    photo = Photo.of(PIXELS, faces / "photo.png")
    young, old = str(faces / "young"), str(faces / "old")
    recipe = recipe_of(young, old)
    assert serving("abc", photo, recipe) is None
    around = keep(str(faces))
    assert serving("abc", photo, recipe) == around
    part = keep(young)
    assert serving("abc", photo, recipe) == part
    both = keep(young, old)
    assert serving("abc", photo, recipe) == both
    assert serving("abd", photo, recipe) is None


def test_a_query_is_a_part_of_its_folder(faces):
    whole = keep(str(faces))
    recipe = recipe_of(f"{faces}?age<30", f"{faces}?age>50")
    assert serving("abc", Photo.of(PIXELS), recipe) == whole


def test_lists_are_known_by_the_folder_around_their_pictures(faces, tmp_path):
    lists = []
    for name in ("young", "old"):
        lists.append(tmp_path / f"{name}.txt")
        lists[-1].write_text("\n".join(map(str, sorted((faces / name).iterdir()))))
    recipe = recipe_of(*lists)
    assert serving("abc", Photo.of(PIXELS), recipe) is None
    around = keep(str(faces))
    assert serving("abc", Photo.of(PIXELS), recipe) == around
    own = keep(*map(str, lists))
    assert serving("abc", Photo.of(PIXELS), recipe) == own


def test_a_class_is_known_as_sets_are(faces):
    recipe = Recipe((Direction(ClassDirection(str(faces / "old"))),))
    assert serving("abc", Photo.of(PIXELS), recipe) is None
    around = keep(str(faces))
    assert serving("abc", Photo.of(PIXELS), recipe) == around
    own = keep(str(faces / "old"))
    assert serving("abc", Photo.of(PIXELS), recipe) == own


def test_other_pictures_are_never_taken(faces, tmp_path):
    keep(str(faces / "young"))
    recipe = recipe_of(tmp_path / "cats", tmp_path / "dogs")
    assert serving("abc", Photo.of(PIXELS, tmp_path / "cat.png"), recipe) is None


def test_the_one_that_comes_with_the_program_is_for_the_samples(faces, tmp_path, monkeypatch):
    path, recipe = sample_project()
    photo = Photo.of(PIXELS, path)
    monkeypatch.setattr(kept_decoders, "resource", lambda *parts: resources.joinpath(*parts))
    resources = path.parents[1]
    assert serving("abc", photo, recipe) == resources / "decoder" / "samples.safetensors"
    assert serving("abc", photo, recipe_of(faces / "young", faces / "old")) is None
    mixed = replace(recipe, directions=(*recipe.directions, *recipe_of(faces, faces).directions))
    assert serving("abc", photo, mixed) is None


def test_what_is_trained_on(faces):
    young, old = str(faces / "young"), str(faces / "old")
    photo = Photo.of(PIXELS, faces / "photo.png")
    assert sets_to_train(photo, recipe_of(young, old), 0) == (young, old)
    learned = Recipe((Direction(SavedAttribute("a.safetensors")),))
    assert sets_to_train(photo, learned, 0) == (str(faces),)
    for recipe in (learned, Recipe()):
        with pytest.raises(UsageError, match="not known which pictures"):
            sets_to_train(Photo.of(PIXELS), recipe, 0)
