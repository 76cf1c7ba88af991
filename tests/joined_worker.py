"""One of some processes that train together; the first writes what came of it as safetensors.

torchrun --nproc-per-node 2 tests/joined_worker.py OUT METHOD SPREAD
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import safetensors.torch
import torch
from labelled import pixels

from dfi_studio.core.classifier import ClassifierPlan, Method, Spread, Trial
from dfi_studio.engine.classifier_training import ClassifierTraining
from dfi_studio.engine.classifiers import small_resnet
from dfi_studio.engine.processes import Processes
from dfi_studio.pipeline.joining import joined


def train(processes: Processes, method: str, spread: str) -> dict[str, torch.Tensor]:
    """Return the state after four steps, and what was measured."""
    plan = ClassifierPlan(
        epochs=2, batch=12, rate=0.02, size=16, draws=2, rank=4, spread=Spread(spread)
    )
    torch.manual_seed(0)
    network = small_resnet(3, 16).double()  # so that what differs is no rounding
    training = ClassifierTraining(
        network, pixels(25), pixels(7, seed=1), plan, Trial(Method(method), 0.5),
        processes=processes,
    )  # fmt: skip
    figures = [
        (each.loss, each.sigma2, 0.0 if each.accuracy is None else each.accuracy)
        for each in training.run()
    ]
    return {**training.state(), "figures": torch.tensor(figures, dtype=torch.float64)}


def main(out: str, method: str, spread: str) -> None:
    torch.set_num_threads(1)
    with joined(torch.device("cpu")) as processes:
        found = train(processes, method, spread)
        if processes.rank == 0:
            safetensors.torch.save_file(found, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
