"""Another language while everything is open: all words change, and nothing else does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from journey import Journey
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from words import words

from dfi_studio.ui import language
from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.actions.shortcut_editor import ShortcutEditor
from dfi_studio.ui.language import ENGLISH, LANGUAGES, Language, remembered_language, speak

Run = Callable[[Any], Any]
_NAMES = "|".join(each.name for each in LANGUAGES)
_DATA = re.compile(
    _NAMES + "|"
    r"young|old|anna\.png|/\S+|fake|DFI Studio|small|resnet\d+|full|diagonal|low-rank|cosine|step|"
    r"auto|mixed|%p%|conv\d_\d|"
    r"\([^()\u27e6]*\)"
)
"""Names of files, of methods and of keys: they are the same in every language."""
_QTS = re.compile("qt_dockwidget|Scroll(Left|Right)Button|GraphicsScene")
"""Hidden, or only where tabs lack room: Qt and pyqtgraph say them, when they are made."""


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication) -> Iterator[None]:
    yield
    speak(qapp, "en")


async def _go_everywhere(journey: Journey) -> None:
    journey.few_iterations()
    journey.type_sets()
    await _settled(journey)
    for place in ("dataset", "inpaint", "isda", "sequence", "edit"):
        journey.press(f"show_{place}")
        await asyncio.sleep(0.05)
    await _settled(journey)


async def _settled(journey: Journey) -> None:
    """Wait until nothing on the window changes any more, also on a busy machine."""
    async with asyncio.timeout(45):
        while not journey.state.startswith("Done"):
            await asyncio.sleep(0.01)


def _unmarked(text: str) -> bool:
    rest = _DATA.sub("", text)
    while rest != (outside := re.sub("\u27e6[^\u27e6\u27e7]*\u27e7", "", rest)):
        rest = outside
    return any(letter.isalpha() for letter in rest)


def test_every_word_follows_and_comes_back(
    run: Run, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A language that puts every text into brackets shows which words would stay behind."""
    texts = language.translations_of(language.language_of("de"))
    bracketed = {}
    for text in texts:  # the dots stay outside: a list shows the words of a menu without them
        words_, dots = text.rstrip("\u2026"), text[len(text.rstrip("\u2026")) :]
        bracketed[text] = f"\u27e6{words_}\u27e7{dots}"

    def marked(spoken: Language) -> dict[str, str]:
        return {} if spoken == ENGLISH else bracketed

    monkeypatch.setattr("dfi_studio.ui.language.translations_of", marked)
    monkeypatch.setattr("dfi_studio.ui.retranslation.translations_of", marked)

    async def flow() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await _go_everywhere(journey)
            before = list(words(window))
            window.choose_language("de")
            after = [each for each in words(window) if not _QTS.search(each[0])]
            window.choose_language("en")
            again = list(words(window))
            await journey.leave()
            left = [each for each in after if _unmarked(each[2])]
            assert not left, "\n".join(map(str, left))
            assert again == before

    run(flow())


def test_what_is_open_stays(run: Run, journey: Journey) -> None:
    async def flow() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await _go_everywhere(journey)
            window.view_commands.zoom_double()
            window.view_commands.compare_split()
            session, canvas, zoom = window.session, window.canvas, window.status.zoom.text()
            state, shown, place = session.state, journey.shown, window.workspaces.place
            for code in ("de", "ar", "zh", "fr", "es"):
                window.actions_.made[f"speak_{code}"].trigger()
                assert window.actions_.made[f"speak_{code}"].isChecked()
                assert remembered_language(journey.settings) == code
                assert session is window.session
                assert session.state == state
                assert canvas is window.canvas
                assert journey.shown is shown
                assert window.status.zoom.text() == zoom
                assert window.workspaces.place is place is Place.EDIT
                assert window.isRightToLeft() == (code == "ar")
            assert window.actions_.made["undo"].text().startswith("&Deshacer: ")
            window.actions_.made["undo"].trigger()
            assert session.state != state
            await journey.leave()
            assert QApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight

    run(flow())


def test_a_dialog_that_is_open_follows_and_stays(run: Run, journey: Journey) -> None:
    async def flow() -> None:
        async with journey.opened(photo=journey.photo) as window:
            journey.type_sets()
            journey.press("edit_shortcuts")
            dialog = await journey.dialog(ShortcutEditor)
            dialog.filter.setText("zoom")
            state, spoken = window.session.state, set()
            for each in LANGUAGES:
                window.choose_language(each.code)
                assert dialog.isVisible()
                assert dialog.filter.text() == "zoom"
                assert dialog.isRightToLeft() == (each.code == "ar")
                headings = dialog.tree.headerItem()
                spoken.add((dialog.windowTitle(), headings.text(0), dialog.reset_all.text()))
            assert len(spoken) == len(LANGUAGES)
            assert window.session.state == state
            dialog.reject()
            await journey.leave()

    run(flow())
