"""A question with a few answers of its own, each a button."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import em

_SIDE_BY_SIDE = 2
"""The most answers that fit beside each other in a narrow window."""


class Question(QDialog):
    """Closes with the place of the answer, counted from 1; with 0 where it was put off.

    Parameters
    ----------
    about : str
        What to know before answering.
    answers : sequence of str
        The first is what Enter gives.
    later : str
        The word for putting it off; Escape does so too.
    """

    def __init__(
        self, parent: QWidget, text: str, about: str, *, answers: Sequence[str], later: str
    ) -> None:
        super().__init__(parent)
        asked, told = QLabel(text), quiet(about)
        asked.setWordWrap(True)
        for label in (asked, told):
            label.setTextFormat(Qt.TextFormat.PlainText)  # names of files are shown as they are
            label.setMinimumWidth(em(self, 22))
        told.setVisible(bool(about))
        self.setAccessibleName(text)
        self.setAccessibleDescription(about)
        row = len(answers) <= _SIDE_BY_SIDE
        ways = QBoxLayout.Direction
        buttons = QBoxLayout(ways.LeftToRight if row else ways.TopToBottom)
        buttons.setSpacing(em(self, 0.5))
        if row:
            buttons.addStretch()
        for code, answer in enumerate((*answers, later), start=1):
            button = QPushButton(answer)
            button.setDefault(code == 1)
            button.clicked.connect(partial(self.done, code if code <= len(answers) else 0))
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        margin = em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(em(self, 0.5))
        column.addWidget(asked)
        column.addWidget(told)
        column.addSpacing(em(self, 0.5))
        column.addLayout(buttons)
