"""The pictures of a project: each a part of its own, named by its content.

Knows how a picture becomes bytes and how it is checked when it comes back; not what it is for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from dfi_studio.core.image import Image, digest
from dfi_studio.core.photo import Photo
from dfi_studio.library.exact_images import Pieces, from_bytes, to_png, to_safetensors
from dfi_studio.library.json_values import as_text, as_whole
from dfi_studio.library.parts import Reader, damaged
from dfi_studio.library.photos import MAX_PIXELS
from dfi_studio.session.project_values import Values

_LONGEST_HEADER = 100_000


def photo_part(photo: Photo, *, small: bool) -> tuple[str, Callable[[], Pieces]]:
    """Return the name of the part that a photograph becomes, and what makes it.

    Parameters
    ----------
    small : bool
        Whether to take the time to compress it.
    """
    png = to_png(photo.image) if small else None
    if png is not None:
        return f"photos/{photo.digest}.png", lambda: [png]
    return f"photos/{photo.digest}.safetensors", partial(to_safetensors, photo.image)


def size_values(image: Image) -> Values:
    """Return the size of a picture as values."""
    height, width = image.shape[:2]
    return {"width": width, "height": height}


def read_picture(reader: Reader, about: Values, *, named: str) -> Image:
    """Return the picture in a part, having seen that it is the one that was written.

    Parameters
    ----------
    about : dict
        The name of the ``part``, its ``width`` and ``height``.
    named : str
        The digest of the picture.

    Raises
    ------
    ProjectError
        The part is missing, damaged, of another size, or another picture.
    ValueError, TypeError, KeyError
        The values are none of a picture.
    """
    part = as_text(about["part"])
    width, height = _sides(about)
    content = reader.read(part, most=12 * width * height + _LONGEST_HEADER)
    try:
        image = from_bytes(content, width=width, height=height)
        if digest(image) != named:
            raise ValueError("it is another picture")
    except ValueError as error:
        raise damaged(reader.where, f"{part}: {error}") from error
    return image


def hollow(about: Values) -> Image:
    """Return a black picture of some size, which takes no memory."""
    width, height = _sides(about)
    return np.broadcast_to(np.float32(0), (height, width, 3))


def _sides(about: Values) -> tuple[int, int]:
    width, height = as_whole(about["width"], least=1), as_whole(about["height"], least=1)
    if width * height > MAX_PIXELS:
        raise ValueError(f"no picture of {width} x {height} pixels is edited here")
    return width, height
