"""The Sequence panel as one widget: transport, timeline, numbers and key in place.

It shows a document and says what the hand wants; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QMenu,
)

from dfi_studio.core.sequence import Easing, Key, Sequence
from dfi_studio.session import sequence_edits as edits
from dfi_studio.session.curves import Lane, curve_of
from dfi_studio.session.document import Document
from dfi_studio.ui.sequence.axis import Axis
from dfi_studio.ui.sequence.grip import Reach
from dfi_studio.ui.sequence.lane_states import lane_states
from dfi_studio.ui.sequence.panel_frame import PanelFrame
from dfi_studio.ui.sequence.words import easing_name


class SequencePanel(PanelFrame):
    """Shows the film of a document; says what the hand wants of it as edits."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()
    scrubbed = Signal(int)
    play_wanted = Signal()
    edit_wanted = Signal()
    """An attribute is to be added, where that is done."""
    in_sight_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._document, self._step = Document(), 0
        self._hand: tuple[Lane, float | None] = (0, None)
        self._connect()
        self.show_document(Document(), {})

    @property
    def film(self) -> Sequence:
        """What is shown."""
        return edits.film_of(self._document)

    @property
    def axis(self) -> Axis:
        """Where the frames are."""
        return self.ruler.axis

    def show_document(self, document: Document, names: Mapping[str, str]) -> None:
        """Show the film of a document."""
        self._document = document
        states, film = lane_states(document, names), edits.film_of(document)
        self.lanes.show_lanes(states)
        for part in (self.ruler, self.strip, self.lanes):
            part.show_frames(film.frames)
        self.numbers.show_film(film)
        moving = any(each.curve.keys for each in states)
        self._hinting.setVisible(bool(states) and not moving)
        ready = bool(states) and document.photo is not None
        self._pages.setCurrentIndex(1 if ready else 0)
        words = self.tr("Add an attribute to the stack: its strength becomes a lane here.")
        none = self.tr("Open a photo: its edit becomes a film here.")
        self._empty.setText(words if document.photo is not None else none)
        self._to_edit.setVisible(document.photo is not None)
        self.transport.setEnabled(ready)
        self._show_key()

    def show_step(self, step: int) -> None:
        """Show where the film stands."""
        self._step = step
        for part in (self.ruler, self.strip, self.lanes):
            part.show_step(step)

    # -- what the hand is at --------------------------------------------------------------------

    def add_key(self) -> None:
        """Put a key where the film stands, into the lane that the hand is at."""
        row = self.lanes.row_of(self._hand[0]) or next(iter(self.lanes.rows), None)
        if row is not None:
            row.view.add_here()

    def remove_key(self) -> None:
        """Remove the selected key."""
        row = self.lanes.row_of(self._hand[0])
        if row is not None:
            row.view.remove_selected()

    def go_to_key(self, way: int) -> None:
        """Go to the nearest key after, or before, whichever its lane."""
        here = self.axis.place_of(self._step)
        sides = [
            (each.at, row)
            for row in self.lanes.rows
            for each in row.view.curve.keys
            if (each.at - here) * way > 1e-9
        ]
        if sides:
            _, row = min(sides, key=lambda each: (each[0] * way, each[1].lane != self._hand[0]))
            row.view.select_next(way)

    def clear_lane(self) -> None:
        """Let the lane that the hand is at stand still."""
        self.edited.emit(edits.clear_lane(self._hand[0]))

    # -- inside ---------------------------------------------------------------------------------

    def _on_selected(self, lane: Lane, at: float | None) -> None:
        self._hand = lane, at
        self._show_key()

    def _show_key(self) -> None:
        lane, at = self._hand
        key = self._selected()
        self.lanes.show_selected(lane, None if key is None else at)
        self.key.show_key(key, self.axis, smoothness=lane is None)

    def _selected(self) -> Key | None:
        lane, at = self._hand
        return next((each for each in curve_of(self.film, lane).keys if each.at == at), None)

    def _on_added(self, lane: Lane, key: Key) -> None:
        self.settled.emit()
        self.edited.emit(edits.add_key(lane, key))

    def _on_changed(self, lane: Lane, at: float, key: Key) -> None:
        self._hand = lane, key.at
        self.edited.emit(edits.change_key(lane, at, key))

    def _on_typed(self, key: Key) -> None:
        """Take what was typed of the selected key, as far as its neighbours let it go."""
        lane, was = self._hand[0], self._selected()
        if was is None:
            return
        reach = Reach.of(was, curve_of(self.film, lane), self.axis)
        if key.at != was.at:
            step = reach.nearest(self.axis.step_of(key.at))
            key = Key(self.axis.place_of(step), key.value, key.easing)
        if key.easing is not was.easing:
            self.edited.emit(edits.ease_key(lane, was, key.easing))
        elif key != was:
            self._on_changed(lane, was.at, key)

    def _open_menu(self, place: QPoint) -> None:
        key, menu = self._selected(), QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if key is None:
            menu.addAction(self.tr("Add a key here")).triggered.connect(self.add_key)
        else:
            menu.addAction(self.tr("Type the value…")).triggered.connect(self.key.type_value)
            ways = menu.addMenu(self.tr("Easing"))
            for easing in Easing:
                made = ways.addAction(easing_name(easing))
                made.setCheckable(True)
                made.setChecked(easing is key.easing)
                made.triggered.connect(lambda *_, easing=easing: self.key.choose(easing))
            menu.addAction(self.tr("Remove the key")).triggered.connect(self.remove_key)
        menu.addSeparator()
        clear = menu.addAction(self.tr("Remove all keys of this lane"))
        clear.setEnabled(bool(curve_of(self.film, self._hand[0]).keys))
        clear.triggered.connect(self.clear_lane)
        menu.popup(place)

    def _connect(self) -> None:
        lanes = self.lanes
        lanes.added.connect(self._on_added)
        lanes.changed.connect(self._on_changed)
        lanes.removed.connect(lambda lane, at: self.edited.emit(edits.remove_key(lane, at)))
        lanes.selected.connect(self._on_selected)
        lanes.typing_wanted.connect(self.key.type_value)
        lanes.menu_wanted.connect(self._open_menu)
        lanes.room_changed.connect(self._show_room)
        for part in (lanes, self.ruler, self.strip):
            part.scrubbed.connect(self.scrubbed)
            part.play_wanted.connect(self.play_wanted)
        self.transport.play_wanted.connect(self.play_wanted)
        self.transport.begin_wanted.connect(lambda: self.scrubbed.emit(0))
        self.transport.previous_wanted.connect(lambda: self.go_to_key(-1))
        self.transport.next_wanted.connect(lambda: self.go_to_key(1))
        self.numbers.edited.connect(self.edited)
        self.key.changed.connect(self._on_typed)
        self.key.removed.connect(self.remove_key)
        for source in (lanes, self.numbers, self.key):
            source.settled.connect(self.settled)
        self.begin.clicked.connect(lambda: self.edited.emit(edits.begin_film()))
        self._to_edit.clicked.connect(self.edit_wanted)

    # -- Qt -------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Say that it can be seen."""
        super().showEvent(event)
        self.in_sight_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it cannot."""
        super().hideEvent(event)
        self.in_sight_changed.emit(False)
