"""Painting masks on the canvas with mouse, pen, wheel and keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hands import LEFT, MIDDLE, drag, move, wheel
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QInputDevice,
    QMouseEvent,
    QPaintEvent,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.mask import MaskLayer, MaskRole, rectangle
from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.flood import Flood, Region
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind

RIGHT, SHIFT, ALT = (
    Qt.MouseButton.RightButton,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
SIZE = QSize(600, 400)  # fitted into 640 x 440 at 100 %, from (20, 20) on
HARD = Instrument(brush=Brush(40, 100))
Paint = Callable[..., QImage]
Read = Callable[[QWidget], np.ndarray]


def at(x: float, y: float) -> QPoint:
    """Where a point of the photo is on the canvas."""
    return QPoint(round(20 + x), round(20 + y))


@dataclass
class Desk:
    """A canvas that paints, and a document that keeps what was painted."""

    canvas: Canvas
    layers: list[MaskLayer] = field(default_factory=list)
    painted: list[tuple[np.ndarray, Crop, str]] = field(default_factory=list)
    history: list[MaskLayer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.canvas.mask_painted.connect(self.take)

    def take(self, mask: np.ndarray, within: Crop, label: str) -> None:
        self.painted.append((mask, within, label))
        if self.layers:
            self.history.append(self.layers[0])
            self.layers[0] = self.layers[0].repainted(mask, within)
        else:
            self.layers.append(MaskLayer.of("new", MaskRole.FILL, mask))
        self.show()

    def undo(self) -> None:
        self.layers[0] = self.history.pop()
        self.show()

    def show(self, **changes: object) -> None:
        self.canvas.show_masks(self.layers, current=0 if self.layers else -1, **changes)  # type: ignore[arg-type]

    @property
    def mask(self) -> np.ndarray:
        return self.layers[0].mask


@pytest.fixture
def desk(canvas: Canvas, flat: Paint) -> Desk:
    """An empty mask over a grey photo, and a hard brush of 40 pixels."""
    canvas.show_photo(flat((128, 128, 128), SIZE.width(), SIZE.height()), SIZE)
    assert canvas.zoom == 1
    blank = np.zeros((SIZE.height(), SIZE.width()))
    made = Desk(canvas, [MaskLayer.of("region", MaskRole.FILL, blank)])
    made.show()
    canvas.begin_mask(HARD)
    return made


def test_a_stroke_is_said_once_with_where_it_is(desk: Desk) -> None:
    drag(desk.canvas, [at(100, 100), at(150, 100), at(200, 140)])
    ((mask, within, label),) = desk.painted
    assert label == "Brush stroke"
    assert mask.shape == (400, 600)
    assert mask[100, 100] == mask[100, 150] == mask[140, 200] == 1
    outside = np.ones(mask.shape, bool)
    outside[rectangle(within)] = False
    assert not mask[outside].any()
    assert within.width == pytest.approx(141, abs=3)
    assert not desk.history[0].mask.any()  # what was before is as it was


def test_the_right_button_erases(desk: Desk) -> None:
    drag(desk.canvas, [at(100, 100), at(300, 100)])
    drag(desk.canvas, [at(200, 100), at(300, 100)], RIGHT)
    assert [label for *_, label in desk.painted] == ["Brush stroke", "Eraser stroke"]
    assert desk.mask[100, 120] == 1
    assert desk.mask[100, 250] == 0
    drag(desk.canvas, [at(100, 100), at(320, 100)], RIGHT)
    assert not desk.mask.any()
    drag(desk.canvas, [at(100, 100), at(320, 100)], RIGHT)  # nothing is left to erase
    assert len(desk.painted) == 3


def test_what_is_seen_is_what_was_painted(desk: Desk, read: Read) -> None:
    bare = read(desk.canvas)
    QTest.mousePress(desk.canvas, LEFT, pos=at(100, 100))
    move(desk.canvas, at(300, 100), LEFT)
    during = read(desk.canvas)
    QTest.mouseRelease(desk.canvas, LEFT, pos=at(300, 100))
    assert np.abs(read(desk.canvas) - during).mean() < 0.05  # the last dab lies at the very end
    move(desk.canvas, at(100, 350))  # the ring goes away
    after = read(desk.canvas)
    seen = np.abs(after - bare).max(axis=2)[20:420, 20:620] > 3
    expected = desk.mask > 0.1
    ring = np.zeros(seen.shape, bool)
    ring[320:380, 60:140] = True
    assert (seen & ~ring & ~(desk.mask > 0)).sum() == 0
    assert (expected & ~seen).sum() < 0.02 * expected.sum()
    desk.undo()
    assert not (np.abs(read(desk.canvas) - bare).max(axis=2)[20:300] > 3).any()


@pytest.mark.parametrize("zoom", [0.2, 0.43, 0.75, 1.0, 3.0])
def test_painting_part_by_part_shows_what_painting_all_shows(
    desk: Desk, read: Read, zoom: float, qtbot: QtBot
) -> None:
    canvas = desk.canvas
    move(canvas, QPoint(290, 205))  # its ring grows with the zoom
    canvas.zoom_to(zoom)
    qtbot.wait(200)  # what is scaled for good is
    canvas.take_up(Instrument(brush=Brush(90, 0)))
    for button in (LEFT, RIGHT):
        QTest.mousePress(canvas, button, pos=QPoint(300, 210))
        for step in range(5):
            move(canvas, QPoint(300 + 9 * step, 210 + 7 * step), button)
            QApplication.processEvents()
        assert (on_the_screen(canvas) == read(canvas)).all()
        QTest.mouseRelease(canvas, button, pos=QPoint(336, 238))
        QApplication.processEvents()
        shown = on_the_screen(canvas)
        assert (shown == read(canvas)).all()
        canvas._pile._sheets.clear()  # all sheets anew
        assert np.abs(read(canvas) - shown).max() <= 3


def on_the_screen(canvas: Canvas) -> np.ndarray:
    """What was painted so far, part by part; nothing is painted for it."""
    image = canvas.screen().grabWindow(canvas.winId()).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    assert image.size() == canvas.size()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows[..., 2::-1].astype(np.int64)


def test_only_what_a_stroke_touches_is_painted(canvas: Canvas, desk: Desk, qtbot: QtBot) -> None:
    qtbot.wait(150)
    rects = []
    was = canvas.paintEvent

    def watched(event: QPaintEvent) -> None:
        rects.append(event.rect())
        was(event)

    canvas.paintEvent = watched  # type: ignore[method-assign]
    QTest.mousePress(canvas, LEFT, pos=at(100, 100))
    move(canvas, at(110, 105), LEFT)
    QApplication.processEvents()
    assert rects
    for rect in rects:
        assert rect.width() < 90
        assert rect.height() < 90
    assert any(rect.contains(at(110, 105)) for rect in rects)
    QTest.mouseRelease(canvas, LEFT, pos=at(110, 105))


def test_shift_draws_a_straight_line_from_where_the_last_stroke_ended(desk: Desk) -> None:
    drag(desk.canvas, [at(60, 60), at(80, 60)])
    QTest.mouseClick(desk.canvas, LEFT, SHIFT, at(280, 260))
    assert desk.mask[160, 180] == 1
    assert len(desk.painted) == 2
    QTest.mouseClick(desk.canvas, LEFT, SHIFT, at(480, 260))
    assert desk.mask[260, 380] == 1


def test_escape_gives_the_stroke_up(desk: Desk, read: Read) -> None:
    move(desk.canvas, at(200, 200))
    bare = read(desk.canvas)
    QTest.mousePress(desk.canvas, LEFT, pos=at(100, 100))
    move(desk.canvas, at(200, 200), LEFT)
    assert (read(desk.canvas) != bare).any()
    QTest.keyClick(desk.canvas, Qt.Key.Key_Escape)
    assert (read(desk.canvas) == bare).all()
    move(desk.canvas, at(250, 250), LEFT)
    QTest.mouseRelease(desk.canvas, LEFT, pos=at(250, 250))
    assert not desk.painted
    drag(desk.canvas, [at(100, 300), at(110, 300)])
    assert desk.mask[100, 100] == 0
    assert desk.mask[300, 100] == 1


def test_escape_with_nothing_in_hand_leaves(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.canvas.mask_left):
        QTest.keyClick(desk.canvas, Qt.Key.Key_Escape)
    assert desk.canvas.masking
    desk.canvas.end_mask()
    drag(desk.canvas, [at(100, 100), at(110, 100)])
    assert not desk.painted


def test_a_quick_hand_taps_twice(desk: Desk) -> None:
    QTest.mouseClick(desk.canvas, LEFT, pos=at(100, 100))
    QTest.mouseDClick(desk.canvas, LEFT, pos=at(200, 100))
    QTest.mouseRelease(desk.canvas, LEFT, pos=at(200, 100))
    assert desk.mask[100, 100] == desk.mask[100, 200] == 1
    assert desk.canvas.zoom == 1


def test_keys_choose_what_is_in_hand(desk: Desk, qtbot: QtBot) -> None:
    canvas, heard = desk.canvas, []
    canvas.instrument_changed.connect(heard.append)

    def press(key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(canvas, key, keys)

    for key, kind in (
        (Qt.Key.Key_R, Kind.RECTANGLE), (Qt.Key.Key_O, Kind.ELLIPSE), (Qt.Key.Key_L, Kind.LASSO),
        (Qt.Key.Key_P, Kind.POLYGON), (Qt.Key.Key_G, Kind.FLOOD), (Qt.Key.Key_B, Kind.BRUSH),
        (Qt.Key.Key_W, Kind.FLOOD), (Qt.Key.Key_E, Kind.BRUSH),
    ):  # fmt: skip
        press(key)
        assert canvas.instrument.kind is kind
        assert heard[-1] == canvas.instrument
    assert canvas.instrument.erases
    press(Qt.Key.Key_X)
    assert not canvas.instrument.erases
    press(Qt.Key.Key_BracketRight)
    assert canvas.instrument.brush.size == 46
    press(Qt.Key.Key_BracketLeft, SHIFT)
    press(Qt.Key.Key_BraceLeft, SHIFT)
    assert canvas.instrument.brush == Brush(40, 90)
    press(Qt.Key.Key_BraceRight, SHIFT)
    assert canvas.instrument.brush.hardness == 100
    count = len(heard)
    press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_J)
    assert len(heard) == count
    canvas.take_up(HARD)  # others are not told what they said
    assert len(heard) == count


def test_a_key_waits_until_the_stroke_is_done(desk: Desk) -> None:
    QTest.mousePress(desk.canvas, LEFT, pos=at(100, 100))
    QTest.keyClick(desk.canvas, Qt.Key.Key_R)
    QTest.keyClick(desk.canvas, Qt.Key.Key_X)
    move(desk.canvas, at(150, 100), LEFT)
    QTest.mousePress(desk.canvas, RIGHT, pos=at(150, 100))
    QTest.mouseRelease(desk.canvas, RIGHT, pos=at(150, 100))
    QTest.mouseRelease(desk.canvas, LEFT, pos=at(150, 100))
    assert desk.canvas.instrument == HARD
    assert [label for *_, label in desk.painted] == ["Brush stroke"]


def test_the_wheel_with_alt_changes_the_size(desk: Desk) -> None:
    for angle in ((0, 120), (120, 0)):  # Alt turns it sideways on some systems
        wheel(desk.canvas, at(100, 100), angle, keys=ALT)
    assert desk.canvas.instrument.brush.size == 53
    assert desk.canvas.zoom == 1
    wheel(desk.canvas, at(100, 100), (0, 120))
    assert desk.canvas.zoom == pytest.approx(1.2)
    assert desk.canvas.instrument.brush.size == 53


def test_the_middle_button_and_space_pan(desk: Desk) -> None:
    desk.canvas.zoom_to(2)
    before = desk.canvas._viewport.centre
    drag(desk.canvas, [at(200, 200), at(160, 200)], MIDDLE)
    assert desk.canvas._viewport.centre[0] == pytest.approx(before[0] + 20)
    move(desk.canvas, at(200, 200))
    QTest.keyPress(desk.canvas, Qt.Key.Key_Space)
    drag(desk.canvas, [at(200, 200), at(160, 200)])
    QTest.keyRelease(desk.canvas, Qt.Key.Key_Space)
    assert desk.canvas._viewport.centre[0] == pytest.approx(before[0] + 40)
    assert not desk.painted


def ring_at(read: Read, canvas: Canvas, x: int, y: int, radius: int) -> bool:
    """Whether something is drawn all round a place."""
    shown = read(canvas)
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    marks = []
    for turn in turns:
        row, column = round(y + radius * np.sin(turn)), round(x + radius * np.cos(turn))
        part = shown[row - 3 : row + 4, column - 3 : column + 4].mean(axis=2)
        marks.append(np.ptp(part) > 60)
    return all(marks)


def test_the_ring_is_as_large_as_the_brush(desk: Desk, read: Read) -> None:
    canvas = desk.canvas
    move(canvas, at(300, 200))
    assert ring_at(read, canvas, 320, 220, 20)
    assert canvas.cursor().shape() is Qt.CursorShape.BlankCursor
    QTest.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert ring_at(read, canvas, 320, 220, 23)
    wheel(canvas, at(300, 200), (0, 120))
    assert ring_at(read, canvas, 320, 220, 28)
    canvas.take_up(Instrument(Kind.LASSO))
    assert not ring_at(read, canvas, 320, 220, 28)
    assert canvas.cursor().shape() is Qt.CursorShape.CrossCursor


def test_side_by_side_both_views_show_mask_and_ring(desk: Desk, read: Read, flat: Paint) -> None:
    canvas = desk.canvas
    canvas.show_result(flat((128, 128, 128), 600, 400))
    canvas.compare(Comparison.SIDE)
    move(canvas, QPoint(480, 220))
    drag(canvas, [QPoint(480, 220), QPoint(500, 220)])
    shown = read(canvas)[60:]
    assert (shown[:, :319] == shown[:, 321:]).all()
    assert ring_at(read, canvas, 500, 220, round(20 * canvas.zoom))
    assert len(desk.painted) == 1
    assert desk.mask[200, 300] == 1


# -- outlines -------------------------------------------------------------------------------------


def test_a_rectangle_is_drawn_and_erased(desk: Desk, read: Read) -> None:
    desk.canvas.take_up(Instrument(Kind.RECTANGLE))
    bare = read(desk.canvas)
    QTest.mousePress(desk.canvas, LEFT, pos=at(100, 50))
    move(desk.canvas, at(300, 250), LEFT)
    assert (read(desk.canvas) != bare).any()  # the outline
    QTest.mouseRelease(desk.canvas, LEFT, pos=at(300, 250))
    expected = np.zeros((400, 600), np.float32)
    expected[50:250, 100:300] = 1
    assert (desk.mask == expected).all()
    drag(desk.canvas, [at(200, 100), at(260, 120)], RIGHT, SHIFT)
    expected[100:160, 200:260] = 0
    assert (desk.mask == expected).all()
    assert [label for *_, label in desk.painted] == ["Paint a rectangle", "Erase a rectangle"]


def test_an_ellipse_and_a_lasso(desk: Desk) -> None:
    desk.canvas.take_up(Instrument(Kind.ELLIPSE))
    drag(desk.canvas, [at(100, 100), at(300, 200)])
    assert desk.mask.sum() == pytest.approx(np.pi * 100 * 50, rel=0.01)
    desk.canvas.take_up(Instrument(Kind.LASSO, erases=True))
    drag(desk.canvas, [at(90, 90), at(310, 90), at(310, 150), at(90, 150)])
    assert desk.mask.sum() == pytest.approx(np.pi * 100 * 50 / 2, rel=0.03)
    assert not desk.mask[:150].any()


def clicks(canvas: Canvas, *places: tuple[int, int]) -> None:
    for place in places:
        move(canvas, at(*place))
        QTest.mouseClick(canvas, LEFT, pos=at(*place))


@pytest.fixture
def polygon(desk: Desk) -> Desk:
    desk.canvas.take_up(Instrument(Kind.POLYGON))
    return desk


def test_a_polygon_is_closed_by_enter(polygon: Desk) -> None:
    clicks(polygon.canvas, (100, 100), (300, 100), (300, 300))
    assert not polygon.painted
    QTest.keyClick(polygon.canvas, Qt.Key.Key_Return)
    assert polygon.mask.sum() == pytest.approx(200 * 200 / 2, rel=0.02)
    assert len(polygon.painted) == 1


def test_a_polygon_is_closed_by_a_double_click(polygon: Desk) -> None:
    clicks(polygon.canvas, (100, 100), (300, 100), (300, 300))
    QTest.mouseDClick(polygon.canvas, LEFT, pos=at(300, 300))
    QTest.mouseRelease(polygon.canvas, LEFT, pos=at(300, 300))
    assert polygon.mask.sum() == pytest.approx(200 * 200 / 2, rel=0.02)


def test_backspace_takes_points_of_a_polygon_back(polygon: Desk, qtbot: QtBot) -> None:
    clicks(polygon.canvas, (100, 100), (300, 100), (500, 300), (300, 300))
    QTest.keyClick(polygon.canvas, Qt.Key.Key_Backspace)
    QTest.keyClick(polygon.canvas, Qt.Key.Key_Backspace)
    clicks(polygon.canvas, (300, 300))
    QTest.keyClick(polygon.canvas, Qt.Key.Key_Enter)
    assert polygon.mask.sum() == pytest.approx(200 * 200 / 2, rel=0.02)
    clicks(polygon.canvas, (100, 100))
    QTest.keyClick(polygon.canvas, Qt.Key.Key_Backspace)  # none is left
    with qtbot.waitSignal(polygon.canvas.mask_left):
        QTest.keyClick(polygon.canvas, Qt.Key.Key_Escape)
    assert len(polygon.painted) == 1


def test_two_points_are_no_polygon(polygon: Desk) -> None:
    clicks(polygon.canvas, (100, 100), (300, 100))
    QTest.keyClick(polygon.canvas, Qt.Key.Key_Return)
    clicks(polygon.canvas, (100, 100), (300, 100), (300, 300))
    polygon.canvas.take_up(HARD)  # it is given up
    clicks(polygon.canvas, (50, 50))
    assert [label for *_, label in polygon.painted] == ["Brush stroke"]


# -- fill by colour -------------------------------------------------------------------------------


def test_a_click_asks_for_a_fill_and_covers_it(desk: Desk, qtbot: QtBot) -> None:
    canvas = desk.canvas
    canvas.take_up(Instrument(Kind.FLOOD, tolerance=7))
    with qtbot.waitSignal(canvas.flood_wanted) as asked:
        QTest.mouseClick(canvas, LEFT, pos=at(100, 50))
    flood: Flood = asked.args[0]
    assert (flood.at, flood.tolerance, flood.erases) == (QPoint(100, 50), 7, False)
    region = flood.region()
    assert region is not None
    canvas.cover(region)
    assert desk.mask.min() == 1
    assert desk.painted[0][2] == "Fill by colour"
    canvas.cover(Region(SIZE, Crop(10, 20, 30, 40), region.levels[:40, :30], erases=True))
    assert desk.mask[20:60, 10:40].max() == 0
    assert desk.mask.sum() == 600 * 400 - 30 * 40
    canvas.cover(Region(QSize(9, 9), Crop(0, 0, 3, 3), region.levels[:3, :3], erases=True))
    assert len(desk.painted) == 2  # of another photo


# -- a pen ----------------------------------------------------------------------------------------


@pytest.fixture
def pen() -> Callable[..., None]:
    """Lets a pen touch; the system's mouse event follows each of its own."""

    def touch(canvas: Canvas, kind: QEvent.Type, place: QPoint, pressure: float, **of: object):  # type: ignore[no-untyped-def]
        tip = of.get("tip", QPointingDevice.PointerType.Pen)
        device = QPointingDevice(
            "pen", 1, QInputDevice.DeviceType.Stylus, tip,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 1, "",
            QPointingDeviceUniqueId(),
        )  # fmt: skip
        point, mouse = QPointF(place), canvas.mapToGlobal(QPointF(place))
        kinds = {
            QEvent.Type.MouseButtonPress: QEvent.Type.TabletPress,
            QEvent.Type.MouseMove: QEvent.Type.TabletMove,
            QEvent.Type.MouseButtonRelease: QEvent.Type.TabletRelease,
        }
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else LEFT
        tablet = QTabletEvent(
            kinds[kind], device, point, mouse, pressure, 0, 0, 0, 0, 0,
            Qt.KeyboardModifier.NoModifier, button, LEFT,
        )  # fmt: skip
        QApplication.sendEvent(canvas, tablet)
        assert not tablet.isAccepted()
        event = QMouseEvent(
            kind, point, mouse, button, LEFT, Qt.KeyboardModifier.NoModifier, device
        )
        QApplication.sendEvent(canvas, event)

    return touch


def test_a_pen_presses_harder(desk: Desk, pen: Callable[..., None]) -> None:
    pen(desk.canvas, QEvent.Type.MouseButtonPress, at(50, 200), 0.25)
    pen(desk.canvas, QEvent.Type.MouseMove, at(200, 200), 0.25)
    pen(desk.canvas, QEvent.Type.MouseMove, at(400, 200), 1.0)
    pen(desk.canvas, QEvent.Type.MouseButtonRelease, at(400, 200), 0.0)
    widths = (desk.mask > 0).sum(axis=0)
    assert widths[100] == pytest.approx(11, abs=1)
    assert widths[400] == pytest.approx(41, abs=2)
    assert (np.diff(widths[220:390:20]) > 0).all()
    drag(desk.canvas, [at(50, 300), at(100, 300)])  # a mouse presses as it always does
    assert (desk.mask[260:] > 0).sum(axis=0)[75] == pytest.approx(41, abs=1)


def test_the_other_end_of_a_pen_erases(desk: Desk, pen: Callable[..., None]) -> None:
    drag(desk.canvas, [at(100, 100), at(200, 100)])
    tip = QPointingDevice.PointerType.Eraser
    pen(desk.canvas, QEvent.Type.MouseButtonPress, at(150, 100), 1.0, tip=tip)
    pen(desk.canvas, QEvent.Type.MouseButtonRelease, at(150, 100), 1.0, tip=tip)
    assert desk.mask[100, 150] == 0
    assert desk.painted[-1][2] == "Eraser stroke"


# -- masks come and go ----------------------------------------------------------------------------


def test_without_a_mask_the_first_stroke_begins_one(canvas: Canvas, flat: Paint) -> None:
    canvas.show_photo(flat((9, 9, 9), 600, 400), SIZE)
    desk = Desk(canvas)
    canvas.begin_mask(HARD)
    drag(canvas, [at(100, 100), at(200, 100)])
    assert len(desk.layers) == 1
    drag(canvas, [at(100, 200), at(200, 200)])
    assert desk.mask[100, 150] == desk.mask[200, 150] == 1
    assert len(desk.painted) == 2


def test_a_cropped_photo_paints_its_part_of_the_mask(desk: Desk, flat: Paint) -> None:
    crop = Crop(100, 50, 300, 200)
    before = desk.mask
    desk.show(crop=crop)
    desk.canvas.show_photo(flat((9, 9, 9), 300, 200), QSize(300, 200))
    assert desk.canvas.zoom == 2
    drag(desk.canvas, [QPoint(20, 20), QPoint(620, 20)])  # along the upper edge of the crop
    (mask, within, _) = desk.painted[0]
    assert mask.shape == before.shape
    assert within.left == 100
    assert within.top == 50
    assert mask[50:69, 101:399].min() == 1
    mask = mask.copy()
    mask[50:250, 100:400] = 0
    assert not mask.any()


def test_masks_of_another_size_wait_for_their_photo(desk: Desk, flat: Paint, read: Read) -> None:
    desk.layers[0] = MaskLayer.of("other", MaskRole.FILL, np.ones((30, 40)))
    desk.show()
    move(desk.canvas, QPoint(1, 1))
    bare = read(desk.canvas)[100:300, 100:300]
    assert (bare == 128).all()
    drag(desk.canvas, [at(100, 100), at(200, 100)])
    assert not desk.painted
    desk.canvas.show_photo(flat((128, 128, 128)), QSize(40, 30))
    assert (read(desk.canvas)[100:300, 100:300] != 128).any()
    drag(desk.canvas, [QPoint(300, 200), QPoint(320, 200)], RIGHT)
    assert len(desk.painted) == 1


def test_an_undo_under_the_hand_gives_the_stroke_up(desk: Desk) -> None:
    drag(desk.canvas, [at(100, 100), at(200, 100)])
    QTest.mousePress(desk.canvas, LEFT, pos=at(100, 300))
    move(desk.canvas, at(200, 300), LEFT)
    desk.undo()
    QTest.mouseRelease(desk.canvas, LEFT, pos=at(200, 300))
    assert len(desk.painted) == 1
    assert not desk.mask.any()


def test_the_same_masks_again_leave_the_stroke_alone(desk: Desk) -> None:
    QTest.mousePress(desk.canvas, LEFT, pos=at(100, 300))
    move(desk.canvas, at(200, 300), LEFT)
    desk.show(opacity=0.3)
    QTest.mouseRelease(desk.canvas, LEFT, pos=at(200, 300))
    assert desk.mask[300, 150] == 1


def test_masks_that_take_no_part_are_not_seen(desk: Desk, read: Read) -> None:
    other = MaskLayer("off", MaskRole.EDIT, desk.mask + 1, "x", on=False)
    move(desk.canvas, QPoint(1, 1))
    bare = read(desk.canvas)
    desk.canvas.show_masks([desk.layers[0], other], current=0)
    assert (read(desk.canvas) == bare).all()
    desk.canvas.show_masks([desk.layers[0], other], current=1)
    assert (read(desk.canvas) != bare).any()


def test_the_original_is_revealed_bare(desk: Desk, read: Read) -> None:
    drag(desk.canvas, [at(100, 100), at(400, 100)])
    assert (read(desk.canvas)[120, 160:380] != 128).any()
    desk.canvas.reveal_original()
    assert (read(desk.canvas)[120, 160:380] == 128).all()
    desk.canvas.return_to_result()
    assert (read(desk.canvas)[120, 160:380] != 128).any()


def test_a_crop_takes_the_tool_and_gives_it_back(desk: Desk, flat: Paint) -> None:
    canvas = desk.canvas
    canvas.begin_crop(flat((9, 9, 9), 600, 400), SIZE, None)
    drag(canvas, [at(200, 200), at(250, 250)])
    QTest.keyClick(canvas, Qt.Key.Key_R)
    assert not desk.painted
    assert canvas.instrument == HARD
    canvas.leave_crop()
    drag(canvas, [at(200, 200), at(250, 250)])
    assert len(desk.painted) == 1
    canvas.begin_crop(flat((9, 9, 9), 600, 400), SIZE, None)
    canvas.end_mask()
    canvas.leave_crop()
    drag(canvas, [at(200, 200), at(250, 250)])
    assert len(desk.painted) == 1


def test_a_large_mask_is_reduced_in_slices(
    canvas: Canvas, flat: Paint, read: Read, qtbot: QtBot
) -> None:
    canvas.show_photo(flat((128, 128, 128), 30, 20), QSize(3000, 2000))
    values = np.zeros((2000, 3000), np.float32)
    values[500:1500, 600:2400] = 1
    desk = Desk(canvas, [MaskLayer.of("large", MaskRole.FILL, values)])
    desk.show()
    canvas.begin_mask(Instrument(brush=Brush(400, 100)))
    at_once = read(canvas)
    QTest.mousePress(canvas, LEFT, pos=QPoint(60, 60))  # while copies are made
    move(canvas, QPoint(90, 60), LEFT)
    (sheet,) = (sheet for _, sheet in canvas._pile._sheets.values())
    qtbot.waitUntil(lambda: not sheet.lacks(canvas.zoom))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(90, 60))
    after = read(canvas)
    inside = (slice(170, 270), slice(200, 450))
    assert np.abs(after[inside] - at_once[inside]).mean() < 6
    canvas._pile._sheets.clear()
    assert np.abs(read(canvas) - after).mean() < 2
