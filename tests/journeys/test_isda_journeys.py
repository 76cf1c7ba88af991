"""The ISDA workspace in the whole window with a fake engine: from the class to the attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from journey import Journey
from PySide6.QtCore import Qt

from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.isda.pages import IsdaPages
from dfi_studio.ui.isda.training_page import TrainingPage
from dfi_studio.ui.isda.workspace import IsdaWorkspace

Run = Callable[[Any], Any]


def test_choose_a_class_look_keep_and_come_back(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            assert window.findChild(IsdaWorkspace) is None  # made when it is first shown
            journey.press("show_isda")
            assert window.workspaces.place is Place.ISDA
            space = window.findChild(IsdaWorkspace)
            assert space is not None
            picker = space.class_.picker
            picker.path.setText(str(journey.folder / "old"))
            journey.qtbot.keyClick(picker.path, Qt.Key.Key_Return)
            cells = space.grid.cells
            await journey.until(lambda: cells.rowCount() == 8)
            await journey.until(
                lambda: all(cells.cell(at).picture and not cells.cell(at).stale for at in range(8))
            )
            assert picker.count.text() == "3 pictures"

            space.grid.setCurrentIndex(cells.index(2))
            journey.qtbot.keyClick(space.grid, Qt.Key.Key_K)
            space.keep.click()
            await journey.until(lambda: "draw 3" in str(window._cards))
            journey.press("show_edit")
            assert window.workspaces.place is Place.EDIT
            await journey.leave()

    run(main())


def test_leaving_while_the_grid_fills_ends_it(run: Run, journey: Journey) -> None:
    journey.fake.pause = 0.05

    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            journey.press("show_isda")
            space = window.findChild(IsdaWorkspace)
            assert space is not None
            space.class_.picker.chosen.emit(str(journey.folder / "old"))
            await journey.until(lambda: journey.fake.begun)
            await journey.leave()

    run(main())
    assert journey.fake.closed == len(journey.fake.begun)


def test_leaving_while_a_classifier_is_trained_keeps_what_was_reached(
    run: Run, journey: Journey
) -> None:
    journey.fake.pause = 0.02

    async def main() -> None:
        async with journey.opened() as window:
            journey.press("show_isda")
            pages = window.findChild(IsdaPages)
            page = window.findChild(TrainingPage)
            assert pages is not None
            assert page is not None
            pages.choice.buttons[page].click()
            page.form.picker.chosen.emit(str(journey.folder / "old"))
            page.begin.click()
            await journey.until(lambda: "step 3" in page.state.text())
            await journey.leave()

    run(main())
    asked, folder, _ = journey.fake.compared[0]
    assert int((folder / asked.trials[0].name).read_text()) >= 3
