"""The viewer of the guide: pages with pictures, links, search within the page, back and forward."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QShortcut,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.library.resources import guide
from dfi_studio.ui.clearing import offer_clearing
from dfi_studio.ui.help.opening import INDEX
from dfi_studio.ui.help.page import rich_text
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import em, put_icon

_ROOMY = QSize(820, 680)
_EDGE = 28
"""Around the text, in pixels."""


class GuideView(QTextBrowser):
    """Shows pages of the guide; what lies elsewhere is for the system's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.anchorClicked.connect(self.follow)
        self.setAccessibleName(self.tr("Page of the guide"))
        # With a bar that comes and goes the page would be laid out for another width than it has.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(_EDGE)

    def follow(self, link: QUrl) -> None:
        """Go to a page, to a heading in it, or out of the guide."""
        url = self.source().resolved(link)
        if url.isLocalFile() and _is_page(url):
            self.setSource(url, QTextDocument.ResourceType.HtmlResource)
        else:
            QDesktopServices.openUrl(url)

    def loadResource(self, kind: int, name: QUrl | str, /) -> Any:  # noqa: N802 - Qt's own
        """Return a page as rich text, or a picture no wider than the page."""
        url = self.source().resolved(QUrl(name))
        path = Path(url.toLocalFile())
        if _is_page(url):
            return rich_text(path.read_text(encoding="utf-8"), self.font())
        if kind == QTextDocument.ResourceType.ImageResource.value and url.isLocalFile():
            return self._fitting(QImage(str(path)))
        return super().loadResource(kind, name)

    def _fitting(self, picture: QImage) -> QImage:
        """Return a picture at the width of the page, sharp on dense screens too."""
        ratio = self.devicePixelRatioF()
        room = round((self.viewport().width() - 2 * _EDGE) * ratio)
        if picture.width() > room > 0:
            mode = Qt.TransformationMode.SmoothTransformation
            picture = picture.scaledToWidth(room, mode)
        picture.setDevicePixelRatio(ratio)
        return picture


class GuideViewer(QDialog):
    """The guide in a window of its own; the one it belongs to stays usable.

    Parameters
    ----------
    parent : QWidget
        Also a modal dialog: the viewer can be used beside it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(self.tr("Guide"))
        self.view = GuideView()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find in this page"))
        self.search.setAccessibleName(self.search.placeholderText())
        offer_clearing(self.search)
        self.search.setMaximumWidth(em(self, 16))
        self.found = quiet("")
        self.back = self._button("back", self.tr("Back"), self.view.backward)
        self.forward = self._button("forward", self.tr("Forward"), self.view.forward)
        self.home = self._button("library", self.tr("All pages"), lambda: self.show_page(INDEX))
        self._lay_out()
        self._connect()
        self.resize(_ROOMY)

    def show_page(self, page: str) -> None:
        """Show a page, and come to the front.

        Parameters
        ----------
        page : str
            The name of its file, with ``#`` and a heading's anchor where one is meant.
        """
        name, _, anchor = page.partition("#")
        url = QUrl.fromLocalFile(str(guide(name)))
        if anchor:
            url.setFragment(anchor)
        self.view.setSource(url, QTextDocument.ResourceType.HtmlResource)
        self.show()
        self.raise_()
        self.activateWindow()

    def find_next(self, *, backwards: bool = False) -> None:
        """Go to the next place of what is searched for; behind the last comes the first."""
        text = self.search.text()
        way = QTextDocument.FindFlag.FindBackward if backwards else QTextDocument.FindFlag(0)
        there = bool(text) and self.view.find(text, way)
        if text and not there:
            ends = self.view.textCursor()
            places = ends.MoveOperation
            ends.movePosition(places.End if backwards else places.Start)
            self.view.setTextCursor(ends)
            there = self.view.find(text, way)
        self.found.setText("" if there or not text else self.tr("Not on this page"))

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.view.source().isValid():
            self.view.reload()

    def _button(self, icon: str, text: str, do: Any) -> QToolButton:
        made = QToolButton()
        put_icon(made, icon)
        made.setToolTip(text)
        made.setAccessibleName(text)
        made.clicked.connect(lambda *_: do())
        return made

    def _connect(self) -> None:
        self.search.textEdited.connect(self._from_here)
        self.search.returnPressed.connect(self.find_next)
        self.view.backwardAvailable.connect(self.back.setEnabled)
        self.view.forwardAvailable.connect(self.forward.setEnabled)
        self.view.sourceChanged.connect(lambda *_: self.found.clear())
        self.back.setEnabled(False)
        self.forward.setEnabled(False)
        keys = QKeySequence.StandardKey
        for key, do in (
            (keys.Find, self._to_search),
            (keys.FindNext, self.find_next),
            (keys.FindPrevious, lambda: self.find_next(backwards=True)),
            (keys.Back, self.view.backward),
            (keys.Forward, self.view.forward),
        ):
            QShortcut(QKeySequence(key), self, do)

    def _from_here(self) -> None:
        """Search on from where the last find began, so that each letter narrows it."""
        cursor = self.view.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self.view.setTextCursor(cursor)
        self.find_next()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 6)
        for each in (self.back, self.forward, self.home):
            bar.addWidget(each)
        bar.addStretch()
        bar.addWidget(self.found)
        bar.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.view)
        self.view.setFrameShape(self.view.Shape.NoFrame)
        self.view.setFocus()


def _is_page(url: QUrl) -> bool:
    return url.path().endswith(".md")
