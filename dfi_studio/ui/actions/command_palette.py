"""The command palette: type a few letters of what is wanted, press Enter, and it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.actions.fuzzy import best
from dfi_studio.ui.language import from_left
from dfi_studio.ui.theme import colours, em

_ROWS = 12
_WIDTH = 34
"""Both in lines of text."""
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OFFER = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done.

    Attributes
    ----------
    where : str
        Where it would else be found, such as a menu.
    keys : str
        Its shortcut.
    lack : str
        Why it cannot be done now; empty where it can.
    """

    text: str
    do: Callable[[], object]
    where: str = ""
    keys: str = ""
    lack: str = ""


class CommandPalette(QFrame):
    """A field with a list beneath it, over the upper middle of a window. It deletes itself.

    Parameters
    ----------
    offers : sequence of Offer
        What is found; in the order in which it is listed before anything is typed.
    """

    def __init__(self, window: QWidget, offers: Sequence[Offer]) -> None:
        super().__init__(window)
        self._before = window.focusWidget()
        self.field = _Field()
        self.field.setPlaceholderText(self.tr("What is to be done?"))
        self.field.setAccessibleName(self.tr("Search for a command"))
        self.list = QListView()
        self.list.setModel(_Offers(offers))
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.clicked.connect(self._on_chosen)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Command palette"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self._on_typed("")

    def open(self) -> None:
        """Show the palette, and put the cursor into its field."""
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_(self) -> None:
        """Put the palette away, and the focus back where it was."""
        self.field.removeEventFilter(self)
        self.window().removeEventFilter(self)
        self.hide()
        if self._before is not None and shiboken6.isValid(self._before):  # rows come and go
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    @property
    def offers(self) -> _Offers:
        """What the list shows."""
        model = self.list.model()
        assert isinstance(model, _Offers)
        return model

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the field's keys move in the list; leave with the focus; grow with the window."""
        if watched is self.field and isinstance(event, QKeyEvent):
            return event.type() is QEvent.Type.KeyPress and self._on_key(event)
        if watched is self.field and isinstance(event, QFocusEvent) and event.lostFocus():
            self.close_()
        elif watched is not self.field and event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_()
        elif key in _ENTER:
            self._on_chosen(self.list.currentIndex())
        elif key in _LIST_KEYS:
            row, last = self.list.currentIndex().row(), self.offers.rowCount() - 1
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: 1 - _ROWS}
            to = row + steps.get(Qt.Key(key), _ROWS - 1)
            self._show_row(min(max(to, 0), last))
        else:
            return False
        return True

    def _on_typed(self, text: str) -> None:
        self.offers.show_fitting(text)
        self._show_row(0)

    def _show_row(self, row: int) -> None:
        index = self.offers.index(row, 0)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        told = index.data(Qt.ItemDataRole.AccessibleTextRole) or self.tr("Nothing fits.")
        self.field.setAccessibleDescription(told)  # what the list shows is read out at the field

    def _on_chosen(self, index: Index) -> None:
        offer = index.data(_OFFER)
        if offer is None or offer.lack:
            return
        self.close_()
        offer.do()

    def _place(self) -> None:
        window = self.window()
        width = min(em(self, _WIDTH), window.width() - em(self, 2))
        row = self.list.sizeHintForRow(0) if self.offers.rowCount() else em(self, 2)
        self.list.setFixedHeight(min(_ROWS * row, window.height() // 2) + 2)
        self.setGeometry(
            QRect((window.width() - width) // 2, em(self, 4), width, self.sizeHint().height())
        )


class _Field(QLineEdit):
    """A field that keeps Escape, Enter and the arrows from the window's own keys."""

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the palette before they become shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            ours = (*_LIST_KEYS, *_ENTER, Qt.Key.Key_Escape)
            if event.key() in ours and not event.modifiers():
                event.accept()
                return True
        return super().event(event)


class _Offers(QAbstractListModel):
    """The offers that fit what was typed, the best first."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._all = offers
        self._texts = [(offer.text, offer.where) for offer in offers]
        self.fitting: list[Offer] = []

    def show_fitting(self, typed: str) -> None:
        """Keep what fits; what cannot be done comes last."""
        self.beginResetModel()
        found = [self._all[at] for at in best(typed, self._texts)]
        self.fitting = sorted(found, key=lambda offer: bool(offer.lack))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own
        """Return how many fit."""
        return 0 if parent.isValid() else len(self.fitting)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return an offer, or its words."""
        offer = self.fitting[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return offer.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(filter(None, (offer.text, offer.where, offer.keys, offer.lack)))
            case _ if role == _OFFER:
                return offer
        return None


class _Row(QStyledItemDelegate):
    """Paints the words of an offer, where it is found, and its keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave half a line of air."""
        return QSize(em(self._list, 10), em(self._list, 1.75))

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._list = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        offer: Offer = index.data(_OFFER)
        tint = colours()
        area: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(area, tint.accent if not offer.lack else tint.pressed)
        text, quiet = tint.text, tint.quiet
        if chosen and not offer.lack:
            text = quiet = tint.on_accent
        elif offer.lack:
            text = tint.quiet
        room = area.adjusted(em(self._list, 0.6), 0, -em(self._list, 0.6), 0)
        metrics, left = painter.fontMetrics(), Qt.AlignmentFlag.AlignLeft
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        painter.setPen(text)
        painter.drawText(room, left | middle, offer.text)
        rest = room.adjusted(metrics.horizontalAdvance(offer.text) + em(self._list, 0.8), 0, 0, 0)
        painter.setPen(quiet)
        painter.drawText(room, right | middle, from_left(offer.keys))
        keys = metrics.horizontalAdvance(offer.keys)
        rest.adjust(0, 0, -(keys + em(self._list, 0.8) if keys else 0), 0)
        where = metrics.elidedText(
            offer.lack or offer.where, Qt.TextElideMode.ElideRight, rest.width()
        )
        painter.drawText(QStyle.visualRect(option.direction, room, rest), left | middle, where)
