from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Contrast, SavedAttribute
from dfi_studio.library.attribute_card import AttributeCard
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.session import Session
from dfi_studio.ui.panels.fitting import obstacle

if TYPE_CHECKING:
    from conftest import Stack  # what the fixture gives

Cards = Callable[..., AttributeCard]


def document(*steps: edits.Edit) -> Document:
    session = Session()
    for step in steps:
        session.do(step)
    return session.document


def test_sets_can_be_learned_for_any_card(card: Cards) -> None:
    sets = document(edits.add_direction(Contrast("young", "old")))
    odd = card("odd", backbone="vgg19", layers=("conv1_1",), height=96, width=96)
    assert obstacle(odd, sets, {}) == ""


def test_a_file_in_the_stack_ties_what_can_be_added(card: Cards) -> None:
    older = card("older")
    files = document(edits.add_direction(SavedAttribute(str(older.path))))
    known = {str(older.path): older}
    assert obstacle(card("smile"), files, known) == ""
    assert "vgg19" in obstacle(card("a", backbone="vgg19"), files, known)
    assert "conv1_1" in obstacle(card("a", layers=("conv1_1",)), files, known)
    assert "size 96" in obstacle(card("a", height=96, width=96), files, known)
    assert "200 \u00d7 300" in obstacle(card("a", height=300, width=200), files, known)
    off = edits.turn_on(False, at=0).apply(files)
    assert obstacle(card("a", backbone="vgg19"), off, known) == ""


def test_the_shape_of_the_photo_or_its_crop_counts(card: Cards, photo: Photo) -> None:
    whole = document(edits.open_photo(photo))
    square = card("square", width=200)
    assert obstacle(card("like the photo"), whole, {}) == ""
    assert "crop the photo" in obstacle(square, whole, {})
    cropped = edits.set_crop(Crop(0, 0, 80, 80)).apply(whole)
    assert obstacle(square, cropped, {}) == ""
    assert "crop the photo" in obstacle(card("like the photo"), cropped, {})


def test_a_card_is_found_by_typing_and_taken_by_return(
    stack: Stack, card: Cards, photo: Photo, qtbot: QtBot
) -> None:
    chosen: list[Path] = []
    stack.panel.add_card_wanted.connect(chosen.append)
    stack.session.do(edits.open_photo(photo))
    cards = [card("square", width=200), card("smile"), card("older"), card("Old glasses")]
    stack.panel.show_cards(cards)
    stack.panel.menu.actions()[1].trigger()
    chooser = stack.panel.library
    assert chooser.isVisible()
    assert chooser.list.currentItem().text() == "smile"  # the first that fits
    qtbot.keyClicks(chooser.search, "old glasses")
    assert [chooser.list.item(at).isHidden() for at in range(4)] == [True, True, True, False]
    chooser.search.clear()
    qtbot.keyClick(chooser.search, Qt.Key.Key_Down)
    qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert chosen == [cards[2].path]
    assert not chooser.isVisible()


def test_what_does_not_fit_cannot_be_taken_and_says_why(
    stack: Stack, card: Cards, photo: Photo, qtbot: QtBot
) -> None:
    chosen: list[Path] = []
    stack.panel.add_card_wanted.connect(chosen.append)
    stack.session.do(edits.open_photo(photo))
    stack.panel.show_cards([card("square", width=200)])
    chooser = stack.panel.library
    chooser.open_below(stack.panel.begin, stack.session.document)
    item = chooser.list.item(0)
    assert "crop the photo" in item.toolTip()
    assert chooser.list.currentItem() is None
    place = chooser.list.visualItemRect(item).center()
    qtbot.mouseClick(chooser.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert chosen == []
    chooser.hide()


def test_the_strip_is_shown_and_paler_where_it_does_not_fit(
    stack: Stack, card: Cards, photo: Photo
) -> None:
    strip = QImage(384, 128, QImage.Format.Format_RGB32)
    strip.fill(QColor("red"))
    stack.session.do(edits.open_photo(photo))
    cards = [card("fits"), card("square", width=200), card("bare")]
    stack.panel.show_cards(cards, {each.path: strip for each in cards[:2]})
    chooser = stack.panel.library
    chooser.open_below(stack.panel.begin, stack.session.document)
    QApplication.processEvents()
    view = chooser.list
    shot = view.viewport().grab().toImage()
    reds = []
    for at in range(3):
        rect = view.visualItemRect(view.item(at))
        colour = shot.pixelColor(rect.left() + 60, rect.center().y())
        reds.append(colour.red() - colour.blue())
    assert reds[0] == 255
    assert 60 < reds[1] < 160
    assert abs(reds[2]) < 30
    chooser.hide()


def test_an_empty_library_says_so(stack: Stack) -> None:
    chooser = stack.panel.library
    chooser.open_below(stack.panel.begin, Document())
    assert chooser.empty.isVisible()
    assert not chooser.list.isVisible()
    chooser.hide()
