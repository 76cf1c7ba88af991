"""Kills a session that edits, and sees what is left of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from documents import same
from journal_worker import Desk

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Recipe
from dfi_studio.session.document import Marks
from dfi_studio.session.journal import left_behind
from dfi_studio.session.project import Project
from dfi_studio.session.result import Result
from dfi_studio.session.session import SessionState
from dfi_studio.ui.projects.open_project import OpenProject

WORKER = Path(__file__).with_name("journal_worker.py")


@dataclass(frozen=True)
class Killed:
    """What became of a session.

    Attributes
    ----------
    made, kept : int
        The last step that was told of, and the last that was brought back; 0 for none.
    lost_s : float
        The age of the first step that was lost, when it was killed; 0 where none was.
    held_s : list of float
        Between two steps each, the longest that the window's loop was held up.
    project : Project or None
        What was brought back; None where nothing had been taken down yet.
    """

    made: int
    kept: int
    lost_s: float
    held_s: list[float]
    project: Project | None


def killed(folder: Path, *, seed: int, after: float, saving: bool = True) -> Killed:
    """Let a session edit for some seconds, kill it, and bring back what is there."""
    command = [
        sys.executable,
        str(WORKER),
        str(folder),
        str(seed),
        *([] if saving else ["without"]),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        lines = [worker.stdout.readline()]  # from here on it edits
        time.sleep(after)
        moment = time.monotonic()
        worker.kill()
        lines += worker.stdout.read().splitlines()
    told = [json.loads(line) for line in lines if line.strip().endswith(b"}")]
    found, unreadable = left_behind(folder)
    assert not unreadable
    projects = [each.stored.assembled({}) for each in found]
    for each in found:
        each.journal.remove()
    project = projects[0] if projects else None
    kept = int(project.state.snapshots[0].name) if project else 0
    lost = [moment - each["at"] for each in told if each["step"] > kept]
    return Killed(
        max(each["step"] for each in told),
        kept,
        max(lost, default=0.0),
        [each["held"] for each in told[1:]],
        project,
    )


def replayed(seed: int, steps: int) -> Project:
    """Return what the session with this seed had in hand after so many steps."""
    desk = Desk(seed)
    for _ in range(steps):
        desk.step()
    return OpenProject(desk.session, desk.renders).present


def exactly(one: Project, other: Project) -> bool:
    """Say whether two projects are the same, but for the times of their steps."""
    ones, others = _results(one), _results(other)
    return (
        _timeless(one.state) == _timeless(other.state)
        and ones.keys() == others.keys()
        and all(same(ones[key], others[key]) for key in ones)
    )


def _results(project: Project) -> dict[tuple[Photo | None, Recipe, Marks], Result]:
    """Return the results of what is in the history or has a name."""
    state = project.state
    documents = [each.value for each in state.entries] + [each.document for each in state.snapshots]
    named = {(each.subject, each.recipe, each.marks) for each in documents}
    made = {(each.photo, each.recipe, each.marks): each for each in project.results}
    return {key: each for key, each in made.items() if key in named}


def _timeless(state: SessionState) -> SessionState:
    return replace(state, entries=tuple(replace(each, when=0.0) for each in state.entries))
