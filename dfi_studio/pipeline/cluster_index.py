"""The catalogue's pictures, embedded by a cluster's workers: some pictures a task."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import numpy as np

from dfi_studio.core.errors import DeviceError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.pipeline.cluster import Cluster, Lost
from dfi_studio.pipeline.index import TOGETHER, EmbeddedPart, Embedding, embedded_parts
from dfi_studio.pipeline.worker import own_workshop


def embedding_on(cluster: Cluster) -> Embedding:
    """Return who embeds pictures on a cluster; the parts come back in their order."""

    @contextmanager
    def embedding(paths: Sequence[Path], space: FeatureSpace) -> Iterator[Iterator[EmbeddedPart]]:
        starts = range(0, len(paths), TOGETHER)
        texts = (_text(paths[at : at + TOGETHER], space, cluster.device) for at in starts)
        found = cluster.in_order(pictures_embedded, texts)
        yield (_part(each) for each in found)

    return embedding


def pictures_embedded(text: str) -> tuple[str, bytes]:
    """Embed some pictures: return how many and what was wrong, and the vectors as float16."""
    values = json.loads(text)
    paths = [Path(each) for each in values["paths"]]
    space = FeatureSpace(**{**values["space"], "layers": tuple(values["space"]["layers"])})
    faults: dict[int, str] = {}
    vectors, done = [], 0
    with (
        own_workshop(values["device"]) as workshop,
        embedded_parts(workshop, paths, space) as parts,
    ):
        for part in parts:
            faults.update({done + at: problem for at, problem in part.faults.items()})
            if part.vectors.size:
                vectors.append(part.vectors.astype(np.float16))
            done += part.count
    whole = np.concatenate(vectors) if vectors else np.empty((0, 0), np.float16)
    told = {"count": done, "shape": whole.shape, "faults": list(faults.items())}
    return json.dumps(told), whole.tobytes()


def _part(found: tuple[str, bytes] | Lost) -> EmbeddedPart:
    if isinstance(found, Lost):
        raise DeviceError(f"Some pictures could not be embedded. {found.reason}")
    values = json.loads(found[0])
    vectors = np.frombuffer(found[1], np.float16).reshape(values["shape"])
    return EmbeddedPart(values["count"], vectors, dict(values["faults"]))


def _text(paths: Sequence[Path], space: FeatureSpace, device: str) -> str:
    named = [str(each) for each in paths]
    return json.dumps({"device": device, "space": asdict(space), "paths": named})
