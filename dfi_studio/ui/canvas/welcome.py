"""What stands in the canvas before a photo is opened: ways to begin, and what was open lately."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.theme import DARK, em, icon

_MOST_RECENT = 3
_LEAST_HEIGHT = 9
"""Of a card, in lines of text."""
_ICON = QSize(30, 30)


class Card(QPushButton):
    """A big target: an icon, what it does, and a line on it."""

    def __init__(self, symbol: str, title: str, line: str) -> None:
        super().__init__()
        picture, heading, told = QLabel(), QLabel(title), QLabel(line)
        picture.setPixmap(icon(symbol, DARK.accent).pixmap(_ICON, self.devicePixelRatioF()))
        told.setProperty("quiet", True)
        _grow(heading, 1.15, QFont.Weight.DemiBold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(6)
        for label in (picture, heading, told):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setWordWrap(label is not picture)
            layout.addWidget(label)
        layout.addStretch()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
        self.setSizePolicy(policy)
        self.setMinimumSize(em(self, 11), em(self, _LEAST_HEIGHT))
        self.setMaximumWidth(em(self, 17))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's own
        """Be as high as the words need; a button does not ask its layout by itself."""
        layout = self.layout()
        assert layout is not None
        return max(em(self, _LEAST_HEIGHT), layout.heightForWidth(width))


class Welcome(QWidget):
    """Says which way was chosen."""

    photo_wanted = Signal()
    folder_wanted = Signal()
    sample_wanted = Signal()
    path_wanted = Signal(Path)
    """One of the files that were open lately."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.photo = Card(
            "photo", self.tr("Open a photo"), self.tr("A portrait works best. Or drop one here.")
        )
        self.folder = Card(
            "add_folder",
            self.tr("Add a folder of pictures"),
            self.tr("The program learns from them what to change. Nothing is moved or copied."),
        )
        self.sample = Card(
            "sample",
            self.tr("Try the sample project"),
            self.tr("A painted portrait, ready to grow older."),
        )
        self.photo.clicked.connect(self.photo_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        self.recent: list[QPushButton] = []
        self._recent = QWidget()
        self._recent_rows = QVBoxLayout(self._recent)
        self.engine = QLabel()
        self._lay_out()
        self.show_recent(())

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer what was open lately, the latest first."""
        for button in self.recent:
            self._recent_rows.removeWidget(button)
            button.deleteLater()
        self.recent = []
        for path in paths[:_MOST_RECENT]:
            button = QPushButton(path.name.replace("&", "&&"))
            button.setProperty("link", True)
            button.setToolTip(str(path))
            button.setAccessibleName(self.tr("Open {}").format(path.name))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _=False, path=path: self.path_wanted.emit(path))
            self._recent_rows.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
            self.recent.append(button)
        self._recent.setVisible(bool(self.recent))

    def show_engine(self, text: str) -> None:
        """Tell what the engine runs on, or what it is waiting for; empty where it failed."""
        self.engine.setText(text or self.tr("The engine is not ready: the message above says why."))

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Change what a photograph shows"))
        _grow(heading, 1.9, QFont.Weight.Light)
        line = QLabel(
            self.tr(
                "Show the program pictures without something and pictures with it: young and old, "
                "serious and smiling. It moves your photo from the one towards the other."
            )
        )
        line.setWordWrap(True)
        line.setFixedWidth(line.fontMetrics().averageCharWidth() * 88)
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        lately = QLabel(self.tr("Open lately"))
        for label in (line, lately, self.engine):
            label.setProperty("quiet", True)
        self._recent_rows.setContentsMargins(0, 0, 0, 0)
        self._recent_rows.setSpacing(2)
        self._recent_rows.addWidget(lately, alignment=Qt.AlignmentFlag.AlignHCenter)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(0)
        layout.addStretch()
        layout.addWidget(heading, alignment=middle)
        layout.addSpacing(10)
        layout.addLayout(_row(line))
        layout.addSpacing(30)
        layout.addLayout(_row(self.photo, self.folder, self.sample, share=6))
        layout.addSpacing(22)
        layout.addWidget(self._recent, alignment=middle)
        layout.addStretch()
        layout.addWidget(self.engine, alignment=middle)


def _row(*widgets: QWidget, share: int = 0) -> QHBoxLayout:
    """Put widgets into the middle of a row: one that wraps is given its height there."""
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget, share)
    row.addStretch(1)
    return row


def _grow(label: QLabel, factor: float, weight: QFont.Weight) -> None:
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setWeight(weight)
    label.setFont(font)
