"""The line in which a query is typed, completed at the cursor."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit

from dfi_studio.library.catalog.completion import Completion, complete
from dfi_studio.library.catalog.labelling import LabelSummary
from dfi_studio.ui.clearing import offer_clearing

_MOST = 14


class QueryEdit(QLineEdit):
    """A line edit that offers labels, signs and values as one types."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: Mapping[str, LabelSummary] = {}
        self._offered: list[Completion] = []
        self._texts = QStringListModel(self)
        self.completer_ = QCompleter(self._texts, self)
        self.completer_.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer_.setMaxVisibleItems(_MOST)
        self.completer_.setWidget(self)  # and not `setCompleter`: it would replace the whole text
        self.completer_.activated.connect(self._on_chosen)
        self.textEdited.connect(self._offer)
        offer_clearing(self)
        self.setPlaceholderText(self.tr("Filter, such as  age >= 60 and not glasses"))
        self.setAccessibleName(self.tr("Filter"))
        self.setToolTip(
            self.tr(
                "Conditions on labels: age >= 60 and gender = male and not glasses. "
                "Also: in (…), or, parentheses; names with spaces in quotes."
            )
        )

    def show_labels(self, labels: Mapping[str, LabelSummary]) -> None:
        """Complete from these from now on."""
        self._labels = labels

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer everything that may follow on Ctrl+Space or Down."""
        if self._popup().isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the completer takes it
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Down or (event.key() == Qt.Key.Key_Space and control):
            self._offer()
        else:
            super().keyPressEvent(event)

    def _offer(self) -> None:
        self._offered = complete(self.text(), self.cursorPosition(), self._labels)[:_MOST]
        self._texts.setStringList([each.text.strip() for each in self._offered])
        if self._offered:
            self.completer_.complete()
        else:
            self._popup().hide()

    def _popup(self) -> QAbstractItemView:
        popup = self.completer_.popup()
        assert popup is not None
        return popup

    def _on_chosen(self, text: str) -> None:
        chosen = next((each for each in self._offered if each.text.strip() == text), None)
        if chosen is None:
            return
        before, after = self.text()[: chosen.start], self.text()[chosen.end :]
        put = f"{chosen.text.rstrip()} "
        self.setText(f"{before}{put}{after.lstrip()}")
        self.setCursorPosition(len(before) + len(put))
