"""The bar in which the selected pictures are given a label."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from dfi_studio.library.catalog.labelling import LabelSummary
from dfi_studio.ui.theme import put_icon


class LabelBar(QWidget):
    """A name, a value, and a button; hidden until it is wanted."""

    given = Signal(str, str)
    """Name and value; an empty value takes the label away."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = QComboBox()
        typed = QLineEdit()
        self.name.setLineEdit(typed)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.setMinimumContentsLength(14)
        self.name.setAccessibleName(self.tr("Label"))
        typed.setPlaceholderText(self.tr("Label, such as smile"))
        self.value = QLineEdit()
        self.value.setAccessibleName(self.tr("Value"))
        self.value.setPlaceholderText(self.tr("Value, such as 1 or male; empty takes it away"))
        self.give = QPushButton()
        self.give.setDefault(True)
        self.close_ = QToolButton()
        put_icon(self.close_, "close")
        self.close_.setToolTip(self.tr("Close"))
        self.close_.setAccessibleName(self.tr("Close the label bar"))
        self._labels: Mapping[str, LabelSummary] = {}
        self.name.currentTextChanged.connect(self._on_named)
        self.value.returnPressed.connect(self._on_given)
        typed.returnPressed.connect(self.value.setFocus)
        self.give.clicked.connect(self._on_given)
        self.close_.clicked.connect(self._on_closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(QLabel(self.tr("Label")))
        row.addWidget(self.name)
        row.addWidget(QLabel("="))
        row.addWidget(self.value, 1)
        row.addWidget(self.give)
        row.addWidget(self.close_)
        self.show_selected(0)
        self.hide()

    def open(self) -> None:
        """Show the bar, ready to type."""
        self.show()
        self.value.setFocus() if self.name.currentText() else self.name.setFocus()
        self.value.selectAll()

    def show_labels(self, labels: Mapping[str, LabelSummary]) -> None:
        """Offer these names and their words."""
        if list(labels) != [self.name.itemText(at) for at in range(self.name.count())]:
            typed = self.name.currentText()
            self.name.blockSignals(True)
            self.name.clear()
            self.name.addItems(list(labels))
            self.name.setCurrentText(typed)
            self.name.blockSignals(False)
        self._labels = labels

    def show_selected(self, count: int) -> None:
        """Say to how many pictures it is given."""
        self.give.setEnabled(count > 0)
        many = self.tr("Give to {:,} pictures").format(count)
        self.give.setText(self.tr("Give to 1 picture") if count == 1 else many)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_closed()
        else:
            super().keyPressEvent(event)

    def _on_named(self, name: str) -> None:
        summary = self._labels.get(name)
        words = [] if summary is None else [word for word, _ in summary.words]
        completer = QCompleter(words, self.value)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.value.setCompleter(completer)

    def _on_given(self) -> None:
        if self.name.currentText().strip() and self.give.isEnabled():
            self.given.emit(self.name.currentText().strip(), self.value.text().strip())

    def _on_closed(self) -> None:
        self.hide()
        self.closed.emit()
