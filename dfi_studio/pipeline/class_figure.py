"""A labelled, a random and a class-conditional direction of equal length, side by side.

What is drawn from a class can be followed by pictures, a random direction cannot: the reason why
ISDA draws as it does.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from dfi_studio.core.class_direction import ClassDistance, ClassMove, Sampling
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Attribute, Direction, Recipe, SavedAttribute
from dfi_studio.core.steps import Render, Step
from dfi_studio.library.attributes import AttributeRecord, load_attribute
from dfi_studio.pipeline.class_directions import class_directions
from dfi_studio.pipeline.class_distance import class_distances
from dfi_studio.pipeline.frames import working_frame
from dfi_studio.pipeline.set_features import Looking, SetReader
from dfi_studio.pipeline.workshop import Workshop

MOST_ALPHA = 100.0
"""As far as a direction can be gone."""


class Kind(StrEnum):
    """Where the direction of a cell comes from."""

    LABELLED = "labelled"
    RANDOM = "random"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture of the figure."""

    kind: Kind
    render: Render
    distance: ClassDistance


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure.

    Attributes
    ----------
    own : ClassDistance
        Of the photo itself.
    rows : tuple of tuple of Cell
        One for each draw, with a cell of each kind.
    """

    own: ClassDistance
    rows: tuple[tuple[Cell, ...], ...]

    def of(self, kind: Kind) -> list[ClassDistance]:
        """Return what was measured of one kind."""
        return [cell.distance for row in self.rows for cell in row if cell.kind is kind]


def figure_recipes(
    workshop: Workshop,
    photo: Photo,
    sampling: Sampling,
    base: Recipe,
    attribute: Path,
    *,
    looking: Looking = SetReader.batches,
) -> Generator[Step, None, list[tuple[Kind, Recipe]]]:
    """Return what is to be rendered: for each draw of a sampling, a recipe of each kind.

    Parameters
    ----------
    base : Recipe
        Space and solver; its directions do not count.
    attribute : Path
        The attribute file of the labelled direction.
    looking : Looking
        Who looks at the pictures of the class.

    Raises
    ------
    StudioError
        The class or the attribute file does not serve.
    """
    labelled = load_attribute(attribute)
    frame = working_frame(photo.image, base.space.size)
    steps = class_directions(
        workshop, sampling.draws, base.space, frame, near=photo, looking=looking
    )
    drawn = yield from steps
    found: list[tuple[Kind, Recipe]] = []
    for draw, record in zip(sampling.draws, drawn, strict=True):
        far = sampling.alpha * length_of(record) / max(length_of(labelled), 1e-12)
        asked: dict[Kind, tuple[Attribute, float]] = {
            Kind.LABELLED: (SavedAttribute(str(attribute)), min(far, MOST_ALPHA)),
            Kind.RANDOM: (replace(draw, move=ClassMove.RANDOM), sampling.alpha),
            Kind.CLASS: (draw, sampling.alpha),
        }
        found += [(kind, replace(base, directions=(Direction(*asked[kind]),))) for kind in Kind]
    return found


def figure_of(
    workshop: Workshop,
    photo: Photo,
    sampling: Sampling,
    renders: Sequence[tuple[Kind, Render]],
    *,
    looking: Looking = SetReader.batches,
) -> Generator[Step, None, Figure]:
    """Measure what was rendered by `figure_recipes`, in its order, and looked at by the same.

    Raises
    ------
    StudioError
        The class or the attribute file does not serve.
    """
    rendered = [each for _, each in renders]
    measure = class_distances(workshop, photo, rendered, sampling, looking=looking)
    own, distances = yield from measure
    cells = [
        Cell(kind, render, distance)
        for (kind, render), distance in zip(renders, distances, strict=True)
    ]
    many = len(Kind)
    return Figure(own, tuple(tuple(cells[at : at + many]) for at in range(0, len(cells), many)))


def length_of(record: AttributeRecord) -> float:
    """Return the length of an attribute vector over all its layers."""
    squares = (np.square(values, dtype=np.float64).sum() for values in record.arrays.values())
    return float(np.sqrt(sum(squares)))
