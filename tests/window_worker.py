"""A window at work, to be killed.

    python tests/window_worker.py PHOTO SETTINGS SOURCE TARGET

It opens the photo, moves it along the sets, and says so once the result is there and taken down.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from killed_window import opened, run, tell


async def work(photo: Path, settings: str, source: str, target: str) -> None:
    from fake_engine import FakeEngine

    from dfi_studio.session import edits

    fake = FakeEngine()
    window, running = opened(fake, settings, photo)

    async def until_done() -> None:
        while not window.solver.state.text().startswith("Done"):
            assert not running.done()
            await asyncio.sleep(0.01)

    session = window.session
    while session.document.photo is None:
        await asyncio.sleep(0.01)
    for edit in (edits.set_iterations(8), edits.set_sets(source, target)):
        session.do(edit)
    await until_done()
    session.take_snapshot("one")
    session.do(edits.set_alpha(2.5))
    await asyncio.sleep(0.05)
    await until_done()
    await asyncio.sleep(1)
    tell()
    await running


if __name__ == "__main__":
    run(work)
