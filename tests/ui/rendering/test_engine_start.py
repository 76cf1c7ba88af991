from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from fake_engine import FakeEngine
from PySide6.QtCore import QSettings

from dfi_studio.session.session import Session
from dfi_studio.ui.rendering.engine_start import EngineStart
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread
from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.window.view import View

Run = Callable[[Any], Any]


class Started:
    def __init__(self, settings: QSettings, thread: EngineThread, fake: FakeEngine) -> None:
        self.fake, self.settings = fake, settings
        self.view = MagicMock(spec=View)
        self.start = EngineStart(
            Session(), EngineClient(thread), verbs=fake.verbs, view=self.view, settings=settings
        )

    @property
    def offered(self) -> tuple[list[str], str]:
        devices, chosen = self.view.show_devices.call_args.args
        return [each.name for each in devices], chosen


@pytest.fixture
def started(tmp_path: Path, qapp: object) -> Iterator[Started]:
    fake = FakeEngine()
    thread = EngineThread(fake.make_workshop)
    thread.start()
    yield Started(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat), thread, fake)
    thread.close()


def test_warming_up_names_the_device_and_offers_the_others(run: Run, started: Started) -> None:
    run(started.start.warm_up())
    started.view.show_engine.assert_called_with("fake")
    assert started.offered == (["fake", "fake:1"], "auto")


def test_a_missing_network_is_said(run: Run, started: Started) -> None:
    started.fake.cold = "The network vgg16 is not installed."
    run(started.start.warm_up())
    said = Message("The network vgg16 is not installed.", Severity.ERROR)
    started.view.say.assert_called_once_with(said)


def test_a_device_that_was_chosen_serves_in_the_next_run(run: Run, started: Started) -> None:
    run(started.start.use_device("fake:1"))
    assert started.offered == (["fake:1", "fake:1"], "fake:1")
    started.fake.device = "fake"
    run(started.start.warm_up())
    started.view.show_engine.assert_called_with("fake:1")
    assert started.offered[1] == "fake:1"


def test_a_device_that_is_gone_is_told_and_the_automatic_one_serves(
    run: Run, started: Started
) -> None:
    started.settings.setValue("engine/device", "cuda:7")
    run(started.start.warm_up())
    started.view.say.assert_called_once_with(Message("There is no device cuda:7.", Severity.ERROR))
    started.view.show_engine.assert_called_with("fake")
    assert started.offered[1] == "auto"


def test_a_device_that_cannot_be_had_leaves_the_choice_as_it_was(
    run: Run, started: Started
) -> None:
    run(started.start.use_device("fake:1"))
    run(started.start.use_device("cuda:7"))
    assert started.offered[1] == "fake:1"
    assert started.settings.value("engine/device") == "fake:1"
