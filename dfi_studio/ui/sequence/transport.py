"""The bar above the timeline: play, step, what is laid over the picture, and what is to be done."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from dfi_studio.ui.panels.elided import ElidedLabel
from dfi_studio.ui.panels.segments import Segment, Segments
from dfi_studio.ui.progress_line import ProgressLine
from dfi_studio.ui.sequence.words import clock
from dfi_studio.ui.theme import em, put_icon, tabular


class Onion(StrEnum):
    """What is laid over a frame, half seen through."""

    OFF = "off"
    BEFORE = "before"
    """The photo."""
    AFTER = "after"
    """The last frame."""


class Transport(QWidget):
    """Shows where the film stands and how far it is; says what the hand wants."""

    begin_wanted = Signal()
    play_wanted = Signal()
    previous_wanted = Signal()
    next_wanted = Signal()
    repeat_wanted = Signal(bool)
    onion_wanted = Signal(object)
    """An `Onion`."""
    render_wanted = Signal()
    """Or to stop."""
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.begin = self._button("to_start", self.tr("To the first frame"))
        self.previous = self._button("key_previous", self.tr("To the key before"))
        self.play = self._button("play", "")
        self.next = self._button("key_next", self.tr("To the next key"))
        self.repeat = self._button("repeat", self.tr("Play again and again"))
        self.repeat.setCheckable(True)
        self.repeat.setChecked(True)
        self.time = tabular(QLabel())
        self.onion = Segments(self.tr("Onion skin"), self._onions())
        self.onion.show_value(Onion.OFF)
        self.told = ElidedLabel()
        self.told.setProperty("quiet", True)
        self.bar = ProgressLine()
        self.bar.setFixedWidth(em(self, 6))
        self.render_, self.export = QPushButton(), QPushButton(self.tr("Export film…"))
        put_icon(self.export, "export")
        self._playing: bool | None = None
        self._running: bool | None = None
        self._lay_out()
        self._connect()
        self.show_playing(playing=False)
        self.show_running(running=False, share=None)

    def show_time(self, step: int, frames: int, seconds: float, whole: float) -> None:
        """Show where the film stands; times in seconds."""
        words = self.tr("Frame {} of {}   {} / {}")
        self.time.setText(words.format(step + 1, frames, clock(seconds), clock(whole)))

    def show_told(self, text: str) -> None:
        """Say how long the film is, and how long it takes to solve."""
        self.told.setText(text)
        self.told.setToolTip(text)

    def show_playing(self, *, playing: bool) -> None:
        """Show whether the film plays."""
        if playing is self._playing:
            return
        self._playing = playing
        name = self.tr("Pause") if playing else self.tr("Play")
        put_icon(self.play, "pause" if playing else "play")
        self.play.setToolTip(name)
        self.play.setAccessibleName(name)

    def show_running(self, *, running: bool, share: float | None) -> None:
        """Show whether frames are being solved, and how many are: a share, or None."""
        self.bar.setVisible(running)
        self.bar.show_share(share)
        if running is self._running:
            return
        self._running = running
        self.render_.setText(self.tr("Stop") if running else self.tr("Render film"))
        put_icon(self.render_, "stop" if running else "render")
        self.render_.setToolTip(
            self.tr("Stops solving; the frames that are there stay, and it can go on later")
            if running
            else self.tr("Solves the frames that are still missing")
        )

    def _onions(self) -> list[Segment]:
        return [
            Segment(Onion.OFF, self.tr("Off"), self.tr("The frame alone")),
            Segment(Onion.BEFORE, self.tr("Before"), self.tr("The photo lies over it, half seen")),
            Segment(
                Onion.AFTER, self.tr("After"), self.tr("The last frame lies over it, half seen")
            ),
        ]

    def _button(self, icon: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("slim", True)
        put_icon(button, icon)
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(2)
        keys = QWidget()
        keys.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time on the ruler
        line = QHBoxLayout(keys)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for button in (self.begin, self.previous, self.play, self.next, self.repeat):
            line.addWidget(button)
        row.addWidget(keys)
        row.addSpacing(8)
        row.addWidget(self.time)
        row.addSpacing(12)
        onion = QLabel(self.tr("Onion"))
        row.addWidget(onion)
        row.addSpacing(4)
        row.addWidget(self.onion)
        row.addSpacing(12)
        row.addWidget(self.told, 1)
        row.addSpacing(8)
        row.addWidget(self.bar)
        row.addSpacing(8)
        row.addWidget(self.render_)
        row.addSpacing(4)
        row.addWidget(self.export)

    def _connect(self) -> None:
        self.begin.clicked.connect(self.begin_wanted)
        self.previous.clicked.connect(self.previous_wanted)
        self.play.clicked.connect(self.play_wanted)
        self.next.clicked.connect(self.next_wanted)
        self.repeat.toggled.connect(self.repeat_wanted)
        self.onion.chosen.connect(self.onion_wanted)
        self.render_.clicked.connect(self.render_wanted)
        self.export.clicked.connect(self.export_wanted)
