"""The workshop: device, networks and learned attributes, kept from one job to the next.

Made and used by one thread, like the device's own state.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import torch

from dfi_studio.core.device import Device
from dfi_studio.core.errors import DeviceError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.lbfgs import Pairs, no_pairs
from dfi_studio.library.attributes import AttributeRecord
from dfi_studio.library.folders import caches
from dfi_studio.library.weights import WeightStore
from dfi_studio.pipeline.lessons import Lessons
from dfi_studio.pipeline.networks import load_backbone
from dfi_studio.pipeline.responses import Responses

_MOST_BYTES = 256 << 20  # of attributes: 4 MB each at 200 pixels, 436 at 2,048
_KEPT_VARIABLES = 3 * 1024 * 1024  # pairs of more would hold half a gigabyte between two solves


Curvature = tuple[Hashable, Pairs]
"""What names the variables of a solve, and what it learned of them."""


class Workshop:
    """What every verb of the pipeline works with.

    Parameters
    ----------
    device : str
        ``auto`` takes the first GPU, else the CPU; or ``cpu``, ``cuda:N``, ``mps``.
    folder : Path or None
        Where networks and learned attributes are cached; by default the user's cache folder.

    Raises
    ------
    DeviceError
        This machine has no such device.
    """

    lessons: Lessons
    """What is known of pictures and sets of them, on this device."""
    responses: Responses
    """What the networks made of the latest photos, on this device."""

    def __init__(self, device: str = "auto", *, folder: Path | None = None) -> None:
        self.device = find_device(device)
        self.folder = folder or caches()
        self.store = WeightStore(self.folder / "weights")
        self._backbones: dict[tuple[str, torch.device], Backbone] = {}
        self._attributes: dict[str, AttributeRecord] = {}
        self.lessons, self.responses = Lessons(), Responses()
        self._curvature: Curvature | None = None

    def backbone(self, space: FeatureSpace, device: torch.device | None = None) -> Backbone:
        """Return the network of a feature space, loaded once, on a device or the workshop's.

        Raises
        ------
        WeightsError
            It is not installed, or damaged.
        UsageError
            It lacks one of the layers.
        """
        device = device or self.device
        key = space.backbone, device
        if key not in self._backbones:
            self._backbones[key] = load_backbone(space.backbone, store=self.store, device=device)
        self._backbones[key].check(space.layers)
        return self._backbones[key]

    def move(self, device: str) -> None:
        """Compute on another device from now on.

        Raises
        ------
        DeviceError
            This machine has no such device; the one in use stays.
        """
        found = find_device(device)
        if found != self.device:
            self.device = found
            self._forget()

    @property
    def memory(self) -> int:
        """Bytes in use: of the GPU where there is one, else of the whole program."""
        if self.device.type == "cuda":
            return torch.cuda.memory_allocated(self.device)
        return int(psutil.Process().memory_info().rss)

    def recall(self, key: str) -> AttributeRecord | None:
        """Return an attribute that was learned in this workshop before."""
        record = self._attributes.pop(key, None)
        if record is not None:
            self._attributes[key] = record  # the latest used stays longest
        return record

    def remember(self, key: str, record: AttributeRecord) -> None:
        """Keep an attribute for the next job; those unused for longest make room."""
        self._attributes[key] = record
        while sum(each.nbytes for each in self._attributes.values()) > _MOST_BYTES:
            del self._attributes[next(iter(self._attributes))]

    def curvature(self, key: Hashable, variables: int, *, warm: bool) -> Pairs:
        """Return the curvature pairs of the latest solve for the same variables, to be added to.

        Parameters
        ----------
        key : Hashable
            What names the variables, and the device that they are on. Those of one key are kept,
            the latest, unless there are very many.
        variables : int
            How many there are at most.
        warm : bool
            Whether to go on with what is known; else it begins empty, so that what comes out of a
            solve from the photo depends on nothing that was solved before.
        """
        if variables > _KEPT_VARIABLES:
            self._curvature = None
            return no_pairs(variables)
        if not warm or self._curvature is None or self._curvature[0] != key:
            self._curvature = (key, no_pairs(variables))
        return self._curvature[1]

    def swap_curvature(self, other: Curvature | None) -> Curvature | None:
        """Return what is kept of the latest solve, having put another's in its place."""
        kept, self._curvature = self._curvature, other
        return kept

    @contextmanager
    def enough_memory(self) -> Iterator[None]:
        """Turn a GPU that is out of memory, or that is lost, into a `DeviceError`.

        What was held on it is let go, so that the next job begins anew.
        """
        try:
            yield
        except torch.OutOfMemoryError as error:
            torch.cuda.empty_cache()
            raise DeviceError(
                f"The memory of {self.device} does not suffice: choose a smaller size, "
                "or the device cpu."
            ) from error
        except RuntimeError as error:
            if not is_lost(error):
                raise
            self._forget()
            raise DeviceError(
                f"The device {self.device} does not answer any more "
                f"({str(error).splitlines()[0].rstrip('.')}): choose the device cpu, or start the "
                "program again."
            ) from error

    def _forget(self) -> None:
        """Let go of everything that lies on the device."""
        self._backbones.clear()
        self._curvature = None
        self.lessons, self.responses = Lessons(), Responses()


_LOST = re.compile(r"(CUDA|HIP|MPS)( driver)? error|CUDNN_STATUS|CUBLAS_STATUS|cuDNN error")


def is_lost(error: RuntimeError) -> bool:
    """Say whether an error means that the device has failed, and not the computation."""
    kind = getattr(torch, "AcceleratorError", None)  # since torch 2.8
    return (kind is not None and isinstance(error, kind)) or bool(_LOST.search(str(error)))


def devices() -> list[str]:
    """Return the names of this machine's devices, the CPU first."""
    names = ["cpu", *(f"cuda:{index}" for index in range(torch.cuda.device_count()))]
    return [*names, "mps"] if torch.backends.mps.is_available() else names


def describe(name: str) -> Device:
    """Return what a device says of itself."""
    if name.startswith("cuda"):
        free, _ = torch.cuda.mem_get_info(name)
        return Device(name, torch.cuda.get_device_name(name), free)
    return Device(name, free=psutil.virtual_memory().available)


def find_device(text: str) -> torch.device:
    """Return the device that a user names; see `Workshop`."""
    present, wanted = devices(), text.strip().lower()
    if wanted == "auto":
        return torch.device(present[1] if len(present) > 1 else "cpu")
    wanted = "cuda:0" if wanted == "cuda" else wanted
    if wanted not in present:
        raise DeviceError(f"There is no device {text}; this machine has {', '.join(present)}.")
    return torch.device(wanted)
