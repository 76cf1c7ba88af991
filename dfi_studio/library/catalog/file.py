"""The catalogue's file as one thread has it open: statements, transactions and a counter."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from dfi_studio.library.catalog.schema import open_file, told

IntArray = npt.NDArray[np.int64]
Ids = Sequence[int] | IntArray
"""Pictures, by their numbers in the catalogue."""


class CatalogFile:
    """An open catalogue; a context manager that closes it.

    Parameters
    ----------
    path : Path
        Made if missing. A damaged file is put aside, and a new one knows the same folders.

    Attributes
    ----------
    notice : str
        What the user should be told of the opening; mostly empty.

    Raises
    ------
    CatalogError
        The file cannot be opened or is locked; so do all methods where it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection, self.notice = open_file(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; it cannot be used afterwards."""
        self._connection.close()

    def version(self) -> int:
        """Return a number that grows with every change, by whichever thread or program."""
        ((number,),) = self.rows("SELECT number FROM state WHERE key = 'version'")
        return int(number)

    def state(self, key: str = "") -> str:
        """Return a text that changes with the pictures, and with one label if there is such a one.

        Parameters
        ----------
        key : str
            `values.name_key` of the label.
        """
        ((pictures,),) = self.rows("SELECT number FROM state WHERE key = 'pictures'")
        changed = self.rows("SELECT changed FROM label WHERE key = ?", [key])
        return f"{pictures} {changed[0][0] if changed else ''}"

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a statement that reads."""
        with told(self.path):
            return self._connection.execute(statement, parameters).fetchall()

    def columns(self) -> dict[str, str]:
        """Return `values.name_key` of each label -> its column in `shown`."""
        return {key: f"v{number}" for number, key in self.rows("SELECT id, key FROM label")}

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a transaction, which is kept whole or not at all."""
        with self.writing_unseen() as connection:
            yield connection
            connection.execute("UPDATE state SET number = number + 1 WHERE key = 'version'")

    @contextmanager
    def writing_unseen(self) -> Iterator[sqlite3.Connection]:
        """Give the same for what changes no answer, such as a hash: the version stays."""
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def as_json(ids: Ids) -> str:
    """Return ids as one parameter of a statement, for ``json_each``."""
    return json.dumps(np.asarray(ids, np.int64).tolist())
