"""A slider and a number box for one parameter, made from what the parameter says of itself.

Drag, click, wheel, arrows or type. Shift makes a step ten times larger, Ctrl ten times smaller; a
double click brings the default back. The slider spans the soft range, the box the hard limits.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QWidget,
)

from dfi_studio.core.parameters import Parameter
from dfi_studio.ui.panels.scale import Scale

_TICKS = 10_000
_HANDLE = 15
_MORE = {
    Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageDown: -10,
}  # fmt: skip


class Track(QSlider):
    """The line and its handle. Says what the hand wants; shows what it is told."""

    wanted = Signal(float)
    settled = Signal()

    def __init__(self, scale: Scale, default: float) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._scale = scale
        self._default = default
        self._value = default
        self.setRange(0, _TICKS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(self, value: float) -> None:
        """Move the handle; nobody is told."""
        self._value = value
        self.setValue(round(self._scale.position(value) * _TICKS))

    def sizeHint(self) -> QSize:
        """Ask for room for the handle and its ring."""
        return QSize(160, _HANDLE + 7)

    def minimumSizeHint(self) -> QSize:
        """Get by with a shorter line."""
        return QSize(80, _HANDLE + 7)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the handle to the pointer, and follow it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._follow(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self._follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if self.isSliderDown():
            self.setSliderDown(False)
            self.settled.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Bring the default back."""
        self.setSliderDown(False)
        self._want(self._default)
        self.settled.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step by the notches of the wheel."""
        # With Alt or Shift held some systems turn the wheel sideways.
        turned = event.angleDelta().y() or event.angleDelta().x()
        self._want(self._scale.stepped(self._value, turned / 120 * _pace(event.modifiers())))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrows; Home and End go to the ends."""
        steps = _MORE.get(Qt.Key(event.key()))
        if steps is not None:
            self._want(self._scale.stepped(self._value, steps * _pace(event.modifiers())))
        elif event.key() == Qt.Key.Key_Home:
            self._want(self._scale.value(0))
        elif event.key() == Qt.Key.Key_End:
            self._want(self._scale.value(1))
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a row of steps."""
        self.settled.emit()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, filled from its origin, the default's mark and the handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        accent = self._colour(QPalette.ColorRole.Accent)
        middle = self.height() / 2
        left, right = self._place(0), self._place(1)
        painter.setBrush(self._colour(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(QRectF(left, middle - 2, right - left, 4), 2, 2)
        here, origin = (
            self._place(self._scale.position(self._value)),
            self._place(self._scale.origin()),
        )
        painter.setBrush(accent)
        painter.drawRoundedRect(QRectF(min(here, origin), middle - 2, abs(here - origin), 4), 2, 2)
        painter.setBrush(self._colour(QPalette.ColorRole.PlaceholderText))
        default = self._place(self._scale.position(self._default))
        painter.drawRect(QRectF(default - 0.5, middle + 5, 1, 4))
        if self.hasFocus():
            ring = QColor(accent)
            ring.setAlpha(70)
            painter.setBrush(ring)
            painter.drawEllipse(QPointF(here, middle), _HANDLE / 2 + 3, _HANDLE / 2 + 3)
        painter.setBrush(self._colour(QPalette.ColorRole.Base))
        painter.setPen(QPen(accent, 2))
        painter.drawEllipse(QPointF(here, middle), _HANDLE / 2 - 1, _HANDLE / 2 - 1)

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        dull = QPalette.ColorRole.Mid if role is QPalette.ColorRole.Accent else role
        return self.palette().color(role if self.isEnabled() else dull)

    def _place(self, position: float) -> float:
        margin = _HANDLE / 2 + 3
        return margin + position * (self.width() - 2 * margin)

    def _follow(self, point: QPointF) -> None:
        left, right = self._place(0), self._place(1)
        self._want(self._scale.value((point.x() - left) / (right - left)))

    def _want(self, value: float) -> None:
        if value != self._value:
            self.show_value(value)
            self.wanted.emit(value)


class NumberBox(QDoubleSpinBox):
    """The value as a number that can be typed, with its unit."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        parameter = scale.parameter
        self.setDecimals(parameter.decimals)
        self.setRange(parameter.low, parameter.high)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widest = max((self.textFromValue(edge) for edge in self._edges()), key=len)
        metrics = QFontMetrics(self.font())
        self.setFixedSize(metrics.horizontalAdvance(widest + "00") + 16, metrics.height() + 11)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's name
        """Show no zeros at the end where the scale is logarithmic."""
        text = super().textFromValue(value)
        if not self._scale.parameter.logarithmic:
            return text
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text

    def stepBy(self, steps: int) -> None:  # noqa: N802 - Qt's name
        """Step as the slider does."""
        self.setValue(self._scale.stepped(self.value(), steps))

    def _edges(self) -> tuple[float, ...]:
        parameter = self._scale.parameter
        return parameter.soft_low, parameter.soft_high, parameter.low if parameter.low < 0 else 0.0


class ParameterSlider(QWidget):
    """One parameter: its name, its number and its slider.

    Parameters
    ----------
    parameter : Parameter
        Range, unit, help: as declared beside the field.
    default : float
        What a double click brings back.
    """

    moved = Signal(float)
    """The hand asks for a value; more may follow."""
    settled = Signal()
    """The hand let go: what comes next is another step of undo."""

    def __init__(self, parameter: Parameter, *, default: float) -> None:
        super().__init__()
        scale = Scale(parameter)
        self._label = QLabel(self.tr(parameter.label))
        self._unit = QLabel(self.tr(parameter.unit))
        self._unit.setProperty("quiet", True)
        self.track = Track(scale, default)
        self.box = NumberBox(scale)
        self._label.setBuddy(self.box)
        for part in (self, self.track, self.box):
            part.setToolTip(self.tr(parameter.help))
            part.setAccessibleName(self.tr(parameter.label))
            part.setAccessibleDescription(self.tr(parameter.help))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(1)
        layout.addWidget(self._label, 0, 0)
        layout.addWidget(self._unit, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.box, 0, 2)
        layout.addWidget(self.track, 1, 0, 1, 3)
        layout.setColumnStretch(1, 1)
        self.track.wanted.connect(self._on_wanted)
        self.track.settled.connect(self.settled)
        self.box.valueChanged.connect(self._on_typed)
        self.box.editingFinished.connect(self.settled)
        self.show_value(default)

    def show_value(self, value: float) -> None:
        """Show a value; nobody is told."""
        self.track.show_value(value)
        if self.box.value() != value:
            blocked = self.box.blockSignals(True)
            self.box.setValue(value)
            self.box.blockSignals(blocked)

    def _on_wanted(self, value: float) -> None:
        self.show_value(value)
        self.moved.emit(value)

    def _on_typed(self, value: float) -> None:
        self.track.show_value(value)
        self.moved.emit(value)


def _pace(modifiers: Qt.KeyboardModifier) -> float:
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return 10.0
    return 0.1 if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0
