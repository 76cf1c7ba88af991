"""The menu that adds an attribute to the stack: from two sets, from the library, from a file."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QMenu

from dfi_studio.ui.theme import put_icon


class AddMenu(QMenu):
    """Says where the next attribute is to come from."""

    sets_wanted = Signal()
    library_wanted = Signal()
    file_wanted = Signal()
    dataset_wanted = Signal()
    """The browser is to be shown, where pictures are collected and attributes kept."""

    def __init__(self) -> None:
        super().__init__()
        self._offer(self.tr("From two sets of pictures"), "sets", self.sets_wanted)
        self._offer(self.tr("From the library…"), "library", self.library_wanted)
        self._offer(self.tr("From an attribute file…"), "file", self.file_wanted)
        self.addSeparator()
        collect = self.tr("Collect pictures in the dataset…")
        self._offer(collect, "dataset", self.dataset_wanted)

    def _offer(self, text: str, icon: str, wanted: SignalInstance) -> None:
        action = self.addAction(text)
        put_icon(action, icon)
        action.triggered.connect(wanted)
