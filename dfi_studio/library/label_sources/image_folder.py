"""Folders that sort pictures into classes: ``cat/1.jpg``, ``dog/1.jpg``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dfi_studio.library.catalog.values import Value, value_of

LABEL = "class"


def read_image_folder(paths: Iterable[str]) -> dict[str, Mapping[str, Value]]:
    """Return the class of the pictures in sub-folders, by path; none where there is but one."""
    folders = {path: path.split("/", 1)[0] for path in paths if "/" in path}
    if len(set(folders.values())) < 2:
        return {}
    read = {folder: value_of(folder) for folder in set(folders.values())}
    return {
        path: {LABEL: value}
        for path, folder in folders.items()
        if (value := read[folder]) is not None
    }
