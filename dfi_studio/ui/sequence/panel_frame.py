"""The parts of the Sequence panel, put together: transport, timeline, numbers and key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.browser.job_strip import JobStrip
from dfi_studio.ui.panels.section import line, quiet
from dfi_studio.ui.panels.wheel import PanelScroll
from dfi_studio.ui.sequence.film_numbers import FilmNumbers
from dfi_studio.ui.sequence.film_strip import FilmStrip
from dfi_studio.ui.sequence.key_panel import KeyPanel
from dfi_studio.ui.sequence.lanes import HEADER, Lanes
from dfi_studio.ui.sequence.ruler import Ruler
from dfi_studio.ui.sequence.transport import Transport
from dfi_studio.ui.theme import em

_SIDE = 18.0
"""How wide the numbers are, in heights of the font."""


class _Side(PanelScroll):
    """The numbers at the side: as wide as their words are in the language that is spoken."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._numbers = panel
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def event(self, event: QEvent) -> bool:
        """Ask for other room where the words have changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Have room for the numbers, and for the bar that scrolls them."""
        bar = self.verticalScrollBar().sizeHint().width()
        words = self._numbers.minimumSizeHint().width() + bar
        return QSize(max(em(self, _SIDE), words), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Keep the width, and get by without much height."""
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())


class PanelFrame(QWidget):
    """Holds the parts; it shows nothing by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.transport, self.ruler, self.strip = Transport(), Ruler(), FilmStrip()
        self.lanes, self.numbers, self.key = Lanes(), FilmNumbers(), KeyPanel()
        self.writing = JobStrip()
        self.hint = quiet()
        self.begin = QPushButton(self.tr("From 0 to the strength"))
        self.begin.setToolTip(self.tr("Gives every attribute a key at each end of the film"))
        self._hinting = QWidget()
        self._empty, self._to_edit = QLabel(), QPushButton(self.tr("Go to Edit"))
        self._pages = QStackedWidget()
        self._spare = QWidget()
        self._lay_out()

    def _show_room(self, width: int) -> None:
        """Keep ruler and strip as wide as the lanes, which a scroll bar may narrow."""
        self._spare.setFixedWidth(max(self.lanes.width() - width, 0))

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.transport)
        whole.addWidget(line())
        whole.addWidget(self._pages, 1)
        whole.addWidget(self.writing)
        for page in (self._nothing(), self._timeline()):
            self._pages.addWidget(page)

    def _nothing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        self._empty.setProperty("quiet", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        column.addWidget(self._empty)
        column.addWidget(self._to_edit, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        return page

    def _timeline(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(self._headed())
        column.addWidget(self._hint_row())
        column.addWidget(self.lanes, 1)
        row.addLayout(column, 1)
        side = QWidget()
        inner = QVBoxLayout(side)
        inner.setContentsMargins(12, 6, 12, 8)
        inner.setSpacing(8)
        inner.addWidget(self.numbers)
        inner.addWidget(line())
        inner.addWidget(self.key)
        inner.addStretch(1)
        row.addWidget(_Side(side))
        return page

    def _headed(self) -> QHBoxLayout:
        """Return the ruler and the small pictures, above where the lanes are."""
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addSpacing(em(self, HEADER))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.ruler)
        column.addWidget(self.strip)
        row.addLayout(column, 1)
        self._spare.setFixedWidth(0)
        row.addWidget(self._spare)
        return row

    def _hint_row(self) -> QWidget:
        self.hint.setText(self.tr("No keys yet: the film stands still."))
        self.hint.setWordWrap(False)
        row = QHBoxLayout(self._hinting)
        row.setContentsMargins(12, 4, 12, 4)
        row.addWidget(self.hint)
        row.addWidget(self.begin)
        row.addStretch(1)
        return self._hinting
