"""What stands in the canvas before a photo is opened: three ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dfi_studio.session.document import Document
from dfi_studio.ui.theme import DARK, icon

_CARD = QSize(184, 150)
_WIDEST = 276


class Card(QPushButton):
    """A big target: an icon, what it does, and a line on it."""

    def __init__(self, symbol: str, title: str, line: str) -> None:
        super().__init__()
        self._icon = QLabel()
        self._title = QLabel(title)
        self._line = QLabel(line)
        self._line.setProperty("quiet", True)
        _grow(self._title, 1.15, QFont.Weight.DemiBold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(6)
        for label in (self._icon, self._title, self._line):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setWordWrap(label is not self._icon)
            layout.addWidget(label)
        layout.addStretch()
        self.setMinimumSize(_CARD)
        self.setMaximumWidth(_WIDEST)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        self.say(symbol, line)
        self.setAccessibleName(title)

    def say(self, symbol: str, line: str) -> None:
        """Change the icon and the line beneath the title."""
        self._icon.setPixmap(icon(symbol, DARK.accent).pixmap(QSize(30, 30)))
        self._line.setText(line)
        self.setAccessibleDescription(line)


class Welcome(QWidget):
    """Three cards; says which was chosen."""

    photo_wanted = Signal()
    sets_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.photo = Card(
            "photo", self.tr("Open a photo"), self.tr("A portrait works best. Or drop one here.")
        )
        self.sets = Card(
            "sets",
            self.tr("Choose source and target pictures"),
            self.tr("Two folders that differ in what you want to change."),
        )
        self.sample = Card(
            "sample",
            self.tr("Try the sample project"),
            self.tr("A painted portrait, ready to grow older."),
        )
        self.photo.clicked.connect(self.photo_wanted)
        self.sets.clicked.connect(self.sets_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        self._lay_out()

    def show_document(self, document: Document) -> None:
        """Tick what is chosen already."""
        if len(document.sets) == 2:
            self.sets.say("done", self.tr("Both are chosen; choose again to change them."))
        else:
            self.sets.say("sets", self.tr("Two folders that differ in what you want to change."))

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Change what a photograph shows"))
        _grow(heading, 1.9, QFont.Weight.Light)
        line = QLabel(
            self.tr(
                "Show the program pictures without something and pictures with it: young and old, "
                "serious and smiling. It moves your photo from the one towards the other."
            )
        )
        line.setProperty("quiet", True)
        line.setWordWrap(True)
        line.setFixedWidth(line.fontMetrics().averageCharWidth() * 88)
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        cards.addStretch(1)
        for card in (self.photo, self.sets, self.sample):
            cards.addWidget(card, 6)
        cards.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 48)
        layout.setSpacing(0)
        layout.addStretch()
        layout.addWidget(heading, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(10)
        layout.addWidget(line, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(30)
        layout.addLayout(cards)
        layout.addStretch()


def _grow(label: QLabel, factor: float, weight: QFont.Weight) -> None:
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setWeight(weight)
    label.setFont(font)
