"""A portrait in its photograph: in its place, faded, and never a copy of the photo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from people import ANNA
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.canvas.inset import Inset

Paint = Callable[..., QImage]
RED, GREEN, BLUE = (200, 10, 20), (10, 190, 40), (30, 40, 210)
SIZE = QSize(100, 80)


def portrait(there: Similarity, side: int = 40) -> Portrait:
    return Portrait(Photo.of(freeze(np.zeros((side, side, 3)))), ANNA, there)


@pytest.fixture
def shown(canvas: Canvas, flat: Paint) -> Canvas:
    canvas.show_photo(flat(RED, 100, 80), SIZE)
    return canvas


def pixel(canvas: Canvas, x: int, y: int) -> tuple[int, ...]:
    layer = canvas._shown(canvas._panes()[0])
    assert layer is not None
    return layer.picture.pixelColor(x, y).getRgb()[:3]


def test_it_lies_where_its_portrait_does(shown: Canvas, flat: Paint, read: Any) -> None:
    shown.show_result(flat(GREEN, 40, 40), portrait(Similarity.moved(50, 20)))
    assert pixel(shown, 70, 40) == GREEN
    assert pixel(shown, 51, 21) == RED  # faded out at its border
    assert pixel(shown, 30, 40) == RED
    place = shown._viewport.frame
    scale = place.width() / 100
    seen = read(shown)
    at = round(place.top() + 40.5 * scale), round(place.left() + 70.5 * scale)
    assert tuple(seen[at].tolist()) == GREEN
    shown.compare(Comparison.DIFFERENCE)


@pytest.mark.parametrize("side", [10, 40, 400])
def test_its_own_size_does_not_matter(shown: Canvas, flat: Paint, side: int) -> None:
    turned = Similarity.turned(90).then(Similarity.moved(90, 20))
    shown.show_result(flat(GREEN, side, side), portrait(turned))
    assert pixel(shown, 70, 40) == GREEN
    assert pixel(shown, 45, 40) == RED


def test_other_faces_lie_below_it(shown: Canvas, flat: Paint) -> None:
    shown.show_ground(flat(BLUE, 100, 80))
    assert pixel(shown, 10, 10) == BLUE
    shown.show_result(flat(GREEN, 40, 40), portrait(Similarity.moved(50, 20)))
    assert (pixel(shown, 70, 40), pixel(shown, 10, 10)) == (GREEN, BLUE)
    shown.show_ground(None)
    assert (pixel(shown, 70, 40), pixel(shown, 10, 10)) == (GREEN, RED)
    shown.show_result(None)
    assert pixel(shown, 70, 40) == RED


def test_drafts_and_references_lie_there_too(shown: Canvas, flat: Paint) -> None:
    there = portrait(Similarity.moved(50, 20))
    shown.show_draft(flat(BLUE, 20, 20), "0.5", there)
    assert (pixel(shown, 70, 40), pixel(shown, 10, 10)) == (BLUE, RED)
    shown.show_draft(None, "")
    shown.show_reference(flat(GREEN, 20, 20), "Step 2", there)
    assert isinstance(shown._pictures.reference, Inset)
