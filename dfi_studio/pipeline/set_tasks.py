"""Some pictures of a set as a worker's task: a text that says which, and how to look at them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from dfi_studio.core.errors import DeviceError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.pipeline.cluster import Lost
from dfi_studio.pipeline.set_features import SetReader
from dfi_studio.pipeline.worker import own_workshop


def set_tasks(
    reader: SetReader, paths: Sequence[Path], device: str, *, together: int
) -> Iterator[str]:
    """Yield tasks for pictures that are to be looked at as a reader does, some in each.

    Parameters
    ----------
    device : str
        What a worker computes on; see `Cluster`.
    together : int
        Pictures in a task.
    """
    where = {"space": asdict(reader.space), "frame": reader.frame, "onto": reader.onto}
    for start in range(0, len(paths), together):
        named = [str(each) for each in paths[start : start + together]]
        yield json.dumps({"device": device, **where, "paths": named})


@contextmanager
def set_task(text: str) -> Iterator[tuple[SetReader, list[Path]]]:
    """Give a worker the reader and the pictures of a task, for the length of the block.

    Raises
    ------
    DeviceError
        See `own_workshop`.
    """
    values = json.loads(text)
    space = FeatureSpace(**{**values["space"], "layers": tuple(values["space"]["layers"])})
    onto = values["onto"] and tuple((x, y) for x, y in values["onto"])
    with own_workshop(values["device"]) as workshop:
        reader = SetReader(workshop, space, tuple(values["frame"]), onto)
        yield reader, [Path(each) for each in values["paths"]]


def done(found: tuple[str, bytes] | Lost) -> tuple[str, bytes]:
    """Return what came back of a task.

    Raises
    ------
    DeviceError
        No worker lived to finish it.
    """
    if isinstance(found, Lost):
        raise DeviceError(f"Some pictures could not be looked at. {found.reason}")
    return found
