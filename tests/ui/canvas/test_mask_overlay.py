"""Masks as they are looked at: sheets, hatches, and both over a picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from dfi_studio.core.mask import MaskRole, freeze_mask, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.painting.hatch import hatch, swatch
from dfi_studio.ui.canvas.painting.marks import paint_ring, ring_rect
from dfi_studio.ui.canvas.painting.overlay import Shown, paint_masks
from dfi_studio.ui.canvas.painting.sheet import Cover, Line, Sheet, halved, to_levels

pytestmark = pytest.mark.usefixtures("qapp")
WIDTH, HEIGHT = 101, 67


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((HEIGHT, WIDTH), np.float32)


def grown(sheet: Sheet, scale: float) -> Sheet:
    for _ in sheet.grow(scale):
        pass
    return sheet


def seen(sheet: Sheet, screen: tuple[int, int]) -> np.ndarray:
    height, width = sheet.values.shape
    down, across = Line(0, screen[1], screen[1], height), Line(0, screen[0], screen[0], width)
    return sheet.sampled(down, across)


@given(st.integers(0, 99), st.data(), st.booleans())
def test_a_copy_kept_up_to_date_is_the_one_made_anew(
    seed: int, data: st.DataObject, erases: bool
) -> None:
    mask, cover = noise(seed), (noise(seed + 1) * 255).astype(np.uint8)
    sheet = grown(Sheet(mask), 0.1)
    shown = np.zeros_like(cover)
    sheet.look_through(Cover(shown, erases=erases))
    for _ in range(3):
        left, top = data.draw(st.integers(0, WIDTH - 1)), data.draw(st.integers(0, HEIGHT - 1))
        crop = Crop(
            left, top,
            data.draw(st.integers(1, WIDTH - left)), data.draw(st.integers(1, HEIGHT - top)),
        )  # fmt: skip
        shown[rectangle(crop)] = cover[rectangle(crop)]
        sheet.refresh(crop)
    anew = Sheet(mask)
    anew.look_through(Cover(shown, erases=erases))
    grown(anew, 0.1)
    for one, other in zip(sheet._levels, anew._levels, strict=True):
        assert (one == other).all()


def test_what_changes_while_a_copy_is_made_is_in_it() -> None:
    mask = np.zeros((600, 900), np.float32)
    sheet, cover = Sheet(mask), np.zeros((600, 900), np.uint8)
    sheet.look_through(Cover(cover, erases=False))
    steps = sheet.grow(0.2)
    next(steps)
    cover[:40, :40] = 255  # in the band that was made
    sheet.refresh(Crop(0, 0, 40, 40))
    for _ in steps:
        pass
    assert not sheet.lacks(0.2)
    assert sheet._levels[0][:20, :20].min() == 255
    assert sheet._levels[1][:10, :10].min() == 255


def test_a_mask_enlarged_shows_its_pixels() -> None:
    mask = noise(3)
    shown = seen(Sheet(mask), (3 * WIDTH, 3 * HEIGHT))
    assert (shown == np.repeat(np.repeat(to_levels(mask), 3, 0), 3, 1)).all()
    assert (seen(Sheet(mask), (WIDTH, HEIGHT)) == to_levels(mask)).all()


def test_a_reduced_mask_shows_means() -> None:
    mask = np.zeros((64, 96), np.float32)
    mask[:, 48:] = 1
    for sheet in (Sheet(mask), grown(Sheet(mask), 0.25)):
        shown = seen(sheet, (24, 16))
        assert not shown[:, :12].any()
        assert shown[:, 12:].min() == 255
    jagged = seen(Sheet(np.tri(64, 64, dtype=np.float32)), (45, 45))
    assert ((jagged > 0) & (jagged < 255)).any()


def test_halving_keeps_the_mean() -> None:
    levels = np.random.default_rng(1).integers(0, 256, (7, 9), dtype=np.uint8)
    small = halved(levels)
    assert small.shape == (4, 5)
    assert small[0, 0] == (int(levels[:2, :2].sum()) + 2) // 4
    assert small[3, 4] == levels[6, 8]


# -- on the screen --------------------------------------------------------------------------------

FRAME = QRect(10, 5, 120, 90)


def painted(
    ground: str, role: MaskRole, *, values: np.ndarray | None = None, current: bool = True,
    part: QRect | None = None, opacity: float = 0.7,
) -> np.ndarray:  # fmt: skip
    """A mask over a ground, half of it: what is to be seen."""
    if values is None:
        values = np.zeros((45, 60), np.float32)
        values[:, 30:] = 1
    view = QImage(140, 100, QImage.Format.Format_RGB32)
    view.fill(QColor(ground))
    painter = QPainter(view)
    shown = [Shown(Sheet(freeze_mask(values)), role, current)]
    paint_masks(painter, shown, FRAME, part or view.rect(), opacity=opacity, ratio=1.0)
    painter.end()
    return pixels(view)


def pixels(image: QImage) -> np.ndarray:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[..., 2::-1].astype(int)


@pytest.mark.parametrize("role", MaskRole)
@pytest.mark.parametrize("ground", ["white", "black", "#808080", "#e0601a", "#0a84d6"])
def test_a_mask_is_seen_on_any_ground_without_its_colour(role: MaskRole, ground: str) -> None:
    shown = painted(ground, role)
    level = QColor(ground)
    bare = np.array([level.red(), level.green(), level.blue()])
    assert (shown[:, :70] == bare).all()
    luminance = shown[10:90, 75:125] @ np.array([0.2126, 0.7152, 0.0722])
    assert np.ptp(luminance) > 40  # the hatch: light beside dark


def test_the_hatches_differ_without_their_colours() -> None:
    grey = {}
    for role in MaskRole:
        shown = painted("#808080", role)[10:90, 75:125].mean(axis=2)
        grey[role] = shown - shown.mean()
    for role in MaskRole:
        for other in MaskRole:
            match = np.corrcoef(grey[role].ravel(), grey[other].ravel())[0, 1]
            assert match > 0.99 if role is other else match < 0.9


def test_the_current_mask_is_the_strongest() -> None:
    bare = np.full(3, 255)
    strong, faint = (
        np.abs(painted("white", MaskRole.FILL, current=each) - bare).sum() for each in (True, False)
    )
    assert strong > 1.8 * faint
    assert (painted("white", MaskRole.FILL, opacity=0.0) == 255).all()


def test_a_part_looks_as_it_does_in_the_whole() -> None:
    values = np.random.default_rng(5).random((45, 60), np.float32)
    whole = painted("white", MaskRole.PROTECT, values=values)
    part = QRect(33, 21, 50, 40)
    only = painted("white", MaskRole.PROTECT, values=values, part=part)
    rows, columns = slice(21, 61), slice(33, 83)
    assert (only[rows, columns] == whole[rows, columns]).all()
    only[rows, columns] = 255
    assert (only == 255).all()


def test_hatches_have_no_seam() -> None:
    for role in MaskRole:
        for ratio in (1.0, 1.5, 2.0):
            tile = hatch(role, ratio)
            twice = QImage(2 * tile.size(), tile.format())
            painter = QPainter(twice)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            for x in (0, tile.width()):
                for y in (0, tile.height()):
                    painter.drawImage(x, y, tile)
            painter.end()
            shown = pixels(twice).sum(axis=2)
            steps = np.abs(np.diff(shown, axis=1))
            assert steps[:, tile.width() - 1].max() <= steps[:, : tile.width() - 1].max() + 12
    assert swatch(MaskRole.FILL, QSize(20, 14), 2.0).size() == QSize(40, 28)


@pytest.mark.parametrize("ground", ["white", "black", "#808080"])
@pytest.mark.parametrize("radius", [0.4, 2.0, 20.0, 45.0])
def test_the_ring_is_seen_on_any_ground(ground: str, radius: float) -> None:
    view = QImage(120, 120, QImage.Format.Format_RGB32)
    view.fill(QColor(ground))
    bare = pixels(view)
    painter = QPainter(view)
    paint_ring(painter, QPointF(60, 60), radius, 1.0, erases=False)
    painter.end()
    changed = np.abs(pixels(view) - bare).max(axis=2)
    assert (changed > 90).sum() > 10
    rect = ring_rect(QPointF(60, 60), radius, 1.0)
    changed[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1] = 0
    assert not changed.any()
