"""The catalogue: folders, pictures and labels in one SQLite file, and the questions to it.

Each thread opens its own `Catalog`; opening costs a few milliseconds. No method ever touches a
picture on the disk.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dfi_studio.core.errors import CatalogError
from dfi_studio.library.catalog import labelling, relabelling
from dfi_studio.library.catalog.entries import Folder, Key, Order, Picture, folder_name, plain
from dfi_studio.library.catalog.file import CatalogFile, Ids, IntArray, as_json
from dfi_studio.library.catalog.labelling import Column, LabelSummary, Undo
from dfi_studio.library.catalog.ordering import Places
from dfi_studio.library.catalog.query import Query, check_names, to_sql
from dfi_studio.library.catalog.schema import remember_folders
from dfi_studio.library.catalog.values import Origin, Value
from dfi_studio.library.folders import data

__all__ = ["Catalog", "Folder", "Ids", "IntArray", "Key", "Order", "Picture", "default_catalog"]


class Catalog(CatalogFile):
    """The catalogue; see `CatalogFile` for how it is opened and closed, and what it raises.

    Parameters
    ----------
    path : Path
    places : Places, optional
        Of an earlier catalogue in this file, so that orders need not be worked out again.
    """

    def __init__(self, path: Path, *, places: Places | None = None) -> None:
        super().__init__(path)
        self._places = places or Places()

    # -- reading -----------------------------------------------------------------------------

    def folders(self) -> list[Folder]:
        """Return the folders, by name."""
        rows = self.rows(
            "SELECT f.id, f.path, f.name,"
            " (SELECT count(*) FROM shown s WHERE s.folder_id = f.id),"
            " (SELECT count(*) FROM picture p WHERE p.folder_id = f.id AND problem IS NOT NULL)"
            " FROM folder f ORDER BY f.name"
        )
        return [Folder(number, Path(path), *rest) for number, path, *rest in rows]

    def folder(self, name: str) -> Folder:
        """Return a folder by its name, or by its path.

        Raises
        ------
        CatalogError
            The catalogue has none of that name.
        """
        folders = self.folders()
        for each in folders:
            if name.casefold() == each.name.casefold() or name == str(each.path):
                return each
        known = ", ".join(each.name for each in folders) or "none yet"
        raise CatalogError(
            f"The catalogue has no folder {name}; it has {known}. Add one with "
            "`dfi-studio catalog add DIR`."
        )

    def ids(
        self, query: Query | None = None, *, folder: str | None = None, order: Order | None = None
    ) -> IntArray:
        """Return the pictures that can be used and meet a query, (N,).

        Parameters
        ----------
        query : Query or None
            None for all.
        folder : str or None
            Name of one folder; None for all.
        order : Order or None
            None for the order in which they were added.

        Raises
        ------
        QueryError
            The query names a label that there is not.
        CatalogError
            There is no such folder.
        """
        where, parameters = self._where(query, folder)
        # One text with all numbers: to fetch a row for each would cost five times the search.
        ((listed,),) = self.rows(
            f"SELECT group_concat(s.id) FROM shown s WHERE {where}", parameters
        )
        found = _numbers(listed)
        if order is None or order == Order():
            return found
        places = self._places.of(self, order)[found]
        return np.asarray(found[np.argsort(places)], np.int64)

    def count(self, query: Query | None = None, *, folder: str | None = None) -> int:
        """Return how many pictures meet a query; see `ids`."""
        where, parameters = self._where(query, folder)
        ((number,),) = self.rows(f"SELECT count(*) FROM shown s WHERE {where}", parameters)
        return int(number)

    def pictures(self, ids: Ids) -> list[Picture]:
        """Return pictures in the order of their ids; those that are gone are left out."""
        labels = labelling.labels_by_picture(self, ids)
        found = {
            row[0]: _picture(row, labels.get(row[0], {}))
            for row in self.rows(
                "SELECT p.id, f.path, p.path, f.name, p.width, p.height, p.size, p.mtime_ns,"
                " ifnull(p.problem, '') FROM picture p JOIN folder f ON f.id = p.folder_id"
                " WHERE p.id IN (SELECT value FROM json_each(?))",
                [as_json(ids)],
            )
        }
        return [found[int(each)] for each in ids if each in found]

    def picture(self, number: int) -> Picture:
        """Return one picture.

        Raises
        ------
        CatalogError
            It is no longer in the catalogue.
        """
        for each in self.pictures([number]):
            return each
        raise CatalogError(f"Picture {number} is no longer in the catalogue; search again.")

    def broken(self, *, folder: str | None = None) -> list[Picture]:
        """Return the pictures that cannot be used, with the reason."""
        rows = self.rows(
            "SELECT id FROM picture WHERE problem IS NOT NULL AND (?1 IS NULL OR folder_id = ?1)"
            " ORDER BY folder_id, path",
            [None if folder is None else self._folder_id(folder)],
        )
        return self.pictures([each for (each,) in rows])

    def paths(self, ids: Ids) -> list[Path]:
        """Return the files of pictures, in the order of their ids.

        Raises
        ------
        CatalogError
            One is no longer in the catalogue.
        """
        roots = dict(self.rows("SELECT id, path FROM folder"))
        found = {
            number: Path(roots[folder], path)
            for number, folder, path in self.rows(
                "SELECT id, folder_id, path FROM picture"
                " WHERE id IN (SELECT value FROM json_each(?))",
                [as_json(ids)],
            )
        }
        try:
            return [found[int(each)] for each in ids]
        except KeyError as error:
            raise CatalogError(
                f"Picture {error} is no longer in the catalogue; search again."
            ) from error

    def find(self, path: Path) -> int | None:
        """Return the id of the picture in a file, or None."""
        roots = self.rows("SELECT id, path FROM folder ORDER BY length(path) DESC")
        for place in dict.fromkeys((plain(path), path.resolve())):
            for number, root in roots:
                if place.is_relative_to(root):
                    found = self.rows(
                        "SELECT id FROM picture WHERE folder_id = ? AND path = ?",
                        [number, place.relative_to(root).as_posix()],
                    )
                    if found:
                        return int(found[0][0])
        return None

    # -- labels: see `labelling` and `relabelling` -------------------------------------------

    def label_names(self) -> dict[str, LabelSummary]:
        """Return what is known of each label, by name; for completion and for balance."""
        return labelling.summaries(self)

    def labels_of(self, ids: Ids) -> dict[str, Column]:
        """Return the labels of pictures, a column a label in the order of the ids."""
        return labelling.columns_of(self, ids)

    def set_labels(
        self, ids: Ids, name: str, value: Value | str | None, *, origin: Origin = Origin.HAND
    ) -> Undo:
        """Give pictures a label, or take away what was given by the same origin.

        Parameters
        ----------
        value : Value, str or None
            Text is read as `values.value_of` reads it; None takes the label away, and what the
            files say holds again.

        Returns
        -------
        Undo
            For `restore`.
        """
        return relabelling.set_labels(self, ids, name, value, origin)

    def set_estimates(self, estimates: Mapping[int, Mapping[str, Value]]) -> None:
        """Keep what a model thinks of pictures, by id; whatever anyone says holds before it."""
        relabelling.enter(self, estimates, Origin.ESTIMATE)

    def restore(self, undo: Undo) -> Undo:
        """Take back a change of labels; the answer takes that back in turn."""
        return relabelling.restore(self, undo)

    # -- writing -----------------------------------------------------------------------------

    def add_folder(self, path: Path, name: str | None = None) -> Folder:
        """Enter a folder, without looking at its pictures yet; one that is there stays.

        Raises
        ------
        CatalogError
            The name is taken by another folder.
        """
        known = {each.path: each for each in self.folders()}
        if path in known and name in (None, known[path].name):
            return known[path]
        with self.writing() as connection:
            chosen = folder_name(path, name, self.folders())
            renamed = connection.execute(
                "UPDATE folder SET name = ? WHERE path = ?", [chosen, str(path)]
            )
            if not renamed.rowcount:
                connection.execute(
                    "INSERT INTO folder (path, name, added) VALUES (?, ?, ?)",
                    [str(path), chosen, time.time()],
                )
        remember_folders(self._connection, self.path)
        return self.folder(chosen)

    def remove_folder(self, name: str) -> None:
        """Forget a folder and its pictures; the files stay where and as they are."""
        number = self.folder(name).id
        with self.writing() as connection:
            connection.execute("DELETE FROM folder WHERE id = ?", [number])
        remember_folders(self._connection, self.path)

    def mark_broken(self, number: int, problem: str) -> None:
        """Put a picture among those that cannot be used, until its file changes."""
        with self.writing() as connection:
            connection.execute("UPDATE picture SET problem = ? WHERE id = ?", [problem, number])
            connection.execute("DELETE FROM shown WHERE id = ?", [number])

    def _where(self, query: Query | None, folder: str | None) -> tuple[str, list[Value | int]]:
        if query is not None:
            check_names(query, (name for (name,) in self.rows("SELECT name FROM label")))
        where, parameters = to_sql(query, self.columns())
        if folder is None:
            return where, [*parameters]
        # Not by the index: a folder is a large part of the whole, which is quicker to pass through.
        return f"+s.folder_id = ? AND {where}", [self._folder_id(folder), *parameters]

    def _folder_id(self, name: str) -> int:
        found = self.rows("SELECT id FROM folder WHERE name = ?", [name])
        return int(found[0][0]) if found else self.folder(name).id


def default_catalog() -> Catalog:
    """Open the user's catalogue."""
    return Catalog(data() / "catalog.sqlite")


def _numbers(listed: str | None) -> IntArray:
    """Return the numbers of a text with commas between, ascending."""
    if not listed:
        return np.zeros(0, np.int64)
    return np.sort(np.fromstring(listed, np.int64, sep=","))


def _picture(row: tuple[Any, ...], labels: Mapping[str, Value]) -> Picture:
    number, root, path, folder, width, height, size, mtime_ns, problem = row
    return Picture(number, Path(root, path), folder, width, height, size, mtime_ns, problem, labels)
