from __future__ import annotations

import numpy as np
import pytest
from hands import drag
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.document import Document
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.painting.brush import Brush
from dfi_studio.ui.canvas.painting.instrument import Instrument, Kind
from dfi_studio.ui.masks.desk import MaskDesk
from dfi_studio.ui.panels.mask_panel import MaskPanel

PHOTO = Photo.of(freeze(np.full((300, 400, 3), 0.2)))


class Desk:
    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.panel, self.canvas = MaskPanel(), Canvas()
        row = QHBoxLayout(self.window)
        row.addWidget(self.canvas, 1)
        row.addWidget(self.panel)
        self.window.resize(1100, 700)
        self.window.show()
        self.masks = MaskDesk(self.panel, self.canvas)
        self.document = Document(PHOTO)
        self.show()
        picture = QImage(400, 300, QImage.Format.Format_RGB32)
        picture.fill(QColor("grey"))
        self.canvas.show_photo(picture, QSize(400, 300))

    def do(self, *changes: edits.Edit) -> None:
        for change in changes:
            self.document = change.apply(self.document)
        self.show()

    def show(self) -> None:
        self.masks.show_document(self.document)

    @property
    def looks(self) -> bytes:
        image = self.canvas.grab().toImage()
        return bytes(image.constBits())


def differing(one: bytes, other: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(one, np.uint8) != np.frombuffer(other, np.uint8)))


def blank(role: MaskRole = MaskRole.FILL) -> MaskLayer:
    return MaskLayer.blank(role, role, height=300, width=400)


def half() -> MaskLayer:
    return MaskLayer.of("half", MaskRole.FILL, np.tri(300, 400))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_the_hand_is_at_a_mask_that_is_there(desk: Desk) -> None:
    assert desk.masks.current == -1
    desk.do(mask_edits.add_mask(blank()), mask_edits.add_mask(half()))
    assert desk.masks.current == 1
    desk.masks.take(0)
    assert desk.panel.list.current == 0
    desk.do(mask_edits.add_mask(half()))
    assert desk.masks.current == 0
    desk.masks.take(2)
    desk.do(mask_edits.remove_mask(at=2))
    assert desk.masks.current == 1
    desk.do(mask_edits.use_masks(()))
    assert desk.masks.current == -1


def test_masks_are_seen_only_while_they_can_be_painted(desk: Desk) -> None:
    bare = desk.looks
    desk.do(mask_edits.add_mask(half()))
    assert desk.looks == bare
    desk.masks.paint()
    assert desk.masks.painting
    assert desk.looks != bare
    desk.masks.leave()
    assert desk.looks == bare


def test_escape_on_the_canvas_puts_the_brush_away(qtbot: QtBot, desk: Desk) -> None:
    desk.masks.paint()
    with qtbot.waitSignal(desk.masks.changed):
        qtbot.keyClick(desk.canvas, Qt.Key.Key_Escape)
    assert not desk.masks.painting


def test_what_is_chosen_on_the_panel_is_in_hand_and_keys_show_on_the_panel(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.panel.tools.kinds.buttons[Kind.ELLIPSE].click()
    assert desk.masks.painting
    assert desk.canvas.instrument.kind is Kind.ELLIPSE
    desk.canvas.setFocus()
    qtbot.keyClick(desk.canvas, Qt.Key.Key_L)
    assert desk.panel.tools.kinds.buttons[Kind.LASSO].isChecked()


def test_the_keyboard_stays_in_the_panel_while_it_is_at_work(qtbot: QtBot, desk: Desk) -> None:
    desk.window.activateWindow()
    button = desk.panel.tools.kinds.buttons[Kind.RECTANGLE]
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert desk.masks.painting
    assert desk.panel.isAncestorOf(desk.window.focusWidget())


def test_a_stroke_comes_back_from_the_document(desk: Desk) -> None:
    def take(mask: object, within: Crop, label: str) -> None:
        desk.do(mask_edits.paint_mask(mask, within, label, at=0))  # type: ignore[arg-type]

    desk.canvas.mask_painted.connect(take)
    desk.do(mask_edits.add_mask(blank()))
    desk.masks.paint(Instrument())
    bare, middle = desk.looks, desk.canvas.rect().center()
    drag(desk.canvas, [middle, middle + QPoint(60, 0)])
    assert desk.document.masks[0].mask.any()
    painted = differing(desk.looks, bare)
    desk.do(mask_edits.replace_mask(blank(), "undo", at=0))
    assert differing(desk.looks, bare) < painted / 5  # what is left is the ring of the brush


def test_on_a_crop_without_masks_one_is_asked_for(qtbot: QtBot, desk: Desk) -> None:
    desk.do(edits.set_crop(Crop(0, 0, 100, 100)))
    with qtbot.waitSignal(desk.masks.mask_wanted):
        desk.masks.paint()
    desk.masks.leave()
    desk.do(mask_edits.add_mask(half()))
    with qtbot.assertNotEmitted(desk.masks.mask_wanted):
        desk.masks.paint()


def test_without_a_photo_nothing_can_be_painted(desk: Desk) -> None:
    desk.masks.paint()
    desk.document = Document()
    desk.show()
    assert not desk.masks.painting
    desk.masks.paint(Instrument(Kind.LASSO))
    assert not desk.masks.painting
    assert desk.canvas.instrument.kind is Kind.LASSO  # it is ready


def test_the_panel_tells_whether_it_can_be_filled(desk: Desk) -> None:
    assert not desk.panel.fill.fill.isEnabled()
    desk.do(mask_edits.add_mask(blank()))
    assert not desk.panel.fill.fill.isEnabled()
    desk.do(mask_edits.add_mask(half()))
    assert desk.panel.fill.fill.isEnabled()


def test_the_first_brush_suits_the_photo_until_the_hand_chooses(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    assert desk.canvas.instrument.brush.size == 24
    desk.document = Document(Photo.of(freeze(np.full((50, 40, 3), 0.2))))
    desk.show()
    assert desk.canvas.instrument.brush.size == 3
    assert desk.panel.tools.brush_size.box.value() == 3
    desk.masks.paint(Instrument(brush=Brush(17)))
    desk.document = Document(PHOTO)
    desk.show()
    assert desk.canvas.instrument.brush.size == 17


def test_painting_may_begin_before_the_picture_is_shown(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    masks = MaskDesk(MaskPanel(), canvas)
    masks.show_document(Document(PHOTO))
    masks.paint()  # the workspace for masks is open, and a photo comes
    assert masks.painting
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    canvas.show_photo(picture, QSize(400, 300))
    assert canvas._brush is not None
    assert canvas._brush.coverage.levels.shape == (300, 400)
    canvas.show_photo(None, QSize())
    assert canvas._brush.coverage.levels.size == 0
