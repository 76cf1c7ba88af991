"""Where the cells of a grid are: arithmetic over rows and columns, and nothing of Qt's but points.

All cells are of one size, so a place is found without a look at any other cell: a hundred thousand
pictures cost what a hundred do.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

GAP = 6
"""Between cells, and around them, in pixels."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The layout of `count` square cells in a given width: they grow until they fill it.

    Attributes
    ----------
    count : int
    least : int
        The least side of a cell, in pixels.
    width : int
        Of the viewport.
    """

    count: int
    least: int
    width: int

    @property
    def columns(self) -> int:
        """How many cells stand beside each other; at least one."""
        return max(1, (self.width - GAP) // (self.least + GAP))

    @property
    def side(self) -> int:
        """Of a cell, in pixels."""
        return max(self.least, (self.width - GAP) // self.columns - GAP)

    @property
    def pitch(self) -> int:
        """From one line of cells to the next."""
        return self.side + GAP

    @property
    def lines(self) -> int:
        """How many lines of cells there are."""
        return -(-self.count // self.columns)

    @property
    def height(self) -> int:
        """Of all lines together."""
        return self.lines * self.pitch + GAP

    def rect(self, at: int) -> QRect:
        """Return the place of a cell, from the top of the whole grid."""
        line, column = divmod(at, self.columns)
        return QRect(self._left(column), GAP + line * self.pitch, self.side, self.side)

    def at(self, point: QPoint) -> int | None:
        """Return the cell under a point, or None between cells."""
        near = self.nearest(point)
        return near if near is not None and self.rect(near).contains(point) else None

    def nearest(self, point: QPoint) -> int | None:
        """Return the cell whose column and line a point is in; None where there are no cells."""
        if not self.count:
            return None
        line = min(max((point.y() - GAP // 2) // self.pitch, 0), self.lines - 1)
        share = (point.x() - self._left(0) + GAP // 2) // self.pitch
        column = min(max(share, 0), self.columns - 1)
        return min(line * self.columns + column, self.count - 1)

    def between(self, top: int, bottom: int) -> range:
        """Return the cells of all lines that touch a stretch of the grid."""
        first = max((top - GAP) // self.pitch, 0)
        last = max(bottom // self.pitch, 0)
        return range(
            min(first * self.columns, self.count), min((last + 1) * self.columns, self.count)
        )

    def within(self, rect: QRect) -> list[range]:
        """Return the runs of cells that a rectangle touches, one a line, or one for whole lines."""
        columns = [
            column
            for column in range(self.columns)
            if self._left(column) <= rect.right() and self._left(column) + self.side > rect.left()
        ]
        lines = range(
            max(-(-(rect.top() - GAP - self.side + 1) // self.pitch), 0),
            min((rect.bottom() - GAP) // self.pitch + 1, self.lines),
        )
        if not columns or not lines:
            return []
        if len(columns) == self.columns:
            return [range(lines.start * self.columns, min(lines.stop * self.columns, self.count))]
        starts = [line * self.columns for line in lines]
        runs = [
            range(start + columns[0], min(start + columns[-1] + 1, self.count)) for start in starts
        ]
        return [run for run in runs if run]

    def _left(self, column: int) -> int:
        spare = self.width - GAP - self.columns * self.pitch
        return GAP + max(spare, 0) // 2 + column * self.pitch
