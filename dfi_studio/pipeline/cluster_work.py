"""What workers of a cluster do: functions of a text, which need nothing else.

A worker keeps its workshop from task to task, as the window does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple

from dfi_studio.core.errors import DeviceError, OutputError, StudioError, WeightsError
from dfi_studio.core.steps import Step
from dfi_studio.pipeline.batch import Doing
from dfi_studio.pipeline.batch_photo import Finished, PhotoTask, edited
from dfi_studio.pipeline.cluster import Cluster, Lost
from dfi_studio.pipeline.workshop import Workshop

_ONE_AT_A_TIME = threading.Lock()
_workshops: dict[str, Workshop] = {}


def edits_on(cluster: Cluster) -> Doing:
    """Return who edits the photos of a batch on a cluster."""

    def do(tasks: Iterator[PhotoTask]) -> Iterator[Step | Finished]:
        texts = (_with_device(each.to_json(), cluster.device) for each in tasks)
        for found in cluster.as_done(photo_edited, texts):
            if isinstance(found, Lost):
                task = PhotoTask.from_json(json.loads(found.task)["task"])
                reason = f"{task.photo.name} could not be edited. {found.reason}"
                yield from (Finished(job.identity, 0.0, reason=reason) for job in task.jobs)
                continue
            values = json.loads(found)
            if "error" in values:
                raise _ERRORS[values["error"]](values["text"])
            yield from (Finished(*each) for each in values["finished"])

    return do


def photo_edited(text: str) -> str:
    """Do a `PhotoTask`, and say what became of its jobs."""
    values = json.loads(text)
    task = PhotoTask.from_json(values["task"])
    try:
        with own_workshop(values["device"]) as workshop:
            found = [each for each in edited(workshop, task) if isinstance(each, Finished)]
    except StudioError as error:
        return json.dumps({"error": type(error).__name__, "text": str(error)})
    return json.dumps({"finished": [astuple(each) for each in found]})


@contextmanager
def own_workshop(device: str) -> Iterator[Workshop]:
    """Give this process's workshop, to one task at a time."""
    with _ONE_AT_A_TIME:
        if device not in _workshops:
            _workshops[device] = Workshop(device)
        yield _workshops[device]


_ERRORS: dict[str, Callable[[str], StudioError]] = {
    each.__name__: each for each in (OutputError, WeightsError, DeviceError)
}
"""What ends a batch, by name: a worker tells it as text."""


def _with_device(task: str, device: str) -> str:
    return json.dumps({"device": device, "task": task})
