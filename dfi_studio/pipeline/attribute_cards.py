"""Cards of the attribute library, made: learned, imported, previewed, rebuilt for another size."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from dfi_studio.core.errors import AttributeFileError
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import (
    Contrast,
    Direction,
    FeatureSpace,
    Recipe,
    SavedAttribute,
    Scaling,
    Solver,
)
from dfi_studio.core.steps import Step
from dfi_studio.library.attribute_library import AttributeCard, AttributeLibrary
from dfi_studio.library.attribute_record import AttributeRecord, SetRecord
from dfi_studio.library.authors_attributes import read_authors_attribute
from dfi_studio.library.crops import square
from dfi_studio.pipeline.frames import Frame
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.set_faces import with_landmarks
from dfi_studio.pipeline.workshop import Workshop

STRIP_ALPHAS = (0.0, 1.0, 2.0)
"""Strengths of a preview strip."""

_STRIP_SIDE = 128
_STRIP_ITERATIONS = 30
_AUTHORS_NETWORK = "vgg19"


def learn_card(
    workshop: Workshop,
    library: AttributeLibrary,
    sets: Contrast,
    *,
    space: FeatureSpace,
    frame: Frame,
    near: Photo | None = None,
    name: str = "",
) -> Generator[Step, None, AttributeCard]:
    """Learn an attribute and keep it in the library; see `learn.learn`.

    Parameters
    ----------
    name : str
        What to call it; by default by its sets.
    """
    record = yield from learn(workshop, sets, space, frame, near=near)
    record = yield from with_landmarks(workshop, record, sets)
    return library.add(replace(record, name=name) if name else record, sets=sets)


def rebuild_card(
    workshop: Workshop, library: AttributeLibrary, card: AttributeCard, *, frame: Frame
) -> Generator[Step, None, AttributeCard]:
    """Learn an attribute again for pictures of another size, and add it under the same name.

    The neighbours of a photo are not looked for again: the whole sets are taken.

    Parameters
    ----------
    frame : (height, width)
        In pixels.

    Raises
    ------
    AttributeFileError
        The card does not say which sets it was learned from.
    PictureSetError
        A set is gone.
    """
    if card.sets is None:
        raise AttributeFileError(
            f"{card.name} cannot be rebuilt, because it does not say which pictures it was "
            "learned from; learn it again from its two sets."
        )
    space = FeatureSpace(card.backbone, card.layers, min(frame))
    return (
        yield from learn_card(
            workshop, library, card.sets, space=space, frame=frame, name=card.name
        )
    )


def preview_card(
    workshop: Workshop,
    library: AttributeLibrary,
    card: AttributeCard,
    photo: Photo,
    *,
    alphas: Sequence[float] = STRIP_ALPHAS,
) -> Generator[Step, None, AttributeCard]:
    """Give a card its strip: a photo at rising strengths.

    Raises
    ------
    AttributeFileError
        The photo has another shape than the pictures of the attribute.
    """
    space = FeatureSpace(card.backbone, card.layers, min(card.height, card.width))
    pictures: list[Image] = []
    for alpha in alphas:
        direction = Direction(SavedAttribute(str(card.path)), alpha)
        recipe = Recipe((direction,), space, Solver(iterations=_STRIP_ITERATIONS))
        start = pictures[-1] if pictures else None
        result = yield from render(workshop, photo, recipe, start=start)
        pictures.append(result.image if alpha else result.photo)
    return library.set_preview(card.path, strip(pictures))


def import_card(
    workshop: Workshop,
    library: AttributeLibrary,
    path: Path,
    *,
    size: tuple[int, int] | None = None,
) -> AttributeCard:
    """Bring an attribute of the authors' program into the library; see `authors_attributes`.

    Raises
    ------
    AttributeFileError
        The file does not serve.
    WeightsError
        VGG-19, whose features it holds, is not installed.
    """
    arrays, height, width = read_authors_attribute(path, size=size)
    space = FeatureSpace(_AUTHORS_NETWORK, tuple(arrays), min(height, width))
    unknown = SetRecord("unknown", ())
    record = AttributeRecord(
        name=path.stem,
        arrays=arrays,
        height=height,
        width=width,
        backbone=_AUTHORS_NETWORK,
        backbone_identity=workshop.backbone(space).identity,
        k=0,
        scaling=Scaling.NONE,
        source=unknown,
        target=unknown,
    )
    return library.add(record)


def strip(pictures: Sequence[Image]) -> Image:
    """Return pictures side by side, each a square."""
    squares = [square(picture, _STRIP_SIDE) for picture in pictures]
    return freeze(np.concatenate(squares, axis=1).astype(np.float32) / np.float32(255))
