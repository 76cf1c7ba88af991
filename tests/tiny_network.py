"""A network small enough for tests: VGG-16 with a sixteenth of its channels, weights seeded."""

from __future__ import annotations

import dataclasses

import torch

from dfi_studio.engine.backbone import VGG16, Backbone

torch.set_num_threads(
    1
)  # small networks on a shared machine: more threads only wait for each other


def tiny_network(*, seed: int = 0) -> Backbone:
    """Return a frozen network whose activations neither vanish nor explode."""
    plan = tuple(entry if isinstance(entry, str) else entry // 16 for entry in VGG16.plan)
    architecture = dataclasses.replace(VGG16, plan=plan)
    generator = torch.Generator().manual_seed(seed)
    weights = {
        name: torch.randn(shape, generator=generator) * (2 / (9 * shape[1])) ** 0.5
        if name.endswith("weight")
        else torch.zeros(shape)
        for name, shape in architecture.shapes().items()
    }
    # The input is in grey levels, so activations are near 100 without a scale, and 1 with it.
    scales = dict.fromkeys(architecture.layers, 50.0)
    return Backbone(architecture, weights, scales=scales, identity="tiny")
