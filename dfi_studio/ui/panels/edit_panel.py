"""The right side of the window: the photo, the attributes, and how to solve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dfi_studio.core.device import Device
from dfi_studio.session.document import Document
from dfi_studio.ui.panels.device_picker import DevicePicker
from dfi_studio.ui.panels.numbers_panel import NumbersPanel
from dfi_studio.ui.panels.photo_panel import PhotoPanel
from dfi_studio.ui.panels.section import line
from dfi_studio.ui.panels.stack_panel import StackPanel
from dfi_studio.ui.panels.wheel import PanelScroll
from dfi_studio.ui.rendering.work import SetReport

if TYPE_CHECKING:
    from dfi_studio.library.attribute_card import AttributeCard

_WIDTH = 344


class EditPanel(QWidget):
    """Puts the panels in place and gathers what they want."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()
    device_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.photo = PhotoPanel()
        self.stack = StackPanel()
        self.numbers = NumbersPanel()
        self.device = DevicePicker()
        for source in (self.stack, self.numbers):
            source.edited.connect(self.edited)
            source.settled.connect(self.settled)
        self.device.device_wanted.connect(self.device_wanted)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(11)
        for panel in (self.photo, line(), self.stack, line(), self.numbers, self.device):
            column.addWidget(panel)
        column.addStretch()
        self._inner, self._scroll = inner, PanelScroll(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)

    def minimumSizeHint(self) -> QSize:
        """Return the room that the panels need beside the scroll bar."""
        room = self._inner.minimumSizeHint() + self._scroll.verticalScrollBar().sizeHint()
        return QSize(max(_WIDTH, room.width()), super().minimumSizeHint().height())

    def show_document(self, document: Document) -> None:
        """Show a document on every panel."""
        self.photo.show_document(document)
        self.stack.show_document(document)
        self.numbers.show_document(document)

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""
        self.stack.show_sets(reports)

    def show_cards(
        self, cards: Sequence[AttributeCard], strips: Mapping[Path, QImage] | None = None
    ) -> None:
        """Offer the attributes of the library; see `StackPanel.show_cards`."""
        self.stack.show_cards(cards, strips)

    def show_devices(self, devices: Sequence[Device], chosen: str) -> None:
        """Offer the devices of this machine."""
        self.device.show_devices(devices, chosen)
