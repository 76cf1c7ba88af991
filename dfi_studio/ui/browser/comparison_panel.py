"""How the trays differ, as the panel beneath them shows it: mean pictures, heat map, balance."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.browser.comparison import MEAN_SIDE, Comparison, Pixels, Row
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import colours, tabular

_NAME_WIDTH = 100
_LARGE = 0.5
"""An effect from which on the row is marked: the attribute would drag this label along."""


class Balance(QWidget):
    """A bar from the middle: to the right where the target has more, to the left where less."""

    def __init__(self, effect: float) -> None:
        super().__init__()
        self._effect = min(max(effect, -2.0), 2.0) / 2
        self.setFixedHeight(12)
        self.setMinimumWidth(32)

    def sizeHint(self) -> QSize:
        """Return the size that is enough to see a difference."""
        return QSize(64, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar."""
        painter, shown = QPainter(self), colours()
        middle, y = self.width() // 2, self.height() // 2
        painter.fillRect(QRect(0, y - 1, self.width(), 2), QColor(shown.groove))
        length = round(self._effect * middle)
        bar = QRect(min(middle, middle + length), y - 4, abs(length), 8)
        large = abs(self._effect) * 2 >= _LARGE
        painter.fillRect(bar, QColor(shown.accent if large else shown.share))
        painter.fillRect(QRect(middle - 1, y - 6, 1, 12), QColor(shown.quiet))
        painter.end()


class ComparisonPanel(QWidget):
    """Shows a comparison; says which label is to be matched, or that pairs are wanted."""

    match_wanted = Signal(str)
    """The label that is to be spread alike in both trays."""
    pairs_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[str, QLabel] = {}
        self._table = QGridLayout()
        self._table.setContentsMargins(0, 0, 8, 0)
        self._table.setHorizontalSpacing(7)
        self._table.setVerticalSpacing(2)
        self._table.setColumnStretch(0, 3)
        self._table.setColumnStretch(3, 2)
        self.hint = quiet(
            self.tr("Fill both trays to see how they differ apart from what you want to change.")
        )
        self.pairs = QPushButton(self.tr("Keep nearest pairs"))
        self.pairs.setToolTip(
            self.tr(
                "Keep in both trays only pictures that are neighbours of one another, so that "
                "the trays differ in little else."
            )
        )
        self.pairs.clicked.connect(self.pairs_wanted)
        self.pairs.hide()
        self._lay_out()

    def show_comparison(self, comparison: Comparison) -> None:
        """Show how the trays differ now."""
        for name in ("source", "target", "heat"):
            self._pictures[name].setPixmap(_pixmap(getattr(comparison, name), self))
        both = bool(comparison.trays.source and comparison.trays.target)
        self.pairs.setVisible(both)
        self.hint.setVisible(not comparison.rows)
        if both and not comparison.rows:
            self.hint.setText(self.tr("These pictures have no labels to compare."))
        while (item := self._table.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for number, row in enumerate(comparison.rows):
            self._add(number, row)

    def _add(self, number: int, row: Row) -> None:
        name = QLabel()
        metrics = name.fontMetrics()
        name.setText(metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, _NAME_WIDTH))
        name.setToolTip(row.name)
        source, target = tabular(QLabel(row.source)), tabular(QLabel(row.target))
        for label in (source, target):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        source.setToolTip(self.tr("In the source"))
        target.setToolTip(self.tr("In the target"))
        bar = Balance(row.effect)
        bar.setToolTip(self.tr("Difference: {:+.2f} of the spread").format(row.effect))
        match = QToolButton()
        match.setText(self.tr("Match"))
        match.setProperty("small", True)
        match.setToolTip(self.tr("Leave pictures out until {} is alike in both").format(row.label))
        match.setAccessibleName(self.tr("Match {}").format(row.label))
        match.clicked.connect(lambda: self.match_wanted.emit(row.label))
        for column, widget in enumerate((name, source, target, bar, match)):
            self._table.addWidget(widget, number, column)

    def _lay_out(self) -> None:
        pictures = QHBoxLayout()
        pictures.setSpacing(10)
        names = {
            "source": self.tr("Mean of source"),
            "target": self.tr("Mean of target"),
            "heat": self.tr("Where they differ"),
        }
        for key, name in names.items():
            label = self._pictures[key] = QLabel()
            label.setFixedSize(MEAN_SIDE, MEAN_SIDE)
            label.setProperty("well", True)
            label.setAccessibleName(name)
            caption = quiet(name)
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column = QVBoxLayout()
            column.setSpacing(3)
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(caption, 1, Qt.AlignmentFlag.AlignTop)
            pictures.addLayout(column, 1)
        inner = QWidget()
        inner.setObjectName("panelContent")
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.hint)
        rows.addLayout(self._table)
        rows.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("panelScroll")
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setMinimumHeight(48)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(pictures)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.pairs)


def _pixmap(pixels: Pixels | None, like: QWidget) -> QPixmap:
    if pixels is None:
        return QPixmap()
    height, width, _ = pixels.shape
    image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image.copy())
