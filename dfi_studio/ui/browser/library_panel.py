"""The attribute library as cards: a strip, what it was learned from, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.library.attribute_card import AttributeCard
from dfi_studio.ui.clearing import offer_clearing
from dfi_studio.ui.panels.section import quiet

_STRIP = QSize(330, 110)


@dataclass(frozen=True, eq=False, slots=True)
class ShownCard:
    """A card and its strip, which is null where there is none."""

    card: AttributeCard
    strip: QImage


class NameEdit(QLineEdit):
    """The name of a card, to be typed over; Escape brings the old one back."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._name = name
        self.setProperty("plain", True)
        self.setAccessibleName(self.tr("Name of the attribute"))
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take typing back on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._name)
        else:
            super().keyPressEvent(event)


class CardView(QFrame):
    """One attribute."""

    def __init__(self, shown: ShownCard, panel: LibraryPanel) -> None:
        super().__init__()
        card = shown.card
        self.path = card.path
        self.setProperty("card", True)
        self.name = NameEdit(card.name)
        self.name.editingFinished.connect(partial(self._on_named, card, panel))
        self.use = QPushButton(self.tr("Use"))
        self.use.setToolTip(self.tr("Move the photo along this attribute"))
        self.use.clicked.connect(lambda: panel.use_wanted.emit(card.path))
        self.more = QToolButton()
        self.more.setText("⋯")
        self.more.setAccessibleName(self.tr("More for {}").format(card.name))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu(card, panel))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(5)
        if not shown.strip.isNull():
            strip = QLabel()
            strip.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            strip.setAccessibleName(self.tr("Preview at rising strengths"))
            scaled = QPixmap.fromImage(shown.strip).scaled(
                _STRIP,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            strip.setPixmap(scaled)
            column.addWidget(strip)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.use)
        row.addWidget(self.more)
        column.addLayout(row)
        column.addWidget(quiet(self._told(card)))

    def _told(self, card: AttributeCard) -> str:
        counts = self.tr("{:,} + {:,} pictures").format(card.source_count, card.target_count)
        if card.source_count and not card.target_count:  # a direction of one class
            counts = self.tr("{:,} pictures").format(card.source_count)
        k = self.tr("K {:,} near {}").format(card.k, card.near) if card.k else self.tr("whole sets")
        size = f"{card.width} \u00d7 {card.height}"
        return "  ·  ".join((counts, k, size, card.backbone, f"{card.learned:%d %b %Y}"))

    def _menu(self, card: AttributeCard, panel: LibraryPanel) -> QMenu:
        menu = QMenu(self.more)
        menu.addAction(self.tr("Duplicate"), lambda: panel.duplicate_wanted.emit(card.path))
        rebuild = menu.addAction(
            self.tr("Rebuild for the size in Edit"), lambda: panel.rebuild_wanted.emit(card.path)
        )
        rebuild.setEnabled(card.sets is not None)
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), lambda: panel.delete_wanted.emit(card.path))
        return menu

    def _on_named(self, card: AttributeCard, panel: LibraryPanel) -> None:
        if self.name.text().strip() != card.name:
            panel.rename_wanted.emit(card.path, self.name.text().strip())


class LibraryPanel(QWidget):
    """Shows the cards; says what is wanted of them."""

    searched = Signal(str)
    keep_wanted = Signal()
    import_wanted = Signal()
    use_wanted = Signal(Path)
    rename_wanted = Signal(Path, str)
    duplicate_wanted = Signal(Path)
    rebuild_wanted = Signal(Path)
    delete_wanted = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the attributes"))
        self.search.setAccessibleName(self.search.placeholderText())
        offer_clearing(self.search)
        self.search.textChanged.connect(self.searched)
        self.empty = quiet(
            self.tr("Fill both trays, then learn an attribute: it is kept here as a card.")
        )
        self.cards: list[CardView] = []
        self.import_ = QPushButton(self.tr("Import…"))
        self.import_.setToolTip(self.tr("Bring in an .npz of the authors' program"))
        self.import_.clicked.connect(self.import_wanted)
        self.keep = QPushButton(self.tr("Learn from the trays"))
        self.keep.setDefault(True)
        self.keep.setToolTip(self.tr("Learn an attribute from both trays and keep it as a card"))
        self.keep.clicked.connect(self.keep_wanted)
        self.keep.setEnabled(False)
        self._lay_out()

    def show_cards(self, shown: Sequence[ShownCard]) -> None:
        """Show other cards."""
        for view in self.cards:
            self._column.removeWidget(view)
            view.deleteLater()
        self.cards = [CardView(each, self) for each in shown]
        for place, view in enumerate(self.cards):
            self._column.insertWidget(place, view)
        self.empty.setVisible(not self.cards)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("panelContent")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.empty)
        self._column.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("panelScroll")
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        foot = QHBoxLayout()
        foot.addWidget(self.import_)
        foot.addWidget(self.keep, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(9)
        layout.addWidget(self.search)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)
