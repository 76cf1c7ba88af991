"""What a hand does to a widget: wheel, fingers on a touchpad, a drag. Events as the system's."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


def wheel(
    widget: QWidget,
    at: QPoint,
    angle: tuple[int, int] = (0, 0),
    *,
    pixels: tuple[int, int] = (0, 0),
    keys: Qt.KeyboardModifier = NO_KEYS,
    phase: Qt.ScrollPhase = Qt.ScrollPhase.NoScrollPhase,
) -> None:
    """Turn a wheel, or scroll with two fingers (with a phase)."""
    event = QWheelEvent(
        QPointF(at),
        widget.mapToGlobal(QPointF(at)),
        QPoint(*pixels),
        QPoint(*angle),
        Qt.MouseButton.NoButton,
        keys,
        phase,
        False,
    )
    QApplication.sendEvent(widget, event)


def pinch(widget: QWidget, at: QPoint, value: float) -> None:
    """Move two fingers on a touchpad apart by a part of their distance."""
    point = QPointF(at)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        point,
        point,
        widget.mapToGlobal(point),
        value,
        QPointF(),
    )
    QApplication.sendEvent(widget, event)


def move(
    widget: QWidget,
    at: QPoint,
    buttons: Qt.MouseButton = Qt.MouseButton.NoButton,
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    """Move the pointer, with buttons held or not."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        widget.mapToGlobal(QPointF(at)),
        Qt.MouseButton.NoButton,
        buttons,
        keys,
    )
    QApplication.sendEvent(widget, event)


def drag(
    widget: QWidget,
    way: Iterable[QPoint],
    button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    """Press at the first point, move along the others, release at the last."""
    first, *others = way
    QTest.mousePress(widget, button, keys, first)
    for point in others:
        move(widget, point, button, keys)
    QTest.mouseRelease(widget, button, keys, others[-1])
