"""Which of the jobs that can wait may go on: those of the highest rank, unless they are held.

Knows jobs; when nothing else is wanted, `engine_thread` knows.
"""

from __future__ import annotations

from typing import Any

from dfi_studio.ui.rendering.job import Job


class Patience:
    """The patient jobs of an engine."""

    def __init__(self) -> None:
        self._ranks: dict[Job[Any], int] = {}
        self._held: set[Job[Any]] = set()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._ranks)

    def add(self, job: Job[Any], rank: int) -> None:
        """Take a job in; it may be running already."""
        self._ranks[job] = rank

    def remove(self, job: Job[Any]) -> None:
        """Forget a job that is over."""
        del self._ranks[job]
        self._held.discard(job)

    def hold(self, job: Job[Any]) -> None:
        """Lay a job aside until it is let go."""
        self._held.add(job)
        job.pause()

    def let_go(self, job: Job[Any]) -> None:
        """Let a job go on when its turn comes."""
        self._held.discard(job)

    def lay_aside(self) -> None:
        """Lay all of them aside as they are."""
        for job in self._ranks:
            job.pause()

    def go_on(self) -> None:
        """Let those of the highest rank go on, and lay the others aside."""
        free = {job: rank for job, rank in self._ranks.items() if job not in self._held}
        highest = max(free.values(), default=0)
        for job, rank in free.items():
            if rank < highest:
                job.pause()
        for job, rank in free.items():
            if rank == highest:
                job.resume()
