"""The parts a panel is built from: titled sections, a fold, and small labels."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from dfi_studio.ui.theme import put_icon


class Section(QWidget):
    """A title with widgets beneath it, and perhaps one at the right end of the title."""

    def __init__(self, title: str, *, corner: QWidget | None = None) -> None:
        super().__init__()
        heading = QLabel(title)
        font = QFont(heading.font())
        font.setWeight(QFont.Weight.DemiBold)
        heading.setFont(font)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        if corner is None:
            self.body.addWidget(heading)
            return
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(corner)
        self.body.addLayout(top)


class Fold(QWidget):
    """Widgets that are put away until asked for."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.button = QToolButton()
        self.button.setText(title)
        self.button.setCheckable(True)
        self.button.setIconSize(QSize(14, 14))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 4, 0, 0)
        self.body.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._content)
        self.button.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def _on_toggled(self, open_: bool) -> None:
        self._content.setVisible(open_)
        put_icon(self.button, fold_icon(self, open_))

    def changeEvent(self, event: QEvent) -> None:
        """Point the other way in a language that is written from the right."""
        if event.type() is QEvent.Type.LayoutDirectionChange:
            put_icon(self.button, fold_icon(self, self.button.isChecked()))
        super().changeEvent(event)


def fold_icon(holder: QWidget, open_: bool) -> str:
    """Return the icon of a fold: closed, it points to where lines go on."""
    mirrored = holder.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return "collapse" if open_ else "expand_mirrored" if mirrored else "expand"


def line() -> QFrame:
    """Return a thin line between two sections."""
    made = QFrame()
    made.setProperty("line", True)
    return made


def quiet(text: str = "") -> QLabel:
    """Return a label for what matters less; it wraps."""
    label = QLabel(text)
    label.setProperty("quiet", True)
    label.setWordWrap(True)
    return label


def beside(text: str, widget: QWidget) -> QHBoxLayout:
    """Return a line with a name at its left and what it names at its right."""
    label = QLabel(text)
    label.setBuddy(widget)
    row = QHBoxLayout()
    row.addWidget(label)
    row.addStretch()
    row.addWidget(widget)
    return row
