"""Strokes on a large mask: the hand goes on while they are laid, and none is lost or passed by."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hands import LEFT, drag, move
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.mask import Change, Mask, MaskLayer, MaskRole
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.coverage import strips
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind
from dfi_studio.ui.canvas.painting.strokes import AT_ONCE

SIZE = QSize(1500, 1000)  # fitted into 600 x 400 of the canvas, from (20, 20) on
HARD = Instrument(brush=Brush(100, 100))
Paint = Callable[..., QImage]
Read = Callable[[QWidget], np.ndarray]


def at(x: float, y: float) -> QPoint:
    """Where a point of the photo is on the canvas."""
    return QPoint(round(20 + 0.4 * x), round(20 + 0.4 * y))


@dataclass
class Desk:
    """A canvas that paints, and a document that keeps what was painted."""

    canvas: Canvas
    layers: list[MaskLayer] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.canvas.mask_painted.connect(self.take)

    def take(self, mask: Mask, within: Crop, label: str, change: Change) -> None:
        self.steps.append(label)
        if not self.layers:  # as `MaskCommands` does it: first the mask, then the stroke
            self.layers.append(blank("new"))
            self.show()
        assert not self.layers[0].empty or self.layers[0].mask.max() == 0
        self.layers[0] = self.layers[0].repainted(mask, within, change)
        assert self.layers[0].empty == (not mask.any())
        self.show()

    def show(self) -> None:
        self.canvas.show_masks(self.layers, current=len(self.layers) - 1)

    @property
    def mask(self) -> np.ndarray:
        return self.layers[0].mask


def blank(name: str) -> MaskLayer:
    return MaskLayer.blank(name, MaskRole.FILL, height=SIZE.height(), width=SIZE.width())


@pytest.fixture
def bare(canvas: Canvas, flat: Paint) -> Desk:
    """A grey photo without a mask."""
    assert SIZE.width() * SIZE.height() > AT_ONCE
    canvas.show_photo(flat((128, 128, 128), SIZE.width(), SIZE.height()), SIZE)
    assert canvas.zoom == pytest.approx(0.4)
    canvas.begin_mask(HARD)
    return Desk(canvas)


@pytest.fixture
def desk(bare: Desk) -> Desk:
    bare.layers.append(blank("region"))
    bare.show()
    return bare


def test_a_stroke_is_seen_at_once_and_laid_by_itself(desk: Desk, read: Read, qtbot: QtBot) -> None:
    qtbot.wait(100)
    drag(desk.canvas, [at(200, 200), at(600, 200)])
    assert not desk.steps
    move(desk.canvas, at(200, 900))  # the ring is elsewhere
    seen = read(desk.canvas)
    assert np.abs(seen[at(400, 200).y(), at(400, 200).x()] - 128).max() > 20
    qtbot.waitUntil(lambda: desk.steps == ["Brush stroke"])
    assert desk.mask[200, 400] == 1
    assert (read(desk.canvas) == seen).all()
    qtbot.wait(50)
    assert desk.steps == ["Brush stroke"]


def test_strokes_of_a_quick_hand_are_laid_in_order(desk: Desk) -> None:
    drag(desk.canvas, [at(200, 200), at(600, 200)])
    desk.canvas.take_up(Instrument(brush=HARD.brush, erases=True))
    drag(desk.canvas, [at(400, 200), at(600, 200)])
    desk.canvas.take_up(HARD)
    drag(desk.canvas, [at(500, 200), at(500, 600)])
    assert not desk.steps
    desk.canvas.finish_strokes()
    assert desk.steps == ["Brush stroke", "Eraser stroke", "Brush stroke"]
    assert [desk.mask[200, x] for x in (200, 420, 500)] == [1, 0, 1]
    desk.canvas.finish_strokes()
    assert len(desk.steps) == 3


def test_a_stroke_in_hand_goes_on_while_the_last_is_laid(desk: Desk, qtbot: QtBot) -> None:
    drag(desk.canvas, [at(200, 200), at(600, 200)])
    QTest.mousePress(desk.canvas, LEFT, pos=at(200, 600))
    move(desk.canvas, at(400, 600), LEFT)
    qtbot.waitUntil(lambda: len(desk.steps) == 1)
    assert not desk.mask[600].any()
    move(desk.canvas, at(600, 600), LEFT)
    QTest.mouseRelease(desk.canvas, LEFT, pos=at(600, 600))
    qtbot.waitUntil(lambda: len(desk.steps) == 2)
    assert desk.mask[200, 400] == desk.mask[600, 300] == desk.mask[600, 600] == 1


def test_the_first_strokes_of_a_new_mask(bare: Desk, qtbot: QtBot) -> None:
    drag(bare.canvas, [at(200, 200), at(600, 200)])
    drag(bare.canvas, [at(200, 400), at(600, 400)])
    bare.canvas.show_masks((), opacity=0.5)  # something else about it
    QTest.mousePress(bare.canvas, LEFT, pos=at(200, 600))
    move(bare.canvas, at(400, 600), LEFT)
    qtbot.waitUntil(lambda: len(bare.steps) == 2)
    QTest.mouseRelease(bare.canvas, LEFT, pos=at(600, 600))
    bare.canvas.finish_strokes()
    assert bare.steps == ["Brush stroke"] * 3
    assert bare.mask[[200, 400, 600], 400].tolist() == [1, 1, 1]


def test_an_outline_over_all_is_shown_strip_by_strip(desk: Desk, read: Read, qtbot: QtBot) -> None:
    qtbot.wait(100)
    desk.canvas.take_up(Instrument(Kind.RECTANGLE))
    drag(desk.canvas, [at(-20, -20), at(1520, 1020)])
    qtbot.waitUntil(lambda: bool(desk.steps))
    qtbot.wait(100)
    assert desk.mask.min() == 1
    shown = read(desk.canvas)
    desk.canvas._pile._sheets.clear()  # all sheets anew
    read(desk.canvas)
    qtbot.wait(100)
    assert (read(desk.canvas) == shown).all()
    desk.canvas.take_up(Instrument(Kind.RECTANGLE, erases=True))
    drag(desk.canvas, [at(-20, -20), at(1520, 1020)])
    desk.canvas.finish_strokes()
    assert desk.layers[0].empty


def test_what_changes_nothing_is_no_step(desk: Desk, qtbot: QtBot) -> None:
    desk.canvas.take_up(Instrument(brush=HARD.brush, erases=True))
    drag(desk.canvas, [at(200, 200), at(600, 200)])
    qtbot.wait(150)
    assert not desk.steps
    assert desk.canvas._brush is not None
    assert not desk.canvas._brush.coverage.levels.any()


def test_the_same_stroke_on_the_same_mask_has_the_same_name(desk: Desk) -> None:
    names = []
    for x in (600, 600, 601):
        desk.layers[0] = blank("region")
        desk.show()
        drag(desk.canvas, [at(200, 200), at(x + 20, 200)])
        desk.canvas.finish_strokes()
        names.append(desk.layers[0].digest)
    assert names[0] == names[1]


def test_the_sheets_that_come_back_are_clean(desk: Desk, qtbot: QtBot) -> None:
    for y in range(100, 900, 200):
        drag(desk.canvas, [at(200, y), at(600, y)])
        qtbot.wait(120)
        brush = desk.canvas._brush
        assert brush is not None
        assert not brush.coverage.levels.any()
        assert all(not each.levels.any() for each in brush._clean)
    assert len(desk.steps) == 4
    assert brush._clean


def test_another_mask_under_a_stroke_that_nobody_waited_for(desk: Desk, read: Read) -> None:
    nothing = read(desk.canvas)
    drag(desk.canvas, [at(200, 200), at(600, 200)])
    desk.layers[0] = MaskLayer.of("other", MaskRole.FILL, np.zeros((1000, 1500)))
    desk.show()
    desk.canvas.finish_strokes()
    assert not desk.steps
    move(desk.canvas, at(200, 900))
    assert (read(desk.canvas)[:300] == nothing[:300]).all()


@pytest.mark.parametrize("crop", [Crop(3, 5, 70, 700), Crop(0, 64, 10, 64), Crop(0, 0, 1, 1)])
def test_strips_are_all_of_it_and_begin_where_copies_do(crop: Crop) -> None:
    found = strips(crop, 10_000)
    assert found[0].top == crop.top
    assert all(one.top + one.height == two.top for one, two in itertools.pairwise(found))
    assert found[-1].top + found[-1].height == crop.top + crop.height
    assert all(each.top % 64 == 0 for each in found[1:])
    assert {(each.left, each.width) for each in found} == {(crop.left, crop.width)}
