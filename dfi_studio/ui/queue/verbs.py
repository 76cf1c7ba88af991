"""What the queue asks of the engine; handed over by `app`."""

from __future__ import annotations

from collections.abc import Generator
from collections.abc import Sequence as Several
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dfi_studio.core.batch import Batch
from dfi_studio.core.batch_steps import BatchReport
from dfi_studio.core.film_order import FilmOrder
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.sequence import Sequence
from dfi_studio.core.steps import Step
from dfi_studio.core.treatment import ExportOptions
from dfi_studio.core.wanted import Wanted


class DeliverVerb(Protocol):
    """Makes one file of a photo and what is wanted of it."""

    def __call__(
        self,
        workshop: Any,
        photo: Photo,
        wanted: Several[Wanted],
        path: Path,
        *,
        crop: Crop | None,
        whole: bool,
        options: ExportOptions,
    ) -> Generator[Step, None, Path]:
        """Render, and write the file."""


class FilmVerb(Protocol):
    """Makes a film of a photo and what is wanted of it."""

    def __call__(
        self,
        workshop: Any,
        photo: Photo,
        wanted: Several[Wanted],
        sequence: Sequence,
        paths: Several[Path],
        order: FilmOrder,
        *,
        crop: Crop | None,
        whole: bool,
    ) -> Generator[Step, None, None]:
        """Solve what is not kept yet, and write the film."""


class BatchVerb(Protocol):
    """Makes what is missing of a batch."""

    def __call__(self, workshop: Any, batch: Batch) -> Generator[Step, None, BatchReport]:
        """Make it, and write the report."""


@dataclass(frozen=True, slots=True)
class QueueVerbs:
    """Work that can be laid aside between two steps, whatever else is solved meanwhile."""

    deliver: DeliverVerb
    film: FilmVerb
    batch: BatchVerb
