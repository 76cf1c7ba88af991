"""The reverse mapping against scipy's L-BFGS-B on the very same objective, in one run.

    python tests/benchmarks/bench_reverse_mapping.py [--size 192] [--iterations 150] [--alpha 2]

The reference is the authors' way: `scipy.optimize.minimize(method="L-BFGS-B")` on float64 pixels
over a float32 network, without preconditioner. Prints the objective of each after the same number
of evaluations, relative to the best that either found, and the ratio of their times.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.optimize
import torch
from torch import Tensor

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace, Smoothing, Solver
from dfi_studio.engine.attribute import displaced
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.features import Features
from dfi_studio.engine.free_pixels import WholePicture
from dfi_studio.engine.reverse_mapping import Objective, reverse_mapping
from dfi_studio.library.photos import open_photo
from dfi_studio.library.sample_project import sample_project
from dfi_studio.pipeline.frames import to_tensor, working_frame
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.workshop import Workshop

CHECKPOINTS = (10, 25, 50, 100, 150, 300)


@dataclass
class Course:
    """The objective after every evaluation, and when."""

    name: str
    values: list[float]
    seconds: list[float]

    def best_after(self, evaluations: int) -> float:
        return min(self.values[:evaluations])


@dataclass
class Problem:
    """One photo to be mapped back."""

    backbone: Backbone
    target: Features
    start: Tensor
    solver: Solver

    def objective(self) -> Objective:
        pixels = WholePicture(self.backbone, self.start, tuple(self.target))
        return Objective(pixels, self.target, self.solver)


def ours(problem: Problem) -> Course:
    course, began = Course("DFI Studio", [], []), time.perf_counter()
    for mapped in reverse_mapping(problem.backbone, problem.target, problem.start, problem.solver):
        while len(course.values) < mapped.evaluations:  # a shortened step took several
            course.values.append(mapped.objective)
            course.seconds.append(time.perf_counter() - began)
    return course


def reference(problem: Problem) -> Course:
    course, began, evaluate = (
        Course("scipy L-BFGS-B", [], []),
        time.perf_counter(),
        problem.objective(),
    )

    def value_and_gradient(pixels: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = evaluate(torch.from_numpy(pixels.astype(np.float32)).to(problem.start))
        course.values.append(value)
        course.seconds.append(time.perf_counter() - began)
        return value, gradient.double().cpu().numpy()

    scipy.optimize.minimize(
        value_and_gradient,
        problem.start.double().cpu().numpy().ravel(),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, 1.0)] * problem.start.numel(),
        options={"maxiter": problem.solver.iterations, "maxfun": 2 * problem.solver.iterations},
    )
    return course


def sample_problem(size: int, alpha: float, solver: Solver, device: str) -> Problem:
    """The sample portrait, to be aged by the sample sets."""
    path, recipe = sample_project()
    workshop, space = Workshop(device), FeatureSpace(size=size)
    photo = Photo.of(open_photo(path), path)
    frame = working_frame(photo.image, size)
    (direction,) = recipe.directions
    assert isinstance(direction.attribute, Contrast)
    record = run(lambda: learn(workshop, direction.attribute, space, frame, near=photo))
    backbone = workshop.backbone(space)
    start = to_tensor(photo.image, frame, device=workshop.device)
    w = {layer: torch.tensor(v, device=workshop.device)[None] for layer, v in record.arrays.items()}
    with torch.no_grad():
        target = displaced(backbone(start, space.layers), [(alpha, w)])
    return Problem(backbone, target, start, solver)


def run(make: Callable) -> object:
    steps = make()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def report(courses: list[Course]) -> None:
    lowest = min(min(course.values) for course in courses)
    first = courses[0].values[0]
    marks = [each for each in CHECKPOINTS if each <= max(len(c.values) for c in courses)]
    print("Share of the decrease made after so many evaluations:")
    print(f"{'':16}" + "".join(f"{each:>8}" for each in marks) + "     end   evaluations  seconds")
    for course in courses:
        shares = [(first - course.best_after(each)) / (first - lowest) for each in marks]
        end = (first - min(course.values)) / (first - lowest)
        row = "".join(f"{share:8.4f}" for share in [*shares, end])
        print(f"{course.name:16}{row}{len(course.values):12}{course.seconds[-1]:10.1f}")
    mine, other = courses
    print(f"final objective, ours / reference: {min(mine.values) / min(other.values):.4f}")
    wanted = min(other.values) * 1.01
    reached = next((i for i, value in enumerate(mine.values) if value <= wanted), None)
    if reached is None:
        print("ours does not come within 1 % of the reference's final objective")
    else:
        print(
            f"within 1 % of it after {reached + 1} evaluations and {mine.seconds[reached]:.1f} s: "
            f"{other.seconds[-1] / mine.seconds[reached]:.1f} times as fast"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=192)
    parser.add_argument("--alpha", type=float, default=2.0)
    parser.add_argument("--iterations", type=int, default=150)
    parser.add_argument("--smooth", type=Smoothing, default=Smoothing.PICTURE)  # the paper's
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    solver = Solver(iterations=options.iterations, smooth=options.smooth)
    problem = sample_problem(options.size, options.alpha, solver, options.device)
    print(f"{options.size} px, alpha {options.alpha:g}, {problem.start.device}")
    report([ours(problem), reference(problem)])


if __name__ == "__main__":
    main()
