"""What the queue asks of the fake engine: pictures that are written, in no time."""

from __future__ import annotations

from collections.abc import Generator
from collections.abc import Sequence as Several
from pathlib import Path
from typing import Any

from dfi_studio.core.batch import Batch
from dfi_studio.core.batch_steps import BatchReport, BatchStep, Made, Outcome
from dfi_studio.core.film_order import FilmOrder
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.sequence import Sequence
from dfi_studio.core.steps import FrameStep, Progress, Step
from dfi_studio.core.treatment import ExportOptions
from dfi_studio.core.wanted import Wanted
from dfi_studio.library.photos import save_photo
from dfi_studio.library.result_names import ResultName, Template
from dfi_studio.ui.queue.verbs import QueueVerbs


class FakeQueue:
    """Renders as the fake engine does, and writes what comes out.

    Attributes
    ----------
    delivered : list of Path
        Each as often as it was written.
    """

    def __init__(self, render: Any) -> None:
        self._render = render
        self.delivered: list[Path] = []
        self.wanted: list[Several[Wanted]] = []
        self.wholes: list[bool] = []
        self.crashes: Exception | None = None

    @property
    def verbs(self) -> QueueVerbs:
        return QueueVerbs(deliver=self.deliver, film=self.film, batch=self.batch)

    def deliver(
        self,
        shop: object,
        photo: Photo,
        wanted: Several[Wanted],
        path: Path,
        *,
        crop: Crop | None,
        whole: bool,
        options: ExportOptions,
    ) -> Generator[Step, None, Path]:
        self.wanted.append(wanted)
        self.wholes.append(whole)
        subject = photo if crop is None else photo.cropped(crop)
        own = wanted[-1]
        if self.crashes is not None:
            raise self.crashes
        made = yield from self._render(shop, subject, own.recipe, None, own.masks)
        save_photo(path, made.image, mark=None)
        self.delivered.append(path)
        return path

    def film(
        self,
        shop: object,
        photo: Photo,
        wanted: Several[Wanted],
        sequence: Sequence,
        paths: Several[Path],
        order: FilmOrder,
        *,
        crop: Crop | None,
        whole: bool,
    ) -> Generator[Step, None, None]:
        """Keep frames beside the file, each made once; a film is their count."""
        kept = paths[0].parent / "kept"
        kept.mkdir(exist_ok=True)
        recipes = sequence.recipes(wanted[-1].recipe)
        for number, recipe in enumerate(recipes):
            frame = kept / f"{number}.png"
            found = frame.exists()
            if not found:
                made = yield from self._render(shop, photo, recipe, None, wanted[-1].masks)
                save_photo(frame, made.image, mark=None)
                self.delivered.append(frame)
            yield FrameStep(number, len(recipes), recipe, frame, found)
        yield Progress("Writing the film", 0, 1)
        for path in paths:
            path.write_text(str(len(recipes)), encoding="utf-8")

    def batch(self, shop: object, batch: Batch) -> Generator[Step, None, BatchReport]:
        """Make what is missing; of photos whose name has "broken" in it nothing can be made."""
        outcomes = []
        root = Template.of(batch.out).root
        root.mkdir(parents=True, exist_ok=True)
        for number, item in enumerate(batch, start=1):
            yield Progress("Looking for faces", 0, 1)
            name, alpha = item.variant.name, item.variant.alpha
            path = Template.of(batch.out).path(ResultName(item.photo, alpha, name, batch.extension))
            made, reason = Made.KNOWN if path.exists() else Made.DONE, ""
            if "broken" in item.photo.name:
                made, reason = Made.FAILED, f"{item.photo.name} is broken."
            elif made is Made.DONE:
                path.write_bytes(item.photo.read_bytes())
                self.delivered.append(path)
            there = None if made is Made.FAILED else path
            outcomes.append(Outcome(item.photo, name, alpha, made, there, 0.1, reason))
            yield BatchStep(number, len(batch), outcomes[-1])
        page = root / "report.html"
        page.write_text("<p>report</p>", encoding="utf-8")
        return BatchReport(tuple(outcomes), 1.0, len(batch), page)
