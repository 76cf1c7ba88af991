"""The queue in the whole window with a fake engine: filled, ordered, run, stopped, found again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from journey import Journey
from PySide6.QtCore import Qt

from dfi_studio.core.film_order import FilmKind
from dfi_studio.session import edits, sequence_edits
from dfi_studio.session.queue import Item, Queue, Stage
from dfi_studio.ui.queue import making as making_module
from dfi_studio.ui.queue.batch_dialog import BatchDialog
from dfi_studio.ui.queue.panel import JobsPanel
from dfi_studio.ui.rendering import engine_thread
from dfi_studio.ui.sequence.export_dialog import FilmExportDialog

Run = Callable[[Any], Any]
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_thread, "_PATIENCE_S", 0.02)


class Jobs:
    """The panel of jobs of a journey, and what a hand does there."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        journey.settings.setValue("queue/out", str(journey.folder / "out" / "{stem}_{alpha:+.2f}"))

    @property
    def panel(self) -> JobsPanel:
        found = self.journey.window.findChild(JobsPanel)
        assert found is not None
        return found

    @property
    def queue(self) -> Queue:
        return self.panel._queue

    @property
    def stages(self) -> list[Stage]:
        return [each.stage for each in self.queue.items]

    async def shown(self) -> None:
        self.journey.press("toggle_jobs")
        await self.journey.until(lambda: self.journey.window.findChild(JobsPanel))

    async def paused(self) -> None:
        self.journey.press("pause_queue")
        await self.journey.until(lambda: self.queue.paused)

    async def add(self, alpha: float) -> Item:
        before = len(self.queue.items)
        self.journey.window.session.do(edits.set_alpha(alpha))
        self.journey.press("add_to_queue")
        await self.journey.until(lambda: len(self.queue.items) > before)
        return self.queue.items[-1]

    async def until_over(self) -> None:
        await self.journey.until(lambda: all(stage.over for stage in self.stages))

    def choose(self, row: int) -> None:
        self.panel.jobs.choose(self.queue.items[row].key)


async def ready(journey: Journey) -> Jobs:
    jobs = Jobs(journey)
    await journey.until(lambda: journey.window.canvas.isVisible())
    await journey.solved()
    await jobs.shown()
    return jobs


def test_add_reorder_run_fail_and_retry(
    run: Run, journey: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            jobs = await ready(journey)
            await jobs.paused()
            for alpha in (1.0, 2.0, 3.0):
                await jobs.add(alpha)
            assert jobs.stages == [Stage.WAITING] * 3
            assert "3 jobs paused" in window.status.jobs.text()

            jobs.choose(2)
            journey.qtbot.keyClick(jobs.panel.jobs, Qt.Key.Key_Up, ALT)
            journey.qtbot.keyClick(jobs.panel.jobs, Qt.Key.Key_Up, ALT)
            journey.qtbot.keyClick(jobs.panel.jobs, Qt.Key.Key_Down, ALT)
            titles = [each.title[-5:] for each in jobs.queue.items]
            assert titles == ["+1.00", "+3.00", "+2.00"]
            assert jobs.panel.jobs.currentIndex().row() == 1, "the selection goes along"

            window.session.do(edits.set_alpha(-1.0))  # what is queued stays as it was
            photo = journey.photo.read_bytes()
            PIL.Image.new("RGB", (96, 64)).save(journey.photo)
            journey.press("pause_queue")
            await jobs.until_over()
            assert jobs.stages == [Stage.FAILED] * 3
            assert "has changed since it was queued" in jobs.queue.items[0].failure
            assert "has changed since it was queued" in jobs.panel.log.toPlainText()
            assert "failed" in window.messages.text.text()

            journey.photo.write_bytes(photo)
            journey.press("retry_failed_jobs")
            await jobs.until_over()
            assert jobs.stages == [Stage.DONE] * 3
            out = journey.folder / "out"
            names = ["anna_+1.00.png", "anna_+3.00.png", "anna_+2.00.png"]
            assert journey.fake.jobs.delivered == [out / name for name in names]
            assert sorted(each.name for each in out.iterdir()) == sorted(names)
            assert [each[-1].recipe.moving[0].alpha for each in journey.fake.jobs.wanted] == [
                1.0, 3.0, 2.0,
            ]  # fmt: skip
            journey.press("clear_done_jobs")
            assert jobs.queue.items == ()
            await journey.leave()

    run(main())


def test_the_hand_goes_first_and_the_job_goes_on(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            jobs = await ready(journey)
            window.session.do(edits.set_iterations(600))
            await jobs.add(1.0)
            window.session.do(edits.set_iterations(10))
            await journey.until_done()
            await journey.until(lambda: jobs.panel._headway and jobs.panel._headway.done > 3)
            assert "%" in window.status.jobs.text()
            for alpha in (0.5, 0.7):
                window.session.do(edits.set_alpha(alpha))
                await asyncio.sleep(0.05)
            await journey.until_done()
            assert jobs.stages == [Stage.RUNNING], "the edit did not wait for the job"
            await jobs.until_over()
            assert len(journey.fake.jobs.wanted) == 1, "not begun again"
            assert len(journey.fake.jobs.delivered) == 1
            await journey.leave()

    run(main())


def test_pause_stop_after_and_stop(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            jobs = await ready(journey)
            window.session.do(edits.set_iterations(200))
            await journey.until_done()
            for alpha in (1.0, 2.0, 3.0):
                await jobs.add(alpha)
            await journey.until_done()
            await journey.until(lambda: jobs.panel._headway and jobs.panel._headway.done > 3)
            journey.press("pause_queue")
            await asyncio.sleep(0.1)
            there = jobs.panel._headway
            await asyncio.sleep(0.1)
            assert jobs.panel._headway == there, "it lies aside"
            assert "paused" in jobs.panel.state.text()
            journey.press("pause_queue")
            journey.press("stop_after_job")
            assert "stops after this one" in jobs.panel.state.text()
            await journey.until(lambda: jobs.queue.paused)
            assert jobs.stages == [Stage.DONE, Stage.WAITING, Stage.WAITING]
            journey.press("pause_queue")
            await journey.until(lambda: jobs.stages[1] is Stage.RUNNING)
            jobs.choose(1)
            journey.press("stop_job")
            await journey.until(lambda: jobs.stages[1] is Stage.STOPPED)
            jobs.choose(2)
            journey.press("stop_job")
            await jobs.until_over()
            assert jobs.stages == [Stage.DONE, Stage.STOPPED, Stage.STOPPED]
            journey.press("remove_job")
            await journey.until(lambda: len(jobs.queue.items) == 2)
            await journey.leave()

    run(main())


def test_a_window_that_is_closed_leaves_its_jobs_to_the_next(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            jobs = await ready(journey)
            window.session.do(edits.set_iterations(300))
            for alpha in (1.0, 2.0):
                await jobs.add(alpha)
            await journey.until_done()
            await journey.until(lambda: Stage.RUNNING in jobs.stages)
            await journey.leave()
        assert journey.fake.jobs.delivered == []
        async with journey.opened() as window:
            await journey.until(lambda: window.status.jobs.text())
            if window.findChild(JobsPanel) is None:
                await jobs.shown()
            assert len(jobs.queue.items) == 2
            jobs.choose(0)
            assert "Interrupted" in jobs.panel.log.toPlainText()
            await jobs.until_over()
            assert jobs.stages == [Stage.DONE, Stage.DONE]
            await journey.leave()
        assert [each.name for each in journey.fake.jobs.delivered] == [
            "anna_+1.00.png", "anna_+2.00.png",
        ]  # fmt: skip

    run(main())


def test_what_was_written_before_the_end_is_not_written_again(
    run: Run, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program ends between the file and the list: the claim tells."""

    async def main() -> None:
        async with journey.opened(photo=journey.photo):
            jobs = await ready(journey)
            note = making_module.Making._note
            stuck = asyncio.Event()

            def never(self: object, *_: object) -> None:
                stuck.set()
                raise asyncio.CancelledError

            monkeypatch.setattr(making_module.Making, "_note", never)
            await jobs.add(1.0)
            await stuck.wait()
            monkeypatch.setattr(making_module.Making, "_note", note)
            assert jobs.stages == [Stage.RUNNING]
            await journey.leave()
        async with journey.opened():
            await journey.until(lambda: journey.window.findChild(JobsPanel))
            await journey.until(lambda: jobs.queue.items)
            await jobs.until_over()
            assert "had been written before" in jobs.panel.log.toPlainText()
            await journey.leave()
        assert len(journey.fake.jobs.delivered) == 1
        assert [each.name for each in (journey.folder / "out").iterdir()] == ["anna_+1.00.png"]

    run(main())


def test_names_that_are_taken(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo):
            jobs = await ready(journey)
            for conflict in ("unique", "unique", "overwrite", "skip"):
                journey.settings.setValue("queue/conflict", conflict)
                await jobs.add(1.0)
                await jobs.until_over()
            out = journey.folder / "out"
            names = ["anna_+1.00.png", "anna_+1.00-2.png", "anna_+1.00.png"]
            assert [each.name for each in journey.fake.jobs.delivered] == names
            assert len(list(out.iterdir())) == 2
            jobs.choose(3)
            assert "skipped" in jobs.panel.log.toPlainText()
            await journey.leave()

    run(main())


def test_the_photo_itself_is_never_replaced(run: Run, journey: Journey) -> None:
    async def main() -> None:
        before = journey.photo.read_bytes()
        async with journey.opened(photo=journey.photo):
            jobs = await ready(journey)
            journey.settings.setValue("queue/out", str(Path(journey.folder) / "{stem}"))
            journey.settings.setValue("queue/conflict", "overwrite")
            await jobs.add(1.0)
            await jobs.until_over()
            assert "is the photo itself" in jobs.queue.items[0].failure
            await journey.leave()
        assert journey.photo.read_bytes() == before

    run(main())


def test_a_photo_without_an_edit_is_not_queued(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            journey.press("add_to_queue")
            await journey.until(lambda: "Add an attribute" in window.messages.text.text())
            await journey.leave()

    run(main())


def test_a_batch_from_its_dialog_to_its_report(run: Run, journey: Journey) -> None:
    async def main() -> None:
        folder = journey.folder / "many"
        folder.mkdir()
        for name in ("one", "two", "broken"):
            PIL.Image.new("RGB", (40, 40)).save(folder / f"{name}.png")
        async with journey.opened(photo=journey.photo) as window:
            jobs = await ready(journey)
            journey.press("add_batch")
            dialog = await journey.dialog(BatchDialog)
            assert dialog.photos.paths == (journey.photo,), "the photo in hand is there already"
            assert dialog.edit.buttons["own"].isChecked()
            dialog.photos.names.selectAll()
            dialog.photos.remove.click()
            assert not dialog.accept_button.isEnabled()
            assert "Add photos" in dialog.told.text()
            dialog.photos.take([folder])
            dialog.strengths.setText("0.5, x")
            assert "not a list of numbers" in dialog.told.text()
            dialog.strengths.setText("0.5, 1.5")
            assert dialog.told.text() == "1 folder of photos, 2 results of each"
            dialog.form.out.setText(str(journey.folder / "out" / "{stem}_{beta}"))
            assert not dialog.accept_button.isEnabled()
            dialog.form.out.setText(str(journey.folder / "out" / "{stem}_{alpha:+.2f}.{ext}"))
            assert dialog.form.example.text().endswith("anna_+0.50.png")
            dialog.accept_button.click()
            await journey.until(lambda: jobs.queue.items)
            await jobs.until_over()
            item = jobs.queue.items[0]
            assert item.failure == "2 of 6 results failed; the report says why."
            assert len(journey.fake.jobs.delivered) == 4
            log = jobs.panel.log.toPlainText()
            assert log.count("broken.png is broken.") == 2
            assert log.count("Wrote") == 5, "the results and the report"
            assert window.actions_.made["open_report"].isEnabled()
            journey.press("retry_failed_jobs")
            await jobs.until_over()
            assert len(journey.fake.jobs.delivered) == 4, "what was made is not made again"
            await journey.leave()

    run(main())


@pytest.mark.parametrize("kind", [FilmKind.GIF, FilmKind.PNGS])
def test_a_film_goes_on_with_the_frames_that_are_kept(
    run: Run, journey: Journey, kind: FilmKind
) -> None:
    out = journey.folder / "out"

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            jobs = await ready(journey)
            window.session.do(sequence_edits.begin_film())
            window.session.do(edits.set_iterations(40))
            await journey.until_done()
            journey.settings.setValue("film/out", str(out / "{stem}.{ext}"))
            journey.settings.setValue("film/kind", str(kind))
            window.view_commands.show_sequence()
            await journey.until(lambda: window.actions_.made["export_film"].isEnabled())
            journey.press("export_film")
            dialog = await journey.dialog(FilmExportDialog)
            dialog.queue.click()
            await journey.until(lambda: jobs.queue.items)
            assert "48 frames" in jobs.queue.items[0].title
            await journey.until(lambda: jobs.panel._headway and jobs.panel._headway.done > 2)
            assert "/ 48" in jobs.panel.rows.standing(0)
            await journey.leave()
        made = list(journey.fake.jobs.delivered)
        assert 3 <= len(made) < 48
        journey.fake.pause = 0
        async with journey.opened():
            if journey.window.findChild(JobsPanel) is None:
                await jobs.shown()
            await journey.until(lambda: jobs.queue.items)
            await jobs.until_over()
            assert jobs.stages == [Stage.DONE]
            await journey.leave()
        assert len(journey.fake.jobs.delivered) == 48, "no frame lost, none twice"
        if kind.numbered:
            assert len(list((out / "anna").glob("*.png"))) == 48
        else:
            assert (out / "anna.gif").read_text() == "48"

    run(main())
