"""What the Help menu shows: the list of keys, made from the table of actions, and the program."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dfi_studio import __version__
from dfi_studio.ui.actions.action import translated
from dfi_studio.ui.actions.shortcuts import Shortcuts, shown
from dfi_studio.ui.actions.table import ACTIONS, GESTURES
from dfi_studio.ui.language import from_left
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import em


class KeysDialog(QDialog):
    """Says which key does what; the window stays usable beside it."""

    def __init__(self, shortcuts: Shortcuts, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, em(self, 0.5), 0)
        grid.setHorizontalSpacing(em(self, 0.9))
        grid.setVerticalSpacing(em(self, 0.4))
        rows = key_list(shortcuts)
        half = (len(rows) + 1) // 2
        for at, (keys, text) in enumerate(rows):
            does = quiet(text)
            does.setWordWrap(False)
            named = QLabel(keys)
            for label in (named, does):
                label.setAlignment(_beginning(self))
            row, column = at % half, 2 * (at // half)
            grid.addWidget(named, row, column)
            grid.addWidget(does, row, column + 1)
        grid.setColumnMinimumWidth(1, em(self, 10))
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(self.tr("Keys and what they do"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 12, 16)
        layout.setSpacing(18)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = inner.sizeHint()
        self.resize(
            min(room.width() + em(self, 5), parent.width() - em(self, 2)),
            min(room.height() + em(self, 6), parent.height() - em(self, 2)),
        )


def key_list(shortcuts: Shortcuts) -> list[tuple[str, str]]:
    """Return keys and what they do, in the user's language."""
    rows = [
        (_apart(shortcuts.of(action)), action.plain) for action in ACTIONS if shortcuts.of(action)
    ]
    rows += [(translated(keys), translated(text)) for keys, text in GESTURES]
    return list(dict.fromkeys(rows))  # undo stands for two things, in two workspaces


def _beginning(holder: QWidget) -> Qt.AlignmentFlag:
    """Return where lines begin; a label by itself takes the side of its text's script."""
    mirrored = holder.layoutDirection() is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def _apart(keys: Sequence[str]) -> str:
    """Return keys such that each is read by itself, whatever scripts their names are in."""
    return "  ".join(from_left(shown((each,))) for each in keys)


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
