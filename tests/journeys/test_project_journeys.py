"""Projects in the whole window: saved, closed, opened again, and brought back after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from journey import Journey
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from dfi_studio.session.journal import journals
from dfi_studio.session.project import open_project
from dfi_studio.ui.question import Question
from dfi_studio.ui.window.main_window import MainWindow

Run = Callable[[Any], Any]
Buttons = QMessageBox.StandardButton
WORKER = Path(__file__).parents[1] / "window_worker.py"


async def answer(journey: Journey, word: str) -> str:
    """Press the button with a word on it, and return what was asked."""
    asked = await journey.dialog(Question)
    (button,) = (each for each in asked.findChildren(QPushButton) if word in each.text())
    button.click()
    await journey.until(lambda: QApplication.activeModalWidget() is not asked)
    return str(asked.accessibleName())


async def made(journey: Journey) -> None:
    await journey.until(lambda: journey.window.session.document.photo is not None)
    await journey.solved()


async def saved_to(journey: Journey, path: Path) -> None:
    journey.press("save_project")
    await journey.answer_file(path)
    await journey.until(path.exists)
    await journey.until(lambda: not journey.window.isWindowModified())


def solved_now(journey: Journey) -> int:
    """How often the document in hand was solved from the photo; the strip's drafts are others."""
    recipe = journey.window.session.document.recipe
    return sum(begun == recipe and start is None for _, begun, start in journey.fake.begun)


def labels(window: MainWindow) -> list[str]:
    return [each.label for each in window.session.state.entries]


def test_a_project_is_saved_and_opened_again_with_its_result(run: Run, journey: Journey) -> None:
    path = journey.folder / "older.dfistudio"
    seen: dict[str, Any] = {}

    async def first() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await made(journey)
            assert window.isWindowModified()
            await saved_to(journey, path)
            assert window.windowTitle() == "older.dfistudio[*] — DFI Studio"
            seen.update(picture=journey.shown, labels=labels(window), begun=solved_now(journey))
            window.close()

    async def second() -> None:
        async with journey.opened(photo=path) as window:
            await journey.until_done()
            assert journey.shown == seen["picture"]
            assert labels(window) == seen["labels"]
            assert solved_now(journey) == seen["begun"]  # not solved again
            assert not window.isWindowModified()
            assert window.menus.recent.actions()[0].text().endswith(path.name)
            journey.press("undo")
            assert window.isWindowModified()
            journey.press("redo")
            assert not window.isWindowModified()
            window.close()

    run(first())
    run(second())
    assert not list(journals().iterdir())


def test_closing_asks_and_saves(run: Run, journey: Journey) -> None:
    path = journey.folder / "older.dfistudio"

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await made(journey)
            window.close()
            await journey.answer_question(Buttons.Cancel)
            assert window.isVisible()
            window.close()
            await journey.answer_question(Buttons.Save)
            await journey.answer_file(path)

    run(main())
    assert len(open_project(path).results) == 1
    assert not list(journals().iterdir())


def test_a_project_that_is_dropped_is_opened(run: Run, journey: Journey) -> None:
    path = journey.folder / "older.dfistudio"

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await made(journey)
            await saved_to(journey, path)
            journey.press("new_project")
            await journey.until(lambda: not window.canvas.isVisible())
            window.dropped.emit(path)
            await journey.until(window.canvas.isVisible)
            await journey.until_done()
            assert window.windowTitle().startswith("older.dfistudio")
            window.close()

    run(main())


def test_a_photo_that_is_gone_is_asked_for(run: Run, journey: Journey) -> None:
    path = journey.folder / "older.dfistudio"
    (journey.folder / "new").mkdir()

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await made(journey)
            await saved_to(journey, path)
            picture = journey.shown
            journey.press("new_project")
            journey.photo.rename(journey.folder / "new" / "renamed.png")
            PIL.Image.new("RGB", (96, 64)).save(journey.folder / "other.png")
            window.dropped.emit(path)
            assert await answer(journey, "Choose its") == "anna.png is not where it was."
            await journey.answer_file(journey.folder / "other.png")
            assert "other.png is another picture" in await answer(journey, "Look in")
            await journey.answer_file(journey.folder / "new")
            await journey.until_done()
            await journey.until(lambda: journey.shown == picture)
            assert window.isWindowModified()  # the project does not know its new name yet
            journey.press("save_project")
            await journey.until(lambda: not window.isWindowModified())
            window.close()

    run(main())
    assert open_project(path).state.document.photo is not None


def test_after_a_kill_the_next_start_brings_back_exactly_what_was_there(
    run: Run, journey: Journey
) -> None:
    files = [
        journey.photo,
        journey.folder / "s.ini",
        journey.folder / "young",
        journey.folder / "old",
    ]
    command = [sys.executable, str(WORKER), *map(str, files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as window:
        assert window.stdout is not None
        assert window.stdout.readline().strip() == b"there"
        window.send_signal(signal.SIGKILL)

    async def main() -> None:
        async with journey.opened() as window:
            assert await answer(journey, "Restore") == "DFI Studio did not end properly."
            await journey.until_done()
            state = window.session.state
            assert [each.label for each in state.entries] == [
                "",
                "Open photo",
                "Iterations",
                "Source and target pictures",
                "Strength",
            ]
            assert state.position == 4
            assert [each.name for each in state.snapshots] == ["one"]
            assert state.document.recipe.directions[0].alpha == 2.5
            assert not solved_now(journey)  # the result was there too
            window.session.restore("one")
            await journey.until(lambda: state.document != window.session.document)
            await journey.until_done()
            assert not solved_now(journey)
            assert window.isWindowModified()
            await journey.leave()

    run(main())
    assert not list(journals().iterdir())


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
def test_work_is_kept_when_the_system_ends_the_window(run: Run, journey: Journey) -> None:
    async def first() -> None:
        async with journey.opened(photo=journey.photo):
            await made(journey)
            os.kill(os.getpid(), signal.SIGTERM)

    async def second() -> None:
        async with journey.opened() as window:
            await answer(journey, "Discard")
            await journey.until(lambda: not list(journals().iterdir()))
            assert window.session.document.photo is None
            window.close()

    run(first())
    run(second())


def test_the_status_bar_says_when_it_was_saved_by_itself(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.status.saved.text().startswith("Autosaved "))
            assert list(journals().iterdir())
            window.close()

    run(main())
    assert not list(journals().iterdir())
