from __future__ import annotations

import subprocess
import sys

import pytest

from dfi_studio.app.engine import real_engine
from dfi_studio.app.main import _options
from dfi_studio.core.recipe import FeatureSpace


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_the_window_needs_no_torch_to_come_up() -> None:
    code = (
        "import sys, pkgutil, importlib, dfi_studio.app.main, dfi_studio.ui as ui\n"
        "for each in pkgutil.walk_packages(ui.__path__, 'dfi_studio.ui.'):\n"
        "    importlib.import_module(each.name)\n"
        "print('torch' in sys.modules, 'qasync' in sys.modules)"
    )
    assert python(code) == "False True"


def test_qasync_takes_the_binding_that_the_window_uses() -> None:
    assert python("import dfi_studio.app.main, qasync; print(qasync.QtModuleName)") == "PySide6"


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
