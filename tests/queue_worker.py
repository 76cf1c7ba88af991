"""A window with a queue, to be killed.

    python tests/queue_worker.py PHOTO SETTINGS SOURCE TARGET add|go

With ``add`` it queues three pictures and says so once the second is being made; with ``go`` it says
so once all are over.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from killed_window import opened, run, tell


async def work(photo: Path, settings: str, source: str, target: str, what: str) -> None:
    from fake_engine import FakeEngine

    from dfi_studio.session import edits
    from dfi_studio.ui.queue.panel import JobsPanel
    from dfi_studio.ui.rendering import engine_thread

    engine_thread._PATIENCE_S = 0.02
    fake = FakeEngine(pause=0.004)
    window, running = opened(fake, settings, photo)

    async def until(condition: object) -> None:
        while not condition():  # type: ignore[operator]
            if running.done():
                running.result()
            await asyncio.sleep(0.01)

    def press(name: str) -> None:
        window.actions_.made[name].trigger()

    session = window.session
    await until(lambda: window.status.engine.text() == "fake")  # the actions are bound by then
    press("toggle_jobs")
    await until(lambda: window.findChild(JobsPanel))
    panel = window.findChild(JobsPanel)
    if what == "add":
        await until(lambda: session.document.photo is not None)
        for edit in (edits.set_iterations(100), edits.set_sets(source, target)):
            session.do(edit)
        for alpha in (1.0, 2.0, 3.0):
            session.do(edits.set_alpha(alpha))
            press("add_to_queue")
            await until(lambda alpha=alpha: len(panel._queue.items) == round(alpha))
        await until(lambda: panel._queue.items[1].stage == "running")
        await until(lambda: panel._headway is not None and panel._headway.done > 5)
    else:
        await until(lambda: panel._queue.items)
        await until(lambda: all(each.stage.over for each in panel._queue.items))
        await asyncio.sleep(0.5)
    tell()
    await running


if __name__ == "__main__":
    run(work)
