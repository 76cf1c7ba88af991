"""A comparison as the user asks for it -> its pictures, and the classifiers trained on them."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from dfi_studio.core.classifier import Outcome
from dfi_studio.core.comparison import FETCHED, Comparison
from dfi_studio.core.errors import OutputError, UsageError
from dfi_studio.core.steps import Notice, Step
from dfi_studio.library.classifiers import SUFFIX
from dfi_studio.library.folders import caches
from dfi_studio.library.outputs import check_folder
from dfi_studio.library.picture_classes import picture_classes
from dfi_studio.pipeline.cifar import cifar
from dfi_studio.pipeline.labelled_pictures import LabelledPictures, labelled_pictures
from dfi_studio.pipeline.train_classifier import Keeping, train_classifiers
from dfi_studio.pipeline.training_state import forget_state
from dfi_studio.pipeline.workshop import Workshop


def compared_pictures(asked: Comparison) -> Generator[Step, None, LabelledPictures]:
    """Read the pictures of a comparison.

    Raises
    ------
    UsageError
        Pictures that come with their classes are asked to have others, or groups cannot be.
    PictureSetError
        They cannot be read, are too many, or nothing can be learned from their classes.
    """
    if asked.pictures in FETCHED:
        if asked.labels or asked.groups:
            raise UsageError(f"{asked.pictures} comes with its classes; name no label, no groups.")
        return (yield from cifar(asked.pictures, caches() / "cifar"))
    found = picture_classes(asked.pictures, asked.labels, asked.groups)
    return (yield from labelled_pictures(found, asked.plan.size, held_out=asked.plan.held_out))


def compare_classifiers(
    workshop: Workshop, asked: Comparison, folder: Path, anew: bool
) -> Generator[Step, None, tuple[Outcome, ...]]:
    """Train all classifiers of a comparison, going on with what lies in a folder.

    May be left at any step, as `train_classifiers`, which also tells what it yields and raises
    besides what `compared_pictures` raises.

    Parameters
    ----------
    folder : Path
        Where classifiers, tables and what is unfinished are kept; made if missing.
    anew : bool
        Delete first what lies there of these trainings.
    """
    pictures = yield from compared_pictures(asked)
    if asked.pictures in FETCHED:
        yield Notice(
            f"{asked.pictures} has a size and test pictures of its own; what is asked has no part."
        )
    check_folder(folder, make=True)
    if anew:
        for trial in asked.trials:
            _forget(folder / f"{trial.name}{SUFFIX}")
    keeping = Keeping(folder)
    return (yield from train_classifiers(workshop, pictures, asked.plan, asked.trials, keeping))


def _forget(path: Path) -> None:
    forget_state(path)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be deleted: {error.strerror}.") from error
