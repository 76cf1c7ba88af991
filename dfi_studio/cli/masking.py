"""Masks on the command line: the flags and the files."""

from __future__ import annotations

import argparse
from pathlib import Path

from dfi_studio.core.errors import MaskError
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.library.masks import load_mask, mask_beside, mask_path, scaled_to
from dfi_studio.library.photos import open_photo


def add_mask(parser: argparse.ArgumentParser, *, help: str) -> None:
    """Add the flags that name a mask."""
    parser.add_argument(
        "--mask",
        type=Path,
        metavar="MASK",
        help=f"{help} A picture of the photo's size: white is in; black or transparent is out.",
    )
    parser.add_argument(
        "--scale-mask", action="store_true", help="Scale a mask of another size to the photo."
    )


def layer_from(
    arguments: argparse.Namespace, path: Path, photo: Photo, role: MaskRole
) -> MaskLayer:
    """Return the mask in a file as a layer of a photo.

    Raises
    ------
    MaskError
        It cannot be read, or is of another size and is not to be scaled.
    """
    height, width = photo.image.shape[:2]
    mask = load_mask(path)
    if mask.shape != (height, width) and not arguments.scale_mask:
        raise MaskError(
            f"The mask {path} is {mask.shape[1]} x {mask.shape[0]} pixels, but the photo is "
            f"{width} x {height}; add --scale-mask to scale it."
        )
    return MaskLayer.of(path.stem, role, scaled_to(mask, height, width))


def mask_file(arguments: argparse.Namespace, photo: Path) -> Path:
    """Return the mask that was named, or the one that lies beside the photo.

    Raises
    ------
    MaskError
        None was named, and there is none beside the photo.
    """
    path = arguments.mask or mask_beside(photo)
    if path is None:
        raise MaskError(f"Name a mask with --mask, or save one as {mask_path(photo)}.")
    return Path(path)


def whole_photo(path: Path) -> Photo:
    """Open a photo at the size of its file, however large: the result is to be as large.

    Raises
    ------
    PhotoError
        See `open_photo`.
    """
    return Photo.of(open_photo(path), path.absolute())
