"""The wheel over a panel that scrolls: when it turns a control, and when it scrolls.

A control turns only while the keyboard's focus is in it, or in the row that holds it: a wheel that
is meant to scroll must never change a value that happens to pass beneath the pointer, for that is
seen too late or not at all. For the same reason a turn that began as scrolling goes on scrolling.
Where nothing can scroll there is nothing to mistake, and the wheel turns what it points at.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QScrollArea, QWidget

_ONE_TURN_S = 0.4
_NOTCH = 120
_NEAR_EDGE = 30


class PanelScroll(QScrollArea):
    """Scrolls a panel up and down; the panel is always as wide as there is room."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self._panel = panel
        self._scrolled = 0.0
        panel.setObjectName("panelContent")
        self.setObjectName("panelScroll")
        self.viewport().setAutoFillBackground(False)
        self.setWidgetResizable(True)
        self.setWidget(panel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def can_scroll(self) -> bool:
        """Whether the panel is higher than the room for it."""
        return self.verticalScrollBar().maximum() > 0

    @property
    def scrolling(self) -> bool:
        """Whether the wheel was scrolling a moment ago."""
        return time.monotonic() - self._scrolled < _ONE_TURN_S

    def follow(self, height: int) -> None:
        """Scroll until a pointer at this height on the screen is well inside."""
        place = self._panel.mapFromGlobal(QPoint(0, height))
        self.ensureVisible(0, place.y(), 0, _NEAR_EDGE)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, and remember when."""
        self._scrolled = time.monotonic()
        super().wheelEvent(event)


class CalmComboBox(QComboBox):
    """A combo box that leaves the wheel to the panel while it has no focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn to another entry, or leave the event to the panel."""
        if self.hasFocus() and turns(self):
            super().wheelEvent(event)
        else:
            event.ignore()


def turns(control: QWidget) -> bool:
    """Say whether the wheel over this control turns it; see the module."""
    area = scroll_area_of(control)
    if area is None or not area.can_scroll:
        return True
    return not area.scrolling and _has_focus_about(control)


def scroll_area_of(control: QWidget) -> PanelScroll | None:
    """Return the panel that scrolls a control, if one does."""
    holder: QWidget | None = control.parentWidget()
    while holder is not None and not isinstance(holder, PanelScroll):
        holder = holder.parentWidget()
    return holder


def notches(event: QWheelEvent) -> float:
    """Return how far the wheel was turned."""
    # With Alt or Shift held some systems turn the wheel sideways.
    return (event.angleDelta().y() or event.angleDelta().x()) / _NOTCH


def pace(modifiers: Qt.KeyboardModifier) -> float:
    """Return how much larger a step is: ten times with Shift, a tenth with Ctrl."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 10.0
    return 0.1 if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0


def _has_focus_about(control: QWidget) -> bool:
    """Say whether the focus is beside the control in its holder, or in what holds both."""
    focus, holder = QApplication.focusWidget(), control.parentWidget()
    if focus is None or holder is None or focus.isWindow():
        return False
    return focus is control or holder.isAncestorOf(focus) or focus.isAncestorOf(control)
