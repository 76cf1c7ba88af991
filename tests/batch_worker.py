"""A process that does a batch with the tiny network, to be killed in the middle.

    python tests/batch_worker.py BATCH.json

Says after each item how many are over and how many megabytes it takes.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil
from tiny_network import tiny_network

from dfi_studio.core.batch import Batch
from dfi_studio.core.batch_steps import BatchStep
from dfi_studio.pipeline import workshop as workshop_module
from dfi_studio.pipeline.batch import run_batch
from dfi_studio.pipeline.workshop import Workshop


def main(path: str) -> None:
    workshop_module.load_backbone = lambda *_, **__: tiny_network()
    batch = Batch.from_json(Path(path).read_text())
    process = psutil.Process()
    for step in run_batch(Workshop("cpu"), batch):
        if isinstance(step, BatchStep):
            print(step.done, process.memory_info().rss / 1e6, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
