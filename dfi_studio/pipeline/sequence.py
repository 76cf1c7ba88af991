"""A photo, a recipe and a sequence -> the frames of a film, each begun from its neighbours.

The vectors are learned once. Frames are kept as they come (`library.film_folder`), so that a film
that was stopped or died goes on with the next frame, and comes out bit for bit as it would have.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Generator, Iterable
from collections.abc import Sequence as Several
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from dfi_studio.core.film_path import Begin, begins
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute
from dfi_studio.core.sequence import Sequence
from dfi_studio.core.steps import FrameStep, Notice, Progress, Render, Step
from dfi_studio.engine.features import Features
from dfi_studio.engine.lbfgs import Pairs, no_pairs
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.library.exclusive import exclusive
from dfi_studio.library.film_folder import Arrays, Film, FilmFolder
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.pipeline.fingerprint import fingerprint
from dfi_studio.pipeline.frames import working_frame
from dfi_studio.pipeline.moves import moves_along
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.trail import Trail
from dfi_studio.pipeline.workshop import Workshop

_FORMAT = 1  # of what is kept; a change of how frames are solved counts it up


def film(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    sequence: Sequence,
    *,
    masks: Several[MaskLayer] = (),
    films: Path | None = None,
) -> Generator[Step, None, Film]:
    """Solve the distinct frames of a film, or find those that an earlier run has solved.

    Yields what `render` does of each frame, and a `FrameStep` once it is kept. Stop pulling to
    stop: the same call goes on from the frames that are kept.

    Parameters
    ----------
    photo, masks
        See `render`: a portrait where a face is edited.
    recipe : Recipe
        Its directions are what the sequence moves.
    films : Path or None
        The folder for the frames of all films; by default in the workshop's cache.

    Raises
    ------
    UsageError
        The sequence moves more directions than there are.
    OutputError
        The frames cannot be kept, or the same film is being made elsewhere.
    StudioError
        See `render`.
    """
    recipes, order = sequence.recipes(recipe), sequence.order(recipe)
    frame = working_frame(photo.image, recipe.space.size)
    moves = yield from moves_along(workshop, photo, recipe, frame)
    vectors = tuple(vector for _, vector in moves)
    key = _key(workshop, photo, recipes, masks, vectors)
    about = json.dumps({"photo": photo.name, "recipes": [asdict(each) for each in recipes]})
    folder = FilmFolder.made(films or workshop.folder / "films", key, about)
    work = _Work(workshop, photo, masks, vectors, folder)
    with exclusive(folder.path / "lock", what="This film"):
        yield from _solve(work, recipes)
    return Film(folder, recipe, sequence, recipes, order)


def _key(
    workshop: Workshop,
    photo: Photo,
    recipes: Several[Recipe],
    masks: Several[MaskLayer],
    vectors: Iterable[Features],
) -> str:
    """Return 32 hexadecimal digits that name all that the frames depend on."""
    device, fill = workshop.device, recipes[0].fill
    settings = (
        (_FORMAT, device.type, fast_dtype(device), torch.__version__),
        (photo.digest, photo.landmarks),
        workshop.backbone(recipes[0].space).identity,
        [_numbers(each).to_json() for each in recipes],
        [(each.role, each.on, each.digest) for each in masks],
        [_digest(vector) for vector in vectors],
    )
    filled = fill is not None and any(each.role is MaskRole.FILL and each.on for each in masks)
    return fingerprint(settings, [picture_set(fill.pictures)] if fill and filled else [])


def _numbers(recipe: Recipe) -> Recipe:
    """Return a recipe without the names of what it learns from.

    The vectors tell that better, and one set has many names: relative, absolute, in the catalogue.
    """
    unnamed = SavedAttribute("")
    moving = tuple(Direction(unnamed, float(each.alpha)) for each in recipe.moving)
    fill = None if recipe.fill is None else replace(recipe.fill, pictures="")
    return replace(recipe, directions=moving, fill=fill)


def _digest(vector: Features) -> str:
    content = hashlib.blake2b(digest_size=16)
    for layer, values in sorted(vector.items()):
        content.update(layer.encode())
        content.update(values.cpu().contiguous().numpy().tobytes())
    return content.hexdigest()


@dataclass(frozen=True, slots=True)
class _Work:
    """What all frames have in common."""

    workshop: Workshop
    photo: Photo
    masks: Several[MaskLayer]
    vectors: tuple[Features, ...]
    folder: FilmFolder


def _solve(work: _Work, recipes: Several[Recipe]) -> Generator[Step, None, None]:
    """Solve what is not kept yet."""
    kept, state = work.folder.solved()
    trail, said = Trail(pairs=_pairs(state), vectors=work.vectors), set[str]()
    for number, (recipe, begin) in enumerate(zip(recipes, begins(recipes), strict=True)):
        yield Progress("Frames", number, len(recipes))
        if number >= kept:
            made = yield from _once(_frame(work, recipe, begin, trail), said)
            left = trail.pairs if number + 1 < len(recipes) else no_pairs()
            work.folder.keep(number, made.image, _values(made, trail), _arrays(left))
        picture = work.folder.picture(number)
        yield FrameStep(number, len(recipes), recipe, picture, found=number < kept)
    yield Progress("Frames", len(recipes), len(recipes))


def _frame(
    work: _Work, recipe: Recipe, begin: Begin | None, trail: Trail
) -> Generator[Step, None, Render]:
    """Solve one frame, from where those before it lead to."""
    trail.start, trail.near, trail.end = None, False, None
    if begin is not None:
        trail.start = _start(work, begin)
        if trail.start is not None and trail.pairs:  # else nothing was learned on the way there
            trail.near, recipe = begin.near, recipe.at_most(begin.iterations)
    return (yield from render(work.workshop, work.photo, recipe, masks=work.masks, trail=trail))


def _start(work: _Work, begin: Begin) -> Tensor | None:
    """Return where two frames lead to, (1, 3, H, W), if anything was solved for them."""
    here, before = (work.folder.arrays(each).get("point") for each in (begin.frame, begin.before))
    if here is None or before is None:
        return None
    ahead = np.clip(here + np.float32(begin.ahead) * (here - before), 0, 1)
    start = torch.from_numpy(ahead).permute(2, 0, 1)[None].contiguous()
    return start.to(work.workshop.device)


def _once(steps: Generator[Step, None, Render], said: set[str]) -> Generator[Step, None, Render]:
    """Pass steps on, but for notices that were given before: they are of all frames alike."""
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                made: Render = end.value
                return made
            if not isinstance(step, Notice) or step.text not in said:
                yield step
            if isinstance(step, Notice):
                said.add(step.text)


def _values(made: Render, trail: Trail) -> Arrays:
    """Return what a frame is kept as; what is the point itself is kept once."""
    point = None if trail.end is None else trail.end[0].permute(1, 2, 0).cpu().numpy()
    edited = made.edited
    if edited is not None and point is not None and np.array_equal(edited, point):
        edited = None
    named = {"point": point, "edited": edited, "filled": made.filled}
    return {name: values for name, values in named.items() if values is not None}


def solved_as(film: Film, number: int) -> tuple[Image | None, Image | None]:
    """Return the filled and the edited picture of a distinct frame, as `Render` has them.

    Raises
    ------
    OutputError
        The frame is damaged, or gone.
    """
    arrays = film.folder.arrays(number)
    filled, edited = arrays.get("filled"), arrays.get("edited", arrays.get("point"))
    return (
        None if filled is None else freeze(filled),
        None if edited is None else freeze(edited),
    )


_PARTS = ("step", "change", "product")


def _arrays(pairs: Pairs) -> Arrays:
    return {
        f"{name}.{at:02d}": part.cpu().numpy()
        for at, pair in enumerate(pairs)
        for name, part in zip(_PARTS, pair, strict=True)
    }


def _pairs(state: Arrays) -> Pairs:
    count = len(state) // len(_PARTS)
    tensors = {name: torch.from_numpy(np.array(values)) for name, values in state.items()}
    found = ([tensors[f"{name}.{at:02d}"] for name in _PARTS] for at in range(count))
    return deque((step, change, product) for step, change, product in found)
