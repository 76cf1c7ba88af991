"""A photo and what is wanted of it -> one finished file, as the window would export it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.portrait import Portrait
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Progress, Step
from dfi_studio.core.treatment import ExportOptions
from dfi_studio.core.wanted import Wanted
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.portrait_masks import masks_in
from dfi_studio.pipeline.align import cut_out
from dfi_studio.pipeline.delivery import Delivery, opened_original
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.workshop import Workshop


def deliver(
    workshop: Workshop,
    photo: Photo,
    wanted: Sequence[Wanted],
    path: Path,
    *,
    crop: Crop | None = None,
    whole: bool = False,
    options: ExportOptions | None = None,
) -> Generator[Step, None, Path]:
    """Render all that is wanted of a photo, from the photo, and write what comes out.

    Parameters
    ----------
    wanted : sequence of Wanted
        Each of the photo as it was, or of its crop; the last one is what the result is of.
    path : Path
        The file is replaced, if there is one.
    crop : Crop or None
        The part of the photo that is edited and written.
    whole : bool
        Whether the photo is written at its own size with the edits in it; else the last edit
        alone, at the working size.
    options : ExportOptions or None
        What goes out beside the pixels.

    Returns
    -------
    Path
        That was written.

    Raises
    ------
    StudioError
        A set, the network, the photo's file or the folder does not serve.
    """
    own, chosen = wanted[-1], options or ExportOptions()
    ready = yield from made_ready(workshop, photo, wanted, crop=crop, whole=whole, options=chosen)
    made = yield from render(workshop, ready.subject, own.recipe, masks=ready.subject_masks)
    yield Progress("Saving", 0, 0)
    mark = EditMark(own.recipe, photo.path.name if photo.path else "pasted")
    yield from ready.save(made, path, mark)
    return path


def made_ready(
    workshop: Workshop,
    photo: Photo,
    wanted: Sequence[Wanted],
    *,
    crop: Crop | None,
    whole: bool,
    options: ExportOptions,
) -> Generator[Step, None, Delivery]:
    """Return what the last of what is wanted is solved of and goes into, the others solved.

    Raises
    ------
    StudioError
        See `deliver`.
    """
    subject = photo if crop is None else photo.cropped(crop)
    original = None
    if whole:
        yield Progress("Reading the photo's file", 0, 0)
        original = yield from opened_original(photo, crop)  # its faults are told before any work
    *others, own = wanted
    before = []
    for each in others if whole else ():
        before.append((yield from _solved(workshop, subject, each)))
    portrait = yield from _portrait(workshop, subject, own)
    return Delivery(subject, own.masks, portrait, original, options, before=tuple(before))


def _portrait(
    workshop: Workshop, photo: Photo, wanted: Wanted
) -> Generator[Step, None, Portrait | None]:
    """Cut out the face that is wanted; None where the photo is edited as it is."""
    if wanted.face is None:
        return None
    return (yield from cut_out(workshop, photo, wanted.face, wanted.recipe, wanted.masks))


def _solved(workshop: Workshop, photo: Photo, wanted: Wanted) -> Generator[Step, None, Solved]:
    """Render one face of several."""
    portrait = yield from _portrait(workshop, photo, wanted)
    seen = photo if portrait is None else portrait.photo
    within = wanted.masks if portrait is None else masks_in(portrait, wanted.masks)
    made = yield from render(workshop, seen, wanted.recipe, masks=within)
    return Solved(portrait, wanted.recipe, wanted.masks, made.filled, made.edited)
