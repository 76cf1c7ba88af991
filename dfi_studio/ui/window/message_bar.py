"""The bar above the picture that says what went wrong or was left out; never a modal box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.theme import em, put_icon, put_symbol

_SYMBOL = 20
_DETAIL_LINES = 4


class MessageBar(QWidget):
    """Shows the newest message, and above it the offers that were not taken up yet.

    An offer is a message with a button: it stays, whatever is said after it, until its button is
    pressed or it is dismissed. Notices that come together are counted and listed; anything else
    takes the place of the message before.
    """

    def __init__(self) -> None:
        super().__init__()
        self.news = MessageRow()
        self.offers: list[MessageRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.news)
        self._show_rows()
        self.news.closed.connect(self._show_rows)

    def say(self, message: Message) -> None:
        """Show a message until it is dismissed."""
        if not message.button:
            self.news.say(message)
        elif all(message not in row.messages for row in self.offers):
            row = MessageRow()
            self.offers.append(row)
            self._column.insertWidget(len(self.offers) - 1, row)
            row.say(message)  # in its place: shown by itself it would be a window of its own
            row.closed.connect(self._on_answered)
        self._show_rows()

    def withdraw(self, message: Message) -> None:
        """Put an offer away that is settled."""
        for row in [row for row in self.offers if message in row.messages]:
            row.clear()

    def clear(self) -> None:
        """Put away what is told; the offers stay."""
        self.news.clear()

    @property
    def text(self) -> QLabel:
        """What is said."""
        return self.news.text

    @property
    def details(self) -> QPlainTextEdit:
        """What unfolds beneath it."""
        return self.news.details

    def _on_answered(self) -> None:
        for row in [row for row in self.offers if not row.messages]:
            self.offers.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._show_rows()

    def _show_rows(self) -> None:
        self.setVisible(bool(self.offers or self.news.messages))


class MessageRow(QFrame):
    """One line of the bar: a sentence, what can be done about it, and the details."""

    closed = Signal()
    """It holds nothing any more."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.messages: list[Message] = []
        self._symbol = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.act = QPushButton()
        self.act.clicked.connect(self._on_act)
        self.copy = QPushButton(self.tr("Copy report"))
        self.copy.setToolTip(self.tr("Copy what a bug report needs, without names of yours"))
        self.copy.clicked.connect(self._on_copy)
        self.unfold = QToolButton()
        self.unfold.setText(self.tr("Details"))
        self.unfold.setCheckable(True)
        self.unfold.toggled.connect(self._on_unfolded)
        self.dismiss = QToolButton()
        put_icon(self.dismiss, "close")
        self.dismiss.setToolTip(self.tr("Dismiss this message"))
        self.dismiss.setAccessibleName(self.dismiss.toolTip())
        self.dismiss.clicked.connect(self.clear)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(self.tr("Details of the message"))
        self.details.setFixedHeight(em(self, _DETAIL_LINES + 1))
        self._lay_out()
        self.clear()

    def say(self, message: Message) -> None:
        """Show a message; notices in a row are gathered, anything else begins anew."""
        if message in self.messages:
            return
        notices = all(each.severity is Severity.NOTICE for each in [*self.messages, message])
        self.messages = [*self.messages, message] if notices else [message]
        count = len(self.messages)
        more = self.tr(" (and {} more)").format(count - 1) if count > 1 else ""
        self.text.setText(self.messages[0].text + more)
        parts = [f"{each.text}\n{each.details}".strip() for each in self.messages]
        parts = [message.details] if count == 1 else parts
        self.details.setPlainText("\n".join(parts))
        self.unfold.setVisible(any(parts))
        if not any(parts):
            self.unfold.setChecked(False)
        self.act.setText(message.button)
        self.act.setVisible(bool(message.button))
        failed = message.severity is Severity.ERROR and bool(message.details)
        self.copy.setVisible(failed and not message.button)
        self._dress(message.severity)
        self.show()

    def clear(self) -> None:
        """Put the messages away."""
        self.messages = []
        self.unfold.setChecked(False)
        self.details.hide()
        self.hide()
        self.closed.emit()

    def _on_act(self) -> None:
        act = self.messages[0].act if self.messages else None
        self.clear()
        if act is not None:
            act()

    def _on_copy(self) -> None:
        from dfi_studio.ui.report import copy_report  # what it reads takes long to import

        copy_report(self.text.text(), self.details.toPlainText())

    def _dress(self, severity: Severity) -> None:
        name = "error" if severity is Severity.ERROR else "notice"
        put_symbol(self._symbol, "warning" if name == "error" else "notice", _SYMBOL)
        self.setProperty("severity", name)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(self.tr("Error") if name == "error" else self.tr("Notice"))
        self.setAccessibleDescription(self.text.text())

    def _on_unfolded(self, wanted: bool) -> None:
        self.details.setVisible(wanted)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._symbol)
        row.addWidget(self.text, 1)
        row.addWidget(self.act)
        row.addWidget(self.copy)
        row.addWidget(self.unfold)
        row.addWidget(self.dismiss)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addLayout(row)
        layout.addWidget(self.details)
