from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from documents import result_of, same
from waiting import alongside, until

from dfi_studio.core.errors import OutputError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits, journal
from dfi_studio.session.journal import Journal, left_behind
from dfi_studio.session.project import Project
from dfi_studio.session.session import Session
from dfi_studio.ui.projects import autosave as module
from dfi_studio.ui.projects.autosave import Autosave
from dfi_studio.ui.projects.open_project import OpenProject
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Message, Severity

Run = Callable[[Any], Any]
PASTED = Photo.of(freeze(np.full((40, 50, 3), 0.5)))


class View:
    def __init__(self) -> None:
        self.shown: list[str] = []
        self.said: list[Message] = []

    def show_saved(self, text: str) -> None:
        self.shown.append(text)

    def say(self, message: Message) -> None:
        self.said.append(message)


class Hand:
    """A session under autosave."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.session, self.renders, self.view = Session(), Renders(), View()
        self.project = OpenProject(self.session, self.renders)

    @asynccontextmanager
    async def working(self, *, keep: bool = True) -> AsyncIterator[Autosave]:
        autosave = Autosave(self.project, view=self.view, root=lambda: self.root)
        try:
            async with alongside(autosave.run()):
                yield autosave
        finally:
            await autosave.close(keep=keep)

    until = staticmethod(until)

    def left(self) -> Project:
        (left,), unreadable = left_behind(self.root)
        assert not unreadable
        project = left.stored.assembled({})
        left.journal.release()
        return project


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    return Hand(tmp_path)


def test_a_change_is_taken_down_within_a_second(run: Run, hand: Hand) -> None:
    async def main() -> None:
        async with hand.working():
            for step in (
                lambda: hand.session.do(edits.open_photo(PASTED)),
                lambda: hand.session.do(edits.set_tv(0.2)),
                lambda: hand.session.take_snapshot("one"),
                lambda: hand.session.undo(),
            ):
                written = len(hand.view.shown)
                step()
                begun = time.monotonic()
                await hand.until(lambda written=written: len(hand.view.shown) > written)
                assert time.monotonic() - begun < 1
            assert hand.view.shown[-1].startswith("Autosaved ")

    run(main())
    assert hand.left().state == hand.session.state


def test_a_finished_result_is_taken_down(run: Run, hand: Hand) -> None:
    async def main() -> None:
        async with hand.working():
            hand.session.do(edits.open_photo(PASTED))
            await hand.until(lambda: len(hand.view.shown) == 1)
            result = result_of(hand.session.document)
            hand.renders.keep(result)
            hand.renders.owe(result)
            await hand.until(lambda: len(hand.view.shown) == 2)

    run(main())
    (result,) = hand.left().results
    assert same(result, result_of(hand.session.document))


def test_a_drag_is_written_now_and_then_not_at_every_step(run: Run, hand: Hand) -> None:
    async def main() -> None:
        async with hand.working():
            hand.session.do(edits.open_photo(PASTED))
            for step in range(100):
                hand.session.do(edits.set_tv(step / 100))
                await asyncio.sleep(0.01)
            assert 1 < len(hand.view.shown) < 8

    run(main())


def test_nothing_is_written_while_there_is_nothing(run: Run, hand: Hand) -> None:
    async def main() -> None:
        async with hand.working() as autosave:
            await autosave.write()
            assert not list(hand.root.iterdir())
            hand.session.do(edits.open_photo(PASTED))
            await autosave.write()
            assert list(hand.root.iterdir())
            hand.project.put(Project())
            await autosave.write()
            assert not list(hand.root.iterdir())
            assert hand.view.shown[-1] == ""

    run(main())
    assert not list(hand.root.iterdir())


def test_a_clean_end_leaves_nothing(run: Run, hand: Hand) -> None:
    async def main() -> None:
        async with hand.working(keep=False) as autosave:
            hand.session.do(edits.open_photo(PASTED))
            await autosave.write()

    run(main())
    assert not list(hand.root.iterdir())


def test_what_is_to_be_kept_is_written_to_the_last_step(run: Run, hand: Hand) -> None:
    async def main() -> None:
        async with hand.working(keep=True):
            hand.session.do(edits.open_photo(PASTED))
            hand.session.do(edits.set_tv(0.3))  # and out, before anything was written

    run(main())
    assert hand.left().state == hand.session.state


def test_a_failure_is_told_once_and_it_goes_on_trying(
    run: Run, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AGAIN_S", 0.05)
    full = True
    write = Journal.write

    def failing(self: Journal, project: Project) -> None:
        if full:
            raise OutputError("The journal was not written: the disk is full.")
        write(self, project)

    monkeypatch.setattr(journal.Journal, "write", failing)

    async def main() -> None:
        nonlocal full
        async with hand.working():
            hand.session.do(edits.open_photo(PASTED))
            await hand.until(lambda: len(hand.view.shown) > 2)
            assert hand.view.shown[-1] == "Not autosaved"
            (message,) = hand.view.said
            assert message.severity is Severity.ERROR
            assert message.text.endswith("The journal was not written: the disk is full.")
            full = False
            await hand.until(lambda: hand.view.shown[-1].startswith("Autosaved"))
            full = True
            hand.session.do(edits.set_tv(0.2))
            await hand.until(lambda: len(hand.view.said) == 2)
            full = False
            await hand.until(lambda: hand.view.shown[-1].startswith("Autosaved"))

    run(main())
    assert hand.left().state == hand.session.state


def test_a_last_write_that_fails_goes_to_the_log(
    run: Run, hand: Hand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(self: Journal, project: Project) -> None:
        raise OutputError("The disk is full.")

    async def main() -> None:
        async with hand.working():
            hand.session.do(edits.open_photo(PASTED))
            monkeypatch.setattr(journal.Journal, "write", failing)

    with caplog.at_level(logging.WARNING):
        run(main())
    assert "The disk is full." in caplog.text


def test_the_journal_of_a_crash_is_gone_on_with(run: Run, hand: Hand) -> None:
    hand.session.do(edits.open_photo(PASTED))
    old = Journal.begin(hand.root)
    old.write(hand.project.present)

    async def main() -> None:
        async with hand.working() as autosave:
            await autosave.write()
            assert len(list(hand.root.iterdir())) == 2
            await autosave.adopt(old)
            hand.session.do(edits.set_tv(0.3))
            await autosave.write()
            assert list(hand.root.iterdir()) == [old.folder]

    run(main())
    assert hand.left().state == hand.session.state


def test_the_window_goes_on_while_a_disk_is_slow(
    run: Run, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Journal.write

    def slow(self: Journal, project: Project) -> None:
        time.sleep(0.5)
        write(self, project)

    monkeypatch.setattr(journal.Journal, "write", slow)
    late: list[float] = []

    async def beat() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            late.append(time.perf_counter() - before - 0.005)

    async def main() -> None:
        async with hand.working():
            hand.session.do(edits.open_photo(PASTED))
            beating = asyncio.ensure_future(beat())
            await asyncio.sleep(0.3)
            hand.session.do(edits.set_tv(0.4))  # while it is being written
            await hand.until(lambda: hand.view.shown)
            beating.cancel()
            await hand.until(lambda: len(hand.view.shown) > 1)

    run(main())
    assert max(late) < 0.2
    assert hand.left().state == hand.session.state
