"""A face in a photo -> a portrait framed as the sets frame theirs; and sets brought to it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np

from dfi_studio.core.alignment import Similarity
from dfi_studio.core.errors import UsageError
from dfi_studio.core.face import Face, Landmarks, landmarks_of
from dfi_studio.core.framing import Framing
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import ClassDirection, Contrast, Recipe, SavedAttribute
from dfi_studio.core.steps import Notice, Step
from dfi_studio.library.attributes import attribute_landmarks
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.library.portrait_masks import holds
from dfi_studio.library.warping import reached, warped
from dfi_studio.pipeline.set_faces import SetFraming, placed, set_framing
from dfi_studio.pipeline.workshop import Workshop

ALIKE = 0.05
"""Share of a frame's side that its corners may be off for it to count as framed alike already."""
_LEAST_EYES = 2.0  # pixels between the eyes; below, there is nothing to enlarge


def framed(
    workshop: Workshop,
    photo: Photo,
    face: Face,
    recipe: Recipe,
) -> Generator[Step, None, Portrait | None]:
    """Cut a face out of a photo as the sets of a recipe frame theirs, at the working size.

    The frame is the square, turned with the face, in which its landmarks come nearest to the mean
    landmarks of the sets; so the sets fill it, wherever the face is brought exactly.

    Returns
    -------
    Portrait or None
        None where there is nothing to align: the sets show no faces, or the recipe learns nothing,
        or from an attribute file that says nothing of faces, or the photo as a whole is framed
        like them already (the corners within `ALIKE`). Such a photo is edited as it is.

    Raises
    ------
    PictureSetError
        A set is missing or empty.
    AttributeFileError
        An attribute file cannot be read.
    UsageError
        The eyes of the face are in one place.
    """
    if face.eye_distance < _LEAST_EYES:
        raise UsageError("Both eyes of the face are in one place: put its points on the eyes.")
    how = yield from _framing(workshop, recipe)
    if how is None or (how.alike and _is_alike(photo.image, face, how)):
        return None
    return portrait_of(photo, face, how, recipe.space.size, framing=recipe.framing)


def cut_out(
    workshop: Workshop,
    photo: Photo,
    face: Face,
    recipe: Recipe,
    masks: Sequence[MaskLayer] = (),
) -> Generator[Step, None, Portrait | None]:
    """Cut a face out as `framed` does, if all that is missing of the photo lies in its frame.

    Else the photo is edited as it is, and a notice says so.

    Raises
    ------
    PictureSetError
        A set is missing or empty.
    """
    portrait = yield from framed(workshop, photo, face, recipe)
    holes = [each for each in masks if each.on and each.role is MaskRole.FILL]
    if portrait is not None and not all(holds(portrait, each) for each in holes):
        yield Notice(
            "What is to be filled reaches out of the face's frame, so the photo is edited as a "
            "whole."
        )
        return None
    return portrait


def portrait_of(
    photo: Photo, face: Face, how: SetFraming, side: int, *, framing: Framing = Framing.PHOTO
) -> Portrait:
    """Return the portrait of a face in a frame; what lies beyond the photo is mirrored."""
    goal = placed(how.points, side)
    to_frame = Similarity.fitted(face.points, goal)
    pixels = warped(photo.image, to_frame, height=side, width=side)
    onto = to_frame(face.points) if framing is Framing.PHOTO else goal
    cut = Photo.of(freeze(np.clip(pixels, 0, 1)), photo.path)
    return Portrait(
        Photo(cut.image, cut.digest, cut.path, landmarks_of(onto)), face, to_frame.inverse()
    )


def brought(image: Image, shares: Landmarks, onto: Landmarks, side: tuple[int, int]) -> Image:
    """Return a set's picture laid over a face by its landmarks; beyond its border it is mirrored.

    Parameters
    ----------
    shares : Landmarks
        Of the picture, in shares of its sides.
    onto : Landmarks
        In pixels of the frame.
    side : (height, width)
        Of the frame.
    """
    rows, columns = image.shape[:2]
    points = np.array(shares) * (columns, rows) - 0.5
    to_frame = Similarity.fitted(points, np.array(onto))
    return freeze(np.clip(warped(image, to_frame, height=side[0], width=side[1]), 0, 1))


def misfit(shares: Landmarks, onto: Landmarks) -> float:
    """Return how far a face differs from another once laid over it, in pixels of the frame.

    Shares of a square picture are meant; in another the sides weigh differently, which changes
    the order of the best no more than it matters.
    """
    points = np.array(shares)
    return Similarity.fitted(points, np.array(onto)).misfit(points, np.array(onto))


def _framing(workshop: Workshop, recipe: Recipe) -> Generator[Step, None, SetFraming | None]:
    """Return how faces lie in what a recipe learns from: in its attribute files, else its sets."""
    for path in files_of(recipe):
        found = attribute_landmarks(path)
        if found is None:
            yield Notice(
                f"{path.name} does not say where faces are in its pictures, so the photo is "
                "edited as a whole; learn it again to have the face aligned."
            )
            return None
        return SetFraming(np.array(found), alike=True)
    sets = paths_of(recipe)
    return (yield from set_framing(workshop, sets)) if sets else None


def files_of(recipe: Recipe) -> list[Path]:
    """Return the attribute files that a recipe moves along; those that say the least come first.

    Raises
    ------
    AttributeFileError
        One of them cannot be read.
    """
    attributes = [each.attribute for each in recipe.moving]
    paths = [
        Path(each.path).expanduser() for each in attributes if isinstance(each, SavedAttribute)
    ]
    return sorted(paths, key=lambda each: attribute_landmarks(each) is not None)


def _is_alike(image: Image, face: Face, how: SetFraming) -> bool:
    """Say whether a photo as a whole is framed like the sets."""
    height, width = image.shape[:2]
    side = max(height, width)  # a set's picture fills the photo's frame, centred
    goal = placed(how.points, side) + np.array([width - side, height - side]) / 2
    there = Similarity.fitted(face.points, goal)
    here = reached(Similarity(), height=height, width=width)
    moved = np.linalg.norm(there(here) - here, axis=1).max()
    return bool(moved <= ALIKE * min(height, width))


def _sets_of(recipe: Recipe) -> list[str]:
    """Return the names of the sets that a recipe learns from."""
    names = []
    for direction in recipe.directions:
        if isinstance(direction.attribute, Contrast):
            names += [direction.attribute.source, direction.attribute.target]
        elif isinstance(direction.attribute, ClassDirection):
            names.append(direction.attribute.pictures)
    if recipe.fill is not None and recipe.fill.pictures.strip():
        names.append(recipe.fill.pictures)
    return list(dict.fromkeys(names))


def paths_of(recipe: Recipe) -> list[tuple[Path, ...]]:
    """Return the pictures of the sets that a recipe learns from.

    Raises
    ------
    PictureSetError
        A set is missing or empty.
    """
    return [picture_set(name).paths for name in _sets_of(recipe)]
