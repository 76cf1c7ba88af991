"""A zoomed view with a tool in hand: mouse, pen, wheel and keys go to the tool first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import (
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)

from dfi_studio.ui.canvas.tool import Tool, Touch
from dfi_studio.ui.canvas.zoom_pan import ZoomPan

_NOTHING = Qt.MouseButton.NoButton
_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)


class ToolView(ZoomPan):
    """Gives a tool what the hand does; what the tool does not take zooms and pans."""

    def __init__(self) -> None:
        super().__init__()
        self._tool: Tool | None = None
        self._in_hand = _NOTHING  # the button that the tool is used with
        self._pressure = 1.0

    def _take_tool(self, tool: Tool | None) -> None:
        """Take a tool in hand, or put it away."""
        if self._tool is not None:
            self._tool.hover(None)
        self._tool, self._in_hand = tool, _NOTHING
        self._show_cursor()

    def _paint_tool(self, painter: QPainter) -> None:
        """Paint what the tool shows, in every view."""
        if self._tool is None:
            return
        painted: list[QRect] = []
        for view in self._views():
            if view not in painted:
                painted.append(view)
                painter.save()
                painter.setClipRect(view)
                painter.translate(view.topLeft())
                self._tool.paint(painter, self._viewport, self.devicePixelRatioF())
                painter.restore()

    def _update_part(self, part: QRect) -> None:
        """Let a part of every view be painted again; in device pixels of the view."""
        ratio = self.devicePixelRatioF()
        for view in self._views():
            seen = part.translated(view.topLeft()) & view
            begin, end = QPointF(seen.topLeft()) / ratio, QPointF(seen.bottomRight()) / ratio
            if not seen.isEmpty():
                self.update(QRect(begin.toPoint(), end.toPoint()).adjusted(-2, -2, 2, 2))

    def _touch(self, event: QMouseEvent) -> Touch:
        pen = event.device().type() is QInputDevice.DeviceType.Stylus
        held = self._in_hand if event.type() is QEvent.Type.MouseMove else event.button()
        return Touch(
            at=self._in_view(event.position()),
            viewport=self._viewport,
            ratio=self.devicePixelRatioF(),
            modifiers=event.modifiers(),
            button=held,
            pressure=self._pressure if pen else 1.0,
            eraser=pen and event.pointerType() is QPointingDevice.PointerType.Eraser,
        )

    def _resting_cursor(self) -> Qt.CursorShape:
        if self._tool is None or self._pointer is None:
            return super()._resting_cursor()
        at = self._in_view(self._pointer)
        return self._tool.cursor(Touch(at, self._viewport, self.devicePixelRatioF()))

    def _used(self, event: QMouseEvent) -> bool:
        """Begin to use the tool, where it is meant."""
        if self._tool is None or self._space.held or event.button() not in _BUTTONS:
            return False
        if self._in_hand is _NOTHING and self._tool.press(self._touch(event)):
            self._in_hand = event.button()
        return self._in_hand is not _NOTHING

    # -- Qt -------------------------------------------------------------------------------------

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Take note of the pressure; the system's mouse event at the same place follows."""
        self._pressure = event.pressure()
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Use the tool, unless the view is panned."""
        if not self._used(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Use the tool, or pan."""
        super().mouseMoveEvent(event)
        if self._tool is not None:
            touch = self._touch(event)
            self._tool.hover(touch)
            if self._in_hand is not _NOTHING and not self._panning:
                self._tool.drag(touch)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what the tool held."""
        if event.button() is self._in_hand:
            self._in_hand = _NOTHING
            if self._tool is not None:
                self._tool.release()
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask the tool first; to a tool that knows no double click it is a press."""
        free = event.button() in _BUTTONS and not self._space.held
        if free and self._tool is not None and self._tool.double_click(self._touch(event)):
            return
        if not self._used(event):
            super().mouseDoubleClickEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ask the tool first. Alt turns the wheel sideways on some systems."""
        angle = event.angleDelta().y() or event.angleDelta().x()
        if self._tool is not None and self._tool.turn(angle, event.modifiers()):
            event.accept()
        else:
            super().wheelEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell the tool that the pointer left."""
        super().leaveEvent(event)
        if self._tool is not None:
            self._tool.hover(None)

    def _takes(self, event: QKeyEvent) -> bool:
        return super()._takes(event) or self._is_tools(event)

    def _is_tools(self, event: QKeyEvent) -> bool:
        return self._tool is not None and self._tool.takes(event.key(), event.modifiers())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask the tool first."""
        if self._tool is not None and self._is_tools(event):
            self._tool.push(event.key(), event.modifiers())
        else:
            super().keyPressEvent(event)
