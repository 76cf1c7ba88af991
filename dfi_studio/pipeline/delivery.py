"""Any photograph -> what is rendered of it: the face that is edited; and results back into it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dfi_studio.core.errors import UsageError
from dfi_studio.core.face import Face, chosen_face
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Notice, Render, Step
from dfi_studio.core.treatment import ExportOptions, Extent, Treatment
from dfi_studio.library.attributes import attribute_landmarks
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.exports import before_and_after, pair_path, save_original, save_pair
from dfi_studio.library.originals import Original
from dfi_studio.library.photos import save_photo
from dfi_studio.library.portrait_masks import masks_in
from dfi_studio.pipeline.align import cut_out, files_of, paths_of
from dfi_studio.pipeline.export import exported, own_values
from dfi_studio.pipeline.faces import find_faces
from dfi_studio.pipeline.workshop import Workshop

FindFaces = Callable[[Image], Generator[Step, None, Sequence[Face]]]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A photo made ready: what is rendered of it, and where the result goes into.

    Attributes
    ----------
    photo : Photo
        The whole photo.
    masks : tuple of MaskLayer
        At its size.
    portrait : Portrait or None
        None where the photo is rendered as it is.
    original : Original or None
        None where only what was rendered is saved, at the working size.
    options : ExportOptions
    paired : bool
        Whether before and after are saved side by side too.
    before : tuple of Solved
        What was solved of it before, for other faces.
    """

    photo: Photo
    masks: tuple[MaskLayer, ...]
    portrait: Portrait | None
    original: Original | None
    options: ExportOptions
    paired: bool = False
    before: tuple[Solved, ...] = ()

    @property
    def subject(self) -> Photo:
        """What is rendered."""
        return self.photo if self.portrait is None else self.portrait.photo

    @property
    def subject_masks(self) -> tuple[MaskLayer, ...]:
        """The masks of what is rendered."""
        return self.masks if self.portrait is None else masks_in(self.portrait, self.masks)

    def save(self, finished: Render, path: Path, mark: EditMark) -> Generator[Step, None, None]:
        """Save a finished render.

        Raises
        ------
        StudioError
            The result cannot be written, or the photo's file has changed.
        """
        if self.original is None:
            save_photo(path, finished.image, mark=mark if self.options.marked else None)
            if self.paired:
                save_pair(pair_path(path), finished.photo, finished.image, mark=mark)
            return
        solved = Solved(
            self.portrait, finished.recipe, self.masks, finished.filled, finished.edited
        )
        result = yield from exported(self.photo, [*self.before, solved], onto=self.original)
        save_original(path, result, mark=mark, options=self.options)
        if self.paired:
            save_pair(pair_path(path), *before_and_after(self.original, result), mark=mark)


def prepared(
    workshop: Workshop,
    photo: Photo,
    masks: Sequence[MaskLayer],
    recipe: Recipe,
    treatment: Treatment,
    *,
    find: FindFaces = find_faces,
) -> Generator[Step, None, Delivery]:
    """Find the face that is to be edited, cut it out, and read what the result goes into.

    A photo without a face, one that is framed like its sets, and one with a hole that reaches out
    of its face's frame are edited as they are.

    Parameters
    ----------
    find : callable
        Finds the faces, if they are asked for; whoever knows them already need not look again.

    Raises
    ------
    StudioError
        There is no such face, or a set, the network or the photo does not serve.
    """
    portrait = None
    if treatment.align:
        portrait = yield from _portrait(workshop, photo, masks, recipe, treatment.face, find)
    whole = treatment.extent is Extent.WHOLE or portrait is not None or bool(masks)
    original = None
    if whole and treatment.extent is not Extent.EDIT:
        original = yield from opened_original(photo, None)
    return Delivery(photo, tuple(masks), portrait, original, treatment.export, treatment.paired)


def opened_original(photo: Photo, crop: Crop | None) -> Generator[Step, None, Original]:
    """Read what results go into, and say where its kind of colours cannot be kept.

    Raises
    ------
    PhotoError
        The file cannot be read, or is another by now.
    """
    original = own_values(photo, crop)
    if original.converted:
        yield Notice(f"{photo.name} is saved in 8-bit sRGB: its own kind of colours is not kept.")
    return original


def _portrait(
    workshop: Workshop,
    photo: Photo,
    masks: Sequence[MaskLayer],
    recipe: Recipe,
    number: int | None,
    find: FindFaces,
) -> Generator[Step, None, Portrait | None]:
    """Cut out the face of a number, 1 being the largest; None takes that one, if there is any."""
    workshop.backbone(recipe.space)  # what is missing is told before any work
    unknown = [path for path in files_of(recipe) if attribute_landmarks(path) is None]
    if unknown and number is not None:
        raise UsageError(
            f"{unknown[0]} does not say where faces are in its pictures; leave out --face, or "
            "learn it again."
        )
    if unknown or not (paths_of(recipe) or files_of(recipe)):
        return None
    faces = yield from find(photo.image)
    face = chosen_face(faces, number)
    if face is None:
        return None
    return (yield from cut_out(workshop, photo, face, recipe, masks))
