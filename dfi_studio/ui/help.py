"""What the Help menu shows: the list of keys, made from the table of actions, and the program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from dfi_studio import __version__
from dfi_studio.ui.actions import ACTIONS, GESTURES, translated
from dfi_studio.ui.panels.section import quiet


class KeysDialog(QDialog):
    """Says which key does what; the window stays usable beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(7)
        for row, (keys, text) in enumerate(key_list()):
            grid.addWidget(QLabel(keys), row, 0)
            does = quiet(text)
            does.setWordWrap(False)
            grid.addWidget(does, row, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 16)
        layout.setSpacing(18)
        layout.addLayout(grid)
        layout.addWidget(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def key_list() -> list[tuple[str, str]]:
    """Return keys and what they do, in the user's language."""
    native = QKeySequence.SequenceFormat.NativeText
    rows = [
        (
            "  ".join(QKeySequence(keys).toString(native) for keys in action.shortcuts),
            translated(action.text).replace("&", "").rstrip("…"),
        )
        for action in ACTIONS
        if action.shortcuts
    ]
    rows += [(translated(keys), translated(text)) for keys, text in GESTURES]
    return list(dict.fromkeys(rows))  # undo stands for two things, in two workspaces


def show_about(window: QWidget) -> None:
    """Say what the program is, in a box that does not hold the window up."""
    box = QMessageBox(window)
    box.setWindowTitle(box.tr("About DFI Studio"))
    box.setText(f"DFI Studio {__version__}")
    box.setInformativeText(
        box.tr(
            "Edits photographs by deep feature interpolation: P. Upchurch, J. Gardner et al., "
            "“Deep Feature Interpolation for Image Content Changes”, CVPR 2017.\n\n"
            "Free software under the MIT licence."
        )
    )
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
