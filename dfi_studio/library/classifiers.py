"""What a file says of the classifier in it: how it was trained, and what was measured.

The weights lie in the same safetensors file; this is the JSON text beside them, and that of an
unfinished training.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from dfi_studio import __version__
from dfi_studio.core.classifier import EpochFigures, Method, Outcome, Trial
from dfi_studio.library.json_values import as_number, as_text, as_whole

FORMAT = 1
"""Version of the record; a reader refuses a higher one."""
SUFFIX = ".safetensors"


@dataclass(frozen=True, slots=True)
class ClassifierRecord:
    """How a classifier came about.

    Attributes
    ----------
    network : str
    size : int
        Of the pictures, in pixels.
    classes : tuple of str
        Names, in the order of the logits.
    mean, deviation : tuple of float, (3,)
        What is taken from, and divides, each colour in 0..1.
    trial : Trial
    plan : mapping of str to text or number
        What else the training was asked for.
    pictures : str
        Name of the set; no path.
    key : str
        Of the very pictures, and of which were held out.
    steps : int
        Taken so far.
    seconds : float
        Time spent on them.
    sums : tuple of float
        Of the loss and of sigma^2 over the steps of an unfinished epoch.
    epochs : tuple of EpochFigures
    created_by : str
    """

    network: str
    size: int
    classes: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    trial: Trial
    plan: Mapping[str, str | float]
    pictures: str
    key: str
    steps: int
    seconds: float
    sums: tuple[float, ...]
    epochs: tuple[EpochFigures, ...]
    created_by: str = f"DFI Studio {__version__}"

    @property
    def outcome(self) -> Outcome:
        """What came of it."""
        return Outcome(self.trial, self.epochs, self.seconds)

    def to_json(self) -> str:
        """Return it as JSON text in a fixed order."""
        return json.dumps({"format": FORMAT, **asdict(self)})

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Self:
        """Read it from what `to_json` wrote.

        Raises
        ------
        ValueError, TypeError, KeyError
            The values are no record.
        StudioError
            They are one of a trial that cannot be.
        """
        if as_whole(values["format"], least=1) > FORMAT:
            raise ValueError("it was written by a newer DFI Studio")
        return cls(
            network=as_text(values["network"]),
            size=as_whole(values["size"], least=1),
            classes=tuple(map(as_text, values["classes"])),
            mean=tuple(map(as_number, values["mean"])),
            deviation=tuple(map(as_number, values["deviation"])),
            trial=_trial(values["trial"]),
            plan=dict(values["plan"]),
            pictures=as_text(values["pictures"]),
            key=as_text(values["key"]),
            steps=as_whole(values["steps"], least=0),
            seconds=as_number(values["seconds"]),
            sums=tuple(map(as_number, values["sums"])),
            epochs=tuple(map(_epoch, values["epochs"])),
            created_by=as_text(values["created_by"]),
        )

    def differs(self, other: ClassifierRecord) -> str:
        """Return in what two trainings differ, so that one cannot go on as the other; or nothing.

        Where they run, how far they are and when they were made has no part.
        """
        told = (
            ("network", "network"),
            ("classes", "classes"),
            ("trial", "method, lambda or seed"),
            ("size", "size of the pictures"),
            ("plan", "settings"),
            ("key", "pictures"),
        )
        for name, words in told:
            own, theirs = getattr(self, name), getattr(other, name)
            if own != theirs:
                plain = isinstance(own, str) and name != "key"
                return f"another {words} ({own})" if plain else f"other {words}"
        return ""


def _trial(values: Mapping[str, Any]) -> Trial:
    return Trial(
        Method(as_text(values["method"])),
        as_number(values["strength"]),
        as_whole(values["seed"], least=0),
    )


def _epoch(values: Mapping[str, Any]) -> EpochFigures:
    accuracy = values["accuracy"]
    return EpochFigures(
        as_whole(values["epoch"], least=1),
        as_number(values["loss"]),
        None if accuracy is None else as_number(accuracy),
        as_number(values["strength"]),
        as_number(values["sigma2"]),
    )
