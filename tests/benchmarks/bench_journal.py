"""Kills a session at random moments: what is the most that is lost, and is the window held up?

    python tests/benchmarks/bench_journal.py [KILLS]

Issue 4 asks: 100 kills lose nothing older than one second, and nothing blocks the window for more
than 16 ms. The session edits up to a hundred times a second and pastes pictures of up to 1.4
megapixels; its history grows to some hundred steps.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from journal_kill import exactly, killed, replayed


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chance = random.Random(time.time_ns())
    lost: list[float] = []
    held: list[float] = []
    steps = wrong = 0
    for number in range(kills):
        with tempfile.TemporaryDirectory() as folder:
            seed, after = chance.getrandbits(30), chance.uniform(0.1, 4.0)
            result = killed(Path(folder), seed=seed, after=after)
        if result.project is not None and not exactly(result.project, replayed(seed, result.kept)):
            wrong += 1
            print(f"seed {seed} after {after:.2f} s: not what was there")
        lost.append(result.lost_s)
        held += result.held_s
        steps += result.made
        if number % 10 == 9:
            print(f"{number + 1} kills, worst loss so far {max(lost):.3f} s", flush=True)
    print(f"{kills} kills, {steps} steps, {wrong} brought back wrongly")
    print(f"oldest step that was lost: {max(lost):.3f} s old, median {np.median(lost):.3f} s")
    tell("window held up", held)
    with tempfile.TemporaryDirectory() as folder:
        quiet = [
            each
            for seed in range(max(1, kills // 4))
            for each in killed(Path(folder), seed=seed, after=4, saving=False).held_s
        ]
    tell("the same without any autosave", quiet)


def tell(what: str, held: list[float]) -> None:
    gaps = np.array(held) * 1000
    print(
        f"{what}, longest of each pause between edits: median {np.median(gaps):.1f} ms, "
        f"99 % {np.percentile(gaps, 99):.1f} ms, most {gaps.max():.1f} ms, "
        f"{(gaps > 16).sum()} of {len(gaps)} over 16 ms"
    )


if __name__ == "__main__":
    main()
