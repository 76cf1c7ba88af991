"""A row of the timeline with keys on it, worked by the keyboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from dfi_studio.core.parameters import Parameter
from dfi_studio.core.sequence import Curve, Easing, Key
from dfi_studio.ui.panels.scale import Scale
from dfi_studio.ui.panels.wheel import pace
from dfi_studio.ui.sequence.band import Band
from dfi_studio.ui.sequence.grip import Reach
from dfi_studio.ui.sequence.row import TimelineRow
from dfi_studio.ui.sequence.words import key_in_words, value_text

_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT, _NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
_SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_HEIGHTS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ADD = (Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyedRow(TimelineRow):
    """Shows a curve's keys; says what the hand wants of them.

    Enter adds a key where the film stands, Delete removes the selected one. Up and Down change its
    value, Alt+Left and Alt+Right its frame; Ctrl+Left and Ctrl+Right go to the one before or after.

    Parameters
    ----------
    parameter : Parameter
        Of what the curve is.
    """

    key_added = Signal(object)
    key_changed = Signal(float, object)
    """The key at a place is to be another `Key`; more may follow until `settled`."""
    key_removed = Signal(float)
    settled = Signal()
    selected = Signal(object)
    """The place of the key that the hand is at; None for none."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._parameter, self._scale = parameter, Scale(parameter)
        self._curve, self._still = Curve(), 0.0
        self._band = Band.of(parameter, ())
        self._at: float | None = None

    @property
    def curve(self) -> Curve:
        """What is shown."""
        return self._curve

    @property
    def key(self) -> Key | None:
        """The selected key."""
        return next((each for each in self._curve.keys if each.at == self._at), None)

    def value_at(self, step: int) -> float:
        """Return what the curve is at a step."""
        place = self.axis.place_of(step)
        value = self._curve.value(place, logarithmic=self._parameter.logarithmic)
        return self._still if value is None else value

    def show_curve(self, curve: Curve, still: float) -> None:
        """Show a curve, and the value of what has no keys."""
        if (curve, still) != (self._curve, self._still):
            self._curve, self._still = curve, still
            self._fit_band()
            self._describe()
            self.grow_stale()

    def show_step(self, step: int) -> None:
        """Move the playhead."""
        super().show_step(step)
        self._describe()

    def show_selected(self, at: float | None) -> None:
        """Show at which key the hand is; nobody is told."""
        if at != self._at:
            self._at = at
            self._describe()
            self.grow_stale()

    def select(self, at: float | None) -> None:
        """Take the hand to a key."""
        self.show_selected(at)
        self.selected.emit(at)

    def add_here(self) -> None:
        """Ask for a key where the film stands."""
        place = self.axis.place_of(self.step)
        known = next((each for each in self._curve.keys if each.at == place), None)
        if known is None:
            value = self._band.rounded(self.value_at(self.step), fine=True)
            self.key_added.emit(Key(place, value, Easing.BOTH))
        self.select(place)

    def remove_selected(self) -> None:
        """Ask to remove the key that the hand is at, and take it to the one before."""
        key = self.key
        if key is None:
            return
        before = [each.at for each in self._curve.keys if each.at < key.at]
        after = [each.at for each in self._curve.keys if each.at > key.at]
        self.key_removed.emit(key.at)
        self.select(next(iter([*before[::-1], *after]), None))

    def select_next(self, way: int) -> bool:
        """Go to the key after, or before, and to its frame; False where there is none."""
        here = self.axis.place_of(self.step)
        side = [each.at for each in self._curve.keys if (each.at - here) * way > 0]
        if not side:
            return False
        place = min(side) if way > 0 else max(side)
        self.select(place)
        self.scrubbed.emit(self.axis.step_of(place))
        return True

    # -- the keyboard ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add, change, remove and select keys; step along."""
        key, held = Qt.Key(event.key()), _held(event)
        if key in _SIDES and held == _CTRL:
            self.select_next(_SIDES[key])
        elif key in _SIDES and held & _ALT:
            self._shift(_SIDES[key] * (10 if held & _SHIFT else 1))
        elif key in _HEIGHTS:
            self._lift(_HEIGHTS[key] * pace(held))
        elif key in _DELETE and held == _NONE:
            self.remove_selected()
        elif key in _ADD and held == _NONE:
            self.add_here()
        else:
            super().keyPressEvent(event)

    def _takes(self, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), _held(event)
        sideways = key in _SIDES and (held == _CTRL or bool(held & _ALT))
        bare = held == _NONE and key in (*_DELETE, *_ADD)
        return sideways or bare or key in _HEIGHTS or super()._takes(event)

    def _shift(self, steps: int) -> None:
        """Move the selected key along the timeline, up to its neighbours."""
        key = self.key
        if key is not None:
            step = Reach.of(key, self._curve, self.axis).nearest(self.axis.step_of(key.at) + steps)
            self._change(key, replace(key, at=self.axis.place_of(step)))
            self.scrubbed.emit(step)

    def _lift(self, steps: float) -> None:
        """Change the value of the selected key by the steps of a slider."""
        key = self.key
        if key is not None:
            value = self._scale.stepped(key.value, steps)
            self._change(key, replace(key, value=value))

    def _change(self, key: Key, to: Key) -> None:
        """Ask for another key in the stead of one; the hand stays at it."""
        if to != key:
            self._at = to.at
            self.key_changed.emit(key.at, to)
            self.selected.emit(to.at)

    # -- what is shown --------------------------------------------------------------------------

    def _fit_band(self) -> None:
        values = [each.value for each in self._curve.keys] or [self._still]
        self._band = Band.of(self._parameter, values)

    def _describe(self) -> None:
        """Tell those who hear the window what is there."""
        now = value_text(self.value_at(self.step), self._parameter)
        words = self.tr("At frame {}: {}.").format(self.step + 1, now)
        key = self.key
        if key is not None:
            about = key_in_words(key, self._curve, self.axis, self._parameter)
        elif self._curve.keys:
            about = self.tr("{} keys").format(len(self._curve.keys))
        else:
            about = self.tr("No keys: it stands still")
        self.setAccessibleDescription(f"{about}. {words}")


def _held(event: QKeyEvent) -> Qt.KeyboardModifier:
    return event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
