from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit
from waiting import settled, until

from dfi_studio.core.classifier import Method, Spread
from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.steps import Progress, Step
from dfi_studio.ui.isda.asked import Asked, read, written
from dfi_studio.ui.isda.pages import IsdaPages
from dfi_studio.ui.isda.training_commands import TrainingCommands
from dfi_studio.ui.isda.training_page import TrainingPage
from dfi_studio.ui.isda.workspace import IsdaWorkspace
from dfi_studio.ui.rendering import engine_thread
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.work import Message

Run = Callable[[Any], Any]


class Front:
    """Stands for the window and its questions."""

    def __init__(self) -> None:
        self.said: list[Message] = []
        self.told: list[str] = []
        self.asked: list[str] = []
        self.folder: Path | None = None

    def say(self, message: Message) -> None:
        self.said.append(message)

    def tell(self, text: str) -> None:
        self.told.append(text)

    async def open_folder(self, title: str, *, kind: str) -> Path | None:
        return self.folder

    async def open_file(self, title: str, *, kind: str, filters: str) -> Path | None:
        return self.folder

    async def confirm(self, question: str, yes: str) -> bool:
        self.asked.append(question)
        return False


class Desk:
    """The page at work, with the engine faked."""

    def __init__(self, settings: QSettings) -> None:
        self.fake, self.front = FakeEngine(), Front()
        self.thread = EngineThread(self.fake.make_workshop)
        self.thread.start()
        self.client = EngineClient(self.thread)
        self.page = TrainingPage()
        self.commands = TrainingCommands(
            self.client,
            self.fake.isda.compare,
            page=self.page,
            front=self.front,  # type: ignore[arg-type]
            dialogs=self.front,  # type: ignore[arg-type]
            settings=settings,
            count_pictures=self.count,
        )
        self.page.resize(1200, 800)

    def count(self, text: str) -> int:
        if text != "faces":
            raise PictureSetError(f"There is no folder {text}.")
        return 12

    def ask(self, *, epochs: int = 2, seeds: int = 2) -> None:
        form = self.page.form
        form.picker.chosen.emit("faces")
        form.label.setText("gender")
        form.repeats["seeds"].moved.emit(seeds)
        form.plan["epochs"].moved.emit(epochs)

    @property
    def cells(self) -> list[list[str]]:
        table = self.page.table
        items = [
            [table.item(row, column) for column in range(table.columnCount())]
            for row in range(table.rowCount())
        ]
        return [[item.text() for item in row if item is not None] for row in items]

    def close(self) -> None:
        self.page.close()
        self.thread.close()


@pytest.fixture
def desk(run: Run, settings: QSettings) -> Iterator[Desk]:
    made = Desk(settings)
    yield made
    made.close()


def test_a_comparison_is_trained_and_its_table_shown(run: Run, desk: Desk) -> None:
    async def main() -> None:
        desk.ask()
        desk.page.begin.click()
        assert not desk.page.form.isEnabled()
        await settled(desk.commands)

    run(main())
    [(asked, folder, anew)] = desk.fake.compared
    assert [each.name for each in asked.trials] == [
        "ce-seed0", "isda-0.5-seed0", "ce-seed1", "isda-0.5-seed1",
    ]  # fmt: skip
    assert asked.labels == ("gender",)
    assert asked.plan.epochs == 2
    assert not anew
    assert folder.parent.name == "classifiers"
    assert folder.name.startswith("faces-")
    assert [row[:4] for row in desk.cells] == [
        ["ce", "-", "2", "52.00 \u00b1 0.00"],
        ["isda", "0.5", "2", "52.00 \u00b1 0.00"],
    ]
    assert desk.page.form.isEnabled()
    assert desk.page.export.isEnabled()
    assert "Done" in desk.page.message.text()


def test_a_pause_keeps_what_was_reached_and_goes_on(run: Run, desk: Desk) -> None:
    desk.fake.pause = 0.01

    async def main() -> None:
        desk.ask(epochs=20, seeds=1)
        desk.page.begin.click()
        await until(lambda: "step 3" in desk.page.state.text())
        desk.page.pause.click()
        await settled(desk.commands)
        assert desk.page.begin.text() == "Go on"
        assert not desk.page.form.isEnabled()
        desk.fake.pause = 0.0
        desk.page.begin.click()
        await settled(desk.commands)

    run(main())
    assert desk.fake.found[0] == 0
    assert desk.fake.found[1] >= 3
    assert len(desk.cells) == 2


def test_a_stop_frees_the_form_and_start_goes_on_from_there(run: Run, desk: Desk) -> None:
    desk.fake.pause = 0.01

    async def main() -> None:
        desk.ask(epochs=20, seeds=1)
        desk.page.begin.click()
        await until(lambda: "step 3" in desk.page.state.text())
        desk.page.stop.click()
        await settled(desk.commands)
        assert desk.page.begin.text() == "Start"
        assert desk.page.form.isEnabled()
        desk.page.begin.click()
        await until(lambda: len(desk.fake.found) == 2)
        desk.page.pause.click()
        await settled(desk.commands)
        desk.page.stop.click()
        assert desk.page.form.isEnabled()
        desk.fake.pause = 0.0
        desk.page.form.anew.setChecked(True)
        desk.page.begin.click()
        await settled(desk.commands)

    run(main())
    assert desk.fake.found[1] >= 3
    assert [anew for *_, anew in desk.fake.compared] == [False, False, True]
    assert not desk.page.form.anew.isChecked()


def test_closing_while_it_trains_loses_nothing(run: Run, desk: Desk) -> None:
    desk.fake.pause = 0.01

    async def main() -> None:
        desk.ask(epochs=50, seeds=1)
        desk.page.begin.click()
        await until(lambda: "step 3" in desk.page.state.text())
        await desk.commands.end_flows()

    run(main())
    desk.thread.close()
    folder = desk.fake.compared[0][1]
    assert int((folder / "ce-seed0").read_text()) >= 3


def test_the_render_loop_goes_first(run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_thread, "_PATIENCE_S", 0.01)
    desk.fake.pause = 0.005

    def other(shop: object) -> Iterator[Step]:
        yield Progress("Rendering", 0, 1)
        return "done"  # type: ignore[return-value]

    async def main() -> None:
        desk.ask(epochs=20, seeds=1)
        desk.page.begin.click()
        await until(lambda: "step" in desk.page.state.text())
        async with desk.client.start(other) as job:  # type: ignore[arg-type, var-annotated]
            assert await job.result() == "done"
            shown = desk.page.state.text()
            await asyncio.sleep(0.05)
            assert desk.page.state.text() == shown
        await until(lambda: desk.page.state.text() != shown)
        desk.fake.pause = 0.0
        await settled(desk.commands)

    run(main())
    assert desk.fake.found == [0, 0]  # laid aside as it was, not begun again


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda form: form.picker.chosen.emit(""), "Choose the pictures"),
        (lambda form: [each.setChecked(False) for each in form.methods.values()], "Tick at least"),
        (lambda form: form.strengths.setText("much"), "much is not a list of numbers"),
        (lambda form: form.strengths.setText("-1"), "lambda is -1, but must lie between"),
        (lambda form: form.groups.setText("young"), "young is not a list of numbers"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    run: Run, desk: Desk, change: Callable[[Any], Any], sentence: str
) -> None:
    async def main() -> None:
        desk.ask()
        change(desk.page.form)
        desk.page.begin.click()
        await settled(desk.commands)

    run(main())
    assert sentence in desk.page.message.text()
    assert desk.page.message.property("wrong")
    assert not desk.fake.compared


def test_a_failure_is_told_on_the_page(run: Run, desk: Desk) -> None:
    desk.fake.fails = PictureSetError("All pictures of faces are of one class.")

    async def main() -> None:
        desk.page.show()
        desk.ask()
        desk.page.begin.click()
        await settled(desk.commands)

    run(main())
    assert desk.page.message.text() == "All pictures of faces are of one class."
    assert desk.page.form.isEnabled()
    assert not desk.front.said


def test_the_tables_are_exported_and_none_is_replaced_unasked(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    desk.front.folder = tmp_path

    async def main() -> None:
        desk.ask()
        desk.page.begin.click()
        await settled(desk.commands)
        desk.page.export.click()
        await settled(desk.commands)
        desk.page.export.click()
        await settled(desk.commands)

    run(main())
    with (tmp_path / "table.csv").open(newline="") as file:
        assert [row["method"] for row in csv.DictReader(file)] == ["ce", "isda"]
    assert len(desk.front.told) == 1
    assert "table.csv" in desk.front.asked[0]


def test_curves_grow_in_four_plots(run: Run, desk: Desk) -> None:
    from dfi_studio.ui.isda.training_plots import TrainingPlots

    async def main() -> None:
        desk.page.show()
        desk.ask(seeds=1)
        desk.page.begin.click()
        await settled(desk.commands)
        plots = desk.page.findChild(TrainingPlots)
        assert plots is not None
        await until(lambda: all(plot.value.text() for plot in plots.plots.values()))
        assert [plot.value.text() for plot in plots.plots.values()][1] == "52"
        assert not plots.grab().isNull()

    run(main())


def test_the_form_is_remembered(run: Run, desk: Desk, settings: QSettings) -> None:
    async def main() -> None:
        desk.ask(epochs=7)
        desk.page.form.methods[Method.RANDOM].setChecked(True)
        desk.page.form.choices["spread"].setCurrentText("diagonal")
        desk.page.form.choices["network"].setCurrentText("resnet18")
        await settled(desk.commands)
        other = Desk(settings)
        await settled(other.commands)
        form = other.page.form
        assert form.picker.path.text() == "faces"
        assert form.label.text() == "gender"
        assert form.plan["epochs"].box.value() == 7
        assert form.methods[Method.RANDOM].isChecked()
        assert form.choices["network"].currentText() == "resnet18"
        assert form.picker.count.text() == "12 pictures"
        other.close()

    run(main())


def test_what_is_remembered_comes_back_or_is_passed_over() -> None:
    asked = Asked("faces", label="age", methods=(Method.EXPLICIT,), strengths="1,2")
    assert read(written(asked)) == asked
    assert read(written(asked)).plan.spread is Spread.FULL
    assert read('{"plan": 3}') == read("") == read("[") == Asked()


def test_every_control_has_a_name(run: Run, desk: Desk) -> None:
    for kind in (QLineEdit, QComboBox, QAbstractSpinBox, QAbstractButton):
        for each in desk.page.findChildren(kind):
            inner = isinstance(each.parent(), QComboBox | QAbstractSpinBox)
            qts = each.objectName() == "qt_tableview_cornerbutton"  # hidden with the row names
            assert inner or qts or each.accessibleName() or getattr(each, "text", str)(), each


def test_the_workspace_turns_between_its_pages(run: Run, desk: Desk) -> None:
    draws = IsdaWorkspace()
    pages = IsdaPages(draws, desk.page)
    pages.show()
    assert draws.isVisible()
    assert not desk.page.isVisible()
    pages.choice.buttons[desk.page].click()
    assert desk.page.isVisible()
    assert not draws.isVisible()
    desk.page.setParent(None)
    pages.close()
