"""A portrait solved twice, in the authors' way and in ours: for the benchmarks of the solver.

The reference is `scipy.optimize.minimize(method="L-BFGS-B")` on float64 pixels within 0..1 over the
float32 network, without preconditioner. Both are judged by the same objective in float32.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np
import scipy.optimize
import torch
from ageing import Portrait
from torch import Tensor

from dfi_studio.core.recipe import Solver
from dfi_studio.engine.features import Features
from dfi_studio.engine.free_pixels import WholePicture
from dfi_studio.engine.lbfgs import Pairs
from dfi_studio.engine.reverse_mapping import Objective, reverse_mapping

_EACH = 50  # of the iterates until here every second is judged, and every tenth after it


@dataclass
class Course:
    """The objective after so many seconds, and the pictures (1, 3, H, W) by iteration."""

    values: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    pictures: list[Tensor] = field(default_factory=list)
    first_frame: float = 0.0

    def until(self, value: float) -> float | None:
        """Return the seconds until a value was reached."""
        reached = (s for s, v in zip(self.seconds, self.values, strict=True) if v <= value)
        return next(reached, None)

    def at(self, seconds: float) -> float:
        """Return the lowest value until then."""
        return min(v for s, v in zip(self.seconds, self.values, strict=True) if s <= seconds)


def judge(portrait: Portrait, target: Features, solver: Solver) -> Objective:
    """The objective in the photo's own arithmetic, whatever the solver computes in."""
    pixels = WholePicture(portrait.backbone, portrait.photo, tuple(target))
    return Objective(pixels, target, solver)


def reference(
    portrait: Portrait, target: Features, solver: Solver, *, start: Tensor | None = None
) -> Course:
    """The authors' way, from the photo or an earlier picture."""
    begin = portrait.photo if start is None else start
    evaluate, course = judge(portrait, target, solver), Course()
    began = time.perf_counter()

    def value_and_gradient(pixels: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = evaluate(torch.from_numpy(pixels.astype(np.float32)))
        course.values.append(value)
        course.seconds.append(time.perf_counter() - began)
        return value, gradient.double().numpy()

    def keep(pixels: np.ndarray) -> None:
        course.pictures.append(torch.from_numpy(pixels.astype(np.float32)).view_as(portrait.photo))

    scipy.optimize.minimize(
        value_and_gradient,
        begin.double().numpy().ravel(),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, 1.0)] * portrait.photo.numel(),
        options={"maxiter": solver.iterations, "maxfun": 2 * solver.iterations},
        callback=keep,
    )
    return course


def ours(
    portrait: Portrait,
    target: Features,
    solver: Solver,
    *,
    start: Tensor | None = None,
    pairs: Pairs | None = None,
) -> Course:
    """The program's way; which of its pictures are judged is said at `_EACH`."""
    course, began = Course(), time.perf_counter()
    for mapped in reverse_mapping(
        portrait.backbone,
        target,
        portrait.photo,
        solver,
        start,
        pairs=pairs,
        known=portrait.known,
    ):
        course.seconds.append(time.perf_counter() - began)
        course.pictures.append(mapped.image)
    evaluate = judge(portrait, target, solver)
    course.first_frame = course.seconds[1]
    last = len(course.pictures) - 1
    judged = [i for i in range(last + 1) if i % (2 if i <= _EACH else 10) == 0 or i == last]
    course.seconds = [course.seconds[i] for i in judged]
    course.values = [evaluate(course.pictures[i].reshape(-1))[0] for i in judged]
    return course
