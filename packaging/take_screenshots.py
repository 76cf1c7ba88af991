"""Take the pictures of the documentation from the program itself, with the painted sample.

    python3 packaging/take_screenshots.py [NAME ...] [-o resources/screenshots]

NAMEs are any of `studio`, `dataset`, `inpaint`, `sequence`; all by default. A real window is opened
on a display of its own (Xvfb), its actions are taken as a hand would, and what it shows is saved as
WebP. Settings and data of the user's are not touched; the networks of the user's cache are read.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from dfi_studio.ui.window.main_window import MainWindow

SIZE = (1440, 900)
_QUALITY = 82
_PATIENCE_S = 600
"""For a solve, on a machine that is busy with other things."""
_HOLE = (0.34, 0.66, 0.63, 0.80)
"""The mouth of the sample's portrait: left, right, top, bottom, in shares of the photo."""


def main() -> None:
    """Take what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("names", nargs="*", help=", ".join(_SCENES))
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "resources" / "screenshots")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(_SCENES):
        parser.error(f"There is no picture {', '.join(sorted(unknown))}.")
    with tempfile.TemporaryDirectory() as home, _display():
        _put_home(Path(home))
        _run(asked.names or list(_SCENES), asked.output.absolute(), Path(home))


@contextmanager
def _display() -> Iterator[None]:
    """Have a screen that nobody looks at, for the length of a block."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as told:
        os.environ["DISPLAY"] = f":{told.readline().strip()}"
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def _put_home(home: Path) -> None:
    """Keep what the user has out of the pictures; the networks are the user's."""
    from dfi_studio.library.folders import HOME_VARIABLE, caches

    weights = caches() / "weights"
    os.environ[HOME_VARIABLE] = str(home)
    os.environ["XDG_CONFIG_HOME"] = str(home / "config")
    (home / "cache").mkdir()
    (home / "cache" / "weights").symlink_to(weights, target_is_directory=True)


def _run(names: list[str], output: Path, home: Path) -> None:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    from dfi_studio.ui.garbage import collected_here
    from dfi_studio.ui.theme import Theme, choose, dress

    app = QApplication(["dfi-studio"])
    app.setQuitOnLastWindowClosed(False)
    choose(app, Theme.LIGHT)
    dress(app)
    settings = QSettings(str(home / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("window/theme", "light")
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    with ThreadPoolExecutor(4) as files, collected_here(), loop:
        loop.set_default_executor(files)
        loop.run_until_complete(_take(names, output, settings))


async def _take(names: list[str], output: Path, settings: object) -> None:
    from PySide6.QtCore import QSettings

    from dfi_studio.app.engine import real_engine
    from dfi_studio.app.studio import studio
    from dfi_studio.session.session import Session
    from dfi_studio.ui.window.main_window import MainWindow

    assert isinstance(settings, QSettings)
    window = MainWindow(Session(), settings)
    window.resize(*SIZE)
    window.show()
    running = asyncio.ensure_future(studio(real_engine("auto"), window, settings, sample=True))
    try:
        await _until(lambda: window.edit.stack.rows)  # by then somebody answers to the actions
        for name in names:
            await _SCENES[name](window)
            await asyncio.sleep(1)
            _save(window, output / f"{name}.webp")
    finally:
        signal.raise_signal(signal.SIGTERM)  # closes without asking
        await running


def _save(window: MainWindow, path: Path) -> None:
    import PIL.Image
    from PySide6.QtGui import QImage

    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    size = picture.width(), picture.height()
    pixels = bytes(picture.constBits())
    raw = PIL.Image.frombuffer("RGB", size, pixels, "raw", "RGB", picture.bytesPerLine(), 1)
    raw.save(path, quality=_QUALITY, method=6)
    print(f"{path}: {size[0]} x {size[1]}, {path.stat().st_size // 1024} kB", flush=True)


async def _until(there: Callable[[], object]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not there():
            await asyncio.sleep(0.1)


async def _solved(window: MainWindow) -> None:
    await asyncio.sleep(1)
    await _until(lambda: window.solver.state.text().startswith("Done"))


async def _studio(window: MainWindow) -> None:
    """Show the sample grown older, beside what it was."""
    from dfi_studio.session import edits

    window.edit.edited.emit(edits.set_alpha(1.75))
    window.edit.settled.emit()
    await _solved(window)
    window.actions_.made["compare_split"].trigger()


async def _dataset(window: MainWindow) -> None:
    """Fill both trays with the sample by a rule each."""
    from dfi_studio.library.resources import resource

    window.actions_.made["show_dataset"].trigger()
    await _until(lambda: hasattr(window, "dataset"))
    window.folder_dropped.emit(resource("samples"))
    workspace = window.dataset
    await _until(lambda: workspace.grid.model().rowCount() > 0)
    await asyncio.sleep(3)
    for query, action in (("age < 30", "to_source"), ("age >= 60", "to_target")):
        workspace.filter.show_query(query)
        await asyncio.sleep(3)
        workspace.grid.selectAll()
        await asyncio.sleep(0.5)
        window.actions_.made[action].trigger()
        await asyncio.sleep(1)
    workspace.filter.show_query("gender = female")
    workspace.grid.clearSelection()
    await asyncio.sleep(10)  # mean faces, and what differs


async def _inpaint(window: MainWindow) -> None:
    """Fill the mouth from the other portraits."""
    import numpy as np

    from dfi_studio.core.mask import MaskLayer, MaskRole, freeze_mask
    from dfi_studio.library.resources import resource
    from dfi_studio.session import mask_edits

    window.actions_.made["show_inpaint"].trigger()
    photo = window.session.document.photo
    assert photo is not None
    height, width, _ = photo.image.shape
    left, right, top, bottom = _HOLE
    mask = np.zeros((height, width), np.float32)
    mask[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = 1
    window.session.do(mask_edits.add_mask(MaskLayer.of("Mouth", MaskRole.FILL, freeze_mask(mask))))
    window.session.do(mask_edits.set_fill_pictures(str(resource("samples"))))
    await _until(window.mask_panel.fill.fill.isEnabled)
    window.mask_panel.fill.fill.click()
    await _solved(window)
    window.actions_.made["compare_side"].trigger()
    window.actions_.made["zoom_fit"].trigger()


async def _sequence(window: MainWindow) -> None:
    """Render a film of the sample growing older."""
    window.actions_.made["show_sequence"].trigger()
    window.actions_.made["compare_off"].trigger()
    await asyncio.sleep(2)
    window.actions_.made["begin_film"].trigger()
    await asyncio.sleep(1)
    window.actions_.made["render_film"].trigger()
    await asyncio.sleep(5)
    await _until(lambda: not window._state.filming)
    window.actions_.made["zoom_fit"].trigger()


_SCENES: dict[str, Callable[[MainWindow], Awaitable[None]]] = {
    "studio": _studio,
    "dataset": _dataset,
    "sequence": _sequence,
    "inpaint": _inpaint,
}
"""In an order in which each leaves the next what it needs."""

if __name__ == "__main__":
    main()
