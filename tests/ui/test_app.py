from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from dfi_studio.app.engine import real_engine
from dfi_studio.app.main import _options, await_paint
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.session.session import Session
from dfi_studio.ui.window.main_window import MainWindow


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> MainWindow:
    made = MainWindow(
        Session(), QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    )
    qtbot.addWidget(made)
    return made


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_the_window_needs_no_torch_to_come_up() -> None:
    code = (
        "import sys, pkgutil, importlib, dfi_studio.app.loop, dfi_studio.ui as ui\n"
        "for each in pkgutil.walk_packages(ui.__path__, 'dfi_studio.ui.'):\n"
        "    importlib.import_module(each.name)\n"
        "print('torch' in sys.modules, 'qasync' in sys.modules)"
    )
    assert python(code) == "False True"


def test_the_window_is_painted_before_what_answers_to_it_is_imported() -> None:
    code = (
        "import sys, dfi_studio.app.main\n"
        "late = ('dfi_studio.app.loop', 'dfi_studio.ui.browser.workspace', 'asyncio', 'PIL',\n"
        "        'safetensors', 'sqlite3', 'dfi_studio.session.project')\n"
        "print(*(each for each in late if each in sys.modules))"
    )
    assert python(code) == ""


def test_the_window_is_painted_before_the_loop_runs(window: MainWindow) -> None:
    window.show()
    await_paint(window)
    assert window.windowHandle().isExposed()


def test_a_window_that_is_not_painted_holds_nothing_up(window: MainWindow) -> None:
    window.create()
    began = time.monotonic()
    await_paint(window)
    assert time.monotonic() - began < 5


def test_qasync_takes_the_binding_that_the_window_uses() -> None:
    assert python("import dfi_studio.app.loop, qasync; print(qasync.QtModuleName)") == "PySide6"


def test_options_are_read() -> None:
    options = _options(["anna.png", "--device", "cpu"])
    assert (str(options.photo), options.device, options.sample) == ("anna.png", "cpu", False)
    with pytest.raises(SystemExit):
        _options(["--nonsense"])


def test_the_real_engine_imports_the_pipeline_when_asked() -> None:
    engine = real_engine("cpu")
    workshop = engine.make_workshop()
    assert workshop.device.type == "cpu"
    steps = engine.verbs.warm_up(workshop, FeatureSpace())
    assert hasattr(steps, "send")
    steps.close()
