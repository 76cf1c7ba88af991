"""One photo of a batch -> its results, each in a temporary file.

A task says all that is needed in JSON, so that it can be done by any process that sees the same
disk, and done again when that process is lost: it makes the same files, under the same names.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from dfi_studio.core.batch import Variant
from dfi_studio.core.errors import OutputError, StudioError, WeightsError
from dfi_studio.core.face import Face
from dfi_studio.core.image import Image
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.steps import Step
from dfi_studio.core.treatment import Treatment
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.photos import read_photo
from dfi_studio.library.picture_sets import file_digest
from dfi_studio.pipeline.delivery import Delivery, prepared
from dfi_studio.pipeline.faces import find_faces
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.responses import Responses
from dfi_studio.pipeline.workshop import Workshop

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One result that is to be made of a photo.

    Attributes
    ----------
    identity : str
        See `Batch.identity`.
    staged : Path
        Where it is written.
    """

    identity: str
    variant: Variant
    staged: Path


@dataclass(frozen=True, slots=True)
class PhotoTask:
    """What is to be made of one photo."""

    photo: Path
    treatment: Treatment
    jobs: tuple[Job, ...]

    def to_json(self) -> str:
        """Return the task as JSON text."""
        jobs = [[each.identity, each.variant.values(), str(each.staged)] for each in self.jobs]
        values = {"photo": str(self.photo), "treatment": self.treatment.values(), "jobs": jobs}
        return json.dumps(values)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a task that `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        jobs = [
            Job(identity, Variant.from_values(variant), Path(staged))
            for identity, variant, staged in values["jobs"]
        ]
        treatment = Treatment.from_values(values["treatment"])
        return cls(Path(values["photo"]), treatment, tuple(jobs))


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a job.

    Attributes
    ----------
    digest : str
        Of the temporary file's content; empty where there is none.
    reason : str
        Why there is none.
    """

    identity: str
    seconds: float
    digest: str = ""
    reason: str = ""


def edited(workshop: Workshop, task: PhotoTask) -> Generator[Step | Finished, None, None]:
    """Do the jobs of a photo one after another, yielding what became of each.

    Raises
    ------
    OutputError, WeightsError
        What hinders one job hinders all others: a full disk, a network that is not there.
    """
    bench = _Bench(workshop, task)
    try:
        yield from _jobs(bench)
    finally:
        # Nobody asks for this photo again: what networks made of it would pile up to their bound.
        workshop.responses = Responses()


def _jobs(bench: _Bench) -> Generator[Step | Finished, None, None]:
    task = bench.task
    for job in task.jobs:
        began = time.perf_counter()
        try:
            yield from bench.made(job)
            digest, reason = file_digest(job.staged), ""
        except (OutputError, WeightsError):
            raise
        except StudioError as error:
            digest, reason = "", str(error)
        except MemoryError:
            digest, reason = "", f"There is not enough memory for {task.photo.name}."
        except Exception as error:  # a fault of ours in one photo must not cost the others
            logger.exception("%s could not be edited", task.photo)
            digest, reason = "", f"{task.photo.name} met a fault of the program: {error!r}."
        yield Finished(job.identity, time.perf_counter() - began, digest, reason)


@dataclass(slots=True)
class _Bench:
    """What is known of the photo from one job to the next."""

    workshop: Workshop
    task: PhotoTask
    photo: Photo | None = None
    faces: Sequence[Face] | None = None
    ready: tuple[Recipe, Delivery] | None = field(default=None)

    def made(self, job: Job) -> Generator[Step, None, None]:
        """Render a job from the photo, and write it."""
        if self.photo is None:
            self.photo = read_photo(self.task.photo)
        recipe = job.variant.recipe
        ready = yield from self._prepared(self.photo, recipe)
        finished = yield from render(self.workshop, ready.subject, recipe)
        yield from ready.save(finished, job.staged, EditMark(recipe, self.photo.name))

    def _prepared(self, photo: Photo, recipe: Recipe) -> Generator[Step, None, Delivery]:
        """Make the photo ready, anew only where more than the strengths has changed."""
        still = recipe.at(0.0)
        if self.ready is None or self.ready[0] != still:
            ready = yield from prepared(
                self.workshop, photo, (), recipe, self.task.treatment, find=self._faces
            )
            self.ready = still, ready
        return self.ready[1]

    def _faces(self, image: Image) -> Generator[Step, None, Sequence[Face]]:
        if self.faces is None:
            self.faces = yield from find_faces(image)
        return self.faces
