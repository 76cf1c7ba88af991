"""The alpha strip: the photo at several strengths of one attribute, to look at and to choose from.

A passive view: it is told pictures and says what the hand wants. How many strengths it shows
follows from its width.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy

from dfi_studio.ui.strip.alphas import FIVE, Alphas, alphas_that_fit, nearest
from dfi_studio.ui.strip.cell_delegate import CellDelegate
from dfi_studio.ui.strip.cells import CellModel
from dfi_studio.ui.theme import DARK

_HEIGHT, _LEAST_HEIGHT = 6.7, 4.5
_LEAST_WIDTH = 5.4
"""Of a cell; all in heights of the font."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)


class AlphaStrip(QListView):
    """Drafts in a row. Left and Right move, Enter shows, Ctrl+Enter uses, Escape ends showing."""

    shown_wanted = Signal(object)
    """A strength whose draft is wanted on the canvas, said again when its picture comes; or None:
    the result again."""
    applied = Signal(float)
    """A strength was chosen."""
    looked_at = Signal()
    """Other strengths have cells now, or the strip came into sight."""

    def __init__(self) -> None:
        super().__init__()
        self.cells = CellModel(self)
        self._delegate = CellDelegate(self.cells)
        self._alphas: Alphas = FIVE
        self._present = 0.0
        self.empty_text = ""
        self.setObjectName("alphaStrip")
        self.setModel(self.cells)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as the slider of the strength
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Alpha strip"))
        self.setAccessibleDescription(
            self.tr("Drafts at several strengths: Enter shows one in large, Ctrl+Enter uses it.")
        )
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        self.show_nothing("")

    # -- what is shown --------------------------------------------------------------------------

    @property
    def alphas(self) -> Alphas:
        """The strengths that there is room for."""
        return self._alphas

    @property
    def in_sight(self) -> bool:
        """Whether anyone could see a draft."""
        return self.isVisible()

    def set_alphas(self, alphas: Sequence[float]) -> None:
        """Show other strengths; those that stay keep their pictures."""
        self._alphas = tuple(alphas)
        if self.cells.alphas:
            self._set_cells()

    def show_nothing(self, why: str) -> None:
        """Show no cells, but what they wait for."""
        self.empty_text = why
        self._show_large(None)
        self.cells.show_alphas(())
        self.viewport().update()

    def clear(self, shape: QSize) -> None:
        """Empty all cells: drafts of a picture of this shape are to come."""
        self._show_large(None)
        self.cells.clear(shape)
        self._set_cells()

    def show_picture(self, alpha: float, picture: QImage) -> None:
        """Show a draft."""
        self.cells.change(alpha, picture=picture)
        if alpha == self.cells.shown:
            self.shown_wanted.emit(alpha)

    def show_pending(self, alpha: float, doing: str, share: float) -> None:
        """Show that a draft is being made: what is done for it, and how much of that, 0 to 1."""
        self.cells.change(alpha, doing=doing, share=share)

    def show_empty(self, alpha: float) -> None:
        """Show that a draft is still to come."""
        self.cells.change(alpha)

    def show_failed(self, alpha: float, why: str) -> None:
        """Mark a cell that gets no picture."""
        self.cells.change(alpha, wrong=why)
        if alpha == self.cells.shown:
            self._show_large(None)

    def show_marked(self, alpha: float) -> None:
        """Mark the cell nearest to the strength of the document; a change ends showing."""
        if alpha != self._present:
            self._present = alpha
            self._show_large(None)
            self.cells.show_present(alpha)

    # -- the hand -------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the strip from the window's shortcuts while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            control = plain == Qt.KeyboardModifier.ControlModifier
            key = event.key()
            if (
                (key in _ENTER and (control or not plain))
                or (key in _MOVES and not plain)
                or (key == Qt.Key.Key_Escape and self.cells.shown is not None)
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, show, use, end showing."""
        at = self.currentIndex()
        if event.key() in _ENTER and at.isValid():
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._on_double_clicked(at)
            else:
                self._on_clicked(at)
        elif event.key() == Qt.Key.Key_Escape and self.cells.shown is not None:
            self._show_large(None)
        else:
            super().keyPressEvent(event)
            moved = self.currentIndex() != at and self.currentIndex().isValid()
            if moved and self.cells.shown is not None:
                self._show_large(self._alpha_of(self.currentIndex()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the marked cell, so that keys have somewhere to start."""
        if not self.currentIndex().isValid() and self.cells.alphas:
            marked = self.cells.row_of(nearest(self.cells.alphas, self._present))
            self.setCurrentIndex(self.cells.index(marked))
        super().focusInEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        alpha = self._alpha_of(index)
        if not self.cells.cell(index.row()).wrong:
            self._show_large(None if alpha == self.cells.shown else alpha)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        alpha = self._alpha_of(index)
        self._show_large(None)
        self.applied.emit(alpha)

    def _show_large(self, alpha: float | None) -> None:
        if alpha != self.cells.shown:
            self.cells.show_shown(alpha)
            self.shown_wanted.emit(alpha)

    def _alpha_of(self, index: QModelIndex) -> float:
        return self.cells.cell(index.row()).alpha

    # -- the place ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Ask for room for small pictures and their numbers."""
        unit = self.fontMetrics().height()
        return QSize(round(7 * _LEAST_WIDTH * unit), round(_HEIGHT * unit))

    def minimumSizeHint(self) -> QSize:
        """Get by with smaller ones."""
        unit = self.fontMetrics().height()
        return QSize(round(3 * _LEAST_WIDTH * unit), round(_LEAST_HEIGHT * unit))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among as many cells as it has room for."""
        super().resizeEvent(event)
        fitting = alphas_that_fit(self.width(), least=_LEAST_WIDTH * self.fontMetrics().height())
        if fitting != self._alphas:
            self.set_alphas(fitting)
            self.looked_at.emit()
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Say that drafts can be seen."""
        super().showEvent(event)
        self.looked_at.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Show the result again: there is nothing left to end showing with."""
        super().hideEvent(event)
        self._show_large(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, or why there are none."""
        super().paintEvent(event)
        if self.empty_text and not self.cells.alphas:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(DARK.on_surround_quiet))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(
                self.viewport().rect().adjusted(12, 4, -12, -4), flags, self.empty_text
            )

    def _set_cells(self) -> None:
        self.cells.show_alphas(self._alphas)
        if self.cells.shown not in self._alphas:
            self._show_large(None)
        self._lay_out()

    def _lay_out(self) -> None:
        """Share the width; where there is more than enough the cells stand together."""
        count = max(len(self._alphas), 1)
        unit = self.fontMetrics().height()
        enough = max(self._delegate.natural_width(self.height(), unit), round(_LEAST_WIDTH * unit))
        width = min(self.width() // count, enough)
        left = (self.width() - count * width) // 2
        margins = self.viewportMargins()
        if margins.left() != left:
            self.setViewportMargins(left, 0, self.width() - count * width - left, 0)
        if self._delegate.size != QSize(width, self.height()):
            self._delegate.size = QSize(width, self.height())
            self.scheduleDelayedItemsLayout()
