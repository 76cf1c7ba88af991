"""What came of a comparison: a row a method and lambda, mean and deviation over seeds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from dfi_studio.library.comparisons import Row, row_texts


class TrainingTable(QTableWidget):
    """Shows the rows; Tab leaves it, the arrows walk in it."""

    def __init__(self) -> None:
        super().__init__()
        titles = (
            self.tr("Method"),
            self.tr("\u03bb\u2080"),
            self.tr("Seeds"),
            self.tr("Accuracy, %"),
            self.tr("Loss"),
            self.tr("\u03c3\u00b2"),
            self.tr("Seconds"),
        )
        self.setColumnCount(len(titles))
        self.setHorizontalHeaderLabels(titles)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAccessibleName(self.tr("Results"))
        self.setToolTip(self.tr("Mean and deviation over the seeds, at the end of training"))
        self.setMinimumHeight(6 * self.fontMetrics().height())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show the rows in the place of those that were."""
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row_texts(row)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)  # as the titles
                self.setItem(at, column, item)
