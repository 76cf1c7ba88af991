"""How far the training of a decoder is, as values; and as a text that outlives the program."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtGui import QImage

from dfi_studio.core.errors import StudioError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import DecoderStep
from dfi_studio.library.set_names import place_of


class Stage(StrEnum):
    """Where a training is."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is trained: the sets, as the user names them, for which network and layers."""

    sets: tuple[str, ...]
    backbone: str
    layers: tuple[str, ...]

    @property
    def name(self) -> str:
        """What to call the pictures."""
        names = [Path(place_of(text)).stem or text for text in self.sets]
        return " + ".join(dict.fromkeys(names))

    @property
    def space(self) -> FeatureSpace:
        """The network and the layers; the size has no part."""
        return FeatureSpace(self.backbone, self.layers)


@dataclass(frozen=True, slots=True)
class TrainingState:
    """How far a training is.

    Attributes
    ----------
    label : str
        What is being done before the first step.
    step : DecoderStep or None
        The newest.
    strip : QImage or None
        What the newest check showed.
    """

    lesson: Lesson
    stage: Stage
    label: str = ""
    step: DecoderStep | None = None
    strip: QImage | None = None


def written(state: TrainingState | None) -> str:
    """Return what is worth knowing at the next start; empty for nothing."""
    if state is None or state.stage not in (Stage.RUNNING, Stage.PAUSED):
        return ""
    return json.dumps({"stage": state.stage, **asdict(state.lesson)})


def read(text: str) -> TrainingState | None:
    """Return what `written` wrote; None for anything else."""
    try:
        values = json.loads(text)
        sets, layers = tuple(map(str, values["sets"])), tuple(map(str, values["layers"]))
        lesson = Lesson(sets, str(values["backbone"]), layers)
        usable = bool(sets) and bool(lesson.space)
        return TrainingState(lesson, Stage(values["stage"])) if usable else None
    except (ValueError, TypeError, KeyError, StudioError):
        return None
