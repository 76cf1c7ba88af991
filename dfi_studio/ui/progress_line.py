"""A progress bar that is painted when its turn comes.

Qt's own repaints itself whenever its value is set, and with itself all else of the window that is
due: with every iterate of the solver, however busy the window is.
"""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

_FINE = 1000


class ProgressLine(QProgressBar):
    """Shows a share of something, without words."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setAccessibleName(self.tr("Progress"))

    def show_share(self, share: float | None) -> None:
        """Show a share, 0..1; None where there is no telling how long it takes."""
        highest, value = (0, 0) if share is None else (_FINE, round(share * _FINE))
        if (highest, value) == (self.maximum(), self.value()):
            return
        self.setUpdatesEnabled(False)
        self.setRange(0, highest)  # 0..0 is Qt's sign for "busy"
        self.setValue(value)
        self.setUpdatesEnabled(True)  # asks for a repaint, and does not wait for it
