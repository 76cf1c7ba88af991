"""How carefully to solve, in one word."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from dfi_studio.core.recipe import Quality
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.ui.panels.section import beside
from dfi_studio.ui.panels.segments import Segment, Segments


class QualityPicker(QWidget):
    """Shows the word for the number of iterations; none is pressed where there is no word."""

    edited = Signal(object)
    """An `Edit`."""

    def __init__(self) -> None:
        super().__init__()
        self.segments = Segments(self.tr("Quality"), [_segment(each) for each in Quality])
        line = beside(self.tr("Quality"), self.segments)
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)
        self.segments.chosen.connect(lambda word: self.edited.emit(edits.set_quality(word)))

    def show_document(self, document: Document) -> None:
        """Show the quality of the document."""
        self.segments.show_value(document.recipe.solver.quality)


def _segment(quality: Quality) -> Segment:
    words = {
        Quality.DRAFT: _tr("Draft"),
        Quality.GOOD: _tr("Good"),
        Quality.FINAL: _tr("Final"),
    }
    told = _tr("At most {} iterations").format(quality.iterations)
    return Segment(quality, words[quality], told)


def _tr(text: str) -> str:
    return QCoreApplication.translate("QualityPicker", text)
