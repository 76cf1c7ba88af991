"""Kills a process that writes, at each of its calls and at any moment, and sees what it leaves.

Each trial is a process of its own that begins to write and dies by SIGKILL: when it is about to
make its n-th call that changes the disk (with half of a write done), when SQLite begins
its n-th statement, or after a random time. Another process, which knows nothing of it, then reads
what is left by the program's own means, and writes once more. All of them are forked from one that
has imported the program and done nothing else.
"""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import signal
import sqlite3
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from faults.failing_disk import FailingDisk, Fault
from faults.writers import Parts, Writer

CLOCK, STATEMENT = "any moment", "statement"
PHASES = ("create", "write", "fsync", "replace", "other", STATEMENT, CLOCK)


@dataclass
class Killed:
    """What came of killing one writer.

    Attributes
    ----------
    phases : Counter
        How many were killed in which phase; a process that was done before its moment came does not
        count.
    lost : list of str
        What was not as it ought to be.
    """

    writer: str
    phases: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


def kill(writer: Writer, count: int, seed: int) -> Killed:
    """Kill a writer so many times, in phases drawn by chance: each call first, if there is room."""
    told, chance = Killed(writer.name), Random(f"{seed}/{writer.name}")
    with tempfile.TemporaryDirectory(prefix="dfi-kills-") as scratch:
        folder = Path(scratch) / "disk"
        folder.mkdir()
        calls, statements, seconds, before, after = apart(lambda: _rehearsed(writer, folder))
        shutil.rmtree(folder)
        moments = [(phase_of(call), at) for at, call in enumerate(calls)]
        moments += [(STATEMENT, at) for at in range(statements)]
        chance.shuffle(moments)
        moments = moments[: count - count // 3]
        moments += [(CLOCK, 0)] * (count - len(moments))
        for phase, at in moments:
            shutil.copytree(folder.with_name("kept"), folder)
            if _died(writer, folder, phase, at, chance.uniform(0, 1.1) * seconds):
                told.phases[phase] += 1
            wrong = apart(lambda: _wrong(writer, folder, before, after))
            if wrong:
                told.lost.append(f"{writer.name}, killed at {phase} {at}: {wrong}")
            shutil.rmtree(folder)
    return told


def phase_of(call: str) -> str:
    """Return the phase of a call as `FailingDisk` names it."""
    kind = call.split()[0]
    return kind if kind in PHASES else "other"


def apart(work: Callable[[], Any]) -> Any:
    """Return what a function returns in a process of its own.

    Raises
    ------
    RuntimeError
        It raised something there, or the process died.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer = (True, work())
        except BaseException:  # noqa: BLE001 - told by the parent
            answer = (False, traceback.format_exc(limit=-4))
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(answer, stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        content = stream.read()
    os.waitpid(child, 0)
    well, answer = pickle.loads(content) if content else (False, "the process died")
    if not well:
        raise RuntimeError(answer)
    return answer


def _rehearsed(writer: Writer, folder: Path) -> tuple[list[str], int, float, Parts, Parts]:
    """Write once, and return the calls, the statements, the time, and what is there around it."""
    writer.prepare(folder)
    gc.collect()  # closes what SQLite has open
    shutil.copytree(folder, folder.with_name("kept"))
    before = _found(writer, folder)
    with FailingDisk(folder) as disk, _Statements(None) as statements:
        begin = time.monotonic()
        writer.write(folder)
        seconds = time.monotonic() - begin
    return disk.calls, statements.count, seconds, before, _found(writer, folder)


def _found(writer: Writer, folder: Path) -> Parts:
    return dict(writer.found(folder)) if any(folder.iterdir()) else {}


def _died(writer: Writer, folder: Path, phase: str, at: int, after: float) -> bool:
    """Let a process write, and say whether it was killed in the midst of it."""
    child = os.fork()
    if child == 0:
        try:
            disk = FailingDisk(folder, Fault.KILLED, at=at if phase in _COUNTED else None)
            with disk, _Statements(at if phase == STATEMENT else None):
                writer.write(folder)
        finally:
            os._exit(0)
    if phase == CLOCK:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _wrong(writer: Writer, folder: Path, before: Parts, after: Parts) -> str:
    """Return what is not as it ought to be after a kill; mostly nothing."""
    found = _found(writer, folder)
    for name in before.keys() | after.keys() | found.keys():
        if found.get(name) not in (before.get(name), after.get(name)):
            return f"{name} is {found.get(name)}"
    if writer.whole and found not in (before, after):
        return f"a part of it: {found}"
    writer.write(folder)
    again = writer.found(folder)
    return "" if again.items() >= after.items() else f"written again it is {again}"


_COUNTED = frozenset(PHASES) - {STATEMENT, CLOCK}


class _Statements:
    """Counts the statements that SQLite begins, and kills the process at the n-th."""

    def __init__(self, at: int | None) -> None:
        self.count = 0
        self._at = at
        self._real = sqlite3.connect

    def __enter__(self) -> _Statements:
        def connect(*values: Any, **options: Any) -> sqlite3.Connection:
            connection = self._real(*values, **options)
            connection.set_trace_callback(self._begun)
            return connection

        sqlite3.connect = connect  # type: ignore[assignment]
        return self

    def __exit__(self, *_: object) -> None:
        sqlite3.connect = self._real

    def _begun(self, statement: str) -> None:
        if self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1


def table(told: list[Killed]) -> str:
    """Return the figures as a table in Markdown."""
    lines = [
        f"| what was being written | {' | '.join(PHASES)} | lost or damaged |",
        f"|---|{'---:|' * (len(PHASES) + 1)}",
    ]
    lines += [_row(each.writer, each.phases, len(each.lost)) for each in told]
    whole: Counter[str] = sum((each.phases for each in told), Counter())
    lines.append(_row("**all**", whole, sum(len(each.lost) for each in told)))
    return "\n".join(lines)


def _row(name: str, phases: Counter[str], lost: int) -> str:
    return f"| {name} | {' | '.join(f'{phases[each]:,}' for each in PHASES)} | {lost} |"
