"""One evaluation of the objective: how it scales, and how near it is to what the machine can do.

    python tests/benchmarks/bench_evaluation.py [--sizes 64,128,200,512,1024] [--threads 1,2]

On a seeded picture, with the installed `vgg16`. Prints for each size, arithmetic and number of
threads the seconds of an evaluation (value and gradient; the least of five), its rate in 10^9
multiplications and additions a second, and that rate over the rate of a matrix product of 2,048 x
2,048 in the same arithmetic and in the same run; then a line of JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import torch

from dfi_studio.core.recipe import FeatureSpace, Solver
from dfi_studio.engine.backbone import Architecture
from dfi_studio.engine.free_pixels import WholePicture
from dfi_studio.engine.reverse_mapping import Objective
from dfi_studio.pipeline.workshop import Workshop

_MATRIX = 2048


def least(call: Callable[[], object], times: int = 5) -> float:
    seconds = []
    for _ in range(times + 1):  # the first warms up
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    return min(seconds[1:])


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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sizes", default="64,128,200,512,1024")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--cache", type=Path, help="a folder with the network")
    options = parser.parse_args()
    space = FeatureSpace()
    backbone = Workshop("cpu", folder=options.cache).backbone(space)
    rows = []
    for threads in (int(each) for each in options.threads.split(",")):
        torch.set_num_threads(threads)
        for dtype in (torch.float32, torch.bfloat16):
            matrix = torch.rand(_MATRIX, _MATRIX).to(dtype)
            peak = 2 * _MATRIX**3 / least(lambda matrix=matrix: matrix @ matrix)
            for size in (int(each) for each in options.sizes.split(",")):
                photo = torch.rand(1, 3, size, size, generator=torch.manual_seed(size))
                with torch.no_grad():
                    target = backbone(photo.flip(-1), space.layers)
                pixels = WholePicture(backbone, photo, space.layers, dtype=dtype)
                objective = Objective(pixels, target, Solver())
                point = photo.reshape(-1) * 0.9
                seconds = least(lambda objective=objective, point=point: objective(point))
                rate = operations(backbone.architecture, space.layers[-1], size) / seconds
                name = str(dtype).removeprefix("torch.")
                rows.append((threads, name, size, seconds, rate / 1e9, rate / peak))
                print(
                    f"{threads} threads {name:9}{size:6} px{seconds:9.4f} s"
                    f"{rate / 1e9:8.0f} GF/s{rate / peak:7.0%} of the matrix product",
                    flush=True,
                )
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
