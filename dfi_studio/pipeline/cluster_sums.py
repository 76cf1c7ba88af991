"""Sums over sets of pictures, made by a cluster's workers: some pictures a task.

The sums are whole numbers (see `FeatureMean`), so that they do not depend on who summed what.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import safetensors.torch
import torch

from dfi_studio.engine.attribute import FeatureMean
from dfi_studio.pipeline.cluster import Cluster
from dfi_studio.pipeline.learn import Summed, Summing
from dfi_studio.pipeline.set_features import Batch, SetReader
from dfi_studio.pipeline.set_tasks import done, set_task, set_tasks

_TOGETHER = 64  # pictures: seconds of work for one sum of some megabytes to be sent


def sums_on(cluster: Cluster) -> Summing:
    """Return who sums over pictures on a cluster."""

    def summing(reader: SetReader, paths: Sequence[Path]) -> Iterator[Summed]:
        texts = set_tasks(reader, paths, cluster.device, together=_TOGETHER)
        for found in cluster.as_done(pictures_summed, texts):
            told, data = done(found)
            values, device = json.loads(told), reader.workshop.device
            sums = {layer: each.to(device) for layer, each in safetensors.torch.load(data).items()}
            failed = {Path(path): reason for path, reason in values["failed"]}
            yield Summed(FeatureMean.of(values["count"], sums), failed)

    return summing


def pictures_summed(text: str) -> tuple[str, bytes]:
    """Sum over some pictures: return how many and what was wrong, and the sums."""
    mean, read = FeatureMean(), set[Path]()
    with set_task(text) as (reader, paths):
        for part in reader.batches(paths, ""):
            if isinstance(part, Batch):
                with torch.inference_mode():
                    mean.add(part.features)
                read.update(part.paths)
        missing = [str(path) for path in paths if path not in read]
        failed = [(path, str(why)) for path, why in zip(missing, reader.skipped, strict=True)]
        deque(reader.notices(), maxlen=0)  # which keeps the faces that were found
    sums = {layer: each.cpu().contiguous() for layer, each in mean.sums.items()}
    return json.dumps({"count": mean.count, "failed": failed}), safetensors.torch.save(sums)
