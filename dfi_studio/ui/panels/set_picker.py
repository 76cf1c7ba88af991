"""Choosing a set of pictures: type its path, pick it with the button, or drop it here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.panels.text_line import TextLine
from dfi_studio.ui.rendering.work import SetReport
from dfi_studio.ui.theme import put_icon, tabular


class SetPicker(QWidget):
    """One set: its role, its path, and what was found there."""

    chosen = Signal(str)
    """A path was typed or dropped."""
    folder_wanted = Signal()
    list_wanted = Signal()

    def __init__(self, role: str, explanation: str) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._shown = ""
        self.count = tabular(quiet())
        self.count.setWordWrap(False)
        self.path = TextLine()
        self.path.setPlaceholderText(self.tr("A folder or a list of paths; drop it here"))
        self.path.setAccessibleName(role)
        self.path.setAccessibleDescription(explanation)
        self.path.editingFinished.connect(self._on_typed)
        self.error = QLabel()
        self.error.setProperty("wrong", True)
        self.error.setWordWrap(True)
        self.error.hide()
        label = QLabel(role)
        label.setBuddy(self.path)
        self.setToolTip(explanation)
        self.button = self._button(role)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addStretch()
        top.addWidget(self.count)
        middle = QHBoxLayout()
        middle.setSpacing(4)
        middle.addWidget(self.path, 1)
        middle.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addLayout(middle)
        layout.addWidget(self.error)

    def show_text(self, text: str) -> None:
        """Show the path of the document."""
        self._shown = text
        if self.path.text() != text:
            self.path.setText(text)
        self.path.setToolTip(text)
        if not text:
            self.show_report(SetReport())

    def show_report(self, report: SetReport) -> None:
        """Show what was found under that path."""
        found = self.tr("1 picture") if report.count == 1 else self.tr("{:,} pictures")
        self.count.setText(found.format(report.count) if report.count else "")
        self.error.setText(report.error)
        self.error.setVisible(bool(report.error))
        if self.path.property("wrong") != bool(report.error):
            self.path.setProperty("wrong", bool(report.error))
            self.path.style().unpolish(self.path)
            self.path.style().polish(self.path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one folder or one text file."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Choose what was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.chosen.emit(str(path))

    def _on_typed(self) -> None:
        text = self.path.text().strip()
        if text != self._shown:
            self.chosen.emit(text)

    def _button(self, role: str) -> QToolButton:
        button = QToolButton()
        put_icon(button, "folder")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAccessibleName(self.tr("Choose: {}").format(role))
        button.setToolTip(self.tr("Choose a folder or a list of paths"))
        menu = QMenu(button)
        folder = QAction(self.tr("Choose a folder…"), menu)
        folder.triggered.connect(self.folder_wanted)
        listed = QAction(self.tr("Choose a text file of paths…"), menu)
        listed.triggered.connect(self.list_wanted)
        menu.addActions([folder, listed])
        button.setMenu(menu)
        return button


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_dir() or path.suffix.lower() in (".txt", ".lst", ".list") else None
