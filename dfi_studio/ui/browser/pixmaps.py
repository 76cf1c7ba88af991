"""Thumbnails that were loaded, up to so many bytes: the one unseen for longest makes room."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtGui import QPixmap


class Pixmaps:
    """Keeps one pixmap a picture, and the side for which it was loaded.

    Parameters
    ----------
    budget : int
        Bytes.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._bytes = 0
        self._kept: OrderedDict[int, tuple[int, QPixmap]] = OrderedDict()

    @property
    def bytes(self) -> int:
        """Return what is kept."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, picture: int) -> QPixmap | None:
        """Return what there is of a picture, of whatever size; null where it cannot be shown."""
        found = self._kept.get(picture)
        if found is None:
            return None
        self._kept.move_to_end(picture)
        return found[1]

    def has(self, picture: int, side: int) -> bool:
        """Say whether a picture is there in this size."""
        found = self._kept.get(picture)
        return found is not None and found[0] == side

    def put(self, picture: int, side: int, pixmap: QPixmap) -> None:
        """Keep a pixmap in place of the picture's last one."""
        self.forget(picture)
        self._kept[picture] = (side, pixmap)
        self._bytes += _weight(pixmap)
        while self._bytes > self._budget and len(self._kept) > 1:
            self._bytes -= _weight(self._kept.popitem(last=False)[1][1])

    def forget(self, picture: int) -> None:
        """Drop a picture, so that it is loaded again."""
        before = self._kept.pop(picture, None)
        if before is not None:
            self._bytes -= _weight(before[1])


def _weight(pixmap: QPixmap) -> int:
    return 512 + pixmap.width() * pixmap.height() * 4
