"""A process that is killed while it writes: nothing that was saved before is lost.

`python tests/faults --kills 60` kills each writer more often, and prints what it was doing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_whoever_is_killed_leaves_what_was_there() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE), "--kills", "3", "--seed", "5"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    killed = sum(
        int(line.split(":")[1].split()[0]) for line in done.stderr.splitlines() if _told(line)
    )
    assert killed > 60, done.stderr


def _told(line: str) -> bool:
    return line.endswith(" killed")
