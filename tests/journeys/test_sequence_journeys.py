"""The Sequence workspace in the whole window with a fake engine: from the keys to the film."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import PIL.Image
import pytest
from journey import Journey
from PySide6.QtCore import Qt

from dfi_studio.core.film_order import FilmKind
from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.sequence.export_dialog import FilmExportDialog
from dfi_studio.ui.sequence.panel import SequencePanel

Run = Callable[[Any], Any]


async def in_sequence(journey: Journey) -> SequencePanel:
    """Solve an edit of a photo, and go to its film."""
    window = journey.window
    await journey.until(lambda: window.canvas.isVisible())
    await journey.solved()
    assert window.findChild(SequencePanel) is None  # made when it is first shown
    journey.press("show_sequence")
    assert window.workspaces.place is Place.SEQUENCE
    panel = window.findChild(SequencePanel)
    assert panel is not None
    return panel


def test_set_keys_scrub_play_and_undo(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            panel = await in_sequence(journey)
            assert not window.actions_.made["render_film"].isEnabled()
            panel.begin.click()
            assert [each.value for each in panel.film.alphas[0].keys] == [0.0, 1.0]
            assert window.actions_.made["render_film"].isEnabled()
            journey.press("next_frame")
            await journey.until(lambda: window.canvas._pictures.draft is not None)
            journey.qtbot.keyClick(panel.ruler, Qt.Key.Key_End)
            assert panel.ruler.step == 47
            journey.press("play_film")
            await journey.until(lambda: panel.ruler.step not in (0, 47))
            journey.press("play_film")
            journey.press("show_edit")
            assert window.canvas._pictures.draft is None
            journey.press("undo")
            assert panel.film.alphas == ()
            await journey.leave()

    run(main())


def test_render_stop_go_on_and_look(run: Run, journey: Journey) -> None:
    films = journey.fake.films

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            panel = await in_sequence(journey)
            panel.begin.click()
            panel.numbers.boxes["frames"].setValue(12)
            journey.fake.pause = 0.01
            journey.press("render_film")
            await journey.until(lambda: len(films.solved) >= 3)
            assert window.actions_.made["render_film"].text() == "&Stop solving the film"
            journey.press("render_film")
            await journey.until(lambda: films.closed == 1)
            kept = len(films.solved)
            assert kept < 12
            await journey.until(lambda: not window.actions_.state.filming)
            assert "still to solve" in panel.transport.told.text()

            journey.press("render_film")
            await journey.until(lambda: "all solved" in panel.transport.told.text())
            assert len(films.solved) == 12  # none was solved twice
            await journey.until(lambda: not panel.strip.lacking())
            panel.scrubbed.emit(11)
            await journey.until(lambda: "Frame 12" in window.canvas._pictures.draft_label)
            await journey.until(lambda: "solved" not in window.canvas._pictures.draft_label)
            await journey.leave()

    run(main())
    assert threading.get_ident() not in films.threads


def test_an_edit_goes_before_the_film(run: Run, journey: Journey) -> None:
    films = journey.fake.films

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            panel = await in_sequence(journey)
            panel.begin.click()
            journey.fake.pause = 0.005
            journey.press("render_film")
            await journey.until(lambda: films.solved)
            before = len(journey.fake.ended)
            window.edit.numbers.tv.moved.emit(0.01)  # which changes the film as well
            await journey.until(lambda: len(journey.fake.ended) > before)
            await journey.until(lambda: not window.actions_.state.filming)
            assert len(films.solved) < 48
            assert panel.transport.render_.text() == "Render film"
            await journey.leave()

    run(main())


def test_leaving_while_a_film_is_solved_ends_it(run: Run, journey: Journey) -> None:
    journey.fake.pause = 0.02

    async def main() -> None:
        async with journey.opened(photo=journey.photo):
            panel = await in_sequence(journey)
            panel.begin.click()
            journey.press("render_film")
            await journey.until(lambda: journey.fake.films.begun)
            await asyncio.sleep(0.05)
            await journey.leave()

    run(main())
    assert journey.fake.films.closed == journey.fake.films.begun


def test_export_a_gif_of_every_frame(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            panel = await in_sequence(journey)
            panel.begin.click()
            panel.numbers.boxes["frames"].setValue(9)
            panel.numbers.boxes["hold_last"].setValue(2)
            panel.numbers.ping_pong.click()
            journey.press("export_film")
            dialog = await journey.dialog(FilmExportDialog)
            dialog.kind.setCurrentIndex(dialog.kind.findData(FilmKind.GIF))
            dialog.form.out.setText(str(journey.folder / "{stem}_film.{ext}"))
            assert "anna_film.gif" in dialog.form.example.text()
            dialog.export.click()
            path = journey.folder / "anna_film.gif"
            await journey.until(path.exists)
            await journey.until(lambda: str(path) in window.status.currentMessage())
            with PIL.Image.open(path) as film:
                delays = []
                for number in range(film.n_frames):
                    film.seek(number)
                    delays.append(film.info["duration"])
            whole = panel.film
            assert whole.length == 9 + 2 + 7
            assert sum(delays) == pytest.approx(1000 * whole.duration, abs=10)
            assert len(journey.fake.films.solved) == 9
            assert panel.strip.accessibleDescription().startswith("9 of 9")

            journey.press("export_film")  # once more: the frames are there, the name is taken
            dialog = await journey.dialog(FilmExportDialog)
            assert dialog.chosen.kind is FilmKind.GIF
            dialog.export.click()
            await journey.until((journey.folder / "anna_film-2.gif").exists)
            assert len(journey.fake.films.solved) == 9
            await journey.leave()

    run(main())


def test_an_export_can_be_stopped_and_leaves_nothing(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo):
            panel = await in_sequence(journey)
            panel.begin.click()
            panel.numbers.boxes["frames"].setValue(6)
            journey.press("render_film")
            await journey.until(lambda: "all solved" in panel.transport.told.text())
            journey.fake.pause = 0.05
            journey.press("export_film")
            dialog = await journey.dialog(FilmExportDialog)
            dialog.kind.setCurrentIndex(dialog.kind.findData(FilmKind.APNG))
            dialog.form.out.setText(str(journey.folder / "out" / "{stem}.{ext}"))
            dialog.export.click()
            await journey.until(panel.writing.isVisible)
            panel.writing.stop.click()
            await journey.until(lambda: not panel.writing.isVisible())
            await journey.until(lambda: not list((journey.folder / "out").iterdir()))
            await journey.leave()

    run(main())


def test_a_film_is_put_into_the_queue(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            panel = await in_sequence(journey)
            panel.begin.click()
            journey.press("export_film")
            dialog = await journey.dialog(FilmExportDialog)
            dialog.form.out.setText(str(journey.folder / "{stem}.{ext}"))
            dialog.queue.click()
            await journey.until(lambda: "Queued" in window.status.currentMessage())
            await journey.leave()

    run(main())
