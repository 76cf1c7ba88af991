"""Sets of pictures, counted; the catalogue is imported when one is first asked for."""

from __future__ import annotations


def count_pictures(text: str) -> int:
    """Return how many pictures a set holds.

    Raises
    ------
    StudioError
        It cannot serve.
    """
    from dfi_studio.library.picture_sets import picture_set

    return len(picture_set(text).paths)
