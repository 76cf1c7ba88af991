"""The whole window as a place to work in: keys, palette, panels, history, crop and strip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from journey import Journey
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from dfi_studio.core.photo import Crop
from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.actions.command_palette import CommandPalette
from dfi_studio.ui.actions.shortcut_editor import ShortcutEditor
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.window.main_window import MainWindow

Run = Callable[[Any], Any]
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def say(journey: Journey, window: MainWindow, words: str) -> None:
    """Type into the command palette, and take what it finds first."""
    journey.qtbot.keyClick(window, Qt.Key.Key_P, CTRL_SHIFT)
    palette = next(each for each in window.findChildren(CommandPalette) if each.isVisible())
    journey.qtbot.keyClicks(palette.field, words)
    journey.qtbot.keyClick(palette.field, Qt.Key.Key_Return)


def test_all_is_within_reach_of_the_palette(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            say(journey, window, "split")
            assert window.canvas.comparison is Comparison.SPLIT
            say(journey, window, "undo")
            await journey.until(lambda: window.actions_.made["redo"].isEnabled())
            say(journey, window, "take snap")
            assert window.history.snapshots.snapshots.rowCount() == 1
            say(journey, window, "browse")
            assert window.workspaces.place is Place.DATASET
            await journey.leave()

    run(main())


def test_keys_panels_and_workspace_are_there_in_the_next_run(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            journey.press("edit_shortcuts")
            editor = await journey.dialog(ShortcutEditor)
            editor.choose("show_dataset")
            editor.fields[0].setKeySequence(QKeySequence("F8"))
            editor.fields[0].editingFinished.emit()
            editor.reject()
            await journey.until(lambda: QApplication.activeModalWidget() is None)
            journey.press("toggle_history")
            journey.qtbot.keyClick(window, Qt.Key.Key_F8)
            assert window.workspaces.place is Place.DATASET
            await journey.leave()
        async with journey.opened() as window:
            assert window.workspaces.place is Place.DATASET
            await journey.until(window.isActiveWindow)
            journey.press("show_edit")
            assert "history" not in window.workspaces.open_panels
            assert window.actions_.made["toggle_solver"].isChecked()
            journey.qtbot.keyClick(window, Qt.Key.Key_F8)
            assert window.workspaces.place is Place.DATASET
            await journey.leave()

    run(main())


def test_history_and_snapshots_are_gone_back_to_and_compared_with(
    run: Run, journey: Journey
) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            journey.press("take_snapshot")
            document = window.session.document
            window.edit.stack.rows[0].alpha.moved.emit(3.0)
            window.edit.stack.rows[0].alpha.settled.emit()
            await journey.until_done()
            window.history.compare_wanted.emit(document, "Before")
            await journey.until(lambda: window.actions_.made["compare_with_photo"].isEnabled())
            window.history.jump_wanted.emit(1)
            assert window.session.document.sets == ()
            window.history.restore_wanted.emit("Snapshot 1")
            await journey.until(lambda: window.session.document == document)
            await journey.leave()

    run(main())


def test_a_part_of_the_photo_is_chosen_and_the_whole_brought_back(
    run: Run, journey: Journey
) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            journey.press("crop")
            await journey.until(lambda: window.actions_.made["crop"].isChecked())
            journey.qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
            assert not window.actions_.made["crop"].isChecked()
            assert window.session.document.crop is None
            journey.press("crop")
            await journey.until(lambda: window.actions_.made["crop"].isChecked())
            window.canvas.crop_chosen.emit(Crop(10, 8, 48, 40))
            await journey.until(lambda: "48 \u00d7 40" in window.status.photo_size.text())
            assert not window.actions_.made["crop"].isChecked()
            journey.press("whole_photo")
            await journey.until(lambda: "96 \u00d7 64" in window.status.photo_size.text())
            await journey.leave()

    run(main())


def test_a_draft_of_the_strip_is_looked_at_and_used(run: Run, journey: Journey) -> None:
    async def main() -> None:
        async with journey.opened(photo=journey.photo) as window:
            await journey.until(lambda: window.canvas.isVisible())
            await journey.solved()
            result = journey.shown
            strip = window.strip
            strip.setFocus()
            for key in (Qt.Key.Key_End, Qt.Key.Key_Return):
                journey.qtbot.keyClick(strip, key)
            await journey.until(lambda: journey.shown != result)
            journey.qtbot.keyClick(strip, Qt.Key.Key_Escape)
            assert journey.shown == result
            journey.qtbot.keyClick(strip, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            assert window.session.document.recipe.directions[0].alpha == max(strip.alphas)
            await journey.until_done()
            await journey.leave()

    run(main())
