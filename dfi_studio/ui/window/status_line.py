"""The status bar: at its left what is going on, at its right what is looked at and on what."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStatusBar,
    QStyle,
    QStyleOption,
    QToolButton,
    QWidget,
)

from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.panels.elided import ElidedLabel
from dfi_studio.ui.progress_line import ProgressLine
from dfi_studio.ui.rendering.work import Work
from dfi_studio.ui.theme import em, tabular
from dfi_studio.ui.training.state import Stage, TrainingState

_REMARK_MS = 6000
_REMARK_MARGIN = 6


class Pixel(Protocol):
    """A pixel of the photo, and the colour that is shown there."""

    @property
    def x(self) -> int:
        """Column, from the left."""

    @property
    def y(self) -> int:
        """Row, from the top."""

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, 0..255."""


class StatusLine(QStatusBar):
    """Always says what is going on; a passing remark stands in front for some seconds."""

    jobs_wanted = Signal()
    """The jobs were clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.work = tabular(ElidedLabel())  # it must not keep the window wide
        self.progress = ProgressLine()
        self.progress.setFixedWidth(em(self, 7))
        self.pixel, self.photo_size = tabular(QLabel()), tabular(QLabel())
        self.zoom, self.solved = tabular(QLabel()), tabular(QLabel())
        self.training, self.jobs = tabular(QLabel()), tabular(QToolButton())
        self.jobs.clicked.connect(self.jobs_wanted)
        self.engine, self.saved = QLabel(), QLabel()
        self._pixel_width()
        now = QWidget()  # together: a passing remark hides both
        row = QHBoxLayout(now)
        row.setContentsMargins(0, 0, 0, 0)
        row.addSpacing(10)  # a margin would not change sides with the language
        row.addWidget(self.progress)
        row.addWidget(self.work, 1)
        self.addWidget(now, 1)
        self.progress.hide()
        told = {
            self.pixel: self.tr("The pixel under the pointer: column, row; red, green, blue"),
            self.photo_size: self.tr("The size of the photo, or of the part that is edited"),
            self.zoom: self.tr("Pixels of the screen for each pixel of the photo"),
            self.solved: self.tr("The size at which the result was solved"),
            self.training: self.tr("The decoder that is trained to make the slider instant"),
            self.jobs: self.tr("The jobs of the queue; a click shows them"),
            self.engine: self.tr("What is computed on"),
            self.saved: self.tr("When the project was saved by itself"),
        }
        for part, tip in told.items():
            part.setToolTip(tip)
            self.addPermanentWidget(part)
        self.jobs.setVisible(False)  # it is shown by being added
        self.setSizeGripEnabled(False)

    def tell(self, text: str) -> None:
        """Show a passing remark."""
        self.showMessage(text, _REMARK_MS)

    def show_work(self, work: Work, said: str) -> None:
        """Show where the render is, which is `said` in words."""
        self.work.setText(said)
        self.work.setToolTip(said)
        self.progress.setVisible(work.phase.busy)
        self.progress.show_share(work.done / work.total if work.total else None)

    def show_training(self, state: TrainingState | None) -> None:
        """Tell how far the training of a decoder is; nothing once it is done."""
        if state is None or state.stage in (Stage.DONE, Stage.FAILED):
            self.training.setText("")
        elif state.stage is Stage.PAUSED:
            self.training.setText(self.tr("training paused"))
        elif state.step is None:
            self.training.setText(self.tr("training\u2026"))
        else:
            quality = state.step.quality
            words = self.tr("training {:.0%}").format(state.step.done)
            known = "" if quality is None else self.tr(", quality {:.0%}").format(quality)
            self.training.setText(words + known)

    def show_jobs(self, text: str) -> None:
        """Tell how the queue fares; empty for nothing to do."""
        self.jobs.setText(text)
        self.jobs.setVisible(bool(text))

    def show_place(self, place: Place) -> None:
        """Leave out what is told of the photo where no photo is shown."""
        for label in (self.pixel, self.photo_size, self.zoom, self.solved):
            label.setVisible(place.has(Place.EDIT))

    def show_photo(self, size: QSize) -> None:
        """Tell the size of what is edited; an empty size for nothing."""
        known = not size.isEmpty()
        words = self.tr("{} \u00d7 {} px").format(size.width(), size.height())
        self.photo_size.setText(words if known else "")

    def show_zoom(self, zoom: float) -> None:
        """Tell the zoom; 0 for nothing."""
        self.zoom.setText(f"{zoom:.0%}" if zoom else "")

    def show_solved(self, size: QSize) -> None:
        """Tell the size of the result; an empty size for no result."""
        words = self.tr("solved at {} \u00d7 {}").format(size.width(), size.height())
        self.solved.setText("" if size.isEmpty() else words)

    def show_pixel(self, pixel: Pixel | None) -> None:
        """Tell what is under the pointer; None for nothing."""
        if pixel is None:
            self.pixel.setText("")
            return
        red, green, blue = pixel.rgb
        self.pixel.setText(
            self.tr("{}, {}   rgb {} {} {}").format(pixel.x, pixel.y, red, green, blue)
        )

    def remark_shown(self) -> tuple[QRect, str]:
        """Return where a passing remark stands, and as much of it as there is room for."""
        fixed = [each for each in self.children() if isinstance(each, QWidget) and each.isVisible()]
        room = self.contentsRect().adjusted(_REMARK_MARGIN, 0, -_REMARK_MARGIN, 0)
        if fixed and self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            room.setLeft(max(each.geometry().right() for each in fixed) + _REMARK_MARGIN)
        elif fixed:
            room.setRight(min(each.x() for each in fixed) - _REMARK_MARGIN)
        dots = Qt.TextElideMode.ElideRight
        return room, self.fontMetrics().elidedText(self.currentMessage(), dots, room.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a passing remark with dots where it is too long: Qt would cut a letter in two."""
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        ground = QStyle.PrimitiveElement.PE_PanelStatusBar
        self.style().drawPrimitive(ground, option, painter, self)
        if self.currentMessage():
            room, text = self.remark_shown()
            painter.setPen(self.palette().windowText().color())
            lie = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, lie | Qt.TextFlag.TextSingleLine, text)

    def _pixel_width(self) -> None:
        """Keep its neighbours still while the numbers run."""
        widest = self.tr("{}, {}   rgb {} {} {}").format(9999, 9999, 255, 255, 255)
        self.pixel.setMinimumWidth(self.pixel.fontMetrics().horizontalAdvance(widest) + em(self, 1))
        self.pixel.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
