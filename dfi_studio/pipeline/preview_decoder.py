"""Recipe and photo -> any strength at once, as a learned decoder guesses it.

`prepare` does what takes time, once: it learns the directions, computes the photo's features, and
their linear parts of the decoder. The `InstantPreview` that it returns then shows the edit for any
alphas in milliseconds; the exact picture is the solver's.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import torch
from torch import Tensor

from dfi_studio.core.errors import UsageError
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Attribute, Direction, Recipe
from dfi_studio.core.steps import Progress, Render, Step
from dfi_studio.engine.colours import colours_matched
from dfi_studio.engine.residual_preview import ResidualPreview
from dfi_studio.pipeline.composite import filled_photo
from dfi_studio.pipeline.decoder_files import read_decoder
from dfi_studio.pipeline.first_look import features_of
from dfi_studio.pipeline.frames import Frame, to_image, to_tensor, working_frame
from dfi_studio.pipeline.inpaint import fill_hole
from dfi_studio.pipeline.moves import moves_along
from dfi_studio.pipeline.regions import Masks, weights_of
from dfi_studio.pipeline.workshop import Workshop


class InstantPreview:
    """One photo, prepared: a frame for any alphas of its recipe's directions.

    Not for two threads at once, like the workshop that it came from.

    Attributes
    ----------
    recipe : Recipe
        That it was prepared for.
    photo : Image, (height, width, 3)
        At the working size, filled where pixels were missing: what alpha 0 shows.
    """

    def __init__(
        self,
        recipe: Recipe,
        pixels: Tensor,
        residual: ResidualPreview,
        weights: Tensor | None,
        *,
        filled: bool = False,
    ) -> None:
        self.recipe, self.photo = recipe, to_image(pixels)
        self._pixels, self._residual, self._weights = pixels, residual, weights
        self._filled = self.photo if filled else None

    def serves(self, recipe: Recipe) -> bool:
        """Tell whether a recipe differs in nothing but its alphas and how it is solved.

        The photo and the masks must be the same as well: whoever holds a preview knows that.
        """
        return _prepared(recipe) == _prepared(self.recipe)

    def frame(self, recipe: Recipe) -> Image:
        """Return the picture that a recipe is expected to give, at the working size.

        At alpha 0 it is the photo, bit for bit, and so is every pixel that masks protect.

        Raises
        ------
        UsageError
            It `serves` another recipe.
        """
        return to_image(self._faded(self._moved(recipe)))

    def render(self, recipe: Recipe) -> Render:
        """Return the same picture as the solver's would come, to be shown at the photo's size.

        It has no iterations and no objective: nobody has judged it.

        Raises
        ------
        UsageError
            See `frame`.
        """
        edited = self._moved(recipe)
        return Render(
            recipe,
            iterations=0,
            objective=0.0,
            photo=self.photo,
            image=to_image(self._faded(edited)),
            filled=self._filled,
            edited=to_image(edited),
        )

    def _moved(self, recipe: Recipe) -> Tensor:
        if not self.serves(recipe):
            raise UsageError("This preview was prepared for another recipe; prepare it again.")
        moved = self._residual.frame([direction.alpha for direction in recipe.moving])
        region = None if self._weights is None else self._weights > 0
        return colours_matched(moved, self._pixels, region) if recipe.match_colour else moved

    def _faded(self, edited: Tensor) -> Tensor:
        if self._weights is None:
            return edited
        return self._pixels + self._weights * (edited - self._pixels)


def prepare(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    decoder: Path,
    *,
    masks: Sequence[MaskLayer] = (),
    filled: Image | None = None,
) -> Generator[Step, None, InstantPreview]:
    """Make a photo ready to be shown at any alphas of a recipe's directions.

    Parameters
    ----------
    photo, recipe, masks
        As for `render`.
    decoder : Path
        A decoder's file.
    filled : Image or None
        Where pixels are missing: `Render.filled` of an earlier render, which spares filling again.

    Raises
    ------
    DecoderFileError
        The decoder is damaged, or for another network or other layers.
    StudioError
        As `render`.
    """
    space = recipe.space
    network = read_decoder(workshop, decoder, space)
    plan = Masks.of(masks, photo, recipe)
    frame = working_frame(photo.image, space.size)
    pixels = yield from _pixels(workshop, photo, recipe, plan, frame, filled)
    moves = yield from moves_along(workshop, photo, recipe, frame)
    yield Progress("Preparing the preview", 0, 1)
    with workshop.enough_memory():
        features = features_of(workshop, pixels, space, 0)  # kept for the solver, which derives
        with torch.inference_mode():
            residual = ResidualPreview(network, pixels, features, [w for _, w in moves])
    weights = None if plan.free is None else weights_of(plan.free, frame, workshop.device)
    yield Progress("Preparing the preview", 1, 1)
    missing = plan.missing is not None and recipe.fill is not None
    return InstantPreview(recipe, pixels, residual, weights, filled=missing)


def _pixels(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    plan: Masks,
    frame: Frame,
    filled: Image | None,
) -> Generator[Step, None, Tensor]:
    """Return the photo in its frame, (1, 3, H, W), with what is missing filled."""
    if plan.missing is None or recipe.fill is None:
        return to_tensor(photo.image, frame, device=workshop.device)
    if filled is not None:
        return to_tensor(filled, frame, device=workshop.device)
    found = yield from fill_hole(workshop, photo, plan, recipe, start=None)
    return filled_photo(photo, plan.missing, found.solved, recipe.fill)


def _prepared(recipe: Recipe) -> tuple[object, ...]:
    """Return all of a recipe that a preview is prepared for."""
    return (recipe.space, recipe.fill, recipe.feather, [_key(each) for each in recipe.moving])


def _key(direction: Direction) -> tuple[Attribute, bool]:
    return direction.attribute, direction.orthogonal
