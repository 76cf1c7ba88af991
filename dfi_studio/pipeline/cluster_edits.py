"""The photos of a batch, edited by a cluster's workers: one photo a task."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple

from dfi_studio.core.steps import Step
from dfi_studio.pipeline.batch import Doing
from dfi_studio.pipeline.batch_photo import Finished, PhotoTask, edited
from dfi_studio.pipeline.cluster import Cluster, Lost
from dfi_studio.pipeline.worker import own_workshop


def edits_on(cluster: Cluster) -> Doing:
    """Return who edits the photos of a batch on a cluster."""

    def do(tasks: Iterator[PhotoTask]) -> Iterator[Step | Finished]:
        texts = (_text(each, cluster.device) for each in tasks)
        for found in cluster.as_done(photo_edited, texts):
            if isinstance(found, Lost):
                task = PhotoTask.from_json(json.loads(found.task)["task"])
                reason = f"{task.photo.name} could not be edited. {found.reason}"
                yield from (Finished(job.identity, 0.0, reason=reason) for job in task.jobs)
            else:
                yield from (Finished(*each) for each in json.loads(found))

    return do


def photo_edited(text: str) -> str:
    """Do a `PhotoTask`, and say what became of its jobs.

    Raises
    ------
    StudioError
        What hinders all other tasks too.
    """
    values = json.loads(text)
    task = PhotoTask.from_json(values["task"])
    with own_workshop(values["device"]) as workshop:
        found = [each for each in edited(workshop, task) if isinstance(each, Finished)]
    return json.dumps([astuple(each) for each in found])


def _text(task: PhotoTask, device: str) -> str:
    return json.dumps({"device": device, "task": task.to_json()})
