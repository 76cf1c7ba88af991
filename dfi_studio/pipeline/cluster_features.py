"""The features of sets of pictures, computed by a cluster's workers: a batch a task.

They come back in their order and are summed where they arrive, so that the statistics of a class
do not depend on who looked at what.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import safetensors.torch

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.steps import Progress
from dfi_studio.pipeline.cluster import Cluster
from dfi_studio.pipeline.set_features import Batch, Looking, SetReader
from dfi_studio.pipeline.set_tasks import done, set_task, set_tasks


def features_on(cluster: Cluster) -> Looking:
    """Return who looks at pictures on a cluster."""

    def looking(reader: SetReader, paths: Sequence[Path], label: str) -> Iterator[Progress | Batch]:
        yield Progress(label, 0, len(paths))
        size = reader.together  # the batches are those of one process
        texts = set_tasks(reader, paths, cluster.device, together=size)
        for at, found in enumerate(cluster.in_order(pictures_seen, texts), start=1):
            told, data = done(found)
            values = json.loads(told)
            yield from _batches(values["read"], data, reader)
            reader.skipped += [PhotoError(reason) for reason in values["failed"]]
            yield Progress(label, min(at * size, len(paths)), len(paths))

    return looking


def pictures_seen(text: str) -> tuple[str, bytes]:
    """Look at some pictures: return which were read and what was wrong, and the features."""
    read: list[list[str]] = []
    arrays = {}
    with set_task(text) as (reader, paths):
        for part in reader.batches(paths, ""):
            if isinstance(part, Batch):
                for layer, each in part.features.items():
                    arrays[f"{len(read)} {layer}"] = each.cpu().contiguous()
                read.append([str(path) for path in part.paths])
        failed = [str(why) for why in reader.skipped]
        deque(reader.notices(), maxlen=0)  # which keeps the faces that were found
    return json.dumps({"read": read, "failed": failed}), safetensors.torch.save(arrays)


def _batches(read: Sequence[Sequence[str]], data: bytes, reader: SetReader) -> Iterator[Batch]:
    """Yield the batches of a task: one, or its halves where a GPU could not hold all at once."""
    arrays, device = safetensors.torch.load(data), reader.workshop.device
    for at, names in enumerate(read):
        features = {layer: arrays[f"{at} {layer}"].to(device) for layer in reader.space.layers}
        yield Batch(tuple(Path(each) for each in names), features)
