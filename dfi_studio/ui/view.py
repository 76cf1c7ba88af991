"""What the controller and the commands need of the window: setters only, no widget named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtGui import QImage

from dfi_studio.core.photo import Photo
from dfi_studio.session.result import Result
from dfi_studio.ui.work import Message, SetReport, Work


class View(Protocol):
    """What the controller shows things on. Setters only."""

    def show_photo(self, photo: Photo | None, picture: QImage | None) -> None:
        """Show a photo, and no result; None for no photo."""

    def show_result(self, result: Result | None, picture: QImage | None) -> None:
        """Show a result in the photo's place; None to show the photo."""

    def show_unsaved(self, unsaved: bool) -> None:
        """Show whether there is a result that was not saved."""

    def show_work(self, work: Work) -> None:
        """Show how far the render is."""

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""

    def show_engine(self, text: str) -> None:
        """Show what the engine runs on, or how far its start is."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""


class Front(Protocol):
    """What the flows need of the window."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def tell(self, text: str) -> None:
        """Show a passing remark."""

    def show_keys(self) -> None:
        """List the keys."""

    def show_about(self) -> None:
        """Say what the program is."""
