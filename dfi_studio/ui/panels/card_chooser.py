"""A list of the attribute library that drops down from a button: one is chosen to be added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from dfi_studio.session.document import Document
from dfi_studio.ui.panels.card_delegate import STRIP, CardDelegate
from dfi_studio.ui.panels.fitting import obstacle
from dfi_studio.ui.panels.section import quiet

if TYPE_CHECKING:
    from dfi_studio.library.attribute_card import AttributeCard

_SIZE = QSize(400, 380)
_TO_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CardChooser(QFrame):
    """Type to search, arrows and Return or a click to choose, Escape to leave.

    What cannot be added to the document stays in the list, greyed, with the reason beneath it.
    """

    chosen = Signal(object)
    """The `Path` of an attribute file."""

    def __init__(self, holder: QWidget) -> None:
        super().__init__(holder, Qt.WindowType.Popup)
        self.setObjectName("cardChooser")
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the library"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.textChanged.connect(self._show_found)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Attributes of the library"))
        self.list.setItemDelegate(CardDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self.empty = quiet(self.tr("The library is empty: learn an attribute in the dataset."))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        for part in (self.search, self.empty, self.list):
            column.addWidget(part)
        self.resize(_SIZE)
        self.setFocusProxy(self.search)
        self._strips: dict[Path, QImage] = {}
        self._cards: Sequence[AttributeCard] = ()

    def show_cards(self, cards: Sequence[AttributeCard], strips: Mapping[Path, QImage]) -> None:
        """Offer other attributes from the next time on."""
        self._cards = cards
        self._strips = {path: _scaled(strip) for path, strip in strips.items()}

    def open_below(self, button: QWidget, document: Document) -> None:
        """Drop down from a button, with what can be added to this document."""
        self._fill(document)
        self.search.clear()
        self._show_found("")
        room = button.screen().availableGeometry()
        place = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + 2))
        place.setX(min(max(place.x(), room.left()), room.right() - self.width()))
        place.setY(min(place.y(), room.bottom() - self.height()))
        self.move(place)
        self.show()
        self.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the list answer to what the search line has no use for."""
        if event.key() in _TO_LIST:
            self.list.keyPressEvent(event)
        elif event.key() in _TAKE and self.list.currentItem() is not None:
            self._take(self.list.currentItem())
        else:
            super().keyPressEvent(event)

    def _fill(self, document: Document) -> None:
        self.list.clear()
        known = {str(card.path): card for card in self._cards}
        for card in self._cards:
            wrong = obstacle(card, document, known)
            item = QListWidgetItem(card.name)
            item.setData(Qt.ItemDataRole.UserRole, card.path)
            item.setData(Qt.ItemDataRole.DecorationRole, self._strips.get(card.path))
            told = wrong or self._told(card)
            item.setData(Qt.ItemDataRole.StatusTipRole, told)
            item.setToolTip(told)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{card.name}. {told}")
            if wrong:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setVisible(bool(self._cards))
        self.empty.setVisible(not self._cards)

    def _told(self, card: AttributeCard) -> str:
        sets = self.tr("{} → {}").format(card.source, card.target)
        return f"{sets}  ·  {card.width} \u00d7 {card.height} px"

    def _show_found(self, text: str) -> None:
        """Show what holds every word, and choose the first that can be added."""
        words = text.casefold().split()
        first = None
        for at in range(self.list.count()):
            item = self.list.item(at)
            told = item.data(Qt.ItemDataRole.AccessibleTextRole).casefold()
            item.setHidden(not all(word in told for word in words))
            if first is None and not item.isHidden() and item.flags() & Qt.ItemFlag.ItemIsEnabled:
                first = item
        self.list.setCurrentItem(first)  # type: ignore[arg-type]  # None is for no item

    def _take(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled and not item.isHidden():
            self.hide()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def _scaled(strip: QImage) -> QImage:
    """Return a strip at twice the size it is shown at, for screens that have the pixels."""
    if strip.isNull():
        return strip
    return strip.scaled(
        STRIP * 2, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
