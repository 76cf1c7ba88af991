"""Every control of the whole window has a name for a screen reader, in every language."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from journey import Journey
from loops import window_loop
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dfi_studio.ui.language import LANGUAGES, speak

_CONTROLS = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.ButtonDropDown,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Slider,
    QAccessible.Role.List,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.MenuItem,
    QAccessible.Role.PageTab,
    QAccessible.Role.ProgressBar,
}


def nameless(top: QAccessibleInterface, path: str = "") -> Iterator[str]:
    """Yield the controls below an object that say nothing of themselves."""
    for at in range(top.childCount()):
        child = top.child(at)
        if child is None or child.state().invisible:
            continue
        held = child.object()
        here = f"{path} > {type(held).__name__}"
        name = child.text(QAccessible.Text.Name)
        inner = top.role() in (QAccessible.Role.SpinBox, QAccessible.Role.ComboBox)
        separator = child.role() is QAccessible.Role.Separator
        if child.role() in _CONTROLS and not name.strip() and not inner and not separator:
            yield f"{here} ({child.role().name})"
        yield from nameless(child, here)


def controls(top: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield every control below an object that can be seen."""
    for at in range(top.childCount()):
        child = top.child(at)
        if child is not None and not child.state().invisible:
            if child.role() in _CONTROLS:
                yield child
            yield from controls(child)


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
