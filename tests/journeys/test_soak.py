"""Some minutes' worth of random use at speed; `tests/benchmarks/soak.py` does eight hours'."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SOAK = Path(__file__).parents[1] / "benchmarks" / "soak.py"
ACTIONS = 300


def test_random_use_breaks_nothing_and_leaves_no_thread(tmp_path: Path) -> None:
    command = [sys.executable, str(SOAK), "--actions", str(ACTIONS), "--real", "0", "--seed", "3"]
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,  # on a machine that is busy with other things; alone it takes a twentieth
        env={**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
    )
    assert run.returncode == 0, run.stderr[-4000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert told["fake"]["actions"] == ACTIONS
    handles = [each["handles"] for each in told["fake"]["seen"]]
    assert max(handles) - min(handles) <= 12
