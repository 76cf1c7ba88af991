"""The row of small pictures above the lanes: what is solved of the film, frame by frame.

It knows no files: it says of which frames it has room for a picture, and is given them.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from dfi_studio.ui.sequence.row import MARGIN, TimelineRow
from dfi_studio.ui.theme import DARK, colours

_HEIGHT = 3.2
"""In heights of the font."""
_BAR = 4
"""How high the line is that says which frames are solved, in logical pixels."""
_GAP = 1


class FilmStrip(TimelineRow):
    """Shows small pictures of solved frames, and which frames are solved."""

    wanted = Signal()
    """Other frames are to be shown in small: see `lacking`."""

    def __init__(self) -> None:
        super().__init__()
        self._solved: frozenset[int] = frozenset()
        self._working: int | None = None
        self._pictures: dict[int, QPixmap] = {}
        self._shape = QSize(4, 3)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the ruler takes the same keys
        self.setAccessibleName(self.tr("Solved frames"))
        self.setToolTip(self.tr("What is solved of the film; drag to look at it"))

    @property
    def small(self) -> QSize:
        """How large the small pictures are, in pixels of the screen."""
        return self._small() * self.devicePixelRatioF()

    def show_shape(self, shape: QSize) -> None:
        """Take the sides of the frames to come."""
        if shape.isEmpty() or shape == self._shape:
            return
        self._shape = QSize(shape)
        self._refresh()

    def show_solved(self, steps: Collection[int], working: int | None) -> None:
        """Show which frames are solved, and which one is being solved.

        Pictures of frames that are not solved any more are let go of.
        """
        solved = frozenset(steps)
        if (solved, working) == (self._solved, self._working):
            return
        self._solved, self._working = solved, working
        self._pictures = {step: each for step, each in self._pictures.items() if step in solved}
        words = self.tr("{} of {} frames are solved")
        self.setAccessibleDescription(words.format(len(solved), self.axis.frames))
        self._refresh()

    def forget(self) -> None:
        """Let go of all pictures: they are of another film."""
        self._pictures.clear()
        self._refresh()

    def lacking(self) -> tuple[int, ...]:
        """Return the solved frames that have room and no picture yet."""
        shown = {step for _, step in self._slots() if step is not None}
        return tuple(sorted(shown - set(self._pictures)))

    def show_picture(self, step: int, picture: QImage) -> None:
        """Show a solved frame in small."""
        made = QPixmap.fromImage(picture)
        made.setDevicePixelRatio(self.devicePixelRatioF())
        self._pictures[step] = made
        self.grow_stale()

    def sizeHint(self) -> QSize:
        """Ask for room for small pictures."""
        return QSize(200, round(self.fontMetrics().height() * _HEIGHT) + _BAR + 2 * _GAP)

    def minimumSizeHint(self) -> QSize:
        """Get by with less width."""
        return QSize(60, self.sizeHint().height())

    # -- inside ---------------------------------------------------------------------------------

    def _lay(self, frames: int) -> None:
        super()._lay(frames)
        self.wanted.emit()

    def _refresh(self) -> None:
        self.grow_stale()
        self.wanted.emit()

    def _small(self) -> QSize:
        high = max(self.height() - _BAR - 2 * _GAP, 8)
        return QSize(max(round(high * self._shape.width() / self._shape.height()), 4), high)

    def _slots(self) -> list[tuple[QRectF, int | None]]:
        """Return where small pictures have room, and the solved frame nearest to each middle."""
        axis, small = self.axis, self._small()
        room = axis.width + 2 * MARGIN
        count = max(1, min(int(room // (small.width() + _GAP)), axis.frames))
        wide = room / count
        slots: list[tuple[QRectF, int | None]] = []
        for number in range(count):
            left, right = number * wide, (number + 1) * wide
            here = [
                step
                for step in self._solved
                if left <= axis.x_of(step) < right + (number == count - 1)
            ]
            middle = axis.step_at((left + right) / 2)
            nearest = min(here, key=lambda step: abs(step - middle), default=None)
            place = QRectF(0, _GAP, small.width(), small.height())
            place.moveLeft((left + right - small.width()) / 2)
            slots.append((place, nearest))
        return slots

    def _paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(DARK.surround))
        for place, step in self._slots():
            picture = None if step is None else self._pictures.get(step)
            if picture is None:
                painter.fillRect(place, QColor(DARK.card))
            else:
                painter.drawPixmap(place, picture, QRectF(picture.rect()))
        self._paint_bar(painter)

    def _paint_bar(self, painter: QPainter) -> None:
        wears, axis = colours(), self.axis
        top = self.height() - _BAR
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(QRect(0, top, self.width(), _BAR), QColor(DARK.card_edge))
        for step in self._solved:
            self._paint_step(painter, step, axis.pace, QColor(wears.accent))
        if self._working is not None:
            self._paint_step(painter, self._working, axis.pace, QColor(DARK.on_surround))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_step(self, painter: QPainter, step: int, wide: float, colour: QColor) -> None:
        x = self.axis.x_of(step)
        left, right = round(x - wide / 2), round(x + wide / 2)
        top = self.height() - _BAR
        painter.fillRect(QRect(left, top, max(right - left, 2), _BAR), colour)

    def _paint_over(self, painter: QPainter) -> None:
        x = round(self.axis.x_of(self.step))
        painter.fillRect(QRect(x - 1, 0, 2, self.height()), QColor(DARK.on_surround))
