"""The pictures of a project: each a part of its own, named by its content.

Knows how a picture or a mask becomes bytes and how it is checked when it comes back; not what it
is for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from dfi_studio.core.image import Image, digest
from dfi_studio.core.mask import Mask, mask_digest
from dfi_studio.core.photo import Photo
from dfi_studio.library.exact_images import (
    Pieces,
    fits_bytes,
    from_bytes,
    mask_from_bytes,
    reals,
    to_png,
    to_safetensors,
)
from dfi_studio.library.json_values import as_text, as_whole
from dfi_studio.library.parts import Reader, damaged
from dfi_studio.library.photos import MAX_PIXELS
from dfi_studio.session.project_values import Values

Make = Callable[[], Pieces]
"""What makes the bytes of a part when its turn comes."""

_LONGEST_HEADER = 100_000


class Names:
    """What the parts of results and masks are called: by their content, which takes time to read.

    It is remembered from one writing to the next.
    """

    def __init__(self) -> None:
        self._before: dict[int, tuple[Image | Mask, str]] = {}
        self._known: dict[int, tuple[Image | Mask, str]] = {}

    def begin(self) -> None:
        """Begin another writing; what the last one did not ask for is forgotten."""
        self._before, self._known = self._known, {}

    def of_result(self, image: Image) -> str:
        """Return the name of the part that a result becomes."""
        return self._named(image, lambda: f"results/{digest(image)}.safetensors")

    def of_mask(self, mask: Mask) -> str:
        """Return the name of the part that a mask becomes; its suffix says what holds it all."""
        return self._named(
            mask,
            lambda: f"masks/{mask_digest(mask)}.{'png' if fits_bytes(mask) else 'safetensors'}",
        )

    def _named(self, picture: Image | Mask, name: Callable[[], str]) -> str:
        key = id(picture)
        kept = self._known.get(key) or self._before.get(key) or (picture, name())
        self._known[key] = kept  # which keeps the picture, and with it the meaning of its id
        return kept[1]


def photo_part(photo: Photo, *, small: bool) -> tuple[str, Make]:
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


def mask_part(mask: Mask, name: str) -> Make:
    """Return what makes the part of a mask that `Names` gave this name."""

    def compressed() -> Pieces:
        png = to_png(mask)
        assert png is not None  # or its name would be another
        return [png]

    return compressed if name.endswith(".png") else partial(reals, mask)


def size_values(picture: Image | Mask) -> Values:
    """Return the size of a picture as values."""
    height, width = picture.shape[:2]
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


def read_mask(reader: Reader, about: Values) -> Mask:
    """Return the mask in a part that is named by its content; see `read_picture`."""
    part = as_text(about["part"])
    width, height = _sides(about)
    content = reader.read(part, most=4 * width * height + _LONGEST_HEADER)
    try:
        mask = mask_from_bytes(content, width=width, height=height)
        if mask_digest(mask) != Path(part).stem:
            raise ValueError("it is another mask")
    except ValueError as error:
        raise damaged(reader.where, f"{part}: {error}") from error
    return mask


def hollow(about: Values) -> Image:
    """Return a black picture of some size, which takes no memory."""
    width, height = _sides(about)
    return np.broadcast_to(np.float32(0), (height, width, 3))


def _sides(about: Values) -> tuple[int, int]:
    width, height = as_whole(about["width"], least=1), as_whole(about["height"], least=1)
    if width * height > MAX_PIXELS:
        raise ValueError(f"no picture of {width} x {height} pixels is edited here")
    return width, height
