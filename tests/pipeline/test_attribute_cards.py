"""Cards are learned, previewed, rebuilt for another size, and imported."""

from __future__ import annotations

import numpy as np
import pytest
from portraits import portrait
from pulling import pulled

from dfi_studio.core.errors import AttributeFileError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute, Solver
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.attribute_cards import (
    import_card,
    learn_card,
    preview_card,
    rebuild_card,
)
from dfi_studio.pipeline.render import render

FRAME = (48, 48)


@pytest.fixture
def library(tmp_path):
    return AttributeLibrary(tmp_path / "attributes")


@pytest.fixture
def card(workshop, library, contrast, space):
    learning = learn_card(workshop, library, contrast, space=space, frame=FRAME, name="older")
    return pulled(learning)[1]


def test_what_is_learned_is_a_card_and_serves_a_recipe(workshop, library, card, contrast, space):
    assert library.cards() == [card]
    assert (card.name, card.sets, card.height) == ("older", contrast, 48)
    recipe = Recipe((Direction(SavedAttribute(str(card.path)), 1.0),), space, Solver(iterations=2))
    photo = Photo.of(portrait(old=False, seed=3, height=48, width=48))
    assert pulled(render(workshop, photo, recipe))[1].image.shape == (48, 48, 3)


def test_without_a_name_it_goes_by_its_sets(workshop, library, contrast, space):
    _, card = pulled(learn_card(workshop, library, contrast, space=space, frame=FRAME))
    assert card.name == "young to old"


def test_the_neighbours_of_a_photo_are_recorded(workshop, library, contrast, space, photo):
    from dataclasses import replace

    near = replace(contrast, k=2)
    learning = learn_card(workshop, library, near, space=space, frame=FRAME, near=photo)
    _, card = pulled(learning)
    assert (card.k, card.near, card.source_count) == (2, "photo.png", 2)


def test_a_strip_shows_rising_strengths(workshop, library, card):
    photo = Photo.of(portrait(old=False, seed=3))
    _, shown = pulled(preview_card(workshop, library, card, photo, alphas=(0.0, 2.0)))
    strip = open_photo(shown.preview)
    assert strip.shape == (128, 256, 3)
    assert not np.array_equal(strip[:, :128], strip[:, 128:])
    assert library.cards() == [shown]


def test_a_photo_of_another_shape_cannot_show_it(workshop, library, card):
    photo = Photo.of(portrait(old=False, seed=3, height=64, width=96))
    with pytest.raises(AttributeFileError, match="was learned for pictures of 48 x 48"):
        pulled(preview_card(workshop, library, card, photo))
    assert library.cards()[0].preview is None


def test_it_is_rebuilt_for_another_size(workshop, library, card):
    _, larger = pulled(rebuild_card(workshop, library, card, frame=(64, 80)))
    assert (larger.name, larger.height, larger.width) == ("older", 64, 80)
    assert larger.sets == card.sets
    assert load_attribute(larger.path).arrays["conv3_1"].shape[1:] == (16, 20)
    assert len(library.cards()) == 2


def test_without_its_sets_it_cannot_be_rebuilt(workshop, library, card):
    card.path.with_suffix(".json").unlink()
    with pytest.raises(AttributeFileError, match="learn it again from its two sets"):
        pulled(rebuild_card(workshop, library, library.card(card.path), frame=(64, 64)))


def test_an_attribute_of_the_authors_becomes_a_card(workshop, library, tmp_path):
    np.savez(tmp_path / "older_beta.npz", WF=np.ones(26 * 64 * 64, np.float32))
    card = import_card(workshop, library, tmp_path / "older_beta.npz")
    assert (card.name, card.backbone, card.height, card.width) == ("older_beta", "vgg19", 64, 64)
    assert load_attribute(card.path).backbone_identity == "tiny"
    assert card.sets is None
