"""Which page of the guide fits where the user is, and how F1 opens it.

The viewer is imported when it is first asked for.
"""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from dfi_studio.ui.actions.action import Place

INDEX = "README.md"
PAGES: dict[Place, str] = {
    Place.EDIT: "age-a-face.md",
    Place.DATASET: "find-good-sets.md",
    Place.INPAINT: "fill-a-hole.md",
    Place.ISDA: "train-with-isda.md",
    Place.SEQUENCE: "make-a-film.md",
}


def open_guide(parent: QWidget, page: str) -> None:
    """Show a page in the viewer that belongs to a window; it is made where there is none."""
    from dfi_studio.ui.help.viewer import GuideViewer

    own = (each for each in parent.children() if isinstance(each, GuideViewer))
    (next(own, None) or GuideViewer(parent)).show_page(page)


def help_by_f1(dialog: QDialog, page: str) -> None:
    """Let F1 open a page beside a dialog, which holds up the window's own keys."""
    QShortcut(QKeySequence("F1"), dialog, lambda: open_guide(dialog, page))
