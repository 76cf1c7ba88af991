"""The Dataset workspace with a fake engine: from a dropped folder to sets and an attribute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import PIL.Image
import pytest
from journey import Journey
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QRadioButton

from dfi_studio.core.recipe import Contrast, SavedAttribute
from dfi_studio.library.folders import data
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.ui.window.main_window import MainWindow

Run = Callable[[Any], Any]
ANY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def people(journey: Journey) -> Journey:
    folder = journey.folder / "people"
    folder.mkdir()
    lines = ["file;age;smile"]
    for number in range(12):
        name = f"{number:02}.png"
        PIL.Image.new("RGB", (48, 48), (number * 20, 90, 60)).save(folder / name)
        lines.append(f"{name};{20 + 5 * number};{number % 2}")
    (folder / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "empty.jpg").touch()
    return journey


def drop(window: MainWindow, path: object) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(300, 300), actions, content, buttons, ANY))


async def filled(journey: Journey, window: MainWindow) -> None:
    drop(window, journey.folder / "people")
    await journey.until(lambda: len(window.dataset.grid.pictures.ids) == 12)


def click(journey: Journey, window: MainWindow, row: int, modifier: Any = ANY) -> None:
    grid = window.dataset.grid
    place: QPoint = grid.visualRect(grid.pictures.index(row)).center()
    journey.qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def test_a_folder_becomes_trays_that_become_sets(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened(photo=people.photo) as window:
            await people.until(lambda: window.canvas.isVisible())
            await filled(people, window)
            await people.until(lambda: "cannot be used" in window.messages.details.toPlainText())
            data = window.dataset
            click(people, window, 0)
            click(people, window, 3, Qt.KeyboardModifier.ShiftModifier)
            people.press("to_source")
            click(people, window, 8)
            click(people, window, 11, Qt.KeyboardModifier.ControlModifier)
            people.press("to_target")
            counts = [tray.count.text() for tray in data.trays.trays.values()]
            assert counts == ["4 pictures", "2 pictures"]
            people.press("undo_desk")
            await people.until(lambda: not data.trays.use.isEnabled())
            people.press("redo_desk")
            await people.until(data.trays.use.isEnabled)
            people.press("use_trays")
            session = window.session
            await people.until(lambda: session.document.attribute)
            attribute = session.document.attribute
            assert isinstance(attribute, Contrast)
            assert [len(picture_set(text).paths) for text in session.document.sets] == [4, 2]
            assert not data.isVisible()  # the editor is in front
            people.press("undo")
            assert session.document.sets == ()
            people.fake.fails = None
            await people.leave()

    run(main())


def test_a_query_is_typed_chipped_and_loosened(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened() as window:
            await filled(people, window)
            data, ids = window.dataset, lambda: len(window.dataset.grid.pictures.ids)
            people.qtbot.keyClicks(data.filter.query, "age >= 50 and smile")
            await people.until(lambda: ids() == 3)
            chips = data.filter.chips
            await people.until(lambda: len(chips.shown) == 2)
            people.qtbot.keyClicks(data.filter.query, " = ")
            await people.until(lambda: data.filter.wrong.isVisible())
            assert ids() == 3  # what was found stays
            data.filter.query.setText("age >= 50 and smile")
            await people.until(lambda: not data.filter.wrong.isVisible())
            chips.shown[1].click()
            await people.until(lambda: ids() == 6)
            assert data.filter.query.text() == "age >= 50"
            await people.leave()

    run(main())


def test_neighbours_duplicates_and_back(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened() as window:
            await filled(people, window)
            model = window.dataset.grid.pictures
            click(people, window, 2)
            asked = int(model.ids[2])
            people.press("find_neighbours")
            await people.until(lambda: model.written is not None)
            assert int(model.ids[0]) == asked
            assert model.written is not None
            assert model.written[:2] == ("0.0000", "0.1000")
            people.press("find_neighbours")  # of the first again: one search at a time
            people.press("show_all_pictures")
            await people.until(lambda: model.written is None)
            drop(window, people.photo)
            await people.until(lambda: model.written is not None)
            people.press("find_duplicates")
            await people.until(lambda: model.written and "." not in model.written[0])
            await people.leave()

    run(main())


def test_labels_preview_and_an_attribute(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened() as window:
            await filled(people, window)
            data = window.dataset
            click(people, window, 0)
            people.qtbot.keyClick(data.grid, Qt.Key.Key_Space)
            await people.until(lambda: "00.png" in data.preview.accessibleDescription())
            people.qtbot.keyClick(data.preview, Qt.Key.Key_Right)
            await people.until(lambda: "01.png" in data.preview.accessibleDescription())
            people.qtbot.keyClick(data.preview, Qt.Key.Key_Escape)
            assert not data.preview.isVisible()
            people.press("give_label")
            data.labels.name.setCurrentText("mood")
            data.labels.value.setText("gay")
            people.qtbot.keyClick(data.labels.value, Qt.Key.Key_Return)
            data.filter.query.setText("mood = gay")
            await people.until(lambda: len(data.grid.pictures.ids) == 1)
            data.filter.query.clear()
            tray = data.trays.trays
            for query, each in zip(("age < 45", "age >= 45"), tray.values(), strict=True):
                each.query.setText(query)
                people.qtbot.keyClick(each.query, Qt.Key.Key_Return)
                await people.until(lambda: each.count.text())  # noqa: B023 - awaited at once
            await people.until(lambda: data.library.keep.isEnabled())
            data.library.keep.click()
            await people.until(lambda: data.library.cards)
            assert data.library.cards[0].name.text()
            data.library.cards[0].use.click()
            session = window.session
            await people.until(lambda: isinstance(session.document.attribute, SavedAttribute))
            people.press("show_dataset")
            data.library.delete_wanted.emit(data.library.cards[0].path)
            await people.until(lambda: not data.library.cards)
            people.press("undo_desk")
            await people.until(lambda: data.library.cards)
            await people.leave()

    run(main())


def test_the_folder_is_taken_out_and_the_files_stay(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened() as window:
            people.press("show_dataset")
            people.press("add_folder")
            dialog = await people.dialog(QFileDialog)
            dialog.reject()
            await filled(people, window)
            people.press("show_broken")
            await people.until(lambda: "empty.jpg" in window.messages.details.toPlainText())
            combo = window.dataset.filter.folder
            combo.setCurrentIndex(1)
            combo.activated.emit(1)
            people.press("forget_folder")
            await people.until(lambda: not len(window.dataset.grid.pictures.ids))
            assert len(list((people.folder / "people").iterdir())) == 14
            await people.leave()

    run(main())


def test_a_well_known_set_is_offered_with_its_licence_and_fetched(
    run: Run, people: Journey
) -> None:
    async def main() -> None:
        async with people.opened() as window:
            people.press("show_dataset")
            people.press("fetch_set")
            dialog = await people.dialog(QDialog)
            assert any("13 pictures" in each.text() for each in dialog.findChildren(QLabel))
            dialog.findChildren(QRadioButton)[1].click()
            dialog.accept()
            await people.until(lambda: people.fake.fetched == ["pets"])
            people.press("estimate_labels")
            await people.until(
                lambda: window.statusBar().currentMessage() == "Nobody was estimated."
            )
            await people.leave()

    run(main())


def test_a_damaged_catalogue_is_put_aside_and_read_anew(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened() as window:
            await filled(people, window)
            await people.leave()
        for each in data().glob("catalog.sqlite*"):
            each.unlink()
        (data() / "catalog.sqlite").write_bytes(b"damaged" * 1000)
        async with people.opened() as window:
            people.press("show_dataset")
            said = window.messages
            await people.until(lambda: "put aside" in said.text.text() + said.details.toPlainText())
            await people.until(lambda: len(window.dataset.grid.pictures.ids) == 12)
            await people.leave()
        assert (data() / "catalog.damaged-1.sqlite").is_file()

    run(main())


def test_the_first_page_leads_to_the_first_folder(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened() as window:
            window.welcome.folder_wanted.emit()
            dialog = await people.dialog(QFileDialog)
            assert window.dataset.isVisible()
            dialog.done(QDialog.DialogCode.Rejected)
            await people.leave()

    run(main())


def test_a_run_begins_in_the_workspace_where_the_last_one_ended(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened() as window:
            await filled(people, window)
            await people.leave()
        async with people.opened() as window:
            assert window.dataset.isVisible()
            await people.until(lambda: len(window.dataset.grid.pictures.ids) == 12)
            await people.leave()

    run(main())


def test_a_run_ends_well_that_never_showed_the_dataset(run: Run, people: Journey) -> None:
    async def main() -> None:
        async with people.opened() as window:
            assert not hasattr(window, "dataset")
            await people.leave()

    run(main())
