"""The attribute stack: what the photo moves along, and how far, one row for each direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QToolButton, QVBoxLayout, QWidget

from dfi_studio.core.recipe import Attribute, Contrast, Direction, SavedAttribute
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.ui.panels.add_menu import AddMenu
from dfi_studio.ui.panels.attribute_names import attribute_name
from dfi_studio.ui.panels.attribute_row import AttributeRow
from dfi_studio.ui.panels.card_chooser import CardChooser
from dfi_studio.ui.panels.row_matching import kept_rows
from dfi_studio.ui.panels.section import Section, quiet
from dfi_studio.ui.panels.wheel import scroll_area_of
from dfi_studio.ui.rendering.work import SetReport
from dfi_studio.ui.theme import put_icon

if TYPE_CHECKING:
    from dfi_studio.library.attribute_card import AttributeCard

_APART = 6
_NEW = Contrast("", "")


class StackPanel(Section):
    """Shows the directions of the document from top to bottom; exactly one is the current one."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()
    current_changed = Signal(int)
    """The place of the current row; -1 where there is none."""
    file_wanted = Signal(int)
    """An attribute file is to be chosen for the row at this place."""
    file_named = Signal(int, str)
    folder_wanted = Signal(int, object)
    list_wanted = Signal(int, object)
    """The place and a `Role`."""
    instant_wanted = Signal(int)
    add_sets_wanted = Signal()
    add_file_wanted = Signal()
    add_card_wanted = Signal(object)
    """The `Path` of an attribute of the library."""
    dataset_wanted = Signal()

    def __init__(self) -> None:
        self.add = QToolButton()
        super().__init__(self.tr("Attributes"), corner=self.add)
        self.rows: list[AttributeRow] = []
        self.current = -1
        self.menu, self.library = AddMenu(), CardChooser(self)
        self.begin = QPushButton(self.tr("Add an attribute…"))
        self.begin.setObjectName("beginStack")
        self.empty = QWidget()
        self._document = Document()
        self._directions: tuple[Direction, ...] = ()
        self._reports: Mapping[str, SetReport] = {}
        self._cards: dict[str, AttributeCard] = {}
        self._list = QWidget()
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._marker = QFrame(self._list)
        self._prepare()
        self._lay_out()
        self._connect()

    # -- what is shown --------------------------------------------------------------------------

    def show_document(self, document: Document) -> None:
        """Show the directions of a document; rows are kept wherever they go."""
        self._document = document
        directions = document.recipe.directions
        if directions == self._directions:
            return
        kept = kept_rows(self._directions, directions)
        before, self._directions = len(self.rows), directions
        if kept != list(range(before)):
            self._arrange(kept)
        self._show_rows()
        if kept != list(range(before)):
            self._unfold_new([at for at, row in enumerate(kept) if row is None])

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""
        self._reports = reports
        for row in self.rows:
            row.show_sets(reports)

    def show_cards(
        self, cards: Sequence[AttributeCard], strips: Mapping[Path, QImage] | None = None
    ) -> None:
        """Offer the attributes of the library, and call those in the stack by their names.

        Parameters
        ----------
        strips : mapping of Path to QImage, optional
            The preview strips by the path of the attribute file, read elsewhere.
        """
        self._cards = {str(card.path): card for card in cards}
        self.library.show_cards(cards, strips or {})
        self._show_rows()

    @property
    def names(self) -> dict[str, str]:
        """The names of the attribute files that are known, by their paths."""
        return {path: card.name for path, card in self._cards.items()}

    # -- what can be asked ----------------------------------------------------------------------

    def select(self, at: int) -> None:
        """Make a row the current one."""
        at = min(max(at, 0), len(self.rows) - 1)
        for place, row in enumerate(self.rows):
            row.show_current(current=place == at)
        if at != self.current:
            self.current = at
            self.current_changed.emit(at)

    # -- inside ---------------------------------------------------------------------------------

    def _show_rows(self) -> None:
        for row, direction in zip(self.rows, self._directions, strict=True):
            name = attribute_name(direction.attribute, self.names)
            row.show_direction(direction, name, file=self._told(direction.attribute))

    def _told(self, attribute: Attribute) -> str:
        """Return what the library knows of an attribute file."""
        card = self._cards.get(attribute.path) if isinstance(attribute, SavedAttribute) else None
        if card is None:
            return ""
        sets = self.tr("{} → {}").format(card.source, card.target)
        size = f"{card.width} \u00d7 {card.height} px"
        return "  ·  ".join((sets, size, card.backbone, ", ".join(card.layers)))

    def _arrange(self, kept: Sequence[int | None]) -> None:
        """Put the rows where they belong, with new ones where there is none to keep."""
        self._marker.hide()
        was = self.rows[self.current] if self.rows else None
        rows = [self._new_row() if at is None else self.rows[at] for at in kept]
        gone = [row for row in self.rows if row not in rows]
        self.rows = rows
        for part, shown in ((self.empty, not rows), (self.add, rows), (self._list, rows or gone)):
            part.setVisible(bool(shown))
        for at, row in enumerate(rows):
            if self._column.indexOf(row) != at:
                self._column.insertWidget(at, row)
                row.show()  # now, for it may be given the focus
            row.show_place(at, len(rows))
        self._order_tabs()
        if kept.count(None) == 1:
            self.select(kept.index(None))
        else:
            self.select(rows.index(was) if was in rows else self.current)
        self._let_go(gone)

    def _let_go(self, gone: Sequence[AttributeRow]) -> None:
        """Delete rows; the focus that was in one goes to the current row, not just anywhere."""
        if any(_holds_focus(row) for row in gone):
            alone = self.add if self.rows else self.begin
            (self.rows[self.current] if len(self.rows) > 1 else alone).setFocus()
        for row in gone:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._list.setVisible(bool(self.rows))

    def _unfold_new(self, fresh: Sequence[int]) -> None:
        """Unfold what is still to be chosen; one that was just added puts the others away."""
        for at, row in enumerate(self.rows):
            if at in fresh or len(fresh) == 1:
                row.unfold(wanted=bool(row.lacking))
        if len(fresh) == 1:
            self._laid_out.start()
        if len(fresh) == 1 and self._directions[fresh[0]].attribute == _NEW:
            self.rows[fresh[0]].attribute.source.path.setFocus()

    def _reveal(self) -> None:
        area = scroll_area_of(self)
        if area is not None and self.rows:
            area.ensureWidgetVisible(self.rows[self.current], 0, _APART)

    def _new_row(self) -> AttributeRow:
        row = AttributeRow()
        row.show_sets(self._reports)
        row.edited.connect(self.edited)
        row.settled.connect(self.settled)
        row.picked.connect(self._on_picked)
        row.dragged.connect(self._on_dragged)
        row.dropped.connect(self._on_dropped)
        row.offers.instant_wanted.connect(self.instant_wanted)
        attribute = row.attribute
        attribute.file_wanted.connect(self.file_wanted)
        attribute.file_named.connect(self.file_named)
        attribute.folder_wanted.connect(self.folder_wanted)
        attribute.list_wanted.connect(self.list_wanted)
        return row

    def _order_tabs(self) -> None:
        controls = [control for row in self.rows for control in row.controls]
        for before, after in pairwise([self.add, self.begin, *controls]):
            QWidget.setTabOrder(before, after)

    def _prepare(self) -> None:
        self.add.setObjectName("addAttribute")
        put_icon(self.add, "add")
        self.add.setText(self.tr("Add"))
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setMenu(self.menu)
        self.add.setToolTip(self.tr("Add an attribute to the stack"))
        self.add.setAccessibleName(self.add.toolTip())
        self.begin.setDefault(True)
        self.begin.setMenu(self.menu)
        self.begin.setAccessibleDescription(self.add.toolTip())
        self._marker.setObjectName("dropMarker")
        self._marker.hide()

    def _lay_out(self) -> None:
        words = self.tr(
            "An attribute is what changes: from young to old, from serious to smiling. Learn one "
            "from two sets of pictures, or take one that was learned before."
        )
        beginning = QVBoxLayout(self.empty)
        beginning.setContentsMargins(0, 0, 0, 4)
        beginning.setSpacing(10)
        beginning.addWidget(quiet(words))
        beginning.addWidget(self.begin)
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_APART)
        self.body.addWidget(self.empty)
        self.body.addWidget(self._list)
        self._list.hide()
        self.add.hide()

    def _connect(self) -> None:
        self._laid_out.timeout.connect(self._reveal)
        self.menu.sets_wanted.connect(self.add_sets_wanted)
        self.menu.file_wanted.connect(self.add_file_wanted)
        self.menu.library_wanted.connect(self._on_library)
        self.library.chosen.connect(self.add_card_wanted)
        self.menu.dataset_wanted.connect(self.dataset_wanted)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """Make the row current that the hand is in."""
        for at, row in enumerate(self.rows):
            if new is not None and (row is new or row.isAncestorOf(new)):
                self.select(at)

    def _on_library(self) -> None:
        self.library.open_below(self.add if self.rows else self.begin, self._document)

    def _on_picked(self, at: int) -> None:
        if 0 <= at < len(self.rows):
            self.rows[at].setFocus()
            self.select(at)

    def _on_dragged(self, at: int, height: int) -> None:
        """Show between which rows the dragged one would come to lie."""
        self.rows[at].show_lifted(lifted=True)
        self._gap = self._gap_at(self._list.mapFromGlobal(QPoint(0, height)).y())
        below = self._gap < len(self.rows)
        edge = self.rows[self._gap].y() if below else self._list.height()
        place = min(max(edge - _APART // 2 - (1 if below else -1), 0), self._list.height() - 2)
        self._marker.setGeometry(0, place, self._list.width(), 2)
        self._marker.raise_()
        self._marker.show()
        area = scroll_area_of(self)
        if area is not None:
            area.follow(height)

    def _on_dropped(self, at: int) -> None:
        if self._marker.isHidden():  # a click: nothing was dragged
            return
        self._marker.hide()
        self.rows[at].show_lifted(lifted=False)
        to = self._gap - (1 if self._gap > at else 0)
        if to != at:
            self.edited.emit(edits.move_direction(at=at, to=to))

    def _gap_at(self, y: int) -> int:
        return sum(row.geometry().center().y() < y for row in self.rows)


def _holds_focus(row: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (focus is row or row.isAncestorOf(focus))
