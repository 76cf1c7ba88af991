"""What the controller and the commands need of the window: setters only, no widget named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from dfi_studio.core.device import Device
from dfi_studio.core.face import Face
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.session.result import Result
from dfi_studio.ui.canvas.painting.flood import Region
from dfi_studio.ui.rendering.work import Message, SetReport, Work

if TYPE_CHECKING:
    from dfi_studio.library.attribute_card import AttributeCard


class View(Protocol):
    """What the controller shows things on. Setters only."""

    def show_photo(self, photo: Photo | None, picture: QImage | None) -> None:
        """Show a photo, and no result; None for no photo."""

    def show_result(
        self, result: Result | None, picture: QImage | None, portrait: Portrait | None = None
    ) -> None:
        """Show a result in the photo's place, or where its portrait is in it; None for none."""

    def show_ground(self, picture: QImage | None) -> None:
        """Show what other faces have become, in the photo's place; None for nothing."""

    def show_work(self, work: Work) -> None:
        """Show how far the render is."""

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""

    def show_engine(self, text: str) -> None:
        """Show what the engine runs on, or how far its start is."""

    def show_devices(self, devices: Sequence[Device], chosen: str) -> None:
        """Offer the devices that this machine could compute on."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""


class Front(Protocol):
    """What the flows need of the window."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def tell(self, text: str) -> None:
        """Show a passing remark."""

    def show_cards(
        self, cards: Sequence[AttributeCard], strips: Mapping[Path, QImage] | None = None
    ) -> None:
        """Offer the attributes of the library, with the preview strips that there are."""

    @property
    def current_attribute(self) -> int:
        """The row of the stack that the hand is at; -1 where there is none."""

    def name_snapshot(self, name: str) -> None:
        """Let the hand give a snapshot another name."""

    def show_reference(
        self, picture: QImage | None, label: str, portrait: Portrait | None = None
    ) -> None:
        """Compare the result with a picture, or with one of a portrait; None for the photo."""

    def begin_crop(self, picture: QImage, size: QSize, crop: Crop | None) -> None:
        """Let the hand choose a part of a photo of this size."""

    def end_crop(self) -> None:
        """Show the picture again."""


class FaceFront(Protocol):
    """What the flows about faces need of the window."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def withdraw(self, message: Message) -> None:
        """Put a message away that is settled."""

    def tell(self, text: str) -> None:
        """Show a passing remark."""


class FacesShown(Protocol):
    """Where the hand chooses faces, and corrects them."""

    @property
    def faces(self) -> tuple[Face, ...]:
        """All faces of the photo that are known."""

    @property
    def shown(self) -> bool:
        """Whether they can be seen."""

    def show_found(self, faces: Sequence[Face]) -> None:
        """Take note of the faces that were found in the photo."""

    def take(self) -> None:
        """Show the faces, to be chosen and corrected."""

    def place(self) -> None:
        """Let the hand say where a face is."""

    def leave(self) -> None:
        """Show the picture bare."""


class MaskFront(Protocol):
    """What the flows about masks need of the window."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def tell(self, text: str) -> None:
        """Show a passing remark."""

    @property
    def current_mask(self) -> int:
        """The mask that the hand is at, by its place; -1 where there is none."""

    def take_mask(self, at: int) -> None:
        """Put the hand at a mask."""

    def begin_painting(self) -> None:
        """Take the brush in hand."""

    def show_bare(self) -> None:
        """Put the brush away, so that no mask lies over the picture."""

    def cover(self, region: Region) -> None:
        """Paint or erase a region of the current mask, as one stroke."""
