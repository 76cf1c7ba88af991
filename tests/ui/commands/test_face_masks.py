"""Masks of the parts of a face, from the command to the document; the finding is faked."""

from __future__ import annotations

from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from fake_engine import FakeEngine
from waiting import settled

from dfi_studio.core.face_part import FacePart
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.mask import MaskLayer, MaskRole, in_levels
from dfi_studio.core.photo import Photo
from dfi_studio.library.face_masks import Points
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.commands.face_masks import FaceMaskCommands
from dfi_studio.ui.rendering.work import Severity
from dfi_studio.ui.window.view import MaskFront

PHOTO = Photo.of(freeze(np.full((80, 100, 3), 0.2)))
NOBODY = Photo.of(freeze(np.zeros((80, 100, 3))))


class Hand:
    def __init__(self) -> None:
        self.session = Session()
        self.session.do(edits.open_photo(PHOTO))
        self.front = MagicMock(spec=MaskFront)
        self.front.current_mask = -1
        self.looked_at: list[Image] = []
        self.commands = FaceMaskCommands(self.session, front=self.front, find_face=self.find_face)

    def find_face(self, image: Image) -> Points:
        self.looked_at.append(image)
        return FakeEngine().find_face(image)

    async def settled(self) -> None:
        await settled(self.commands)


@pytest.fixture
def hand(qapp: object) -> Hand:
    return Hand()


def test_each_part_is_a_mask_of_its_own_from_one_look(run: Any, hand: Hand) -> None:
    async def main() -> None:
        for part in FacePart:
            getattr(hand.commands, f"mask_{part.value}")()
            await hand.settled()

    run(main())
    masks = hand.session.document.masks
    assert [each.name for each in masks] == ["Eyes", "Brows", "Nose", "Mouth", "Skin"]
    assert len({each.digest for each in masks}) == 5
    assert all(np.array_equal(each.mask, in_levels(each.mask)) for each in masks)
    assert not any(each.empty for each in masks)
    assert all(each.role is MaskRole.FILL for each in masks)
    assert len(hand.looked_at) == 1
    hand.front.take_mask.assert_called_with(4)


def test_it_takes_the_role_of_the_mask_in_hand(run: Any, hand: Hand) -> None:
    hand.session.do(
        mask_edits.add_mask(MaskLayer.blank("all", MaskRole.PROTECT, height=80, width=100))
    )
    hand.front.current_mask = 0

    async def main() -> None:
        hand.commands.add_face_part(FacePart.NOSE)
        await hand.settled()

    run(main())
    assert hand.session.document.masks[1].role is MaskRole.PROTECT


def test_no_face_and_no_photo(run: Any, hand: Hand) -> None:
    async def main() -> None:
        hand.session.do(edits.open_photo(NOBODY))
        hand.commands.mask_mouth()
        await hand.settled()
        hand.session.load(Session().state)
        hand.commands.mask_mouth()
        await hand.settled()

    run(main())
    (message,) = (call.args[0] for call in hand.front.say.call_args_list)
    assert message.severity is Severity.ERROR
    assert "No face" in message.text
    assert hand.session.document.masks == ()


def test_another_photo_meanwhile_gets_no_mask(run: Any, hand: Hand) -> None:
    async def main() -> None:
        hand.commands.mask_mouth()
        hand.session.do(edits.open_photo(NOBODY))
        await hand.settled()

    run(main())
    assert hand.session.document.masks == ()
