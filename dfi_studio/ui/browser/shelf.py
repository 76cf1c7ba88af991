"""The catalogue as the browser asks it. Every method opens the catalogue for itself.

All of this reads files: it is called outside the window's thread, in any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.steps import Step
from dfi_studio.library.attribute_rules import attribute_rules
from dfi_studio.library.catalog.labelling import LabelSummary, Undo
from dfi_studio.library.catalog.ordering import Places
from dfi_studio.library.catalog.query import Query, QueryError, parse
from dfi_studio.library.catalog.query import chips as chips_of
from dfi_studio.library.catalog.scan import ScanReport, scan, scan_all
from dfi_studio.library.catalog.store import Catalog, Picture
from dfi_studio.library.folders import caches, data
from dfi_studio.library.photos import open_photo
from dfi_studio.library.thumbnails import Thumbnails, thumbnail_pixels
from dfi_studio.session.trays import Labelling
from dfi_studio.ui.browser.looking import Chip, Look, Seen, kept_order
from dfi_studio.ui.browser.thumbnail_loader import Fetch
from dfi_studio.ui.pixels import to_shown

_LARGE = 1200
"""Smallest side, in pixels, that suffices for the preview."""


class Shelf:
    """Reads the catalogue and the thumbnails.

    Parameters
    ----------
    path : Path, optional
        Of the catalogue; the user's by default.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or data() / "catalog.sqlite"
        self.thumbnails = Thumbnails(caches() / "thumbnails")
        self._labels: tuple[int, dict[str, LabelSummary]] = (-1, {})
        self._places = Places()
        self._notice = ""
        self._lock = threading.Lock()

    @contextmanager
    def opened(self) -> Iterator[Catalog]:
        """Give the catalogue for the length of the block."""
        with Catalog(self.path, places=self._places) as catalog:
            if catalog.notice:  # said once, to whoever opens it first: kept for the next look
                self._notice = catalog.notice
            yield catalog

    def version(self) -> int:
        """Return the number that grows with every change."""
        with self.opened() as catalog:
            return catalog.version()

    def look(self, look: Look) -> Seen:
        """Find what the grid is to show."""
        with self.opened() as catalog:
            notice, self._notice = self._notice, ""
            folders = catalog.folders()
            version = catalog.version()
            labels = self._known_labels(catalog, version)
            names = [each.name for each in folders]
            folder = look.folder if look.folder in names else None
            total = sum(each.pictures for each in folders if folder in (None, each.name))
            seen = Seen(
                None, total=total, folders=tuple(folders), labels=labels, version=version,
                rules=tuple(attribute_rules(labels)), notice=notice,
            )  # fmt: skip
            try:
                query = parse(look.text)
                found = catalog.ids(query, folder=folder, order=look.order)
            except QueryError as error:
                return replace(seen, wrong=str(error))
            written = None
            if look.among is not None:
                found, written = kept_order(look.among, found)
            chips = self._chips(catalog, query, folder)
            return replace(seen, ids=found, written=written, chips=chips)

    def pictures(self, ids: Sequence[int]) -> list[Picture]:
        """Return what is known of some pictures; those that are gone are left out."""
        with self.opened() as catalog:
            return catalog.pictures(ids)

    def broken(self, folder: str | None) -> list[Picture]:
        """Return the pictures that cannot be used, with the reason."""
        with self.opened() as catalog:
            return catalog.broken(folder=folder)

    def picture(self, number: int) -> Picture | None:
        """Return what is known of one picture, or None where it is gone."""
        return next(iter(self.pictures([number])), None)

    def large(self, number: int) -> tuple[Picture, QImage] | None:
        """Return one picture for the preview; its image is null where it cannot be read."""
        picture = self.picture(number)
        if picture is None:
            return None
        try:
            return picture, to_shown(open_photo(picture.path, at_least=_LARGE))
        except PhotoError as error:
            return replace(picture, problem=str(error)), QImage()

    def label(self, ids: Sequence[int], name: str, text: str) -> Labelling:
        """Give pictures a label; an empty text takes it away."""
        with self.opened() as catalog:
            before = catalog.set_labels(ids, name, text.strip() or None)
            return Labelling(tuple(ids), name, text.strip() or None, before)

    def unlabel(self, labelling: Labelling) -> None:
        """Bring back what the labels were."""
        assert isinstance(labelling.before, Undo)
        with self.opened() as catalog:
            catalog.restore(labelling.before)

    def remove_folder(self, name: str) -> None:
        """Forget a folder; its pictures stay where they are."""
        with self.opened() as catalog:
            catalog.remove_folder(name)

    # -- jobs -----------------------------------------------------------------------------------

    def scan(self, folder: Path | None) -> Generator[Step, None, list[ScanReport]]:
        """Look what is new in a folder, or in all that are known."""
        with self.opened() as catalog:
            if folder is None:
                return (yield from scan_all(catalog))
            return [(yield from scan(catalog, folder))]

    # -- thumbnails -----------------------------------------------------------------------------

    @contextmanager
    def fetching(self) -> Iterator[Fetch]:
        """Give the function that loads thumbnails in one thread."""
        with self.opened() as catalog:

            def fetch(number: int, side: int) -> QImage:
                return scaled(self.thumbnail(catalog.picture(number)), side)

            yield fetch

    def thumbnail(self, picture: Picture) -> QImage:
        """Return the thumbnail of a picture, as large as it is kept."""
        return decoded(self.thumbnails.get(picture.path, picture.size, picture.mtime_ns))

    # -- inside ---------------------------------------------------------------------------------

    def _known_labels(self, catalog: Catalog, version: int) -> dict[str, LabelSummary]:
        """Return the labels; they are summed up once for each state of the catalogue."""
        with self._lock:
            if self._labels[0] != version:
                self._labels = (version, catalog.label_names())
            return self._labels[1]

    def _chips(self, catalog: Catalog, query: Query | None, folder: str | None) -> tuple[Chip, ...]:
        return tuple(
            Chip(text, catalog.count(parse(text), folder=folder)) for text in chips_of(query)
        )


def decoded(content: bytes) -> QImage:
    """Return what is in a thumbnail; null where that is no picture.

    Not by Qt's own reader. That holds the lock of Qt's image formats while it reads from a device,
    and a device of PySide's asks for Python's lock at each read: the window's thread, which holds
    the one and waits for the other as soon as it shows an icon, would wait for ever.
    """
    pixels = thumbnail_pixels(content)
    if pixels is None:
        return QImage()
    height, width, _ = pixels.shape
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    np.frombuffer(picture.bits(), np.uint8).reshape(pixels.shape)[:] = pixels
    return picture


def scaled(image: QImage, side: int) -> QImage:
    """Return a picture whose longer side is `side`."""
    if image.isNull():
        return image
    return image.scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
