"""Fuzzing: kinds of files, each made valid, changed, and read by the function the program uses.

A case is a number: its seed is the run's seed, the kind and that number, so a failure is run again
by itself. Cases run in a child process with a bound on its memory and a watchdog; one that dies is
started again behind the case that killed it.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from fuzz.mutations import mutated

MOST_MEMORY = 2**30
"""Bytes that reading one file may need beyond what the program has."""
MOST_SECONDS = 2.0
"""Of the processor's time."""
HUNG = 30.0
"""Seconds by the clock after which a case is stopped."""
LONGEST_SENTENCE = 3000
_MOST_RESTARTS = 25

Files = Mapping[str, bytes]
"""What lies in the folder of a case, by name."""


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    name : str
    make : callable
        Return the valid folders that cases begin with, given a folder to work in.
    read : callable
        Read the folder of a case as the program would; True where it was accepted, False where it
        was told to be none.
    changed : callable
        Whether a file of this name is among those that are changed.
    mutate : callable
    valid : float
        Share of what is made that must be accepted as it is.
    """

    name: str
    make: Callable[[Path], Sequence[Files]]
    read: Callable[[Path], bool]
    changed: Callable[[str], bool] = lambda name: True
    mutate: Callable[[bytes, Random], bytes] = mutated
    valid: float = 0.95


@dataclass
class Failure:
    """A case that was neither accepted nor refused in one sentence."""

    kind: str
    case: int
    seed: int
    what: str
    trace: str = ""

    def __str__(self) -> str:
        again = f"--kind {self.kind} --seed {self.seed} --only {self.case}"
        return f"{self.kind} case {self.case}: {self.what}   [again: {again}]\n{self.trace}"


@dataclass
class Figures:
    """What came of the cases of one kind; seconds of the processor, memory in bytes."""

    kind: str
    cases: int = 0
    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    memory: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        self.cases += other.cases
        self.accepted += other.accepted
        self.refused += other.refused
        self.slowest = max(self.slowest, other.slowest)
        self.memory = max(self.memory, other.memory)
        self.failures += other.failures


def files_of(kind: Kind, starts: Sequence[Files], seed: int, case: int) -> Files:
    """Return the files of a case."""
    random = Random(f"{seed}/{kind.name}/{case}")
    start = random.choice(starts)
    name = random.choice([each for each in start if kind.changed(each)])
    return {**start, name: kind.mutate(start[name], random)}


def run_here(kind: Kind, cases: range, seed: int, folder: Path, reached: Path) -> Figures:
    """Run cases in this process, and write down which one is under way."""
    from dfi_studio.core.errors import StudioError

    made = folder / "made"
    made.mkdir()
    starts = kind.make(made)
    warm = [_accepted(kind, each, folder / "case") for each in starts]  # before memory is looked at
    assert sum(warm) >= kind.valid * len(starts), f"a valid {kind.name} is not accepted: {warm}"
    figures = Figures(kind.name)
    before = _bound_memory()
    handle = os.open(reached, os.O_WRONLY | os.O_CREAT)
    for case in cases:
        os.pwrite(handle, case.to_bytes(8, "little"), 0)
        files = files_of(kind, starts, seed, case)
        faulthandler.dump_traceback_later(HUNG, exit=True)
        what = trace = ""
        began = time.process_time()
        try:
            accepted = _read(kind, files, folder / "case")
        except StudioError as error:
            accepted = False
            what = _fault_of(error)
        except BaseException as error:  # noqa: BLE001  which is what is looked for
            accepted = False
            what = f"{type(error).__name__}: {str(error)[:300]}"
            trace = "".join(traceback.format_exc(limit=-8))[-3000:]
        spent = time.process_time() - began
        faulthandler.cancel_dump_traceback_later()
        if not what and spent > MOST_SECONDS:
            what = f"it took {spent:.1f} s"
        figures.add(Figures(kind.name, 1, accepted, not accepted, spent, _most_memory() - before))
        if what:
            figures.failures.append(Failure(kind.name, case, seed, what, trace))
    os.close(handle)
    return figures


def _accepted(kind: Kind, files: Files, folder: Path) -> bool:
    from dfi_studio.core.errors import StudioError

    try:
        return _read(kind, files, folder)
    except StudioError:
        return False


def _read(kind: Kind, files: Files, folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return kind.read(folder)


def _fault_of(error: BaseException) -> str:
    """Return what is wrong with the way in which a file was refused; mostly nothing."""
    sentence = str(error)
    if not sentence.rstrip().endswith((".", ")", "?")) or len(sentence) > LONGEST_SENTENCE:
        return f"this is not one sentence ({len(sentence)} letters): {sentence[:200]!r}"
    if not sentence.isprintable():
        return f"this cannot be shown: {sentence[:300]!r}"
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, MemoryError):
            return f"it asked for more than {MOST_MEMORY >> 20} MB: {sentence[:300]}"
        chain = chain.__cause__ or chain.__context__
    return ""


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _bound_memory() -> int:
    """Bound the address space, and return the most memory so far."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    bound = pages * resource.getpagesize() + MOST_MEMORY + 2**27
    resource.setrlimit(resource.RLIMIT_AS, (bound, resource.RLIM_INFINITY))
    return _most_memory()


def run_apart(names: Sequence[str], cases: range, seed: int) -> dict[str, Figures]:
    """Run cases of several kinds in one child process, or in more where cases end it."""
    found = {name: Figures(name) for name in names}
    left, restarts = [(name, cases.start) for name in names], 0
    with tempfile.TemporaryDirectory(prefix="dfi-fuzz-") as scratch:
        while left and restarts <= _MOST_RESTARTS:
            done, fatal = _child(left, cases.stop, seed, Path(scratch))
            for each in (*done, *([fatal] if fatal else [])):
                found[each.kind].add(each)
            after = [] if fatal is None else [(fatal.kind, fatal.failures[0].case + 1)]
            left = after + left[len(done) + 1 :]
            left = [each for each in left if each[1] < cases.stop]
            restarts += 1
    return found


def _child(
    kinds: Sequence[tuple[str, int]], stop: int, seed: int, scratch: Path
) -> tuple[list[Figures], Figures | None]:
    """Return what a child found of kinds, and the case that ended it, if one did."""
    out, reached = scratch / "out.jsonl", scratch / "reached"
    for path in (out, reached):
        path.unlink(missing_ok=True)
    tests = Path(__file__).parents[1]
    asked = json.dumps({"kinds": kinds, "stop": stop, "seed": seed, "scratch": str(scratch)})
    done = subprocess.run(
        [sys.executable, "-m", "fuzz", "--child", asked],
        cwd=tests,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(tests.parent), str(tests)]),
            "DFI_STUDIO_HOME": str(scratch / "home"),
            "QT_QPA_PLATFORM": "offscreen",
            "OMP_NUM_THREADS": "1",
        },
        capture_output=True,
        check=False,
    )
    lines = out.read_text().splitlines() if out.exists() else []
    found = [_figures(json.loads(line)) for line in lines]
    if len(found) == len(kinds):
        return found, None
    (name, start), said = kinds[len(found)], done.stderr.decode(errors="replace")[-3000:]
    if not reached.exists():
        raise RuntimeError(f"{name} cannot begin (exit code {done.returncode}):\n{said}")
    case = int.from_bytes(reached.read_bytes(), "little")
    # What was counted before is lost with the child; the case that ended it is not.
    what = f"the process ended with code {done.returncode}" + " (hung)" * ("Timeout" in said)
    failure = Failure(name, case, seed, what, said)
    return found, Figures(name, case + 1 - start, failures=[failure])


def _figures(values: dict[str, Any]) -> Figures:
    failures = [Failure(**each) for each in values.pop("failures")]
    return Figures(**values, failures=failures)


def child(kinds: Mapping[str, Kind], asked: dict[str, Any]) -> None:
    """Be the child: run kinds, and leave the figures of each in a file."""
    faulthandler.enable()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    scratch = Path(asked["scratch"])
    for name, start in asked["kinds"]:
        reached = scratch / "reached"
        reached.unlink(missing_ok=True)
        cases = range(start, asked["stop"])
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            figures = run_here(kinds[name], cases, asked["seed"], Path(folder), reached)
        with (scratch / "out.jsonl").open("a") as stream:
            stream.write(json.dumps(asdict(figures)) + "\n")
