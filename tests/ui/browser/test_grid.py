from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfi_studio.session.trays import Role, Trays
from dfi_studio.ui.browser.grid import Grid
from dfi_studio.ui.browser.grid_model import dragged
from dfi_studio.ui.browser.thumbnail_loader import ThumbnailLoader
from dfi_studio.ui.theme import DARK, Theme, dress

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
MANY = 100_000


@pytest.fixture
def grid(qtbot: QtBot, loader: ThumbnailLoader) -> Grid:
    made = Grid(loader, side=100)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


def middle(grid: Grid, row: int) -> QPoint:
    return grid.visualRect(grid.pictures.index(row)).center()


def test_click_shift_and_control_select_as_one_reads(grid: Grid, qtbot: QtBot) -> None:
    grid.pictures.show_pictures(np.arange(100, 200))
    columns = grid.cells.columns
    qtbot.mouseClick(grid.viewport(), LEFT, pos=middle(grid, 1))
    assert grid.selected() == [101]
    qtbot.mouseClick(grid.viewport(), LEFT, SHIFT, middle(grid, columns))
    assert grid.selected() == list(range(101, 101 + columns))
    qtbot.mouseClick(grid.viewport(), LEFT, CONTROL, middle(grid, 2))
    assert 102 not in grid.selected()
    assert grid.count_selected() == columns - 1


def test_keys_reach_every_picture(grid: Grid, qtbot: QtBot) -> None:
    grid.pictures.show_pictures(np.arange(95))
    grid.setFocus()
    columns = grid.cells.columns
    for key, row in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 1 + columns),
        (Qt.Key.Key_End, 94),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Up, 0),
    ):
        qtbot.keyClick(grid, key)
        assert grid.current_picture() == row
    qtbot.keyClick(grid, Qt.Key.Key_Down, SHIFT)
    assert grid.selected() == list(range(columns + 1))
    qtbot.keyClick(grid, Qt.Key.Key_A, CONTROL)
    assert grid.count_selected() == 95
    with qtbot.waitSignal(grid.preview_wanted):
        qtbot.keyClick(grid, Qt.Key.Key_Space)


def test_a_rubber_band_selects_what_it_touches(grid: Grid) -> None:
    grid.pictures.show_pictures(np.arange(60))
    grid.setState(Grid.State.DragSelectingState)
    grid.setSelection(
        grid.visualRect(grid.pictures.index(0)).united(grid.visualRect(grid.pictures.index(1))),
        grid.selectionCommand(grid.pictures.index(0)),
    )
    grid.setState(Grid.State.NoState)
    assert grid.selected() == [0, 1]


def test_the_focus_scrolls_into_sight(grid: Grid) -> None:
    grid.pictures.show_pictures(np.arange(MANY))
    grid.show_current(MANY - 1)
    seen = QRect(QPoint(), grid.viewport().size())
    assert seen.contains(grid.visualRect(grid.currentIndex()).center())


def test_larger_cells_keep_the_middle_in_sight(grid: Grid) -> None:
    grid.pictures.show_pictures(np.arange(MANY))
    grid.verticalScrollBar().setValue(grid.cells.height // 2)
    at = grid.cells.nearest(QPoint(0, grid.verticalOffset() + grid.height() // 2))
    grid.show_side(180)
    assert at is not None
    assert grid.visualRect(grid.pictures.index(at)).intersects(grid.viewport().rect())


def test_trays_are_marked_and_spoken_of(grid: Grid) -> None:
    model = grid.pictures
    model.show_pictures(np.array([7, 8, 9]), ("0.1000", "0.2000", "0.3000"))
    model.show_trays(Trays((8,), (9, 70)))
    assert [model.tray_of(row) for row in range(3)] == [None, Role.SOURCE, Role.TARGET]
    spoken = model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert "0.2000" in str(spoken)
    assert "source" in str(spoken)


def test_a_drag_carries_the_pictures(grid: Grid) -> None:
    grid.pictures.show_pictures(np.array([70, 80, 90]))
    content = grid.pictures.mimeData([grid.pictures.index(2), grid.pictures.index(0)])
    assert dragged(content) == [70, 90]


def test_thumbnails_come_and_stay_within_the_budget(qtbot: QtBot, loader: ThumbnailLoader) -> None:
    grid = Grid(loader, side=100, budget=1_000_000)
    qtbot.addWidget(grid)
    grid.resize(700, 500)
    grid.pictures.show_pictures(np.arange(5000))
    grid.show()
    qtbot.waitUntil(lambda: grid._pixmaps.has(0, grid.cells.side))
    for _ in range(20):
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().value() + 1500)
        qtbot.wait(5)
    assert 0 < grid._pixmaps.bytes <= 1_000_000


def test_only_cells_that_changed_are_painted(
    grid: Grid, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid.pictures.show_pictures(np.arange(60))
    qtbot.waitUntil(lambda: grid._pixmaps.has(20, grid.cells.side))
    grid.viewport().repaint()
    corners = [grid.visualRect(grid.pictures.index(row)) for row in (0, grid.cells.columns + 1)]
    painted: list[QRect] = []
    monkeypatch.setattr(
        grid._painter, "paint", lambda painter, cell, pixmap, **how: painted.append(cell)
    )
    grid.viewport().repaint(QRegion(corners[0]).united(corners[1]))
    assert painted == corners


def test_a_scroll_paints_only_what_comes_into_sight(
    grid: Grid, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the style sheet too: what a sheet gives a ground, Qt paints wholly at each scroll."""
    monkeypatch.setattr(grid._loader, "want", lambda *wish: None)  # what comes is painted too
    grid.pictures.show_pictures(np.arange(5000))
    for chosen in (Theme.DARK, Theme.LIGHT):
        dress(qapp, chosen)
    qapp.processEvents()
    painted: list[QRect] = []
    monkeypatch.setattr(
        grid._painter, "paint", lambda painter, cell, pixmap, **how: painted.append(cell)
    )
    for _ in range(4):
        painted.clear()  # what else was due comes with the first
        grid.verticalScrollBar().setValue(grid.verticalScrollBar().value() + 30)
        qapp.processEvents()
    lowest = [each for each in painted if each.bottom() > grid.height() - 30]
    assert len(lowest) == grid.cells.columns
    assert len(painted) <= len(lowest) + 2  # Qt updates what the pointer left and entered


def test_a_chosen_picture_has_a_frame_of_four_pixels(grid: Grid, qtbot: QtBot) -> None:
    grid.pictures.show_pictures(np.arange(3))
    side = grid.cells.side
    qtbot.waitUntil(lambda: grid._pixmaps.has(0, side))
    plain = grid.viewport().grab(grid.visualRect(grid.pictures.index(0))).toImage()
    grid.selectAll()
    framed = grid.viewport().grab(grid.visualRect(grid.pictures.index(0))).toImage()
    accent, top = QColor(DARK.accent), (side - side * 3 // 4) // 2
    bottom = top + side * 3 // 4 - 1
    for x, y in ((0, top), (3, top + 3), (side - 4, bottom - 3), (side // 2, bottom)):
        assert framed.pixelColor(x, y) == accent
    for x, y in ((4, top + 4), (side - 5, bottom - 4), (side // 2, top - 1)):
        assert framed.pixelColor(x, y) == plain.pixelColor(x, y) != accent


def test_a_hundred_thousand_pictures_scroll_within_a_frame(
    qtbot: QtBot, loader: ThumbnailLoader
) -> None:
    """All selected, all in trays, all with a distance; every turn new thumbnails come in."""
    grid = Grid(loader, side=112)
    qtbot.addWidget(grid)
    grid.resize(1440, 900)
    written = tuple(f"{number % 1000 / 1000:.4f}" for number in range(MANY))
    grid.pictures.show_pictures(np.arange(MANY), written)
    grid.pictures.show_trays(Trays(tuple(range(0, MANY, 3)), tuple(range(1, MANY, 3))))
    grid.show()
    grid.selectAll()
    QApplication.processEvents()
    frames = []
    bar = grid.verticalScrollBar()
    for turn in range(240):
        began = time.thread_time()  # the machine may be busy with something else
        bar.setValue(bar.value() + (90 if turn < 200 else 40_000))
        QApplication.processEvents()
        frames.append(1000 * (time.thread_time() - began))
        time.sleep(0.002)
    assert np.median(frames) < 8
    assert np.percentile(frames, 95) < 16
