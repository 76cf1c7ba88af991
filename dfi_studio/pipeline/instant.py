"""The learned decoder as the window asks for it: by what is edited, not by a file's name."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from dfi_studio.core.errors import DecoderFileError, OutputError
from dfi_studio.core.image import Image
from dfi_studio.core.mask import MaskLayer
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import FeatureSpace, Recipe
from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.library.decoders import DecoderRecord, describe_decoder
from dfi_studio.library.kept_decoders import kept_decoder, pictures_of, serving
from dfi_studio.pipeline.preview_decoder import InstantPreview, prepare
from dfi_studio.pipeline.train_decoder import train_decoder
from dfi_studio.pipeline.training_state import forget_state, state_path
from dfi_studio.pipeline.workshop import Workshop


def prepare_instant(
    workshop: Workshop,
    photo: Photo,
    recipe: Recipe,
    masks: Sequence[MaskLayer],
    filled: Image | None,
) -> Generator[Step, None, InstantPreview | None]:
    """Make a photo ready with the decoder that knows its kind; None where none serves.

    A decoder that is damaged, or for another network, is told as a notice: the edit goes on
    without.

    Raises
    ------
    StudioError
        As `render`.
    """
    path = serving(workshop.backbone(recipe.space).identity, photo, recipe)
    if path is None:
        return None
    try:
        return (yield from prepare(workshop, photo, recipe, path, masks=masks, filled=filled))
    except DecoderFileError as error:
        yield Notice(str(error))
        return None


def train_instant(
    workshop: Workshop, sets: Sequence[str], space: FeatureSpace, anew: bool
) -> Generator[Step, None, DecoderRecord]:
    """Train the decoder of some sets where it is kept, going on from what lies there.

    Parameters
    ----------
    anew : bool
        Whether to begin again instead.

    Raises
    ------
    StudioError
        See `train_decoder`.
    """
    yield Progress("Looking at the pictures", 0, 0)
    pictures = pictures_of(sets)
    path = _path(workshop, sets, space)
    return (yield from train_decoder(workshop, pictures, space, path, resume=not anew))


def trained_instant(
    workshop: Workshop, sets: Sequence[str], space: FeatureSpace
) -> Generator[Step, None, DecoderRecord | None]:
    """Return the record of the decoder of some sets whose training is done, if there is one."""
    yield Progress("Looking for a decoder", 0, 1)
    path = _path(workshop, sets, space)
    if not path.is_file() or state_path(path).exists():
        return None
    try:
        return describe_decoder(path)
    except DecoderFileError:  # it is of no use, so it may be trained
        return None


def forget_instant(
    workshop: Workshop, sets: Sequence[str], space: FeatureSpace
) -> Generator[Step, None, None]:
    """Delete the decoder of some sets, and what was left of its training.

    Raises
    ------
    OutputError
        It cannot be deleted.
    """
    yield Progress("Deleting the decoder", 0, 1)
    path = _path(workshop, sets, space)
    forget_state(path)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be deleted: {error.strerror}.") from error


def _path(workshop: Workshop, sets: Sequence[str], space: FeatureSpace) -> Path:
    return kept_decoder(workshop.backbone(space).identity, sets)
