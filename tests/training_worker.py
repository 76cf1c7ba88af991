"""A process that trains a tiny decoder until it is killed, with a checkpoint at every step."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from tiny_decoder import WIDTHS
from tiny_network import tiny_network

from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.pipeline import workshop as workshop_module
from dfi_studio.pipeline.train_decoder import TrainingPlan, train_decoder
from dfi_studio.pipeline.workshop import Workshop


def main(folder: str, path: str) -> None:
    workshop_module.load_backbone = lambda *_, **__: tiny_network()
    workshop = Workshop("cpu", folder=Path(path).parent / "cache")
    plan = TrainingPlan(steps=100_000, sizes=(32,), widths=WIDTHS, between=0)
    space = FeatureSpace(size=48)
    for _ in train_decoder(workshop, picture_set(folder), space, Path(path), plan=plan):
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
