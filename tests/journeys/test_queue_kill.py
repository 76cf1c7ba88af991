"""A window that is killed in the middle of its jobs: none is lost, and none is made twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from journey import Journey

from dfi_studio.session.queue import Queue, Stage, What
from dfi_studio.session.queue_store import QueueStore, queue_folder, stamp

WORKER = Path(__file__).parents[1] / "queue_worker.py"


def killed(journey: Journey, what: str) -> None:
    """Let a window work until it says so, and kill it."""
    sets = (journey.folder / "young", journey.folder / "old")
    files = (journey.photo, journey.folder / "settings.ini", *sets)
    command = [sys.executable, str(WORKER), *map(str, files), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as window:
        assert window.stdout is not None
        assert window.stdout.readline().strip() == b"there"
        window.send_signal(signal.SIGKILL)


def left() -> Queue:
    store = QueueStore(queue_folder())
    queue = store.load(0.0)
    store.release()
    return queue


def test_jobs_survive_a_kill_and_go_on(journey: Journey) -> None:
    out = journey.folder / "out"
    journey.settings.setValue("queue/out", str(out / "{stem}_{alpha:+.2f}.{ext}"))
    journey.settings.sync()
    killed(journey, "add")
    queue = left()
    assert [each.stage for each in queue.items] == [Stage.DONE, Stage.WAITING, Stage.WAITING]
    assert [each.name for each in out.iterdir()] == ["anna_+1.00.png"]
    before = stamp(out / "anna_+1.00.png")
    killed(journey, "go")
    queue = left()
    assert [each.stage for each in queue.items] == [Stage.DONE] * 3
    assert sorted(each.name for each in out.iterdir()) == [
        "anna_+1.00.png", "anna_+2.00.png", "anna_+3.00.png",
    ]  # fmt: skip
    assert stamp(out / "anna_+1.00.png") == before, "not made again"
    assert What.INTERRUPTED in [each.what for each in queue.items[1].log]
    wrote = [each for item in queue.items for each in item.log if each.what is What.WROTE]
    assert len(wrote) == 3
