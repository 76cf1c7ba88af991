"""What implicit augmentation is worth, and what a step with it costs.

    python tests/benchmarks/bench_isda_training.py [SET] [-o DIR] [--minutes 3] [--threads 1]
        [--seeds 5] [--epochs 20] [--label age,gender] [--groups 16,30,45,60]
        [--strengths 0.1,0.25,0.5,1] [--drawn 0.5]

Trains the small network on a labelled set, such as UTKFace, with each method, lambda_0 and seed for
equally many epochs, and prints the mean and deviation of the held-out accuracy, and for each kind
the mean difference from cross-entropy with the same seed. All kinds begin with the same weights and
see the same pictures in the same order. It may be stopped at any time, or stop itself after some
minutes: called again with the same folder it goes on.

Without a SET it measures what a step costs: steps of a training by each method by turns, at A = 256
and C = 8, on the same pictures, in time of the processor, since others may be using it.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from dfi_studio.core.classifier import (
    ClassifierPlan,
    Method,
    Outcome,
    Precision,
    Trial,
    trials,
)
from dfi_studio.core.steps import ClassifierStep
from dfi_studio.engine.class_batches import LabelledPixels
from dfi_studio.engine.classifier_training import ClassifierTraining
from dfi_studio.engine.classifiers import small_resnet
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.library.classifiers import SUFFIX
from dfi_studio.library.comparisons import table, table_text
from dfi_studio.library.picture_classes import picture_classes
from dfi_studio.pipeline.classifier_files import describe_classifier
from dfi_studio.pipeline.labelled_pictures import LabelledPictures, labelled_pictures
from dfi_studio.pipeline.train_classifier import Keeping, train_classifiers
from dfi_studio.pipeline.workshop import Workshop

CLASSES, SIZE = 8, 64


def precision() -> Precision:
    """Mixed where the processor multiplies in bfloat16: half the time, for all kinds alike."""
    return Precision.MIXED if fast_dtype(torch.device("cpu")) != torch.float32 else Precision.FULL


def read(options: argparse.Namespace, plan: ClassifierPlan) -> LabelledPictures:
    groups = tuple(float(each) for each in options.groups.split(",") if each)
    found = picture_classes(options.pictures, tuple(options.label.split(",")), groups)
    steps = labelled_pictures(found, plan.size, held_out=plan.held_out)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def compare(options: argparse.Namespace, plan: ClassifierPlan) -> tuple[tuple[Outcome, ...], bool]:
    """Train until all is done, or for some minutes; return what is done, and if that is all."""
    pictures = read(options, plan)
    counts = torch.bincount(pictures.held_out.labels)
    print(
        f"{len(pictures.trained)} pictures to train with, {len(pictures.held_out)} held out, "
        f"{len(pictures.classes)} classes; the largest alone is "
        f"{100 * counts.max() / counts.sum():.1f} %."
    )
    strengths, drawn = (
        tuple(float(each) for each in text.split(","))
        for text in (options.strengths, options.drawn or options.strengths)
    )
    seeds = tuple(range(options.seeds))
    kinds = sorted(
        trials((Method.CE, Method.ISDA), strengths, seeds)
        + trials((Method.EXPLICIT, Method.RANDOM), drawn, seeds),
        key=lambda trial: trial.seed,
    )
    options.output.mkdir(parents=True, exist_ok=True)
    steps = train_classifiers(Workshop("cpu"), pictures, plan, kinds, Keeping(options.output))
    until = time.monotonic() + 60 * options.minutes
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value, True
        if isinstance(step, ClassifierStep) and time.monotonic() > until:
            print(f"Paused in {step.trial.name}, {step.number} of {step.count}.")
            steps.close()
            done = (options.output / f"{each.name}{SUFFIX}" for each in kinds)
            return tuple(describe_classifier(each).outcome for each in done if each.exists()), False


def differences(outcomes: Sequence[Outcome]) -> str:
    """Return for each kind how much more is told rightly than with cross-entropy, seed by seed."""
    plain = {
        each.trial.seed: each.last.accuracy for each in outcomes if each.trial.method is Method.CE
    }
    lines = []
    for row in table(outcomes):
        found = [
            100 * (each.last.accuracy - plain[each.trial.seed])
            for each in outcomes
            if (each.trial.method, each.trial.strength) == (row.method, row.strength)
            and each.trial.seed in plain
        ]
        if row.method is not Method.CE and len(found) > 1:
            mean, deviation = statistics.fmean(found), statistics.stdev(found)
            better = sum(each > 0 for each in found)
            lines.append(
                f"{row.method:<9} {row.strength:>6g}  {mean:+.2f} ± {deviation:.2f} points, "
                f"better with {better} of {len(found)} seeds"
            )
    return "\n".join(lines)


def cost(seconds: float, batch: int) -> None:
    """Print the median and the fastest step of each method."""
    torch.manual_seed(0)
    pixels = torch.randint(0, 256, (4 * batch, SIZE, SIZE, 3), dtype=torch.uint8)
    pictures = LabelledPixels(pixels, torch.arange(4 * batch) % CLASSES)
    nothing = LabelledPixels(pixels[:0], pictures.labels[:0])
    plan = ClassifierPlan(epochs=10_000, batch=batch, rate=1e-4)
    runs, times = {}, {}
    for method in Method:
        network = small_resnet(CLASSES, SIZE)
        mixed = precision() is Precision.MIXED
        training = ClassifierTraining(
            network, pictures, nothing, plan, Trial(method, 0.5), mixed=mixed
        )
        runs[method], times[method] = training.run(), []
    for steps in runs.values():
        for _ in range(3):
            next(steps)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for method, steps in runs.items():
            began = time.process_time()
            next(steps)
            times[method].append(time.process_time() - began)
    plain = times[Method.CE]
    print(f"A step at A = 256, C = {CLASSES}, batch {batch}, {precision()} precision:")
    for method, found in times.items():
        print(
            f"{method:<9} median {1e3 * statistics.median(found):6.1f} ms "
            f"({statistics.median(found) / statistics.median(plain):.3f} x ce)   "
            f"fastest {1e3 * min(found):6.1f} ms ({min(found) / min(plain):.3f} x ce)   "
            f"{len(found)} steps"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="?")
    parser.add_argument("-o", "--output", type=Path, default=Path("isda-benchmark"))
    parser.add_argument("--minutes", type=float, default=1e6)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--label", default="age,gender")
    parser.add_argument("--groups", default="16,30,45,60")
    parser.add_argument("--strengths", default="0.1,0.25,0.5,1")
    parser.add_argument("--drawn", default="", help="lambda_0 of explicit and random, if others")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--cost-seconds", type=float, default=60)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if not options.pictures:
        cost(options.cost_seconds, options.batch)
        return
    plan = ClassifierPlan(
        epochs=options.epochs, batch=options.batch, rate=options.rate, precision=precision()
    )
    outcomes, finished = compare(options, plan)
    print(table_text(table(outcomes)))
    if finished:
        print("Beside cross-entropy with the same seed:")
    print(differences(outcomes))


if __name__ == "__main__":
    main()
