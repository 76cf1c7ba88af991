"""Work that is laid aside between two steps, and knows nothing of what is solved meanwhile.

The workshop keeps the curvature of its latest solve. Of work that rests while others solve, each
has its own: else a result would depend on when it was interrupted.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from dfi_studio.core.steps import Step
from dfi_studio.pipeline.workshop import Workshop

Result = TypeVar("Result")


def apart(
    workshop: Workshop, steps: Generator[Step, None, Result]
) -> Generator[Step, None, Result]:
    """Pull steps with a curvature of their own."""
    own = None
    try:
        while True:
            others = workshop.swap_curvature(own)
            try:
                step = next(steps)
            except StopIteration as end:
                result: Result = end.value
                return result
            finally:
                own = workshop.swap_curvature(others)
            yield step
    finally:
        steps.close()
