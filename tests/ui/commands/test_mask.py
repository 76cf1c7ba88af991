from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QSize, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from waiting import settled

from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole, freeze_mask, inverted
from dfi_studio.core.mask_shapes import feathered, grown, shrunk
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.library.masks import load_mask, save_mask
from dfi_studio.library.photos import save_photo
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.canvas.painting.flood import Flood
from dfi_studio.ui.commands.fill import FillCommands
from dfi_studio.ui.commands.mask import MaskCommands
from dfi_studio.ui.commands.photo import PhotoCommands
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.masks.files import mask_of, picture_of
from dfi_studio.ui.rendering.controller import Controller
from dfi_studio.ui.window.shown_photos import ShownPhotos
from dfi_studio.ui.window.view import Front, MaskFront

PHOTO = Photo.of(freeze(np.full((40, 50, 3), 0.2)))


class Hand:
    """Masks as the hand changes them; the window is faked."""

    def __init__(self) -> None:
        self.session = Session()
        self.session.do(edits.open_photo(PHOTO))
        self.front = MagicMock(spec=MaskFront)
        self.front.current_mask = -1
        self.front.take_mask.side_effect = self.take
        self.dialogs = MagicMock(spec=Dialogs)
        self.masks = MaskCommands(self.session, front=self.front, dialogs=self.dialogs)

    def take(self, at: int) -> None:
        self.front.current_mask = at

    def put(self, *, role: MaskRole = MaskRole.EDIT) -> MaskLayer:
        """Add a square and take it."""
        self.session.do(mask_edits.add_mask(MaskLayer.of("square", role, square())))
        self.take(len(self.session.document.masks) - 1)
        return self.current

    @property
    def current(self) -> MaskLayer:
        return self.session.document.masks[self.front.current_mask]

    async def settled(self, commands: Any = None) -> None:
        await settled(commands or self.masks)


@pytest.fixture
def hand(qapp: object) -> Hand:
    return Hand()


def square(value: float = 1.0) -> np.ndarray:
    mask = np.zeros((40, 50), np.float32)
    mask[10:30, 10:30] = value
    return freeze_mask(mask)


def test_a_new_mask_is_empty_and_in_hand(hand: Hand) -> None:
    for add in (hand.masks.add_fill_mask, hand.masks.add_edit_mask, hand.masks.add_protect_mask):
        add()
    assert [each.role for each in hand.session.document.masks] == list(MaskRole)
    assert all(each.empty for each in hand.session.document.masks)
    assert hand.front.current_mask == 2
    hand.session.load(Session().state)
    hand.masks.add_fill_mask()
    assert hand.session.document.masks == ()  # there is no photo


def test_a_stroke_without_a_mask_begins_one(hand: Hand) -> None:
    hand.masks.paint_mask(square(), Crop(10, 10, 20, 20), "Brush")
    assert np.array_equal(hand.current.mask, square())
    assert hand.current.role is MaskRole.FILL
    assert [each.label for each in hand.session.state.entries[2:]] == ["Add mask", "Brush"]
    hand.masks.paint_mask(freeze_mask(np.zeros((40, 50))), Crop(10, 10, 20, 20), "Eraser")
    assert hand.current.empty
    assert len(hand.session.document.masks) == 1


@pytest.mark.parametrize("painted_before", [False, True])
def test_a_stroke_on_the_photo_before_this_one_is_passed_over(
    hand: Hand, painted_before: bool
) -> None:
    if painted_before:
        hand.put()
    before = hand.session.document
    hand.masks.paint_mask(freeze_mask(np.ones((20, 30))), Crop(1, 1, 2, 2), "Brush")
    assert hand.session.document == before


@pytest.mark.parametrize(
    ("change", "label", "detail", "wanted"),
    [
        (lambda masks: masks.invert_mask(), "Invert mask", "", inverted(square())),
        (lambda masks: masks.grow_mask(3), "Grow mask", "3 px", grown(square(), 3)),
        (lambda masks: masks.shrink_mask(3.0), "Shrink mask", "3 px", shrunk(square(), 3)),
        (lambda masks: masks.clear_mask(), "Empty mask", "", np.zeros((40, 50))),
    ],
)
def test_the_whole_mask_changes_in_one_step(
    run: Any, hand: Hand, change: Any, label: str, detail: str, wanted: np.ndarray
) -> None:
    hand.put()

    async def main() -> None:
        change(hand.masks)
        await hand.settled()

    run(main())
    assert np.array_equal(hand.current.mask, wanted)
    assert hand.current.empty == (not wanted.any())
    entry = hand.session.state.entries[-1]
    assert (entry.label, entry.detail) == (label, detail)
    hand.session.undo()
    assert np.array_equal(hand.current.mask, square())


def test_a_feather_comes_back_from_a_file_as_it_was(run: Any, hand: Hand, tmp_path: Path) -> None:
    hand.put()

    async def main() -> None:
        hand.masks.feather_mask(5)
        await hand.settled()

    run(main())
    soft = hand.current.mask
    np.testing.assert_allclose(soft, feathered(square(), 5), atol=0.5 / 255 + 1e-6)
    assert np.array_equal(soft > 0, square() > 0)
    save_mask(tmp_path / "a.png", soft)
    assert np.array_equal(load_mask(tmp_path / "a.png"), soft)


def test_changes_follow_one_another_and_lose_no_stroke(run: Any, hand: Hand) -> None:
    hand.put()
    stroke = square().copy()
    stroke[35, 45] = 1

    async def main() -> None:
        hand.masks.grow_mask(1)
        hand.masks.grow_mask(1)
        hand.masks.paint_mask(freeze_mask(stroke), Crop(45, 35, 1, 1), "Brush")
        await hand.settled()

    run(main())
    labels = [each.label for each in hand.session.state.entries[3:]]
    assert labels == ["Brush", "Grow mask", "Grow mask"]
    wanted = grown(grown(freeze_mask(stroke), 1), 1)
    assert np.array_equal(hand.current.mask, wanted)


def test_without_a_current_mask_nothing_happens(run: Any, hand: Hand) -> None:
    async def main() -> None:
        for name in ("invert_mask", "save_mask", "copy_mask", "remove_mask", "toggle_current_mask"):
            getattr(hand.masks, name)()
        hand.masks.rename_mask(0, "x")
        hand.masks.turn_mask(3, False)
        await hand.settled()

    run(main())
    assert len(hand.session.state.entries) == 2


def test_names_roles_and_removal(hand: Hand) -> None:
    hand.put()
    hand.masks.rename_mask(0, "eyes")
    hand.masks.set_mask_role(0, MaskRole.PROTECT)
    hand.masks.toggle_current_mask()
    assert (hand.current.name, hand.current.role, hand.current.on) == (
        "eyes",
        MaskRole.PROTECT,
        False,
    )
    hand.masks.turn_mask(0, True)
    assert hand.current.on
    hand.put()
    hand.masks.remove_mask()
    assert [each.name for each in hand.session.document.masks] == ["eyes"]
    hand.masks.remove_masks()
    assert hand.session.document.masks == ()


# -- files and the clipboard --------------------------------------------------------------------


def test_a_mask_goes_to_a_file_and_comes_from_one(run: Any, hand: Hand, tmp_path: Path) -> None:
    hand.put(role=MaskRole.PROTECT)
    path = tmp_path / "eyes.png"
    hand.dialogs.save_file = AsyncMock(return_value=path)
    hand.dialogs.open_file = AsyncMock(return_value=path)

    async def main() -> None:
        hand.masks.save_mask()
        await hand.settled()
        hand.masks.load_mask()
        await hand.settled()

    run(main())
    assert hand.front.current_mask == 1
    assert (hand.current.name, hand.current.role) == ("eyes", MaskRole.PROTECT)
    assert np.array_equal(hand.current.mask, square())


@pytest.mark.parametrize("answer", [0, None])
def test_a_mask_of_another_size_may_be_scaled(
    run: Any, hand: Hand, tmp_path: Path, answer: int | None
) -> None:
    save_mask(tmp_path / "a.png", freeze_mask(np.ones((20, 30))))
    hand.dialogs.open_file = AsyncMock(return_value=tmp_path / "a.png")
    hand.dialogs.decide = AsyncMock(return_value=answer)

    async def main() -> None:
        hand.masks.load_mask()
        await hand.settled()

    run(main())
    text, about, _ = hand.dialogs.decide.call_args.args
    assert text == "The mask is 30 \u00d7 20 pixels, but the photo is 50 \u00d7 40."
    assert "stretched" in about
    assert len(hand.session.document.masks) == (answer == 0)
    if answer == 0:
        assert hand.current.mask.shape == (40, 50)
        assert (hand.current.mask == 1).all()


def test_a_mask_of_the_crop_belongs_there(run: Any, hand: Hand, tmp_path: Path) -> None:
    hand.session.do(edits.set_crop(Crop(5, 4, 33, 32)))
    save_mask(tmp_path / "a.png", freeze_mask(np.ones((32, 33))))
    hand.dialogs.open_file = AsyncMock(return_value=tmp_path / "a.png")

    async def main() -> None:
        hand.masks.load_mask()
        await hand.settled()

    run(main())
    assert hand.current.mask.sum() == 32 * 33
    assert (hand.current.mask[4:36, 5:38] == 1).all()


def test_what_is_no_mask_is_said(run: Any, hand: Hand, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("nothing")
    hand.dialogs.open_file = AsyncMock(return_value=tmp_path / "a.png")

    async def main() -> None:
        hand.masks.load_mask()
        await hand.settled()

    run(main())
    assert "The mask cannot be read" in hand.front.say.call_args.args[0].text


def test_a_copy_goes_to_another_photo_with_its_name_and_role(run: Any, hand: Hand) -> None:
    layer = hand.put(role=MaskRole.PROTECT)

    async def main() -> None:
        hand.masks.copy_mask()
        await hand.settled()
        hand.session.do(edits.open_photo(Photo.of(freeze(np.full((40, 51, 3), 0.4)))))
        hand.session.do(edits.open_photo(Photo.of(freeze(np.full((40, 50, 3), 0.4)))))
        assert hand.session.document.masks == ()
        hand.take(-1)
        hand.masks.paste_mask()
        await hand.settled()

    run(main())
    assert hand.current == layer


def test_any_picture_can_be_pasted_and_what_is_transparent_is_out(run: Any, hand: Hand) -> None:
    picture = QImage(50, 40, QImage.Format.Format_ARGB32)
    picture.fill(QColor(255, 255, 255, 0))
    picture.setPixelColor(3, 2, QColor("white"))
    picture.setPixelColor(4, 2, QColor(255, 255, 255, 51))
    QGuiApplication.clipboard().setImage(picture)

    async def main() -> None:
        hand.masks.paste_mask()
        await hand.settled()

    run(main())
    assert hand.current.role is MaskRole.FILL
    assert hand.current.mask[2, 3] == 1
    np.testing.assert_allclose(hand.current.mask[2, 4], 0.2, atol=1e-6)
    assert np.count_nonzero(hand.current.mask) == 2


def test_a_file_on_the_clipboard_is_read(run: Any, hand: Hand, tmp_path: Path) -> None:
    save_mask(tmp_path / "a.png", square())
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    QGuiApplication.clipboard().setMimeData(content)

    async def main() -> None:
        hand.masks.paste_mask()
        await hand.settled()
        QGuiApplication.clipboard().clear()
        hand.masks.paste_mask()
        await hand.settled()

    run(main())
    assert np.array_equal(hand.current.mask, square())
    assert "no mask on the clipboard" in hand.front.tell.call_args.args[0]


def test_pictures_and_masks_are_one_another() -> None:
    levels = freeze_mask(np.arange(256, dtype=np.float32).reshape(8, 32) / np.float32(255))
    assert np.array_equal(mask_of(picture_of(levels)), levels)
    with pytest.raises(ValueError, match="null"):
        mask_of(QImage())


def test_a_region_of_one_colour_is_looked_for_elsewhere(run: Any, hand: Hand) -> None:
    picture = QImage(50, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("grey"))
    flood = Flood(picture, QSize(50, 40), QPoint(3, 3), 4.0, False)

    async def main() -> None:
        hand.masks.find_region(flood)
        await hand.settled()

    run(main())
    (region,) = hand.front.cover.call_args.args
    assert (region.crop.width, region.crop.height) == (50, 40)


# -- a photo and its mask -----------------------------------------------------------------------


class Opening:
    def __init__(self, hand: Hand, folder: Path) -> None:
        self.hand, self.folder = hand, folder
        self.front = MagicMock(spec=Front)
        self.commands = PhotoCommands(
            hand.session,
            photos=ShownPhotos(),
            front=self.front,
            dialogs=hand.dialogs,
            open_project=MagicMock(),
            is_project=lambda path: False,
            add_attribute=lambda path: None,
        )
        save_photo(folder / "anna.png", freeze(np.full((40, 50, 3), 0.6)), mark=None)

    def open(self, run: Any) -> None:
        async def main() -> None:
            self.commands.open_path(self.folder / "anna.png")
            await self.hand.settled(self.commands)

        run(main())


@pytest.fixture
def opening(hand: Hand, tmp_path: Path) -> Opening:
    return Opening(hand, tmp_path)


def test_the_mask_beside_a_photo_comes_with_it_in_one_step(run: Any, opening: Opening) -> None:
    save_mask(opening.folder / "anna-mask.png", square())
    session = opening.hand.session
    opening.hand.put()
    opening.open(run)
    (layer,) = session.document.masks
    assert (layer.name, layer.role) == ("anna-mask", MaskRole.FILL)
    assert np.array_equal(layer.mask, square())
    assert "anna.png came with its mask" in opening.front.tell.call_args.args[0]
    session.undo()
    assert [each.name for each in session.document.masks] == ["square"]
    assert session.document.photo == PHOTO


def test_a_photo_without_a_mask_beside_it_keeps_those_that_fit(run: Any, opening: Opening) -> None:
    layer = opening.hand.put()
    opening.open(run)
    assert opening.hand.session.document.masks == (layer,)
    assert not opening.front.tell.called


@pytest.mark.parametrize("answer", [0, None])
def test_a_mask_beside_of_another_size_is_asked_about(
    run: Any, opening: Opening, answer: int | None
) -> None:
    save_mask(opening.folder / "anna-mask.png", freeze_mask(np.ones((80, 100))))
    opening.hand.dialogs.decide = AsyncMock(return_value=answer)
    opening.open(run)
    assert "stretched" not in opening.hand.dialogs.decide.call_args.args[1]
    assert opening.hand.session.document.photo != PHOTO
    assert len(opening.hand.session.document.masks) == (answer == 0)


def test_a_mask_beside_that_cannot_be_read_keeps_no_photo_away(run: Any, opening: Opening) -> None:
    (opening.folder / "anna-mask.png").write_text("nothing")
    opening.open(run)
    assert opening.hand.session.document.photo != PHOTO
    assert "mask cannot be read" in opening.front.say.call_args.args[0].text


# -- filling ------------------------------------------------------------------------------------


def test_filling_asks_for_what_it_lacks_and_then_begins(run: Any, hand: Hand) -> None:
    controller = MagicMock(spec=Controller)
    fill = FillCommands(hand.session, controller=controller, front=hand.front, dialogs=hand.dialogs)
    fill.fill()
    assert "Mark what is missing" in hand.front.tell.call_args.args[0]
    hand.put(role=MaskRole.FILL)
    hand.dialogs.open_folder = AsyncMock(return_value=Path("/faces"))
    hand.dialogs.open_file = AsyncMock(return_value=Path("/faces.txt"))

    async def main() -> None:
        fill.fill()
        await hand.settled(fill)
        assert hand.session.document.sets == (str(Path("/faces")),)
        fill.fill()
        controller.render_again.assert_called_once()
        fill.choose_fill_list()
        await hand.settled(fill)

    run(main())
    assert hand.session.document.sets == (str(Path("/faces.txt")),)
