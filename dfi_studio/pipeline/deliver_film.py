"""A photo, what is wanted of it and how that moves -> a film, as the window would export it."""

from __future__ import annotations

from collections.abc import Generator
from collections.abc import Sequence as Several
from pathlib import Path

from dfi_studio.core.film_order import FilmOrder
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.sequence import Sequence
from dfi_studio.core.steps import Step
from dfi_studio.core.treatment import ExportOptions
from dfi_studio.core.wanted import Wanted
from dfi_studio.pipeline.deliver import made_ready
from dfi_studio.pipeline.film_saving import save_film
from dfi_studio.pipeline.sequence import film
from dfi_studio.pipeline.workshop import Workshop


def deliver_film(
    workshop: Workshop,
    photo: Photo,
    wanted: Several[Wanted],
    sequence: Sequence,
    paths: Several[Path],
    order: FilmOrder,
    *,
    crop: Crop | None = None,
    whole: bool = False,
) -> Generator[Step, None, None]:
    """Solve the frames that are not kept yet, and write the film.

    Stop pulling to stop: no file is left but numbered pictures that are whole, and the same call
    goes on from the frames that are kept.

    Parameters
    ----------
    wanted : sequence of Wanted
        Of a photo, or of its crop; the last one is what moves.
    paths : sequence of Path
        One; of numbered pictures, one a frame.
    order : FilmOrder
        What is written; the paths were made of it.
    whole : bool
        Whether the photo is seen at its own size with the edits in it; else the last edit alone.

    Raises
    ------
    StudioError
        A set, the network, the photo's file or the folder does not serve.
    """
    own, plain = wanted[-1], ExportOptions()
    ready = yield from made_ready(workshop, photo, wanted, crop=crop, whole=whole, options=plain)
    solved = yield from film(
        workshop, ready.subject, own.recipe, sequence, masks=ready.subject_masks
    )
    yield from save_film(solved, ready, paths, order.kind, order.options)
