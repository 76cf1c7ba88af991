"""`python tests/fuzz --cases 10000`: every kind of file, with figures for each."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from fuzz.engine import Figures, child, run_apart  # noqa: E402
from fuzz.kinds import KINDS  # noqa: E402


def main() -> int:
    """Run the cases that are asked for, and return 1 where one failed."""
    if sys.argv[1:2] == ["--child"]:
        child(KINDS, json.loads(sys.argv[2]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=300, help="Of each kind.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="By default all.")
    parser.add_argument("--only", type=int, help="Run this one case again.")
    asked = parser.parse_args()
    cases = range(asked.cases) if asked.only is None else range(asked.only, asked.only + 1)
    print("| kind | cases | accepted | refused | slowest, s | memory, MB | failures |")  # noqa: T201
    print("|---|---:|---:|---:|---:|---:|---:|")  # noqa: T201
    failures = []
    for name in asked.kind or KINDS:
        found = run_apart([name], cases, asked.seed)[name]
        failures += found.failures
        print(_row(found), flush=True)  # noqa: T201
    for each in failures[:40]:
        print(f"\n{each}")  # noqa: T201
    return 1 if failures else 0


def _row(found: Figures) -> str:
    return (
        f"| {found.kind} | {found.cases:,} | {found.accepted:,} | {found.refused:,} "
        f"| {found.slowest:.2f} | {found.memory / 2**20:.0f} | {len(found.failures)} |"
    )


if __name__ == "__main__":
    sys.exit(main())
