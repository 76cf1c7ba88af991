"""Whether Space is held down over a widget, wherever the keyboard's focus is.

A photographer moves a slider, then holds Space and drags the picture: the slider still has the
focus. So while the pointer is over the picture, the keys of the window are watched before they go
to the focus. They are only watched: each goes where it went before. A text field keeps its space,
and a focused button is pressed by it; should a drag of the picture follow, the picture takes the
focus, and the button lets go without a click.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget


class SpaceKey(QObject):
    """Watches Space for a widget while it is told to."""

    changed = Signal(bool)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._window: QWindow | None = None
        self.held = False

    def watch(self) -> None:
        """Begin: the pointer came over the widget."""
        self.rest()
        self._window = QGuiApplication.focusWindow() or self._widget.window().windowHandle()
        if self._window is not None:
            self._window.installEventFilter(self)

    def rest(self) -> None:
        """End: the pointer left."""
        if self._window is not None:
            self._window.removeEventFilter(self)
        self._window = None
        self.show(held=False)

    def show(self, *, held: bool) -> None:
        """Take note of the key."""
        if held != self.held:
            self.held = held
            self.changed.emit(held)

    def take(self, event: QKeyEvent) -> bool:
        """Take note of a key event; say whether it was Space."""
        if event.key() != Qt.Key.Key_Space or event.modifiers():
            return False
        if not event.isAutoRepeat():
            self.show(held=event.type() is QEvent.Type.KeyPress)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the keys of the window, and pass everything on."""
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.KeyPress,
            QEvent.Type.KeyRelease,
        ):
            focus = QApplication.focusWidget()
            typing = focus is not None and focus.testAttribute(
                Qt.WidgetAttribute.WA_InputMethodEnabled
            )
            if not typing:
                self.take(event)
        return False
