"""The virtual grid: a view that lays out by arithmetic and paints only what is in sight.

Selection, keys and drags are those of Qt's item views. Thumbnails are asked for while painting,
nearest first; until one is there its cell stays empty, and a frame never waits for a file.
"""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame

from dfi_studio.ui.browser.cell_painter import CellPainter
from dfi_studio.ui.browser.cells import Cells
from dfi_studio.ui.browser.grid_model import MIME, dragged
from dfi_studio.ui.browser.laid_out import LaidOut
from dfi_studio.ui.browser.pixmaps import Pixmaps
from dfi_studio.ui.browser.thumbnail_loader import ThumbnailLoader
from dfi_studio.ui.theme import SURROUND

_owners = itertools.count()
_DRAG_SIDE = 72


class Grid(LaidOut):
    """Pictures in a grid.

    Parameters
    ----------
    loader : ThumbnailLoader
    side : int
        Of a cell, in pixels.
    budget : int
        Bytes of pixmaps to keep.
    """

    selection_changed = Signal()
    dropped = Signal(list)
    """Pictures were dropped here that come from another grid."""
    preview_wanted = Signal()

    def __init__(self, loader: ThumbnailLoader, *, side: int, budget: int = 96_000_000) -> None:
        super().__init__(side=side)
        self._loader = loader
        self._owner = next(_owners)
        self._pixmaps = Pixmaps(budget)
        self._painter = CellPainter()
        self._ground = QColor(SURROUND)
        self._wished: tuple[list[int], int] = ([], 0)
        self.empty_text = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("grid")
        # Paints its ground itself: over one from the style sheet, Qt would paint all that is in
        # sight anew at each scroll.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(self.tr("Pictures"))
        loader.came.connect(self._on_came)

    def show_side(self, side: int) -> None:
        """Show larger or smaller cells; what stands in the middle stays in sight."""
        if side == self._side:
            return
        middle = self.cells.nearest(QPoint(0, self.verticalOffset() + self.height() // 2))
        self._side = side
        self.updateGeometries()
        if middle is not None:
            place = self.cells.rect(middle).center().y() - self.height() // 2
            self.verticalScrollBar().setValue(place)
        self.viewport().update()

    # -- events ---------------------------------------------------------------------------------

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's own
        """Move what is painted, and paint what came into sight."""
        self._loader.rest()
        self.viewport().scroll(0, dy)

    def selectionChanged(self, new: QItemSelection, old: QItemSelection) -> None:  # noqa: N802
        """Paint, and say so."""
        super().selectionChanged(new, old)
        self.viewport().update()
        self.selection_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the focus to a picture, so that keys have somewhere to start."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and len(self.pictures.ids):
            self.selectionModel().setCurrentIndex(
                self.pictures.index(0), QItemSelectionModel.SelectionFlag.NoUpdate
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the picture with the focus in large; all other keys are Qt's."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.preview_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the rubber band away."""
        super().mouseReleaseEvent(event)
        self._band = QRect()
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the picture in large."""
        if self.indexAt(event.position().toPoint()).isValid():
            self.preview_wanted.emit()

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's own
        """Drag the selection, shown by its first picture and a count."""
        chosen = self.selectedIndexes()
        if not chosen:
            return
        drag = QDrag(self)
        drag.setMimeData(self.pictures.mimeData(chosen))
        first = self._pixmaps.get(int(self.pictures.ids[chosen[0].row()]))
        drag.setPixmap(self._painter.drag_picture(first, len(chosen), _DRAG_SIDE))
        drag.exec(Qt.DropAction.CopyAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures of another grid; files are for the window."""
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take pictures of another grid; files are for the window."""
        if event.mimeData().hasFormat(MIME) and event.source() is not self:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Say what was dropped."""
        event.acceptProposedAction()
        self.dropped.emit(dragged(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight, and wish for what is missing."""
        self._loader.rest()
        self._paint(event.region())
        self._wish(self.cells, self.verticalOffset())

    def _paint(self, region: QRegion) -> None:
        painter = QPainter(self.viewport())
        offset, rect = self.verticalOffset(), region.boundingRect()
        painter.fillRect(rect, self._ground)
        cells, model = self.cells, self.pictures
        current = self.currentIndex().row() if self.hasFocus() else -1
        rows = cells.between(offset + rect.top(), offset + rect.bottom())
        chosen = self._selected_among(rows)
        for row in rows:
            place = cells.rect(row).translated(0, -offset)
            if not region.intersects(place):
                continue
            self._painter.paint(
                painter,
                place,
                self._pixmaps.get(int(model.ids[row])),
                tray=model.tray_of(row),
                written=None if model.written is None else model.written[row],
                selected=row in chosen,
                focused=row == current,
            )
        if not model.ids.size and self.empty_text:
            self._painter.paint_text(painter, self.viewport().rect(), self.empty_text)
        if not self._band.isNull():
            self._painter.paint_band(painter, self._band.translated(0, -offset))
        painter.end()

    # -- thumbnails -----------------------------------------------------------------------------

    def _wish(self, cells: Cells, offset: int) -> None:
        """Ask for what is missing in sight, then for a screen further down, then up."""
        page = self.viewport().height()
        side = round(cells.side * self.devicePixelRatioF())
        seen = cells.between(offset, offset + page)
        below, above = (
            cells.between(offset + page, offset + 2 * page),
            cells.between(max(offset - page // 2, 0), offset),
        )
        ids = self.pictures.ids
        near = [ids[each.start : each.stop].tolist() for each in (seen, below, above)]
        wanted = dict.fromkeys(itertools.chain(near[0], near[1], reversed(near[2])))
        wished = ([each for each in wanted if not self._pixmaps.has(each, side)], side)
        if wished != self._wished:
            self._wished = wished
            self._loader.want(self._owner, *wished)

    def _on_came(self, owner: int, picture: int, side: int, pixmap: QPixmap) -> None:
        if owner != self._owner:
            return
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self._pixmaps.put(picture, side, pixmap)
        offset = self.verticalOffset()
        cells = self.cells
        seen = cells.between(offset, offset + self.viewport().height())
        for at in np.flatnonzero(self.pictures.ids[seen.start : seen.stop] == picture):
            place = cells.rect(seen.start + int(at))
            self.viewport().update(place.translated(0, -offset))
