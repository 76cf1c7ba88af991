"""A page of the window whose content is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class LatePage(QWidget):
    """Holds the place of a widget that not every run needs, and that takes long to make."""

    wanted = Signal()
    """It is shown, and has no content yet; whoever hears it puts it there at once."""

    def __init__(self) -> None:
        super().__init__()
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)

    def fill_by(self, make: Callable[[], None]) -> None:
        """Have the content made when it is wanted; now, where the page is shown without it."""
        self.wanted.connect(make)
        if self.isVisible() and self._room.isEmpty():
            make()

    def put(self, content: QWidget) -> None:
        """Fill the page."""
        self._room.addWidget(content)
        content.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the content where there is none."""
        super().showEvent(event)
        if self._room.isEmpty():
            self.wanted.emit()
