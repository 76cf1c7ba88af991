"""The solver against the authors' way on five portraits, in one run: time, and what comes out.

    python tests/benchmarks/bench_solver.py [DATA] [--photo I] [--iterations 500] [--out PLOT.svg]
    python tests/benchmarks/bench_solver.py --merge LINES.jsonl [--out PLOT.svg]

DATA is as in `ageing`, the reference as in `solves`; both minimise Eq. 4 with R of the picture. For
each photo its figures go to standard output, and last their medians as a line of JSON:

    seconds_99, seconds_95      reference's seconds for all its iterations / ours until it has made
                                99, 95 % of the reference's whole decrease (the ratios), and ours
    share_2s, first_frame       ours: share of that decrease after 2 s; seconds to the first iterate
    second_alpha                seconds to 99 % of what a cold solve of alpha + 0.5 decreases, from
                                the first's picture and curvature, over the cold solve's
    distance, distance_150      root mean square distance in grey levels from the optimum: ours,
                                and the reference's after 150 iterations
    distance_end                the same of the reference's end
    apart, apart_150            the same from the reference's end: ours, and the reference's after
                                150 iterations
    checker, checker_reference  checkerboard energy of the change, in squared grey levels

The reference is still on its way when it ends, in what is slow for it: how light the picture is.
So the optimum is where its end leads to, followed on with our optimiser until that settles.

Ours begins with phi(x) and the sensitivity known, as they are once a photo was opened. It takes its
usual number of iterations, and is judged by the float32 objective of its pictures,
computed after the clock has stopped. With `--photo` one photo is done, so that others get at the
machine in between; `--merge` takes the medians of such lines.
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from ageing import Portrait, add_data, portraits
from curves import Curve, plot
from machine import tell
from solves import ours, reference
from torch import Tensor

from dfi_studio.core.recipe import Smoothing, Solver
from dfi_studio.engine.features import Features
from dfi_studio.engine.lbfgs import Pairs, no_pairs
from dfi_studio.pipeline.workshop import Workshop

_GREY_LEVELS = 255
_SETTLING = 300  # iterations at the most; it ends by itself


def optimum(portrait: Portrait, target: Features, solver: Solver, end: Tensor) -> Tensor:
    """Return where the reference's end leads to."""
    many = replace(solver, iterations=_SETTLING)
    course = ours(portrait, target, many, start=end)
    return course.pictures[-1]


def distance(one: Tensor, other: Tensor) -> float:
    return _GREY_LEVELS * float((one - other).square().mean().sqrt())


def checkerboard(change: Tensor) -> float:
    """Mean squared response of a change (1, 3, H, W) to a checkerboard of 2 x 2 pixels."""
    board = torch.tensor([[1.0, -1.0], [-1.0, 1.0]]).div(2)[None, None]
    response = torch.nn.functional.conv2d(change.transpose(0, 1), board)
    return _GREY_LEVELS**2 * float(response.square().mean())


def measure(portrait: Portrait, alpha: float, iterations: int) -> dict[str, Any]:
    solver, target = Solver(smooth=Smoothing.PICTURE), portrait.target(alpha)
    pairs = no_pairs()
    ours(portrait, target, replace(solver, iterations=2))  # warms up
    mine = ours(portrait, target, solver, pairs=pairs)
    other = reference(portrait, target, replace(solver, iterations=iterations))
    first, lowest = other.values[0], min(other.values)
    line: dict[str, Any] = {"photo": portrait.name, "reference": other.seconds[-1]}
    for share in (95, 99):
        until = mine.until(first - share / 100 * (first - lowest))
        line[f"seconds_{share}"] = until
        line[f"times_{share}"] = until and other.seconds[-1] / until
    line["share_2s"] = (first - mine.at(2.0)) / (first - lowest)
    line["share_end"] = (first - mine.values[-1]) / (first - lowest)
    line["seconds_end"] = mine.seconds[-1]
    line["first_frame"] = mine.first_frame
    line |= second_alpha(portrait, alpha + 0.5, solver, mine.pictures[-1], pairs)
    end, after = other.pictures[-1], other.pictures[min(150, len(other.pictures)) - 1]
    best = optimum(portrait, target, solver, end)
    for name, place in (("distance", best), ("apart", end)):
        line[name] = distance(mine.pictures[-1], place)
        line[f"{name}_150"] = distance(after, place)
    line["distance_end"] = distance(end, best)
    line["checker"] = checkerboard(mine.pictures[-1] - portrait.photo)
    line["checker_reference"] = checkerboard(end - portrait.photo)
    line["curves"] = {
        name: [
            (s, (first - min(course.values[: i + 1])) / (first - lowest))
            for i, s in enumerate(course.seconds)
        ]
        for name, course in (("DFI Studio", mine), ("scipy L-BFGS-B", other))
    }
    return line


def second_alpha(
    portrait: Portrait, alpha: float, solver: Solver, picture: Tensor, pairs: Pairs
) -> dict[str, float | None]:
    """Return the seconds of a cold solve to 99 % of its decrease, and of a warm one over them."""
    target = portrait.target(alpha)
    warm = ours(portrait, target, solver, start=picture, pairs=pairs)
    cold = ours(portrait, target, solver)
    wanted = cold.values[0] - 0.99 * (cold.values[0] - cold.values[-1])
    seconds, whole = warm.until(wanted), cold.until(wanted)
    assert whole is not None
    return {"cold": whole, "second_alpha": seconds and seconds / whole}


def report(lines: list[dict[str, Any]], out: Path | None) -> None:
    numbers = [name for name, value in lines[0].items() if isinstance(value, int | float)]
    medians = {
        name: statistics.median(line[name] for line in lines if line[name] is not None)
        for name in numbers
    }
    for name, value in medians.items():
        print(f"{name:20}{value:10.3f}   of {[round(line[name] or -1, 3) for line in lines]}")
    if out is not None:
        curves = [Curve(name, points) for line in lines for name, points in line["curves"].items()]
        plot(out, curves, "seconds", "share of the reference's decrease")
    tell({"photos": len(lines), **medians})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_data(parser)
    parser.add_argument("--photos", type=int, default=5)
    parser.add_argument("--photo", type=int, help="this one only, from 0")
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--alpha", type=float, default=2.0)
    parser.add_argument("--iterations", type=int, default=500)
    parser.add_argument("--lines", type=Path, help="a file to add the line of each photo to")
    parser.add_argument("--merge", type=Path, help="such a file, to report of")
    parser.add_argument("--cache", type=Path, help="a folder with the network, and for directions")
    parser.add_argument("--out", type=Path, help="the plot, an SVG file")
    options = parser.parse_args()
    if options.merge is not None:
        lines = [json.loads(line) for line in options.merge.read_text().splitlines()]
        report(lines, options.out)
        return
    workshop, lines = Workshop("cpu", folder=options.cache), []
    found = portraits(options.data, options.size, count=options.photos, workshop=workshop)
    for index, make in enumerate(found):
        if options.photo in (None, index):
            lines.append(measure(make(), options.alpha, options.iterations))
            print({k: v for k, v in lines[-1].items() if k != "curves"}, flush=True)
            if options.lines is not None:
                with options.lines.open("a") as file:
                    file.write(json.dumps(lines[-1]) + "\n")
    report(lines, options.out)


if __name__ == "__main__":
    main()
