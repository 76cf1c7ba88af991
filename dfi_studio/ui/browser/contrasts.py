"""What is asked of two trays together: how they differ, what makes them alike, how to keep them.

All of this reads files: it is called outside the window's thread.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from dfi_studio.core.errors import StudioError
from dfi_studio.core.steps import Step
from dfi_studio.library.balance import BalanceRow, balance, match
from dfi_studio.library.catalog.query import And, Query, conditions, parse
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.near_duplicates import near_duplicates
from dfi_studio.session.trays import Desk, Role, Trays, write_set
from dfi_studio.ui.browser.comparison import MEAN_SIDE, Comparison, Pixels, Row, compare
from dfi_studio.ui.browser.grid_model import IntArray
from dfi_studio.ui.browser.looking import Group, Look
from dfi_studio.ui.browser.shelf import Shelf


class Contrasts:
    """Asks the shelf about both trays."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._sets = shelf.path.parent / "sets"

    def compare(self, desk: Desk) -> Comparison:
        """Compare the trays: mean pictures, where they differ, and every label but the wanted."""
        with self._shelf.opened() as catalog:
            return compare(
                desk.trays,
                picture=lambda number: self._square(catalog, number),
                balance=lambda trays: [_row(each) for each in _balance(catalog, trays, desk)],
            )

    def match(self, trays: Trays, label: str) -> Trays:
        """Leave out pictures until a label is distributed alike in both trays."""
        with self._shelf.opened() as catalog:
            columns = [catalog.labels_of(trays.of(role)) for role in Role]
        places = match(columns[0], columns[1], [label])
        kept = [
            tuple(trays.of(role)[place] for place in chosen)
            for role, chosen in zip(Role, places, strict=True)
        ]
        return Trays(*kept)

    def write_sets(self, desk: Desk) -> tuple[str, str]:
        """Write both trays as sets, and return what a recipe calls them."""
        with self._shelf.opened() as catalog:
            texts = [
                str(write_set(self._sets, catalog.paths(ids), words=desk.query(role)))
                for role, ids in ((role, desk.trays.of(role)) for role in Role)
            ]
        return texts[0], texts[1]

    def fill(self, queries: tuple[str, str], look: Look) -> Trays:
        """Return the trays that two queries give among the pictures that are looked at.

        Raises
        ------
        QueryError
            One of them cannot be read.
        """
        with self._shelf.opened() as catalog:
            given = parse(look.text)
            sides = [
                catalog.ids(_both(given, parse(text)), folder=look.folder).tolist()
                for text in queries
            ]
        return Trays().fill(Role.SOURCE, sides[0]).fill(Role.TARGET, sides[1])

    def fill_one(self, role: Role, text: str, look: Look, trays: Trays) -> Trays:
        """Return the trays with one filled by a query; see `fill`."""
        with self._shelf.opened() as catalog:
            query = _both(parse(look.text), parse(text))
            return trays.fill(role, catalog.ids(query, folder=look.folder).tolist())

    def duplicates(self, ids: IntArray, name: str) -> Generator[Step, None, Group]:
        """Find the pictures among some that are nearly the same."""
        with self._shelf.opened() as catalog:
            groups = yield from near_duplicates(catalog, ids)
        numbers = [np.full(len(each), at + 1) for at, each in enumerate(groups)]
        empty = np.empty(0, np.int64)
        return Group(name, np.concatenate([empty, *groups]), np.concatenate([empty, *numbers]))

    # -- inside ---------------------------------------------------------------------------------

    def _square(self, catalog: Catalog, number: int) -> Pixels | None:
        """Return a thumbnail cut to a square, or None where the picture cannot be read."""
        try:
            image = self._shelf.thumbnail(catalog.picture(number))
        except StudioError:
            return None
        if image.isNull():
            return None
        filled = image.scaled(
            QSize(MEAN_SIDE, MEAN_SIDE),
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        left, top = (filled.width() - MEAN_SIDE) // 2, (filled.height() - MEAN_SIDE) // 2
        cut = filled.copy(left, top, MEAN_SIDE, MEAN_SIDE)
        return pixels_of(cut)


def pixels_of(image: QImage) -> Pixels:
    """Return the pixels of a picture, (height, width, 3)."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def _balance(catalog: Catalog, trays: Trays, desk: Desk) -> Sequence[BalanceRow]:
    columns = [catalog.labels_of(trays.of(role)) for role in Role]
    return balance(columns[0], columns[1], wanted=_named(desk.queries[0]) & _named(desk.queries[1]))


def _named(text: str) -> set[str]:
    """Return the labels that a query asks for; what both trays ask for is wanted to differ."""
    query = parse(text)
    return set() if query is None else {each.name for each in conditions(query)}


def _both(given: Query | None, side: Query | None) -> Query | None:
    parts = tuple(each for each in (given, side) if each is not None)
    return And(parts) if len(parts) == 2 else next(iter(parts), None)


def _row(row: BalanceRow) -> Row:
    name = f"{row.label}: {row.word}" if row.word else row.label
    style = "{:.0%}" if row.is_share else "{:.3g}"
    source, target = style.format(row.source), style.format(row.target)
    return Row(name, row.label, source, target, row.effect)
