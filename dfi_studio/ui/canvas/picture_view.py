"""A view of pictures in a photo's place: paints them sharply and in time, and probes them.

Which picture is painted where is said by who derives from it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QTransform

from dfi_studio.ui.canvas.budget import Budget
from dfi_studio.ui.canvas.comparison import Pane, Side
from dfi_studio.ui.canvas.labels import fill, paint_focus
from dfi_studio.ui.canvas.layer import Layer
from dfi_studio.ui.canvas.pictures import Pictures
from dfi_studio.ui.canvas.probe import Probe
from dfi_studio.ui.canvas.slices import Slices
from dfi_studio.ui.canvas.tool import Tool, Touch
from dfi_studio.ui.canvas.viewport import Viewport
from dfi_studio.ui.canvas.zoom_pan import ZoomPan
from dfi_studio.ui.theme import SURROUND

_REST_MS = 80
"""How long the hand rests before a large view is painted smoothly."""
_SETTLE = "settle"


class PictureView(ZoomPan):
    """Paints the pictures of its panes. Positions inside are device pixels."""

    probed = Signal(object)
    """A `Probe`: the pixel under the pointer; None beside the photo."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures = Pictures()
        self._probe: Probe | None = None
        self._tool: Tool | None = None
        self._in_hand = False
        self._budget = Budget()
        self._slices = Slices(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._settle)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Picture"))
        self.setAccessibleDescription(self.tr("No photo is open."))
        self.zoom_changed.connect(self._describe)

    # -- for who derives ------------------------------------------------------------------------

    def _panes(self) -> tuple[Pane, ...]:
        """Return what is painted where; together they cover the widget."""
        return tuple(Pane(Side.RESULT, view, view) for view in self._views())

    def _shown(self, pane: Pane) -> Layer | None:
        """Return the picture in a pane."""
        return None if self._viewport.photo.isEmpty() else self._pictures.on(pane.side)

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the pictures."""

    def _arrange(self) -> None:
        """Put everything in its place: what is shown where has changed."""
        self._lay_out_views()
        self._show_cursor()
        self._show_anew()
        self._describe()

    def _described(self) -> str:
        """Return in words what is shown, for who does not see it."""
        return self.tr("No photo is open.")

    def _describe(self) -> None:
        words = self._described()
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def _show_anew(self) -> None:
        """Paint and probe: other pictures are to be seen."""
        self.update()
        self._show_probe()

    # -- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the surround and the pictures in it."""
        painter = QPainter(self)
        painter.setWorldTransform(device_grid(painter))
        painter.save()
        unsettled = self._paint_panes(painter)
        painter.restore()
        if self._tool is not None:
            self._tool.paint(painter, self._viewport, self.devicePixelRatioF())
        self._paint_over(painter)
        if self._by_keyboard:
            whole = QRect(QPoint(0, 0), self._device_size())
            paint_focus(painter, whole, ratio=self.devicePixelRatioF())
        painter.end()
        if unsettled and not self._rest.isActive() and not self._slices.runs(_SETTLE):
            self._rest.start()

    def _paint_panes(self, painter: QPainter) -> bool:
        """Paint the panes; say whether some should be settled when the hand rests."""
        frame, began = self._viewport.frame, time.perf_counter()
        shown = [(pane, layer) for pane in self._panes() if (layer := self._shown(pane))]
        bare = QRegion(QRect(QPoint(0, 0), self._device_size()).adjusted(-1, -1, 1, 1))
        for pane, _ in shown:
            bare -= QRegion(frame.translated(pane.view.topLeft()) & pane.clip)
        fill(painter, bare, QColor(SURROUND))
        most = self._budget.pixels // max(len(shown), 1)
        smooth, unsettled = 0, False
        for pane, layer in shown:
            place = frame.translated(pane.view.topLeft())
            painted = layer.paint(painter, place, pane.clip, fitted=self.fitted, most=most)
            smooth += painted.smooth
            if layer.lacks(place):
                self._grow(layer, layer.scale(place))
            else:
                unsettled |= painted.unsettled
        self._budget.learn(smooth, time.perf_counter() - began)
        return unsettled

    def _grow(self, layer: Layer, scale: float) -> None:
        """Let the levels of a picture be made, then paint again."""

        def steps() -> Iterator[None]:
            yield from layer.pyramid.grow(scale)
            self.update()

        name = f"levels of {layer.key}"
        if not self._slices.runs(name):
            self._slices.start(name, steps())

    def _settle(self) -> None:
        """Let what is in sight be scaled smoothly, then paint again."""
        frame = self._viewport.frame
        views = [(pane.view, layer) for pane in self._panes() if (layer := self._shown(pane))]

        def steps() -> Iterator[None]:
            for view, layer in views:
                yield from layer.settle(frame.translated(view.topLeft()), view)
            self.update()

        self._slices.start(_SETTLE, steps())

    def _go(self, viewport: Viewport) -> None:
        """Show another part; what was being scaled for the last one is not wanted any more."""
        if viewport != self._viewport:
            self._slices.drop(_SETTLE)
            if self._rest.isActive():
                self._rest.start()
        super()._go(viewport)
        self._show_probe()

    # -- the tool in hand -----------------------------------------------------------------------

    def _touch(self, event: QMouseEvent) -> Touch:
        at = self._in_view(event.position())
        return Touch(at, self._viewport, self.devicePixelRatioF(), event.modifiers())

    def _resting_cursor(self) -> Qt.CursorShape:
        if self._tool is None or self._pointer is None:
            return super()._resting_cursor()
        at = self._in_view(self._pointer)
        return self._tool.cursor(Touch(at, self._viewport, self.devicePixelRatioF()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Use the tool, unless the view is panned."""
        left = event.button() is Qt.MouseButton.LeftButton and not self._space.held
        if left and self._tool is not None and self._tool.press(self._touch(event)):
            self._in_hand = True
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Use the tool, or pan; say what is under the pointer."""
        super().mouseMoveEvent(event)
        if self._tool is not None and self._in_hand:
            self._tool.drag(self._touch(event))
        self._show_probe()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what the tool held."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._in_hand = False
            if self._tool is not None:
                self._tool.release()
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask the tool first."""
        left = event.button() is Qt.MouseButton.LeftButton and not self._space.held
        if not (left and self._tool is not None and self._tool.double_click(self._touch(event))):
            super().mouseDoubleClickEvent(event)

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

    # -- probing --------------------------------------------------------------------------------

    def leaveEvent(self, event: QEvent) -> None:
        """Say that nothing is."""
        super().leaveEvent(event)
        self._show_probe()

    def _show_probe(self) -> None:
        probe = None if self._pointer is None else self._probe_at(self._pointer)
        if probe != self._probe:
            self._probe = probe
            self.probed.emit(probe)

    def _probe_at(self, position: QPointF) -> Probe | None:
        point = position * self.devicePixelRatioF()
        at = QPoint(math.floor(point.x()), math.floor(point.y()))
        for pane in self._panes():
            if pane.clip.contains(at):
                layer = self._shown(pane)
                pixel = self._viewport.pixel_at(QPointF(at - pane.view.topLeft()))
                if layer is None or pixel is None:
                    return None
                return Probe.of(layer.picture, self._viewport.photo, pixel)
        return None


def device_grid(painter: QPainter) -> QTransform:
    """Return the transform under which one unit is a device pixel, and whole numbers its edges.

    With a scale of 150 % a widget may begin in the middle of a pixel; the nearest edge is taken,
    so that pictures are never blended with themselves.
    """
    device = painter.deviceTransform()
    back, _ = device.inverted()
    corner = math.floor(device.dx() + 0.5), math.floor(device.dy() + 0.5)
    return QTransform.fromTranslate(*corner) * back
