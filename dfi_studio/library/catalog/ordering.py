"""The order of answers: the place of every picture, worked out once a state of the catalogue.

Asked again in the same order, as one does while typing a query, an answer is sorted by numbers
that are there already.
"""

from __future__ import annotations

import numpy as np

from dfi_studio.core.errors import CatalogError
from dfi_studio.library.catalog.entries import Key, Order
from dfi_studio.library.catalog.file import CatalogFile, IntArray
from dfi_studio.library.catalog.values import name_key


class Places:
    """The places of pictures in the orders that were asked for.

    It may be kept when the catalogue is closed, and given to the next that is opened.
    """

    def __init__(self) -> None:
        self._kept: dict[Order, tuple[str, IntArray]] = {}

    def of(self, file: CatalogFile, order: Order) -> IntArray:
        """Return the place of every picture in an order, by its id.

        Raises
        ------
        CatalogError
            There is no such label.
        """
        now = file.state(name_key(order.label))
        state, places = self._kept.get(order, ("", None))
        if places is None or state != now:
            places = _places(file, order)
            self._kept[order] = now, places
        return places


def _places(file: CatalogFile, order: Order) -> IntArray:
    join, by = _sorted(file, order)
    rows = file.rows(f"SELECT s.id FROM shown s {join} ORDER BY {by}")
    ids = np.fromiter((number for (number,) in rows), np.int64, len(rows))
    places = np.zeros(int(ids.max(initial=0)) + 1, np.int64)
    places[ids] = np.arange(len(ids))
    return places


def _sorted(file: CatalogFile, order: Order) -> tuple[str, str]:
    """Return what is joined, and what it is ordered by."""
    way = " DESC" if order.descending else ""
    match order.key:
        case Key.NAME:
            return "JOIN picture p ON p.id = s.id", f"p.path{way}, s.id"
        case Key.DATE:
            return "", f"s.mtime_ns{way}, s.id"
        case Key.ADDED:
            return "", f"s.id{way}"
        case Key.LABEL:
            column = file.columns().get(name_key(order.label))
            if column is None:
                raise CatalogError(f"There is no label {order.label}; sort by another.")
            return "", f"s.{column} IS NULL, s.{column} COLLATE NOCASE{way}, s.id"
