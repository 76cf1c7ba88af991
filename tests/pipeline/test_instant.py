from functools import partial

import numpy as np
import pytest
from pulling import pulled
from tiny_decoder import WIDTHS, tiny_decoder

from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Notice
from dfi_studio.library.decoders import DecoderRecord
from dfi_studio.library.kept_decoders import kept_decoder
from dfi_studio.pipeline import instant
from dfi_studio.pipeline import train_decoder as training
from dfi_studio.pipeline.decoder_files import widths_of, write_decoder
from dfi_studio.pipeline.instant import (
    forget_instant,
    prepare_instant,
    train_instant,
    trained_instant,
)
from dfi_studio.pipeline.train_decoder import TrainingPlan, train_decoder
from dfi_studio.pipeline.training_state import state_path

SPACE = FeatureSpace(size=48)


@pytest.fixture
def sets(recipe):
    attribute = recipe.directions[0].attribute
    return attribute.source, attribute.target


@pytest.fixture
def identity(workshop):
    return workshop.backbone(SPACE).identity


@pytest.fixture
def short(monkeypatch):
    plan = TrainingPlan(steps=3, sizes=(32,), widths=WIDTHS, between=1e9)
    monkeypatch.setattr(training, "_PIXELS", 2 * 32 * 32)
    monkeypatch.setattr(instant, "train_decoder", partial(train_decoder, plan=plan))


def keep(path, identity):
    decoder = tiny_decoder()
    widths, channels = widths_of(decoder), decoder.channels
    record = DecoderRecord("vgg16", identity, channels, widths, "faces", 4, 1, 1.0, 0, 0.1)
    write_decoder(path, decoder, record)


def test_without_a_decoder_nothing_is_prepared(workshop, photo, recipe):
    steps, prepared = pulled(prepare_instant(workshop, photo, recipe, (), None))
    assert prepared is None
    assert list(steps) == []


def test_the_decoder_of_the_sets_serves(workshop, photo, recipe, sets, identity):
    keep(kept_decoder(identity, sets), identity)
    _, prepared = pulled(prepare_instant(workshop, photo, recipe, (), None))
    assert np.array_equal(prepared.frame(recipe.at(0.0)), prepared.photo)
    assert not np.array_equal(prepared.frame(recipe.at(1.0)), prepared.photo)


@pytest.mark.parametrize("damaged", [False, True])
def test_one_that_cannot_serve_is_told_and_left(workshop, photo, recipe, sets, identity, damaged):
    path = kept_decoder(identity, sets)
    keep(path, identity if damaged else "another network")
    if damaged:
        path.write_bytes(path.read_bytes()[:-100])
    steps, prepared = pulled(prepare_instant(workshop, photo, recipe, (), None))
    assert prepared is None
    assert [type(step) for step in steps] == [Notice]
    assert str(path) in steps[0].text


def test_it_is_trained_found_and_forgotten(workshop, photo, recipe, sets, identity, short):
    assert pulled(trained_instant(workshop, sets, SPACE))[1] is None
    _, record = pulled(train_instant(workshop, sets, SPACE, False))
    assert record.steps == 3
    assert pulled(trained_instant(workshop, sets, SPACE))[1] == record
    assert pulled(prepare_instant(workshop, photo, recipe, (), None))[1] is not None
    pulled(forget_instant(workshop, sets, SPACE))
    assert not kept_decoder(identity, sets).exists()
    assert pulled(trained_instant(workshop, sets, SPACE))[1] is None


def test_one_that_was_left_is_gone_on_with(workshop, sets, identity, short):
    steps = train_instant(workshop, sets, SPACE, False)
    while getattr(next(steps), "steps", 0) != 2:
        pass
    steps.close()
    path = kept_decoder(identity, sets)
    assert state_path(path).exists()
    assert pulled(trained_instant(workshop, sets, SPACE))[1] is None  # it is not done
    told, record = pulled(train_instant(workshop, sets, SPACE, False))
    assert record.steps == 3
    assert any(isinstance(step, Notice) and "after 2 steps" in step.text for step in told)
    pulled(train_instant(workshop, sets, SPACE, True))
    assert not state_path(path).exists()
