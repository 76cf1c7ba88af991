"""The window as a program: it is painted first; what answers to it is imported after that.

A photo editor imports much, and the user need not wait for it. Whatever the hand does meanwhile
waits in the system's queue: it is read once there is somebody to answer.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSettings
from PySide6.QtWidgets import QApplication

from dfi_studio.session.session import Session
from dfi_studio.ui.language import remembered_language, speak
from dfi_studio.ui.program_icon import program_icon
from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.theme import choose, dress, remembered_theme
from dfi_studio.ui.window.main_window import MainWindow

_LONGEST_WAIT_MS = 500
"""A window that starts out minimised is not painted."""
_LOOK_AGAIN_S = 0.001


def main(argv: Sequence[str] = ()) -> int:
    """Open the window, run until it is closed, and return the exit code.

    Parameters
    ----------
    argv : sequence of str
        Options, without the program's name.
    """
    options = _options(argv)
    app = QApplication.instance() or QApplication(["dfi-studio"])
    assert isinstance(app, QApplication)
    app.setOrganizationName("DFI Studio")
    app.setApplicationName("DFI Studio")
    app.setDesktopFileName("dfi-studio")
    if options.facts:
        return _tell_facts()
    app.setWindowIcon(program_icon())
    app.setQuitOnLastWindowClosed(False)  # closing the last window would stop the loop too early
    choose(app, remembered_theme(QSettings()))
    lacks = speak(app, remembered_language(QSettings()))
    app.styleHints().colorSchemeChanged.connect(lambda scheme: dress(app))
    window = MainWindow(Session(), QSettings())
    for lack in lacks:
        window.say(Message(lack, Severity.NOTICE))
    window.show()
    await_paint(window)
    from dfi_studio.app.loop import run

    run(app, window, options)
    return 0


def await_paint(window: MainWindow) -> None:
    """Paint a window that has just been shown; clicks and keys wait until the loop runs."""
    limit = QDeadlineTimer(_LONGEST_WAIT_MS)
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    while not (window.windowHandle().isExposed() or limit.hasExpired()):
        time.sleep(_LOOK_AGAIN_S)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def _tell_facts() -> int:
    """Print what Qt finds here, as one line of JSON, and open no window."""
    import json
    import sys

    from dfi_studio.ui.report import window_facts

    sys.stdout.write(json.dumps(window_facts()) + "\n")
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dfi-studio", description="Open the window.")
    parser.add_argument("photo", nargs="?", type=Path, help="photograph, project or attribute file")
    parser.add_argument("--sample", action="store_true", help="open the sample project")
    parser.add_argument(
        "--device", default="auto", help="auto, cpu, cuda:N or mps (default: %(default)s)"
    )
    parser.add_argument("--facts", action="store_true", help=argparse.SUPPRESS)  # for `info`
    return parser.parse_args(list(argv))
