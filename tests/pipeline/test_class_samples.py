import numpy as np
import pytest
from portraits import portrait_folder
from pulling import pulled
from tiny_decoder import tiny_decoder

from dfi_studio.core.class_direction import Sampling
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute, Solver
from dfi_studio.core.steps import Progress
from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.decoders import DecoderRecord
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.kept_decoders import kept_decoder
from dfi_studio.pipeline.augment import augment
from dfi_studio.pipeline.class_figure import Kind, figure_of, figure_recipes, length_of
from dfi_studio.pipeline.class_samples import guessed, keep_directions, sampled, shares
from dfi_studio.pipeline.decoder_files import widths_of, write_decoder
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.render import render


@pytest.fixture
def sampling(tmp_path):
    folder = portrait_folder(tmp_path / "faces", old=True, count=6, first=20)
    return Sampling(str(folder), count=3)


def recipe_of(direction, sampling, space):
    return Recipe((Direction(direction, sampling.alpha),), space, Solver(iterations=4))


def looks(steps):
    """Count how often the class was looked at."""
    return sum(isinstance(each, Progress) and each.done == each.total for each in steps)


def test_one_look_serves_those_that_follow(workshop, photo, sampling, space):
    draws = sampling.draws
    recipes = [recipe_of(each, sampling, space) for each in draws]
    steps, first = pulled(sampled(workshop, photo, recipes[0], None, (), draws[1:]))
    assert looks(steps) == 1
    for recipe in recipes[1:]:
        steps, _ = pulled(sampled(workshop, photo, recipe, None, (), ()))
        assert looks(steps) == 0
    _, same = pulled(render(workshop, photo, recipes[0]))
    np.testing.assert_array_equal(first.image, same.image)


def test_a_guess_needs_a_decoder_that_knows_the_class(workshop, photo, sampling, space):
    draws = sampling.draws
    recipes = [recipe_of(each, sampling, space) for each in draws]
    steps, nothing = pulled(guessed(workshop, photo, recipes[0], (), draws[1:]))
    assert nothing is None
    assert looks(steps) == 0
    decoder = tiny_decoder()
    identity = workshop.backbone(space).identity
    path, widths = kept_decoder(identity, (sampling.pictures,)), widths_of(decoder)
    record = DecoderRecord("vgg16", identity, decoder.channels, widths, "faces", 6, 1, 1.0, 0, 0.1)
    write_decoder(path, decoder, record)
    steps, first = pulled(guessed(workshop, photo, recipes[0], (), draws[1:]))
    assert first.shape == (48, 48, 3)
    _, second = pulled(guessed(workshop, photo, recipes[1], (), ()))
    assert not np.array_equal(first, second)
    _, drawn = pulled(sampled(workshop, photo, recipes[0], None, (), ()))
    assert not np.array_equal(first, drawn.image)


def test_shares_fall(workshop, photo, sampling, space):
    _, found = pulled(shares(workshop, photo, sampling.principal(3), space))
    assert list(found) == sorted(found, reverse=True)
    assert 0 < sum(found) <= 1


def test_a_kept_direction_is_an_attribute_that_moves_alike(
    workshop, photo, sampling, space, tmp_path, monkeypatch
):
    monkeypatch.setenv("DFI_STUDIO_HOME", str(tmp_path / "home"))
    draw = sampling.draws[1]
    other, previews = sampling.draws[2], [photo.image, None]
    steps, (card, bare) = pulled(keep_directions(workshop, photo, [draw, other], space, previews))
    assert looks(steps) == 1
    assert bare.preview is None
    assert card.name == "faces, draw 2 of seed 0"
    assert card.preview is not None
    drawn = recipe_of(draw, sampling, space)
    saved = recipe_of(SavedAttribute(str(card.path)), sampling, space)
    images = [pulled(render(workshop, photo, each))[1].image for each in (drawn, saved)]
    np.testing.assert_array_equal(*images)


def test_a_set_is_exported_and_gone_on_with(workshop, photo, sampling, space, tmp_path):
    recipes = [recipe_of(each, sampling, space) for each in sampling.draws]
    steps = augment(workshop, photo, recipes, (), tmp_path / "set")
    for step in steps:
        if isinstance(step, Progress) and step.label == "Exporting the set" and step.done == 2:
            break
    steps.close()
    pictures = sorted((tmp_path / "set" / "pictures").glob("*.png"))
    assert len(pictures) == 2
    assert (tmp_path / "set" / "recipes.json").is_file()
    before = pictures[0].stat().st_mtime_ns
    _, count = pulled(augment(workshop, photo, recipes, (), tmp_path / "set"))
    assert count == 3
    pictures = sorted((tmp_path / "set" / "pictures").glob("*.png"))
    assert len(pictures) == 3
    assert pictures[0].stat().st_mtime_ns == before
    assert read_mark(pictures[2]).recipe.directions[0].attribute.number == 2


def test_only_directions_of_a_class_are_augmented(workshop, photo, recipe, tmp_path):
    with pytest.raises(TypeError):
        pulled(augment(workshop, photo, [recipe], (), tmp_path / "set"))


def test_the_figure_has_three_directions_of_one_length(
    workshop, photo, contrast, sampling, space, tmp_path
):
    from dfi_studio.library.attributes import save_attribute

    file = tmp_path / "older.safetensors"
    save_attribute(file, pulled(learn(workshop, contrast, space, (48, 48)))[1])
    base = Recipe((), space, Solver(iterations=4))
    _, recipes = pulled(figure_recipes(workshop, photo, sampling, base, file))
    renders = [(kind, pulled(render(workshop, photo, each))[1]) for kind, each in recipes]
    _, figure = pulled(figure_of(workshop, photo, sampling, renders))
    assert len(figure.rows) == 3
    assert [cell.kind for cell in figure.rows[0]] == [*Kind]
    labelled, random, drawn = (cell.render.recipe.directions[0] for cell in figure.rows[1])
    _, record = pulled(keep_record(workshop, photo, drawn.attribute, space))
    assert labelled.alpha * length_of(load_attribute(file)) == pytest.approx(
        sampling.alpha * length_of(record)
    )
    assert random.alpha == drawn.alpha == sampling.alpha
    mean = [np.mean([each.followed for each in figure.of(kind)]) for kind in Kind]
    assert mean[2] > mean[1]


def keep_record(workshop, photo, direction, space):
    from dfi_studio.pipeline.class_directions import class_directions

    (record,) = yield from class_directions(workshop, [direction], space, (48, 48), near=photo)
    return record
