from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dfi_studio.ui.strip.alpha_strip import AlphaStrip
from dfi_studio.ui.strip.alphas import FIVE, NINE, SEVEN

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
READ, HINT = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole
SHAPE = QSize(80, 60)


def picture(colour: str = "#c05030", size: QSize = SHAPE) -> QImage:
    made = QImage(size, QImage.Format.Format_RGB888)
    made.fill(QColor(colour))
    return made


@pytest.fixture
def strip(qtbot: QtBot) -> Iterator[AlphaStrip]:
    made = AlphaStrip()
    qtbot.addWidget(made)
    made.resize(60 * made.fontMetrics().height(), made.sizeHint().height())  # all have room
    made.show()
    made.clear(SHAPE)
    made.show_marked(1)
    QApplication.processEvents()
    yield made
    QApplication.processEvents()


@pytest.fixture
def wishes(strip: AlphaStrip) -> list[object]:
    """What was asked for: shown strengths, and applied ones as text."""
    heard: list[object] = []
    strip.shown_wanted.connect(heard.append)
    strip.applied.connect(lambda alpha: heard.append(f"apply {alpha:g}"))
    return heard


def middle(strip: AlphaStrip, alpha: float) -> QPoint:
    return strip.visualRect(strip.cells.index(strip.cells.row_of(alpha))).center()


def read(strip: AlphaStrip, alpha: float) -> str:
    return str(strip.cells.data(strip.cells.index(strip.cells.row_of(alpha)), READ))


def test_a_click_shows_and_a_second_ends_it(
    strip: AlphaStrip, wishes: list[object], qtbot: QtBot
) -> None:
    strip.show_picture(2, picture())
    qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, 2))
    assert wishes == [2.0]
    assert "seen in large" in read(strip, 2)
    qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, -1))
    qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, -1))
    assert wishes == [2.0, -1.0, None]


def test_a_double_click_applies_and_ends_showing(
    strip: AlphaStrip, wishes: list[object], qtbot: QtBot
) -> None:
    place = middle(strip, 0.5)
    qtbot.mouseClick(strip.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(strip.viewport(), LEFT, pos=place)
    qtbot.mouseRelease(strip.viewport(), LEFT, pos=place)
    assert wishes == [0.5, None, "apply 0.5"]


def test_the_keys_reach_everything(strip: AlphaStrip, wishes: list[object], qtbot: QtBot) -> None:
    strip.setFocus()
    assert strip.currentIndex().row() == strip.cells.row_of(1)  # begins at the mark
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert not wishes
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    qtbot.keyClick(strip, Qt.Key.Key_Left)  # while one is shown, the arrows leaf through
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    qtbot.keyClick(strip, Qt.Key.Key_End)
    qtbot.keyClick(strip, Qt.Key.Key_Return, CONTROL)
    qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert wishes == [1.5, 1.0, -2.0, None, "apply 4"]


@pytest.mark.parametrize(
    ("key", "modifiers", "shown", "kept"),
    [
        (Qt.Key.Key_Return, CONTROL, False, True),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, False, True),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, True, True),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, False, False),
        (Qt.Key.Key_S, CONTROL, False, False),
    ],
)
def test_its_keys_are_kept_from_the_windows_shortcuts(
    strip: AlphaStrip,
    qtbot: QtBot,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    shown: bool,
    kept: bool,
) -> None:
    if shown:
        qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, 0))
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(strip, event)
    assert event.isAccepted() is kept


def test_a_picture_that_was_waited_for_is_announced(
    strip: AlphaStrip, wishes: list[object], qtbot: QtBot
) -> None:
    qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, 3))
    strip.show_picture(2, picture())
    strip.show_picture(3, picture())
    assert wishes == [3.0, 3.0]


def test_showing_ends_with_what_it_showed(
    strip: AlphaStrip, wishes: list[object], qtbot: QtBot
) -> None:
    for end in (
        lambda: strip.clear(SHAPE),
        lambda: strip.show_marked(0.7),
        lambda: strip.show_nothing("Open a photo."),
        strip.hide,
    ):
        strip.show()
        strip.clear(SHAPE)
        QApplication.processEvents()
        qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, 2))
        end()
        assert wishes == [2.0, None]
        wishes.clear()
    strip.show()
    strip.clear(SHAPE)
    QApplication.processEvents()
    strip.show_marked(1)
    qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, 2))
    strip.show_marked(1)  # the same strength again is no change
    assert wishes == [2.0]


def test_a_failure_is_told_in_its_cell_alone(
    strip: AlphaStrip, wishes: list[object], qtbot: QtBot
) -> None:
    strip.show_failed(3, "There is no folder old.")
    index = strip.cells.index(strip.cells.row_of(3))
    assert strip.cells.data(index, HINT) == "There is no folder old."
    assert "There is no folder old." in read(strip, 3)
    qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, 3))
    assert not wishes


def test_each_cell_says_what_it_is(strip: AlphaStrip) -> None:
    strip.show_picture(1, picture())
    strip.show_pending(2, "learning the source", 0.3)
    assert read(strip, 1) == "Strength 1, in use"
    assert read(strip, 2) == "Strength 2, learning the source"
    assert read(strip, -2) == "Strength \N{MINUS SIGN}2, still to come"
    strip.show_marked(1.3)
    assert read(strip, 1) == "Strength 1"
    assert read(strip, 1.5).endswith("nearest to what is in use")
    strip.show_empty(2)
    assert read(strip, 2).endswith("still to come")


def test_as_many_cells_as_fit_and_pictures_stay(strip: AlphaStrip, qtbot: QtBot) -> None:
    unit = strip.fontMetrics().height()
    strip.show_picture(1, picture())
    strip.show_picture(0.5, picture())
    for ems, alphas in ((60, NINE), (40, SEVEN), (30, FIVE), (10, FIVE)):
        strip.resize(ems * unit, strip.height())
        assert strip.cells.alphas == strip.alphas == alphas
        assert strip.cells.cell(strip.cells.row_of(1)).picture is not None
        QApplication.processEvents()
        ends = [strip.visualRect(strip.cells.index(row)) for row in (0, len(alphas) - 1)]
        assert strip.viewport().rect().contains(ends[0].united(ends[1]))
    with qtbot.waitSignal(strip.looked_at):
        strip.resize(60 * unit, strip.height())
    assert strip.cells.cell(strip.cells.row_of(0.5)).picture is None  # its cell had gone


def test_what_it_waits_for_is_said_in_place_of_the_cells(strip: AlphaStrip) -> None:
    strip.show_nothing("Open a photo.")
    assert strip.cells.rowCount() == 0
    before = strip.grab().toImage()
    strip.show_nothing("")
    assert strip.grab().toImage() != before
    strip.clear(SHAPE)
    assert strip.cells.alphas == NINE


def test_a_picture_fills_its_cell_in_the_pixels_of_the_screen(strip: AlphaStrip) -> None:
    strip.show_picture(2, picture("#00ff00", QSize(800, 600)))
    image = strip.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    place = strip.visualRect(strip.cells.index(strip.cells.row_of(2)))
    row = [
        image.pixelColor(x, round((place.top() + place.height() / 3) * ratio)).name()
        for x in range(round(place.left() * ratio), round(place.right() * ratio))
    ]
    assert row.count("#00ff00") > 0.8 * len(row)
    assert set(row[len(row) // 4 : -len(row) // 4]) == {"#00ff00"}


def test_marked_shown_failed_and_pending_differ_in_shape(strip: AlphaStrip, qtbot: QtBot) -> None:
    """Each state is told without colour: as grey pictures they still differ."""

    def looks(alpha: float) -> bytes:
        QApplication.processEvents()
        place = strip.visualRect(strip.cells.index(strip.cells.row_of(alpha)))
        grey = strip.viewport().grab(place).toImage()
        return bytes(grey.convertToFormat(QImage.Format.Format_Mono).constBits())

    seen = [looks(2)]
    strip.show_marked(2)
    seen.append(looks(2))
    strip.show_marked(2.1)
    seen.append(looks(2))
    strip.show_marked(-2)
    strip.show_pending(2, "learning", 0.5)
    seen.append(looks(2))
    strip.show_failed(2, "no")
    seen.append(looks(2))
    strip.show_picture(2, picture())
    seen.append(looks(2))
    qtbot.mouseClick(strip.viewport(), LEFT, pos=middle(strip, 2))
    seen.append(looks(2))
    assert len(set(seen)) == len(seen)


def test_its_model_keeps_the_rules(strip: AlphaStrip, qtmodeltester: ModelTester) -> None:
    strip.show_picture(1, picture())
    qtmodeltester.check(strip.cells)
