"""The photo: which one it is, and a button that shows it while held."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from dfi_studio.session.document import Document
from dfi_studio.ui.panels.elided import ElidedLabel
from dfi_studio.ui.panels.section import Section, quiet
from dfi_studio.ui.theme import put_icon, tabular


class PhotoPanel(Section):
    """Names the photo of the document."""

    open_wanted = Signal()
    original_held = Signal()
    original_released = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Photo"))
        self.name = ElidedLabel(Qt.TextElideMode.ElideMiddle)
        self.size_ = tabular(quiet())
        self.size_.setWordWrap(False)
        self.open = QPushButton(self.tr("Open…"))
        put_icon(self.open, "photo")
        self.original = QPushButton(self.tr("Hold for original"))
        put_icon(self.original, "original")
        self.original.setToolTip(self.tr("Shows the photo while held; the key \\ does the same"))
        self.open.clicked.connect(self.open_wanted)
        self.original.pressed.connect(self.original_held)
        self.original.released.connect(self.original_released)
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.size_)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open)
        buttons.addWidget(self.original, 1)
        self.body.addLayout(top)
        self.body.addLayout(buttons)

    def show_document(self, document: Document) -> None:
        """Show the name and size of the document's photo."""
        photo = document.photo
        self.original.setEnabled(photo is not None)
        if photo is None:
            self.name.setText(self.tr("None yet"))
            self.size_.setText("")
            return
        self.name.setText(photo.path.name if photo.path else self.tr("Pasted picture"))
        self.name.setToolTip(str(photo.path or ""))
        height, width, _ = photo.image.shape
        whole = self.tr("{} \u00d7 {} px").format(width, height)
        crop = document.crop
        if crop is None:
            self.size_.setText(whole)
            self.size_.setToolTip("")
        else:
            self.size_.setText(self.tr("crop {} \u00d7 {} px").format(crop.width, crop.height))
            self.size_.setToolTip(self.tr("A part of {}").format(whole))
