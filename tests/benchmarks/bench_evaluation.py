"""One evaluation of the objective: how it scales, and how near it is to what the machine can do.

    python tests/benchmarks/bench_evaluation.py [DATA] [--sizes 64,128,256,512,1024]
        [--threads 1,2] [--out PLOT.svg]

On a portrait (DATA is as in `ageing`) scaled to each size, with the installed `vgg16`: value and
gradient of the objective in the two arithmetics of the program, and, in the same run, the
reference's: float64 pixels through the plain network in float32 and back, as torch differentiates
it. Each size and kind has a process of its own, so that its memory is its own.

Prints for each the seconds of an evaluation (the least of a few); what the reference takes over
that; its rate in 10^9 multiplications and additions a second, and that over the rate of a matrix
product of 2,048 x 2,048 in the same arithmetic and run; and the most memory in use beyond what the
process had before, without the optimiser's vectors; then all as a line of JSON. The plot shows the
seconds over the pixels of a side.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch
from ageing import add_data, faces
from curves import Curve, Scale, plot
from machine import in_a_process, peak_bytes, tell
from torch import Tensor

from dfi_studio.core.recipe import FeatureSpace, Smoothing, Solver
from dfi_studio.engine.backbone import Architecture, Backbone
from dfi_studio.engine.features import Features
from dfi_studio.engine.free_pixels import WholePicture
from dfi_studio.engine.losses import feature_match, total_variation
from dfi_studio.engine.reverse_mapping import Objective
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.frames import to_tensor
from dfi_studio.pipeline.workshop import Workshop

REFERENCE = "reference"
_KINDS = ("bfloat16", "float32", REFERENCE)
_SOLVER = Solver(smooth=Smoothing.PICTURE)
_MATRIX = 2048
_ENOUGH_S = 3.0
_TIMES = 5


def least(call: Callable[[], object]) -> float:
    """Return the least seconds of some calls, fewer where they are long; the first warms up."""
    call()
    seconds: list[float] = []
    while len(seconds) < _TIMES and sum(seconds) < _ENOUGH_S:
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def operations(architecture: Architecture, last: str, size: int) -> float:
    """Multiplications and additions of the convolutions there and back."""
    total, channels, side = 0.0, 3, size
    names = iter(architecture.layers)
    for entry in architecture.plan:
        if isinstance(entry, str):
            side //= 2
            continue
        total += 2 * 2 * 9 * channels * entry * side * side
        channels = entry
        if next(names) == last:
            break
    return total


def product_rates(kinds: list[str], threads: list[int]) -> dict[str, float]:
    """Return operations a second of a matrix product, by kind and threads."""
    found = {}
    for number in threads:
        torch.set_num_threads(number)
        for kind in kinds:
            matrix = torch.rand(_MATRIX, _MATRIX).to(_dtype(kind))
            seconds = least(lambda matrix=matrix: matrix @ matrix)
            found[f"{kind} {number}"] = 2 * _MATRIX**3 / seconds
    return found


def measure(options: argparse.Namespace, kind: str, size: int, threads: list[int]) -> Any:
    """Return the seconds of an evaluation by each number of threads, and its memory."""
    space = FeatureSpace(size=size)
    backbone = Workshop("cpu", folder=options.cache).backbone(space)
    picture = open_photo(faces(options.data, range(25, 40))[0])
    photo = to_tensor(picture, (size, size), device=torch.device("cpu"))
    before = psutil.Process().memory_info().rss
    evaluate = evaluation(backbone, photo, space, kind)
    seconds = []
    for number in threads:
        torch.set_num_threads(number)
        seconds.append(least(evaluate))
    rate = operations(backbone.architecture, space.layers[-1], size)
    return [rate / each for each in seconds], seconds, peak_bytes() - before


def evaluation(
    backbone: Backbone, photo: Tensor, space: FeatureSpace, kind: str
) -> Callable[[], object]:
    """Return what evaluates the objective once, near the photo (1, 3, H, W)."""
    with torch.no_grad():
        target = {layer: 1.1 * each for layer, each in backbone(photo, space.layers).items()}
    point = 0.9 * photo.reshape(-1)
    if kind == REFERENCE:
        doubled = point.double().numpy()
        return lambda: in_plain_torch(backbone, target, doubled, photo.shape)
    pixels = WholePicture(backbone, photo, space.layers, dtype=_dtype(kind))
    objective = Objective(pixels, target, _SOLVER)
    return lambda: objective(point)


def in_plain_torch(
    backbone: Backbone, target: Features, pixels: np.ndarray, shape: torch.Size
) -> tuple[float, np.ndarray]:
    """Return value and gradient as scipy's optimiser is given them."""
    image = torch.from_numpy(pixels.astype(np.float32)).view(shape).requires_grad_()
    weights = dict.fromkeys(target, 1 / len(target))
    match = feature_match(backbone(image, tuple(target)), target, weights)
    value = sum(match.values()) + _SOLVER.tv * total_variation(image, _SOLVER.tv_beta)
    (gradient,) = torch.autograd.grad(value, image)
    return value.item(), gradient.double().numpy().ravel()


def _dtype(kind: str) -> torch.dtype:
    return torch.bfloat16 if kind == "bfloat16" else torch.float32


def _numbers(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_data(parser)
    parser.add_argument("--sizes", type=_numbers, default="64,128,256,512,1024")
    parser.add_argument("--threads", type=_numbers, default="1,2")
    parser.add_argument("--cache", type=Path, help="a folder with the network")
    parser.add_argument("--out", type=Path, help="the plot, an SVG file")
    options = parser.parse_args()
    threads, rows = options.threads, []
    peaks = in_a_process(product_rates, ["bfloat16", "float32"], threads)
    for size in options.sizes:
        found = {kind: in_a_process(measure, options, kind, size, threads) for kind in _KINDS}
        for at, number in enumerate(threads):
            for kind, (rates, seconds, memory) in found.items():
                peak = peaks[f"{'float32' if kind == REFERENCE else kind} {number}"]
                row = {
                    "size": size,
                    "kind": kind,
                    "threads": number,
                    "seconds": seconds[at],
                    "times": found[REFERENCE][1][at] / seconds[at],
                    "rate": rates[at],
                    "of_matrix_product": rates[at] / peak,
                    "memory": memory,
                }
                rows.append(row)
                print(told(row), flush=True)
    if options.out is not None:
        plot(options.out, curves(rows), "pixels of a side", "seconds", up=Scale.TENS)
    tell({"evaluations": rows, "matrix_product": peaks})


def told(row: dict[str, Any]) -> str:
    return (
        f"{row['size']:5} px  {row['threads']} threads  {row['kind']:10}{row['seconds']:9.4f} s"
        f"{row['times']:6.2f} times{row['rate'] / 1e9:7.0f} GF/s"
        f"{row['of_matrix_product']:6.0%} of the matrix product{row['memory'] / 1e6:8.0f} MB"
    )


def curves(rows: list[dict[str, Any]]) -> list[Curve]:
    """The seconds over the sizes, for each kind and number of threads."""
    points: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        name = f"{row['kind']}, {row['threads']} threads"
        points.setdefault(name, []).append((row["size"], row["seconds"]))
    return [Curve(name, each) for name, each in points.items()]


if __name__ == "__main__":
    main()
