"""What a command says: progress on a terminal, plain lines in a log, JSON for machines.

Results go to standard output; all that tells how the work goes on goes to standard error.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from dfi_studio.core.batch_steps import BatchStep
from dfi_studio.core.classifier import Method
from dfi_studio.core.steps import (
    ClassifierStep,
    DecoderStep,
    FrameStep,
    Notice,
    Preview,
    Progress,
    Step,
)

if TYPE_CHECKING:  # rich takes 50 ms to import, which --help need not spend
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

Result = TypeVar("Result")

_SECONDS_BETWEEN_LINES = 2.0
_MOST_BARS = 8


class Terminal:
    """Follows the pipeline's verbs and tells of them.

    Parameters
    ----------
    as_json : bool
        Print one JSON object a line to standard output instead of words.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.latest: Preview | None = None
        """The last picture of the verb that is followed, to keep when the user interrupts."""
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._told = ("", 0.0)
        self._reason = ""  # why the latest item of a batch failed
        self._accuracy = ""  # the latest of a classifier, for the steps until the next

    def say(self, text: str) -> None:
        """Tell the user something, above a progress bar if there is one."""
        if self.as_json:
            self.emit({"event": "notice", "text": text})
        elif self._bars is not None:
            self._bars.console.print(text, markup=False, highlight=False)
        else:
            sys.stderr.write(f"{text}\n")

    def emit(self, values: dict[str, Any]) -> None:
        """Print one result or event for machines."""
        sys.stdout.write(json.dumps(values) + "\n")
        sys.stdout.flush()

    def report(self, text: str, values: dict[str, Any]) -> None:
        """Tell of a result: a sentence for people, an object for machines."""
        if self.as_json:
            self.emit(values)
        else:
            self.say(text)

    def result(self, text: str, values: dict[str, Any]) -> None:
        """Print a part of what was asked for, to standard output."""
        if self.as_json:
            self.emit(values)
        else:
            sys.stdout.write(f"{text}\n")

    def follow(self, steps: Generator[Step, None, Result], *, prefix: str = "") -> Result:
        """Pull a verb to its end, tell of each step, and return the result."""
        self.latest = None
        with self._shown():
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    result: Result = end.value
                    return result
                self._tell(step, prefix)

    def _tell(self, step: Step, prefix: str) -> None:
        match step:
            case Notice():
                self.say(step.text)
            case Progress():
                self._advance(f"{prefix}{step.label}", step.done, step.total, "")
            case Preview():
                self.latest = step
                loss = f"objective {step.objective:.5g}"
                self._advance(f"{prefix}Solving", step.iteration, step.iterations, loss)
            case DecoderStep():
                self._tell_training(step)
            case ClassifierStep():
                self._tell_classifier(step, prefix)
            case FrameStep():
                if self.as_json:
                    told = {"number": step.number, "count": step.count, "path": str(step.path)}
                    self.emit({"event": "frame", **told, "found": step.found})
            case BatchStep():
                self._tell_item(step)

    def _tell_training(self, step: DecoderStep) -> None:
        if self.as_json:
            values = {"steps": step.steps, "seconds": round(step.seconds, 1), "done": step.done}
            reached = {"loss": step.loss, "quality": step.quality}
            self.emit({"event": "training", **values, **reached})
            return
        known = "" if step.quality is None else f", quality {100 * step.quality:.0f} %"
        detail = f"{step.steps} steps, loss {step.loss:.3f}{known}"
        self._advance("Training, percent", round(100 * step.done), 100, detail)

    def _tell_classifier(self, step: ClassifierStep, prefix: str) -> None:
        trial = step.trial
        if self.as_json:
            which = {"method": trial.method, "lambda_0": trial.strength, "seed": trial.seed}
            reached = {"step": step.step, "steps": step.steps, "epoch": step.epoch}
            read = {"loss": step.loss, "accuracy": step.accuracy}
            spread = {"lambda": step.strength, "sigma2": step.sigma2}
            self.emit({"event": "training", **which, **reached, **read, **spread})
            return
        if step.accuracy is not None:
            self._accuracy = f", accuracy {100 * step.accuracy:.1f} %"
        elif step.step == 1:
            self._accuracy = ""
        spread_told = (
            ""
            if trial.method is Method.CE
            else f", lambda {step.strength:.3f}, sigma^2 {step.sigma2:.3f}"
        )
        detail = f"epoch {step.epoch}, loss {step.loss:.3f}{self._accuracy}{spread_told}"
        label = f"{prefix}{trial.name} ({step.number}/{step.count})"
        self._advance(label, step.step, step.steps, detail)

    def _tell_item(self, step: BatchStep) -> None:
        item = step.outcome
        if self.as_json:
            path = None if item.path is None else str(item.path)
            what = {"photo": str(item.photo), "name": item.name, "alpha": item.alpha}
            came_to = {"made": item.made, "path": path, "reason": item.reason}
            spent = {"seconds": round(item.seconds, 3), "done": step.done, "total": step.total}
            self.emit({"event": "item", **what, **came_to, **spent})
            return
        if item.reason and item.reason != self._reason:  # of a photo all may fail alike
            self.say(item.reason)
        self._reason = item.reason
        self._advance("Batch", step.done, step.total, item.photo.name)

    def _advance(self, label: str, done: int, total: int, detail: str) -> None:
        if self.as_json:
            self.emit({"event": "progress", "label": label, "done": done, "total": total})
        elif self._bars is not None:
            self._draw(self._bars, label, done, total, detail)
        else:
            self._line(label, done, total, detail)

    def _draw(self, bars: Bars, label: str, done: int, total: int, detail: str) -> None:
        if self._task is None or bars.tasks[-1].description != label:
            self._task = bars.add_task(label, total=total or None, detail=detail)
            if len(bars.tasks) > _MOST_BARS:  # more than the screen has lines would hide the latest
                bars.remove_task(bars.task_ids[0])
        bars.update(self._task, completed=done, total=total or None, detail=detail)

    def _line(self, label: str, done: int, total: int, detail: str) -> None:
        """Write a line when the work begins and ends, and every other second between."""
        last_label, last_time = self._told
        now = time.monotonic()
        if label == last_label and done != total and now - last_time < _SECONDS_BETWEEN_LINES:
            return
        self._told = (label, now)
        count = f" {done}/{total}" if total else ""
        sys.stderr.write(f"{label}{count}{', ' if detail else ''}{detail}\n")

    @contextmanager
    def _shown(self) -> Iterator[None]:
        if self.as_json or not sys.stderr.isatty():
            yield
            return
        with _make_bars() as self._bars:
            try:
                yield
            finally:
                self._bars, self._task = None, None


class Silence(Terminal):
    """Tells nothing: of several processes that do one work, another tells of it."""

    def say(self, text: str) -> None:
        """Tell nobody."""

    def emit(self, values: dict[str, Any]) -> None:
        """Print nothing."""

    def result(self, text: str, values: dict[str, Any]) -> None:
        """Print nothing."""

    def _tell(self, step: Step, prefix: str) -> None:
        pass


def _make_bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    return Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[detail]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
