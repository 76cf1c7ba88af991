"""The two pages of the ISDA workspace, draws and trainings, and the choice between them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dfi_studio.ui.panels.segments import Segment, Segments


class IsdaPages(QWidget):
    """Shows one of them."""

    def __init__(self, draws: QWidget, training: QWidget) -> None:
        super().__init__()
        self.choice = Segments(
            self.tr("Page"),
            (
                Segment(draws, self.tr("Draws"), self.tr("What a class of pictures varies in")),
                Segment(
                    training,
                    self.tr("Training"),
                    self.tr("Classifiers with ISDA and without, compared"),
                ),
            ),
        )
        self._stack = QStackedWidget()
        for page in (draws, training):
            self._stack.addWidget(page)
        top = QHBoxLayout()
        top.setContentsMargins(12, 6, 12, 6)
        top.addWidget(self.choice)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        self.choice.show_value(draws)
        self.choice.chosen.connect(self._stack.setCurrentWidget)
