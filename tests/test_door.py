"""What the first word of a command line means: a command, or a file for the window."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from dfi_studio import __main__ as door
from dfi_studio.app import main as window
from dfi_studio.cli import main as terminal


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        ([], []),
        (["open"], []),
        (["open", "--sample"], ["--sample"]),
        (["anna.dfistudio"], ["anna.dfistudio"]),
        (["older.safetensors"], ["older.safetensors"]),
        (["anna.jpg", "--device", "cpu"], ["anna.jpg", "--device", "cpu"]),
        ([str(Path("anna").absolute())], [str(Path("anna").absolute())]),
        (["edit", "anna.jpg"], None),
        (["--version"], None),
        (["anna"], None),
    ],
)
def test_files_open_the_window_and_commands_do_not(
    monkeypatch: pytest.MonkeyPatch, words: list[str], opened: list[str] | None
) -> None:
    open_window, run_command = MagicMock(return_value=0), MagicMock(return_value=0)
    monkeypatch.setattr(window, "main", open_window)
    monkeypatch.setattr(terminal, "main", run_command)
    monkeypatch.setattr(gc, "disable", MagicMock())
    monkeypatch.setattr(sys, "argv", ["dfi-studio", *words])
    assert door.main() == 0
    if opened is None:
        run_command.assert_called_once_with(words)
        open_window.assert_not_called()
    else:
        open_window.assert_called_once_with(opened)
        run_command.assert_not_called()
