"""The learned decoder in the whole window with a fake engine: from its training to its frames."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from journey import Journey
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from dfi_studio.ui.rendering import engine_thread
from dfi_studio.ui.training.dialog import TrainingDialog

Run = Callable[[Any], Any]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_thread, "_PATIENCE_S", 0.02)


def test_train_then_drag_and_see_guesses_then_the_solve(run: Run, journey: Journey) -> None:
    journey.fake.lessons = 100_000

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            window.edit.stack.rows[0].offers.instant.trigger()
            dialog = window.findChild(TrainingDialog)
            assert dialog is not None
            await journey.until(lambda: dialog.strip.isVisible())
            assert "young + old" in dialog.title.text()
            await journey.until(lambda: "quality" in dialog.told.text())
            await journey.until(lambda: "quality" in window.status.training.text())
            await journey.until(lambda: journey.fake.prepared)
            dialog.close()

            track = window.edit.stack.rows[0].alpha.track
            solved, seen = len(journey.fake.ended), []
            journey.qtbot.mousePress(track, LEFT, pos=QPoint(120, 8))
            for x in range(120, 280, 8):
                journey.qtbot.mouseMove(track, QPoint(x, 8))
                await asyncio.sleep(0.02)
                seen.append(journey.state)
            assert "Preview; it is solved once the slider rests" in seen
            assert len(journey.fake.guessed) > 5
            guess = QImage(journey.shown)
            journey.qtbot.mouseRelease(track, LEFT, pos=QPoint(280, 8))
            await journey.until_done()
            assert journey.shown != guess
            assert len(journey.fake.ended) > solved
            trained = journey.fake.trained
            await journey.until(lambda: journey.fake.trained > trained)  # it goes on

            journey.press("make_instant")
            await journey.until(dialog.isVisible)
            dialog.pause.click()
            await journey.until(lambda: window.status.training.text() == "training paused")
            dialog.cancel.click()
            await journey.until(lambda: not dialog.isVisible())
            assert journey.fake.decoder is False
            await journey.leave()

    run(main())


def test_leaving_during_training_goes_on_at_the_next_start(run: Run, journey: Journey) -> None:
    journey.fake.lessons = 100_000

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            journey.press("make_instant")
            await journey.until(lambda: journey.fake.trained > 4)
            await journey.leave()
        trained = journey.fake.trained
        async with journey.opened() as window:
            await journey.until(lambda: journey.fake.trained > trained)
            assert journey.fake.trainings == 2
            assert journey.fake.begun_anew == 0
            await journey.leave()

    run(main())


def test_a_folder_is_trained_for_from_the_dataset(run: Run, journey: Journey) -> None:
    journey.fake.lessons = 3

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            journey.press("show_dataset")
            await journey.until(lambda: hasattr(window, "dataset"))
            window.folder_dropped.emit(journey.folder / "young")
            await journey.until(lambda: len(window.dataset.grid.pictures.ids) == 3)
            journey.press("make_folder_instant")
            await journey.until(lambda: journey.fake.trained == 3)
            assert journey.fake.training == (str(journey.folder / "young"),)
            await journey.leave()

    run(main())
