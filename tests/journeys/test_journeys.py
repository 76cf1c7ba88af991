"""The whole window with a fake engine: what a user does, from the first click to closing."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from journey import Journey
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMessageBox,
)
from waiting import assert_awake, heartbeat

from dfi_studio.core.errors import WeightsError
from dfi_studio.library.photos import open_photo
from dfi_studio.ui.rendering.foretelling import Foretelling

Run = Callable[[Any], Any]
LEFT = Qt.MouseButton.LeftButton


def test_open_choose_drag_undo_and_save(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened() as window:
            window.welcome.photo.click()
            await journey.answer_file(journey.photo)
            await journey.until(lambda: window.canvas.isVisible())
            assert window.windowTitle() == "anna.png[*] — DFI Studio"
            await journey.solved()
            assert window.isWindowModified()
            before = journey.shown

            track = window.edit.stack.rows[0].alpha.track
            journey.qtbot.mousePress(track, LEFT, pos=QPoint(120, 8))
            for x in range(120, 240, 4):
                journey.qtbot.mouseMove(track, QPoint(x, 8))
                await asyncio.sleep(0.01)
            journey.qtbot.mouseRelease(track, LEFT, pos=QPoint(240, 8))
            await journey.until_done()
            alpha = window.edit.stack.rows[0].alpha.box.value()
            assert alpha > 1
            assert journey.shown != before
            assert {1.0, alpha} <= {each.directions[0].alpha for each in journey.fake.ended}

            journey.press("undo")  # the drag is one step
            await journey.until(lambda: journey.shown == before)
            assert window.edit.stack.rows[0].alpha.box.value() == 1.0
            journey.press("redo")
            await journey.until(lambda: journey.shown != before)

            journey.press("export_result")
            dialog = await journey.dialog(QFileDialog)
            name = f"anna_{alpha:+.2f}.png"
            assert dialog.selectedFiles() == [str(journey.folder / name)]
            dialog.accept()
            await journey.until(lambda: (journey.folder / name).exists())
            await journey.until(lambda: "Saved" in window.status.currentMessage())
            saved = open_photo(journey.folder / name)
            assert saved.shape == (32, 48, 3)
            await journey.leave()

    run(main())


def test_stop_keeps_the_picture_and_closing_asks_for_the_project(
    run: Run, journey: Journey
) -> None:
    journey.fake.pause = 0.01

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            journey.type_sets()
            await journey.until(lambda: journey.state.startswith("Iteration"))
            journey.qtbot.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
            await journey.until(lambda: journey.state.startswith("Stopped"))
            kept = journey.shown
            await asyncio.sleep(0.05)
            assert journey.shown == kept
            assert window.isWindowModified()

            window.close()
            await journey.answer_question(QMessageBox.StandardButton.Cancel)
            assert window.isVisible()
            window.close()
            await journey.answer_question(QMessageBox.StandardButton.Save)
            await journey.answer_file(journey.folder / "kept.dfistudio")

    run(main())
    assert (journey.folder / "kept.dfistudio").exists()


def test_pause_resume_and_cancel(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            settled = journey.shown
            journey.fake.pause = 0.01
            window.edit.numbers.iterations.moved.emit(300.0)
            await journey.until(lambda: journey.state.startswith("Iteration"))
            journey.press("pause")
            await journey.until(lambda: journey.state.startswith("Paused"))
            assert window.actions_.made["pause"].text() == "&Resume"
            assert "Paused" in window.status.work.text()
            said = journey.state
            await asyncio.sleep(0.05)
            assert journey.state == said
            journey.press("pause")
            await journey.until(lambda: journey.state.startswith("Iteration"))
            journey.qtbot.keyClick(window, Qt.Key.Key_Escape)
            await journey.until(lambda: journey.state.startswith("Cancelled"))
            assert journey.shown == settled
            await journey.leave()

    run(main())


def test_closing_while_solving_is_clean(run: Run, journey: Journey) -> None:
    journey.fake.pause = 0.02

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            journey.type_sets()
            await journey.until(lambda: journey.state.startswith("Iteration"))
            await journey.leave()

    run(main())
    assert journey.fake.closed == len(journey.fake.begun)
    assert journey.fake.ended == []


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to itself")
def test_ctrl_c_closes_without_asking(run: Run, journey: Journey) -> None:
    before = signal.getsignal(signal.SIGINT)  # ignored, if a script started the tests behind it

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            os.kill(os.getpid(), signal.SIGINT)

    run(main())
    assert signal.getsignal(signal.SIGINT) is before


def test_a_result_is_discarded_only_when_told(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            window.close()
            window.close()  # a second wish while the first is being asked about
            await journey.answer_question(QMessageBox.StandardButton.Discard)

    run(main())


def test_a_save_that_fails_keeps_everything(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            shown = journey.shown
            journey.press("export_result")
            dialog = await journey.dialog(QFileDialog)
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
            await journey.answer_file(journey.photo)
            await journey.until(lambda: "is the photo itself" in window.messages.text.text())
            assert journey.shown == shown
            assert window.isWindowModified()
            await journey.leave()

    run(main())
    assert open_photo(journey.photo).shape == (64, 96, 3)


def test_bad_files_are_told_in_the_window(run: Run, journey: Journey) -> None:
    text = journey.folder / "text.png"
    text.write_text("this is no picture")

    async def main() -> None:
        async with journey.opened(photo=text) as window:
            await journey.until(lambda: window.messages.isVisible())
            assert str(text) in window.messages.text.text()
            assert window.welcome.isVisible()
            window.dropped.emit(journey.folder)
            await journey.until(lambda: "is a folder" in window.messages.text.text())
            window.dropped.emit(journey.photo)
            await journey.until(lambda: window.canvas.isVisible())
            journey.press("add_attribute_sets")
            picker = window.edit.stack.rows[0].attribute.target
            picker.chosen.emit(str(journey.folder / "nowhere"))
            await journey.until(lambda: picker.error.isVisible())
            await journey.leave()

    run(main())


def test_sets_first_then_a_pasted_photo(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened() as window:
            journey.few_iterations()
            journey.press("add_attribute_sets")
            attribute = window.edit.stack.rows[0].attribute
            attribute.source.folder_wanted.emit()
            await journey.answer_file(journey.folder / "young")
            attribute.target.folder_wanted.emit()
            await journey.answer_file(journey.folder / "old")
            await journey.until(lambda: attribute.target.count.text() == "3 pictures")
            QApplication.clipboard().clear()
            journey.press("paste")
            await journey.until(lambda: "no picture" in window.statusBar().currentMessage())
            QApplication.clipboard().setImage(QImage(8, 8, QImage.Format.Format_RGB32))
            journey.press("paste")
            await journey.until(lambda: "8 \u00d7 8" in window.messages.text.text())
            picture = QImage(str(journey.photo))
            QApplication.clipboard().setImage(picture)
            journey.press("paste")
            await journey.until_done()
            assert window.windowTitle() == "pasted picture[*] — DFI Studio"
            await journey.leave()

    run(main())


def test_the_original_shows_while_it_is_held(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            photo = journey.shown
            await journey.solved()
            result = journey.shown
            assert result != photo
            journey.qtbot.keyPress(window, Qt.Key.Key_Backslash)
            assert journey.shown == photo
            journey.qtbot.keyRelease(window, Qt.Key.Key_Backslash)
            assert journey.shown == result
            window.edit.photo.original.pressed.emit()
            assert journey.shown == photo
            window.edit.photo.original.released.emit()
            assert journey.shown == result
            await journey.leave()

    run(main())


def test_a_network_that_is_missing_is_told(run: Run, journey: Journey) -> None:
    journey.fake.cold = "The network vgg16 is not installed; run “dfi-studio weights get vgg16”."
    journey.fake.fails = WeightsError(journey.fake.cold)

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.messages.isVisible())
            journey.type_sets()
            await journey.until(lambda: journey.state.startswith("Failed"))
            assert window.messages.text.text() == journey.fake.cold
            await journey.leave()

    run(main())


def test_a_fault_in_the_render_loop_is_survived(
    run: Run, journey: Journey, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            with monkeypatch.context() as broken:
                broken.setattr(Foretelling, "nearby", lambda *_: 1 / 0)
                journey.type_sets()
                await journey.until(lambda: window.messages.text.text())
            await journey.solved()
            await journey.leave()

    run(main())
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()


def test_the_window_keeps_its_place(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            window.resize(1111, 701)
            await journey.leave()
        async with journey.opened() as window:
            assert window.height() == 701  # Qt fits the width to the test's small screen
            journey.press("show_keys")
            journey.press("about")
            await journey.answer_question(QMessageBox.StandardButton.Ok)
            await journey.leave()

    run(main())


def test_the_window_stays_awake_while_it_solves_and_drags(run: Run, journey: Journey) -> None:
    journey.fake.pause = 0

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            window.edit.numbers.iterations.moved.emit(10_000.0)
            journey.type_sets()
            await journey.until(lambda: journey.state.startswith("Iteration"))
            async with heartbeat() as late:
                for step in range(80):
                    window.edit.stack.rows[0].alpha.moved.emit(step / 40)
                    await asyncio.sleep(0.01)
            logging.getLogger(__name__).info("longest stall %.1f ms", 1000 * max(late))
            await journey.leave()
            assert_awake(late)

    run(main())
