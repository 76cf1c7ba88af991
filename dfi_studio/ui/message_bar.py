"""The bar above the picture that says what went wrong or was left out; never a modal box."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from dfi_studio.ui.theme import icon, put_icon
from dfi_studio.ui.work import Message, Severity


class MessageBar(QFrame):
    """Shows the newest message; notices that come together are counted and listed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._messages: list[Message] = []
        self._symbol = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
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
        self.details.setAccessibleName(self.tr("Details of the message"))
        self.details.setFixedHeight(76)
        self._lay_out()
        self.clear()

    def say(self, message: Message) -> None:
        """Show a message; notices in a row are gathered, anything else begins anew."""
        if message in self._messages:
            return
        notices = all(each.severity is Severity.NOTICE for each in [*self._messages, message])
        self._messages = [*self._messages, message] if notices else [message]
        count = len(self._messages)
        more = self.tr(" (and {} more)").format(count - 1) if count > 1 else ""
        self.text.setText(self._messages[0].text + more)
        parts = [f"{each.text}\n{each.details}".strip() for each in self._messages]
        parts = [message.details] if count == 1 else parts
        self.details.setPlainText("\n".join(parts))
        self.unfold.setVisible(any(parts))
        if not any(parts):
            self.unfold.setChecked(False)
        self._dress(message.severity)
        self.show()

    def clear(self) -> None:
        """Put the messages away."""
        self._messages = []
        self.unfold.setChecked(False)
        self.details.hide()
        self.hide()

    def _dress(self, severity: Severity) -> None:
        name = "error" if severity is Severity.ERROR else "notice"
        self._symbol.setPixmap(
            icon("warning" if severity is Severity.ERROR else "notice").pixmap(QSize(20, 20))
        )
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
        row.addWidget(self.unfold)
        row.addWidget(self.dismiss)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addLayout(row)
        layout.addWidget(self.details)
