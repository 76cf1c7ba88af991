"""Train the decoder that comes with the program, on the painted portraits of the sample set.

Run ``python packaging/train_sample_decoder.py`` from the checkout, with the program and the network
``vgg16`` installed. It takes ten minutes on two cores and writes
``resources/decoder/samples.safetensors`` (under 3 MB), with which a newcomer's first move of a
slider shows the edit at once. Only the painted portraits go into it, which are in the public
domain; so is the decoder (CC0).
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import DecoderStep
from dfi_studio.library.decoders import DecoderRecord
from dfi_studio.library.picture_sets import picture_set

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 3_000_000
LICENCE = """\
samples.safetensors was trained by packaging/train_sample_decoder.py on the painted portraits in
resources/samples, and on nothing else. It is dedicated to the public domain under CC0 1.0
Universal: https://creativecommons.org/publicdomain/zero/1.0/

It reads the features of the network vgg16 (see the README), whose weights it does not hold.
"""


def train(arguments: argparse.Namespace, path: Path) -> DecoderRecord:
    """Train, telling of each checkpoint, and return what the decoder says of itself."""
    import torch

    from dfi_studio.library.photos import save_photo
    from dfi_studio.pipeline.train_decoder import TrainingPlan, train_decoder
    from dfi_studio.pipeline.workshop import Workshop

    cores = torch.get_num_threads()
    plan = TrainingPlan(minutes=arguments.minutes)
    if arguments.processor:
        plan = replace(plan, clock=lambda: time.process_time() / cores)
    steps = train_decoder(
        Workshop("cpu"),
        picture_set(str(ROOT / "resources" / "samples")),
        FeatureSpace(),
        path,
        plan=plan,
    )
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            record: DecoderRecord = end.value
            return record
        if isinstance(step, DecoderStep) and step.strip is not None:
            told = f"{step.steps} steps  quality {step.quality:.3f}"
            print(f"{step.seconds / 60:5.1f} min  {told}", flush=True)
            if arguments.strip is not None:
                save_photo(arguments.strip, step.strip, mark=None)


def main() -> None:
    """Train the decoder into the folder of resources."""
    parser = argparse.ArgumentParser(description="Train the decoder of the sample set.")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long; default 10")
    parser.add_argument(
        "--processor",
        action="store_true",
        help="count the time that the cores spend on it, on a machine that does other work as well",
    )
    parser.add_argument("--strip", type=Path, help="a PNG of what it shows, for the eye")
    arguments = parser.parse_args()
    folder = ROOT / "resources" / "decoder"
    folder.mkdir(exist_ok=True)
    path = folder / "samples.safetensors"
    record = train(arguments, path)
    (folder / "LICENSE.txt").write_text(LICENCE, encoding="utf-8")
    size = path.stat().st_size
    print(f"{path}: {size / 1e6:.2f} MB, {record.steps} steps, quality {record.quality:.3f}")
    if size > LARGEST:
        raise SystemExit(f"It must not be larger than {LARGEST / 1e6:.0f} MB.")


if __name__ == "__main__":
    main()
