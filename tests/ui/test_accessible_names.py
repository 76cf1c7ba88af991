"""Every control of the whole window has a name for a screen reader, in every language."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from accessible_tree import controls, nameless
from journey import Journey
from loops import window_loop
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfi_studio.ui.language import LANGUAGES, speak


@pytest.fixture
def journey(tmp_path: Path, qtbot: QtBot) -> Journey:
    return Journey(tmp_path, qtbot)


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Callable[[Any], Any]]:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    with window_loop(qapp) as loop:
        yield lambda flow: loop.run_until_complete(asyncio.wait_for(flow, 120))
    speak(qapp, "en")


def test_every_control_says_what_it_is(run: Callable[[Any], Any], journey: Journey) -> None:
    async def flow() -> None:
        async with journey.opened(photo=journey.photo) as window:
            journey.type_sets()
            found, told = set(), 0
            for spoken in LANGUAGES:
                window.choose_language(spoken.code)
                for place in ("dataset", "inpaint", "isda", "sequence", "edit"):
                    journey.press(f"show_{place}")
                    await asyncio.sleep(0.02)
                    tree = QAccessible.queryAccessibleInterface(window)
                    told += len(list(controls(tree)))
                    found |= {f"{spoken.code}, {place}: {each}" for each in nameless(tree)}
            await journey.leave()
            assert told > 600, "the tree was not walked"
            assert not found, "\n".join(sorted(found))

    run(flow())
