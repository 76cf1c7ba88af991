"""A view of pictures in a photo's place: paints them sharply and in time, and probes them.

Which picture is painted where is said by who derives from it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QRegion, QTransform

from dfi_studio.ui.canvas.budget import Budget
from dfi_studio.ui.canvas.comparison import Pane, Side
from dfi_studio.ui.canvas.labels import fill, paint_focus
from dfi_studio.ui.canvas.layer import Layer
from dfi_studio.ui.canvas.pictures import Pictures
from dfi_studio.ui.canvas.probe import Probe
from dfi_studio.ui.canvas.slices import Slices
from dfi_studio.ui.canvas.tool_view import ToolView
from dfi_studio.ui.canvas.viewport import Viewport
from dfi_studio.ui.theme import SURROUND

_REST_MS = 80
"""How long the hand rests before a large view is painted smoothly."""
_SETTLE = "settle"


class PictureView(ToolView):
    """Paints the pictures of its panes. Positions inside are device pixels."""

    probed = Signal(object)
    """A `Probe`: the pixel under the pointer; None beside the photo."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures = Pictures()
        self._probe: Probe | None = None
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

    def _paint_masks(self, painter: QPainter, part: QRect) -> None:
        """Paint what lies on the pictures, in a part of the view."""

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the pictures, and over the tool."""

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
        part = self._device_part(event.rect())
        painter.save()
        unsettled = self._paint_panes(painter, part)
        painter.restore()
        painter.save()
        self._paint_masks(painter, part)
        painter.restore()
        self._paint_tool(painter)
        self._paint_over(painter)
        if self._by_keyboard:
            whole = QRect(QPoint(0, 0), self._device_size())
            paint_focus(painter, whole, ratio=self.devicePixelRatioF())
        painter.end()
        if unsettled and not self._rest.isActive() and not self._slices.runs(_SETTLE):
            self._rest.start()

    def _device_part(self, part: QRect) -> QRect:
        """Return the device pixels that a part of the widget lies on, and one more all round."""
        ratio = self.devicePixelRatioF()
        begin, end = QPointF(part.topLeft()) * ratio, QPointF(part.bottomRight()) * ratio
        seen = QRect(begin.toPoint(), (end + QPointF(ratio, ratio)).toPoint())
        return seen.adjusted(-1, -1, 1, 1)

    def _paint_panes(self, painter: QPainter, part: QRect) -> bool:
        """Paint a part of the panes; say whether some should be settled when the hand rests."""
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
            painted = layer.paint(
                painter, place, pane.clip, fitted=self.fitted, most=most, part=part
            )
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
            yield from layer.grow(scale)
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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the pointer."""
        super().mouseMoveEvent(event)
        self._show_probe()

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
