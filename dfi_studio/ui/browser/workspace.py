"""The browser as one widget: bar, grid, preview and trays in place. It decides nothing."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.library.attribute_rules import AttributeRule
from dfi_studio.library.catalog.store import Picture
from dfi_studio.library.catalog.values import text_of
from dfi_studio.session.trays import Desk
from dfi_studio.ui.browser.filter_bar import FIRST_SIDE, FilterBar
from dfi_studio.ui.browser.grid import Grid
from dfi_studio.ui.browser.job_strip import JobStrip
from dfi_studio.ui.browser.label_bar import LabelBar
from dfi_studio.ui.browser.library_panel import LibraryPanel
from dfi_studio.ui.browser.looking import Seen
from dfi_studio.ui.browser.preview import Preview
from dfi_studio.ui.browser.thumbnail_loader import ThumbnailLoader
from dfi_studio.ui.browser.trays_panel import TraysPanel
from dfi_studio.ui.theme import tabular

_TOLD = 6
"""How many labels of the picture with the focus are told beneath the grid."""


class Workspace(QWidget):
    """The dataset browser."""

    selection_changed = Signal(int)
    picture_changed = Signal(int)
    """Another picture has the focus."""
    preview_wanted = Signal(int)
    shown = Signal()
    edit_wanted = Signal()
    attributes_changed = Signal()
    """Cards have come or gone by undo."""
    menu_wanted = Signal(QPoint)
    """At this place of the screen, for the selected pictures."""
    desk_changed = Signal(object, object, bool)
    """The labels of undo and redo, None where there is nothing; whether both trays are filled."""

    def __init__(self, loader: ThumbnailLoader) -> None:
        super().__init__()
        self.filter = FilterBar()
        self.grid = Grid(loader, side=FIRST_SIDE)
        self.preview = Preview(self.grid)
        self.labels = LabelBar()
        self.scanning = JobStrip()
        self.indexing = JobStrip()
        self.learning = JobStrip()
        self.library = LibraryPanel()
        self.trays = TraysPanel(loader)
        self.side = QTabWidget()
        self._selected, self._told = tabular(QLabel()), QLabel()
        self._seen = Seen(None)
        self._lay_out()
        self._connect()
        self._say_empty()

    def show_seen(self, seen: Seen, among: str) -> None:
        """Show what was found; the selection and the place stay where the pictures do."""
        self._seen = seen
        self.filter.show_seen(seen, among)
        self.labels.show_labels(seen.labels)
        self.trays.show_labels(seen.labels)
        self.trays.show_rules(seen.rules)
        self._say_empty()
        if seen.ids is None:
            return
        model = self.grid.pictures
        same = np.array_equal(model.ids, seen.ids)
        if same and model.written == seen.written:
            return
        current, place = self.grid.current_picture(), self.grid.verticalOffset()
        model.show_pictures(seen.ids, seen.written)
        row = None if current is None else model.row_of(current)
        if row is None and seen.written:
            row = 0
        if row is not None:
            self.grid.show_current(row)
            place = place if same else self.grid.verticalOffset()
            self.grid.verticalScrollBar().setValue(place)
        self._on_selection()

    def show_desk(self, desk: Desk) -> None:
        """Show what lies in the trays."""
        self.grid.pictures.show_trays(desk.trays)
        self.trays.show_desk(desk)
        self.library.keep.setEnabled(self.trays.use.isEnabled())

    def show_picture(self, picture: Picture) -> None:
        """Tell of the picture with the focus."""
        labels = [f"{name} {text_of(value)}" for name, value in picture.labels.items()]
        more = "  …" if len(labels) > _TOLD else ""
        self._told.setText("   ".join([picture.path.name, *labels[:_TOLD]]) + more)

    def show_preview(self, picture: Picture, image: QImage) -> None:
        """Show a picture in large."""
        self.preview.show_picture(picture, image)

    def selected(self) -> list[int]:
        """Return the selected pictures, of the tray that has the focus or else of the grid."""
        for tray in self.trays.trays.values():
            if tray.grid.hasFocus():
                return tray.grid.selected()
        return self.grid.selected()

    @property
    def rules(self) -> tuple[AttributeRule, ...]:
        """The ready-made contrasts that are offered."""
        return self._seen.rules

    def focus_filter(self) -> None:
        """Put the cursor into the line of the query."""
        self.filter.query.setFocus()
        self.filter.query.selectAll()

    # -- inside ---------------------------------------------------------------------------------

    def _say_empty(self) -> None:
        if self._seen.ids is None:
            text = ""
        elif not self._seen.folders:
            text = self.tr("Drop a folder of pictures here, or press Ctrl+Shift+O.")
        else:
            text = self.tr("No picture meets this filter.")
        self.grid.empty_text = text
        self.grid.viewport().update()

    def _on_selection(self) -> None:
        count = self.grid.count_selected()
        self._selected.setText(self.tr("{:,} selected").format(count) if count else "")
        self.labels.show_selected(count)
        if not count:
            self._told.setText("")
        self.selection_changed.emit(count)

    def _on_current(self) -> None:
        picture = self.grid.current_picture()
        if picture is not None:
            self.picture_changed.emit(picture)
            if self.preview.isVisible():
                self.preview_wanted.emit(picture)

    def _on_preview(self) -> None:
        picture = self.grid.current_picture()
        if picture is not None:
            self.preview.open()
            self.preview_wanted.emit(picture)

    def _on_menu(self, place: QPoint) -> None:
        if self.grid.count_selected():
            self.menu_wanted.emit(self.grid.viewport().mapToGlobal(place))

    def _on_step(self, step: int) -> None:
        self.grid.show_current(self.grid.currentIndex().row() + step)

    def showEvent(self, event: QShowEvent) -> None:
        """Say that the browser is on the screen, and give the keys to the grid."""
        super().showEvent(event)
        self.grid.setFocus()
        self.shown.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the preview cover the grid whatever its size."""
        if event.type() is QEvent.Type.Resize:
            self.preview.setGeometry(self.grid.rect())
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        self.filter.side_changed.connect(self.grid.show_side)
        self.grid.selection_changed.connect(self._on_selection)
        self.grid.preview_wanted.connect(self._on_preview)
        self.grid.selectionModel().currentChanged.connect(self._on_current)
        self.preview.stepped.connect(self._on_step)
        self.preview.closed.connect(self.grid.setFocus)
        self.labels.closed.connect(self.grid.setFocus)
        self.grid.installEventFilter(self)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._on_menu)

    def _lay_out(self) -> None:
        # From the outside in: with every parent Qt styles a widget anew, and all that it holds.
        split, left = QSplitter(Qt.Orientation.Horizontal), QWidget()
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)
        split.addWidget(left)
        split.addWidget(self.side)
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        split.setHandleWidth(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 4)
        foot.setSpacing(16)
        foot.addWidget(self._selected)
        foot.addWidget(self._told, 1)
        self._told.setProperty("quiet", True)
        # Its text may be cut off: it must not keep the window wide.
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter)
        column.addWidget(self.grid, 1)
        column.addWidget(self.labels)
        column.addLayout(foot)
        for strip in (self.scanning, self.indexing, self.learning):
            column.addWidget(strip)
        self.side.addTab(self.trays, self.tr("Trays"))
        self.side.addTab(self.library, self.tr("Attributes"))
        self.side.setDocumentMode(True)
