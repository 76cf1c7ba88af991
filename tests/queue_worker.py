"""A window with a queue, to be killed.

    python tests/queue_worker.py PHOTO SETTINGS SOURCE TARGET add|go

With ``add`` it queues three pictures and says so once the second is being made; with ``go`` it says
so once all are over.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path


async def work(photo: Path, settings: str, source: str, target: str, what: str) -> None:
    from fake_engine import FakeEngine
    from PySide6.QtCore import QSettings

    from dfi_studio.app.engine import Engine
    from dfi_studio.app.studio import studio
    from dfi_studio.session import edits
    from dfi_studio.session.session import Session
    from dfi_studio.ui.queue.panel import JobsPanel
    from dfi_studio.ui.rendering import engine_thread
    from dfi_studio.ui.window.main_window import MainWindow

    engine_thread._PATIENCE_S = 0.02
    fake = FakeEngine(pause=0.004)
    fakes = fake.verbs, fake.faces, fake.dataset, fake.instant, fake.isda, fake.films.verbs
    engine = Engine(fake.make_workshop, *fakes, fake.queue)
    kept = QSettings(settings, QSettings.Format.IniFormat)
    window = MainWindow(Session(), kept)
    window.show()
    running = asyncio.ensure_future(studio(engine, window, kept, photo=photo))

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
    sys.stdout.write("there\n")
    sys.stdout.flush()
    await running


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    photo, *others = sys.argv[1:]
    with loop:
        loop.run_until_complete(work(Path(photo), *others))


if __name__ == "__main__":
    main()
