"""The right side of the window: photo, attribute and sliders; the solver stays in sight below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from dfi_studio.session.document import Document
from dfi_studio.ui.panels.attribute_panel import AttributePanel
from dfi_studio.ui.panels.photo_panel import PhotoPanel
from dfi_studio.ui.panels.section import line
from dfi_studio.ui.panels.solver_panel import SolverPanel
from dfi_studio.ui.panels.strength_panel import StrengthPanel

_WIDTH = 344


class EditPanel(QWidget):
    """Puts the panels in place and gathers what they want."""

    edited = Signal(object)
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.photo = PhotoPanel()
        self.attribute = AttributePanel()
        self.strength = StrengthPanel()
        self.solver = SolverPanel()
        for source in (self.attribute, self.strength):
            source.edited.connect(self.edited)
            source.settled.connect(self.settled)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(11)
        for at, panel in enumerate((self.photo, self.attribute, self.strength)):
            if at:
                column.addWidget(line())
            column.addWidget(panel)
        column.addStretch()
        inner.setObjectName("panelContent")
        scroll = QScrollArea()
        scroll.setObjectName("panelScroll")
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(16, 10, 16, 12)
        bottom.addWidget(self.solver)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(line())
        layout.addLayout(bottom)
        room = inner.minimumSizeHint().width() + scroll.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(max(_WIDTH, room))

    def show_document(self, document: Document) -> None:
        """Show a document on every panel."""
        self.photo.show_document(document)
        self.attribute.show_document(document)
        self.strength.show_document(document)
