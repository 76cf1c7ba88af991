"""The state of the files behind the catalogue, in bulk: what an embedding was made of."""

from __future__ import annotations

import numpy as np

from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.embedding_store import PictureStates


def picture_states(catalog: Catalog, *, folder: str | None = None) -> PictureStates:
    """Return every picture that can be used, in the order of their numbers.

    Raises
    ------
    CatalogError
        There is no such folder.
    """
    rows = catalog.rows(
        "SELECT id, size, mtime_ns FROM picture"
        " WHERE problem IS NULL AND (?1 IS NULL OR folder_id = ?1) ORDER BY id",
        [None if folder is None else catalog.folder(folder).id],
    )
    table = np.array(rows, np.int64).reshape(len(rows), 3)
    return PictureStates(*(np.ascontiguousarray(column) for column in table.T))
