"""A widget whose content is zoomed and panned: wheel, touchpad, touch screen, mouse and keys.

It keeps a `Viewport` and changes it; what is to be seen there is painted by who derives from it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from dfi_studio.ui.canvas.space_key import SpaceKey
from dfi_studio.ui.canvas.viewport import Viewport
from dfi_studio.ui.canvas.wheel import Turn

_MARGIN = 20
_STEP = 48
_ARROWS: dict[int, QPointF] = {
    Qt.Key.Key_Left: QPointF(1, 0),
    Qt.Key.Key_Right: QPointF(-1, 0),
    Qt.Key.Key_Up: QPointF(0, 1),
    Qt.Key.Key_Down: QPointF(0, -1),
}
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class ZoomPan(QWidget):
    """Zooms and pans. Positions inside are device pixels of the view under the pointer."""

    zoom_changed = Signal(float)
    """Device pixels of the screen for each pixel of the photo; 0 without a photo."""

    def __init__(self) -> None:
        super().__init__()
        self._viewport = Viewport()
        self._space = SpaceKey(self)
        self._space.changed.connect(self._show_cursor)
        self._pressed: QPointF | None = None
        self._button = Qt.MouseButton.NoButton
        self._pointer: QPointF | None = None
        self._panning = False
        self._by_keyboard = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 200)

    # -- what others do -------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Device pixels of the screen for each pixel of the photo; 0 without a photo."""
        return 0.0 if self._viewport.photo.isEmpty() else self._viewport.zoom

    @property
    def fitted(self) -> bool:
        """Whether the whole photo fills the view, and will go on to when the view changes."""
        return self._viewport.fitted

    def fit(self) -> None:
        """Show the whole photo."""
        self._go(self._viewport.fit())

    def zoom_to(self, factor: float) -> None:
        """Zoom to device pixels for each pixel of the photo; the middle stays."""
        self._go(self._viewport.zoomed(factor, self._middle))

    def zoom_in(self) -> None:
        """Zoom to the next round figure."""
        self.zoom_to(self._viewport.next_zoom(larger=True))

    def zoom_out(self) -> None:
        """Zoom to the round figure before this."""
        self.zoom_to(self._viewport.next_zoom(larger=False))

    # -- for who derives ------------------------------------------------------------------------

    def _views(self) -> tuple[QRect, ...]:
        """Return the views of the photo, which move in step; all of one size."""
        return (QRect(0, 0, *self._device_size().toTuple()),)

    def _resting_cursor(self) -> Qt.CursorShape:
        """Return the pointer's shape while nothing is panned."""
        return Qt.CursorShape.ArrowCursor

    def _go(self, viewport: Viewport) -> None:
        """Show what another viewport shows."""
        if viewport == self._viewport:
            return
        before, self._viewport = self.zoom, viewport
        self.update()
        if self.zoom != before:
            self.zoom_changed.emit(self.zoom)

    def _lay_out_views(self) -> None:
        """Fit the viewport to the views: the widget or their number changed."""
        margin = _MARGIN * self.devicePixelRatioF()
        self._go(self._viewport.resized(self._views()[0].size(), margin))

    def _device_size(self) -> QSize:
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    def _in_view(self, position: QPointF) -> QPointF:
        """Return a position of the widget in device pixels of the view that it lies in."""
        point = position * self.devicePixelRatioF()
        views = self._views()
        view = next((each for each in views if each.contains(point.toPoint())), views[0])
        return point - view.topLeft()

    @property
    def _middle(self) -> QPointF:
        size = self._viewport.view
        return QPointF(size.width() / 2, size.height() / 2)

    def _pan(self, by: QPointF) -> None:
        """Pan by pixels of the widget."""
        self._go(self._viewport.panned(by * self.devicePixelRatioF()))

    def _zoom_by(self, factor: float, at: QPointF, *, rest: bool = False) -> None:
        """Zoom at a position of the widget; one that rests stops at 100 % and at the whole."""
        before = self._viewport.zoom
        wanted = before * factor
        if rest:
            fit = self._viewport.fit_zoom
            if wanted < before and wanted <= fit < before * 0.999:
                self.fit()
                return
            if min(before, wanted) * 1.001 < 1 < max(before, wanted) / 1.001:
                wanted = 1.0
        self._go(self._viewport.zoomed(wanted, self._in_view(at)))

    def _toggle(self, at: QPointF) -> None:
        """Show 100 % at a position of the widget, or the whole."""
        if self.fitted:
            self._go(self._viewport.zoomed(1.0, self._in_view(at)))
        else:
            self.fit()

    def _show_cursor(self) -> None:
        if self._panning:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space.held and self.zoom:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = self._resting_cursor()
        if shape is not self.cursor().shape():
            self.setCursor(shape)

    # -- Qt -------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the gestures of touchpads and touch screens, and a move to another screen."""
        match event:
            case QNativeGestureEvent():
                return self._take_native(event)
            case QGestureEvent():
                return self._take_pinch(event)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            if self._takes(event):  # before an action of the window with the same key
                event.accept()
                return True
        elif event.type() is QEvent.Type.DevicePixelRatioChange:
            self._lay_out_views()
        return super().event(event)

    def _take_native(self, event: QNativeGestureEvent) -> bool:
        match event.gestureType():
            case Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom_by(max(1 + event.value(), 0.1), event.position())
            case Qt.NativeGestureType.SmartZoomNativeGesture:
                self._toggle(event.position())
            case _:
                return False
        return True

    def _take_pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture) or not self.zoom:
            return False
        centre = self.mapFromGlobal(pinch.centerPoint())
        self._pan(pinch.centerPoint() - pinch.lastCenterPoint())
        self._zoom_by(pinch.scaleFactor(), centre)
        event.accept(pinch)
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; two fingers on a touchpad pan, and zoom with Ctrl."""
        if not self.zoom:
            event.ignore()
            return
        event.accept()
        turn = Turn.of(event)
        if turn.zoom != 1:
            self._zoom_by(turn.zoom, event.position(), rest=turn.rests)
        else:
            self._pan(turn.pan)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan: with the middle button, with Space, or where nothing else is dragged."""
        middle = event.button() is Qt.MouseButton.MiddleButton
        left = event.button() is Qt.MouseButton.LeftButton
        if not self.zoom or not (middle or left):
            super().mousePressEvent(event)
            return
        if middle or self._space.held or self._viewport.overflows:
            self._pressed, self._button = event.position(), event.button()
            self._panning = middle or self._space.held
            self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan."""
        self._pointer = event.position()
        self._show_cursor()
        if self._pressed is None:
            return
        by = event.position() - self._pressed
        if self._panning or by.manhattanLength() >= QApplication.startDragDistance():
            self._panning = True
            self._pressed = event.position()
            self._pan(by)
            self._show_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End panning."""
        if event.button() is self._button:
            self._pressed, self._panning = None, False
            self._show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show 100 % where it was clicked, or the whole again."""
        if event.button() is Qt.MouseButton.LeftButton and self.zoom and not self._space.held:
            self._toggle(event.position())
        else:
            self.mousePressEvent(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Say whether a key is the view's while it has the focus."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        return plain and event.key() in _ARROWS and self._viewport.overflows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan with the arrows, ten times as far with Shift; take note of Space."""
        if self._takes(event):
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._pan(_ARROWS[event.key()] * (_STEP * 10 if shift else _STEP))
        elif not self._space.take(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Take note of Space."""
        if not self._space.take(event):
            super().keyReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Begin to watch Space."""
        self._pointer = event.position()
        self._space.watch()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Watch Space no more."""
        self._pointer = None
        self._space.rest()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys arrive here, where the keyboard led here: a click is seen anyway."""
        self._by_keyboard = event.reason() in _KEYBOARD
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of Space: its release goes elsewhere."""
        self._by_keyboard = False
        self._space.show(held=False)
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is shown in the middle, or the whole."""
        super().resizeEvent(event)
        self._lay_out_views()
