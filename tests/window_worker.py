"""A window at work, to be killed.

    python tests/window_worker.py PHOTO SETTINGS SOURCE TARGET

It opens the photo, moves it along the sets, and says so once the result is there and taken down.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path


async def work(photo: Path, settings: str, source: str, target: str) -> None:
    from fake_engine import FakeEngine
    from PySide6.QtCore import QSettings

    from dfi_studio.app.engine import Engine
    from dfi_studio.app.studio import studio
    from dfi_studio.session import edits
    from dfi_studio.session.session import Session
    from dfi_studio.ui.window.main_window import MainWindow

    fake = FakeEngine()
    fakes = fake.verbs, fake.faces, fake.dataset, fake.instant, fake.isda, fake.films.verbs
    engine = Engine(fake.make_workshop, *fakes, fake.queue)
    kept = QSettings(settings, QSettings.Format.IniFormat)
    window = MainWindow(Session(), kept)
    window.show()
    running = asyncio.ensure_future(studio(engine, window, kept, photo=photo))

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
