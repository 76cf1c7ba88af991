"""One strength after another: what a second, third, ... alpha costs after the first.

    python tests/benchmarks/bench_alphas.py [DATA] [--size 128] [--alphas 1,1.5,2,2.5]
        [--iterations 100] [--out PLOT.svg]

DATA is as in `ageing`. One portrait is aged by each alpha in turn. The reference does it in the
authors' way: the first from the photo with so many iterations, each further one from the picture
before it with half as many, by the optimiser in `solves`. Ours begins each from the picture and the
curvature before it; and, to compare, once more from the photo.

Prints for each alpha what the reference takes over what ours takes until it is as low as where the
reference ends (`times`), and ours to 99 % of the decrease of a solve from the photo, over what that
solve takes (`share_of_cold`); their sums; and all as a line of JSON. The plot shows seconds to that
99 % over alpha.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from ageing import Portrait, add_data, portraits
from curves import Curve, Scale, plot
from machine import tell
from solves import Course, ours, reference

from dfi_studio.core.recipe import Smoothing, Solver
from dfi_studio.engine.lbfgs import no_pairs
from dfi_studio.pipeline.workshop import Workshop


def measure(portrait: Portrait, alphas: list[float], iterations: int) -> list[dict[str, Any]]:
    solver, rows, pairs = Solver(smooth=Smoothing.PICTURE), list[dict[str, Any]](), no_pairs()
    ours(portrait, portrait.target(alphas[0]), replace(solver, iterations=2))  # warms up
    mine: Course | None = None
    other: Course | None = None
    for alpha in alphas:
        target, first = portrait.target(alpha), mine is None
        mine = ours(portrait, target, solver, start=mine and mine.pictures[-1], pairs=pairs)
        cold = mine if first else ours(portrait, target, solver)
        many = replace(solver, iterations=iterations if first else iterations // 2)
        other = reference(portrait, target, many, start=other and other.pictures[-1])
        wanted = cold.values[0] - 0.99 * (cold.values[0] - cold.values[-1])
        reached, whole = mine.until(min(other.values)), cold.until(wanted)
        warm = mine.until(wanted)
        row = {
            "alpha": alpha,
            "reference": other.seconds[-1],
            "seconds": reached,
            "times": reached and other.seconds[-1] / reached,
            "seconds_99": warm,
            "seconds_99_cold": whole,
            "share_of_cold": warm and whole and warm / whole,
        }
        rows.append(row)
        print({name: value and round(value, 3) for name, value in row.items()}, flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add_data(parser)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--alphas", default="1,1.5,2,2.5")
    parser.add_argument("--iterations", type=int, default=100, help="of the reference's first")
    parser.add_argument("--cache", type=Path, help="a folder with the network, and for directions")
    parser.add_argument("--out", type=Path, help="the plot, an SVG file")
    options = parser.parse_args()
    alphas = [float(each) for each in options.alphas.split(",")]
    workshop = Workshop("cpu", folder=options.cache)
    (make,) = portraits(options.data, options.size, count=1, workshop=workshop, k=40)
    rows = measure(make(), alphas, options.iterations)
    totals = {
        name: sum(row[name] or float("nan") for row in rows)
        for name in ("reference", "seconds", "seconds_99", "seconds_99_cold")
    }
    print(f"all alphas: {totals['reference'] / totals['seconds']:.1f} times as fast")
    if options.out is not None:
        curves = [
            Curve(label, [(row["alpha"], row[name] or 0.0) for row in rows])
            for label, name in (("from the one before", "seconds_99"), ("cold", "seconds_99_cold"))
        ]
        plot(options.out, curves, "alpha", "seconds", across=Scale.EVEN, up=Scale.EVEN)
    tell({"size": options.size, "alphas": rows, **totals})


if __name__ == "__main__":
    main()
