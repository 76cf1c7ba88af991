"""`python tests/faults --kills 60`: kills each writer so many times, with a table of the phases."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from faults.kills import kill, table  # noqa: E402
from faults.native_writers import SEEN, UNSEEN  # noqa: E402
from faults.writers import WRITERS  # noqa: E402


def main() -> int:
    """Kill what is asked for, and return 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60, help="Of each writer.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--writer", action="append", help="By default all.")
    asked = parser.parse_args()
    writers = [
        each for each in (*WRITERS, *SEEN, *UNSEEN) if each.name in (asked.writer or [each.name])
    ]
    told = []
    for each in writers:
        told.append(kill(each, asked.kills, asked.seed))
        print(f"{each.name}: {sum(told[-1].phases.values())} killed", file=sys.stderr, flush=True)  # noqa: T201
    print(table(told))  # noqa: T201
    lost = [each for one in told for each in one.lost]
    for each in lost[:40]:
        print(f"\n{each}")  # noqa: T201
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
