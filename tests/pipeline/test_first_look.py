from dataclasses import replace

import numpy as np
from pulling import pulled

from dfi_studio.pipeline import first_look as module
from dfi_studio.pipeline.first_look import first_look
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.workshop import Workshop


def test_a_solve_asks_nothing_of_a_photo_that_was_looked_at(workshop, photo, recipe, monkeypatch):
    steps, _ = pulled(first_look(workshop, photo, recipe.space))
    assert steps[-1].done == steps[-1].total
    worked = []
    monkeypatch.setattr(module, "sensitivity", lambda *given: worked.append(given))
    monkeypatch.setattr(module, "Trunk", lambda *given, **named: worked.append(given))
    pulled(render(workshop, photo, recipe))
    assert worked == []


def test_the_picture_is_the_same_as_without_a_first_look(workshop, photo, recipe):
    _, plain = pulled(render(Workshop("cpu", folder=workshop.folder), photo, recipe))
    pulled(first_look(workshop, photo, recipe.space))
    _, known = pulled(render(workshop, photo, recipe))
    assert np.array_equal(plain.image, known.image)


def test_another_size_is_looked_at_anew(workshop, photo, recipe, monkeypatch):
    pulled(first_look(workshop, photo, recipe.space))
    worked, sensitivity = [], module.sensitivity

    def noted(features, pixels):
        worked.append(pixels.shape)
        return sensitivity(features, pixels)

    monkeypatch.setattr(module, "sensitivity", noted)
    pulled(first_look(workshop, photo, recipe.space))
    pulled(first_look(workshop, photo, replace(recipe.space, size=40)))
    assert [tuple(each[-2:]) for each in worked] == [(40, 40)]


def test_what_the_network_sees_in_bands_is_left_alone(workshop, photo, recipe, monkeypatch):
    monkeypatch.setattr(module, "band_rows", lambda pixels, bands: 16)
    monkeypatch.setattr(module, "sensitivity", lambda *given: 1 / 0)
    steps, _ = pulled(first_look(workshop, photo, recipe.space))
    assert len(steps) == 2
