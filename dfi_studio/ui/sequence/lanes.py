"""The lanes of the timeline above one another: one for each attribute, and one for smoothness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.core.parameters import Parameter
from dfi_studio.core.sequence import Curve
from dfi_studio.session.curves import Lane
from dfi_studio.ui.panels.elided import ElidedLabel
from dfi_studio.ui.sequence.lane_view import LaneView
from dfi_studio.ui.sequence.words import value_text
from dfi_studio.ui.theme import em, put_icon, tabular

HEADER = 14.0
"""How wide the names are, in heights of the font."""


@dataclass(frozen=True, slots=True)
class LaneState:
    """What a lane shows.

    Attributes
    ----------
    name, about : str
        What it moves, in short and in full.
    still : float
        The value where there are no keys.
    on : bool
        Whether its attribute takes part.
    """

    lane: Lane
    name: str
    about: str
    parameter: Parameter
    curve: Curve
    still: float
    on: bool = True


class LaneRow(QWidget):
    """One lane with its name, its value where the film stands, and a button for a key there."""

    def __init__(self, state: LaneState) -> None:
        super().__init__()
        self.lane, self.parameter = state.lane, state.parameter
        self.view = LaneView(state.parameter)
        self._name, self._value = ElidedLabel(), tabular(QLabel())
        self.add = QToolButton()
        self.add.setProperty("tight", True)
        put_icon(self.add, "key_add")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header = QWidget()
        header.setFixedWidth(em(self, HEADER))
        row = QHBoxLayout(header)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(4)
        row.addSpacing(8)  # a margin would not change sides with the language
        row.addWidget(self._name, 1)
        row.addWidget(self._value)
        row.addWidget(self.add)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(header)
        whole.addWidget(self.view, 1)
        self.add.clicked.connect(self.view.add_here)
        self.show_state(state)

    def show_state(self, state: LaneState) -> None:
        """Show another curve of what it moves."""
        self._name.setText(state.name)
        off = "" if state.on else self.tr("Off: it takes no part")
        self._name.setToolTip("\n".join(filter(None, (state.about, off))))
        self._name.setEnabled(state.on)
        self._value.setEnabled(state.on)
        self.view.setAccessibleName(state.name)
        words = self.tr("Key of {} at this frame").format(state.name)
        self.add.setAccessibleName(words)
        self.add.setToolTip(words)
        self.view.show_curve(state.curve, state.still)
        self.show_value()

    def show_step(self, step: int) -> None:
        """Show where the film stands, and the value there."""
        self.view.show_step(step)
        self.show_value()

    def show_value(self) -> None:
        """Write the value where the film stands."""
        self._value.setText(value_text(self.view.value_at(self.view.step), self.parameter))


class Lanes(QScrollArea):
    """Shows lanes; says what the hand wants of each."""

    added = Signal(object, object)
    """In the lane, a `Key`."""
    changed = Signal(object, float, object)
    """In the lane, the key at a place is to be another `Key`."""
    removed = Signal(object, float)
    settled = Signal()
    selected = Signal(object, object)
    """The lane that the hand is at, and the place of its key or None."""
    scrubbed = Signal(int)
    play_wanted = Signal()
    typing_wanted = Signal()
    menu_wanted = Signal(QPoint)
    room_changed = Signal(int)
    """How wide the lanes are now, with their names."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LaneRow] = []
        self._frames, self._step = 1, 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("panelScroll")
        inner = QWidget()
        inner.setObjectName("panelContent")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.setWidget(inner)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_lanes(self, states: Sequence[LaneState]) -> None:
        """Show lanes; those that stay keep their selection."""
        known = [(row.lane, row.parameter) for row in self.rows]
        if known != [(each.lane, each.parameter) for each in states]:
            self._make(states)
        for row, state in zip(self.rows, states, strict=True):
            row.show_state(state)

    def show_frames(self, frames: int) -> None:
        """Lay another number of frames along the lanes."""
        if frames != self._frames:
            self._frames = frames
            for row in self.rows:
                row.view.show_frames(frames)

    def show_step(self, step: int) -> None:
        """Show where the film stands."""
        self._step = step
        for row in self.rows:
            row.show_step(step)

    def show_selected(self, lane: Lane, at: float | None) -> None:
        """Show at which key the hand is; nobody is told."""
        for row in self.rows:
            row.view.show_selected(at if row.lane == lane else None)

    def row_of(self, lane: Lane) -> LaneRow | None:
        """Return the row of a lane."""
        return next((row for row in self.rows if row.lane == lane), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say how wide the lanes are: a scroll bar takes some of the width."""
        super().resizeEvent(event)
        self.room_changed.emit(self.viewport().width())

    def _make(self, states: Sequence[LaneState]) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        self.rows = [LaneRow(state) for state in states]
        for row in self.rows:
            self._column.addWidget(row)
            self._connect(row)
            row.view.show_frames(self._frames)
            row.show_step(self._step)

    def _connect(self, row: LaneRow) -> None:
        view, lane = row.view, row.lane
        view.key_added.connect(lambda key: self.added.emit(lane, key))
        view.key_changed.connect(lambda at, key: self.changed.emit(lane, at, key))
        view.key_removed.connect(lambda at: self.removed.emit(lane, at))
        view.selected.connect(lambda at: self._on_selected(lane, at))
        view.settled.connect(self.settled)
        view.scrubbed.connect(self.scrubbed)
        view.play_wanted.connect(self.play_wanted)
        view.typing_wanted.connect(self.typing_wanted)
        view.menu_wanted.connect(self.menu_wanted)

    def _on_selected(self, lane: Lane, at: float | None) -> None:
        for row in self.rows:
            if row.lane != lane:
                row.view.show_selected(None)
        self.selected.emit(lane, at)
