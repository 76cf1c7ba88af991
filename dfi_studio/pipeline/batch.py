"""Many photographs, each edited in every way that a batch asks for.

Every result is solved from its photo, and from no other result: it has the bytes that
``dfi-studio edit`` gives for the same settings and that one alpha, whatever else the batch holds,
in whatever order and on however many machines it is done. What is known of a photo (its face, its
features, its neighbours) is found once for all that is made of it.
"""

from __future__ import annotations

from collections.abc import Generator

from dfi_studio.core.batch import Batch
from dfi_studio.core.batch_steps import BatchReport
from dfi_studio.core.steps import Step
from dfi_studio.pipeline.workshop import Workshop


def run_batch(workshop: Workshop, batch: Batch) -> Generator[Step, None, BatchReport]:
    """Make what is missing of a batch, list what fails, and write a report as a page.

    Yields a `BatchStep` for every item, and between them what the edits themselves yield. Whoever
    stops pulling keeps what is done; the same batch, run again, goes on where it ended, even after
    the machine was lost: it makes nothing twice, and tries again what failed.

    Raises
    ------
    UsageError
        The names of the results cannot be made.
    OutputError
        The results cannot be written, or another run is writing there.
    WeightsError, AttributeFileError, PictureSetError
        What the recipes need is not there.
    """
    raise NotImplementedError
    yield
