from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dfi_studio.ui.canvas.slices import Slices


def steps(done: list[str], name: str, count: int = 3) -> Iterator[None]:
    for number in range(count):
        done.append(f"{name}{number}")
        yield


def test_all_is_done_and_the_newest_of_a_name_counts(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    slices = Slices(owner)
    slices.start("one", steps(done, "old"))
    slices.start("one", steps(done, "a"))
    slices.start("two", steps(done, "b"))
    slices.start("three", steps(done, "c"))
    slices.drop("three")
    assert slices.runs("one")
    qtbot.waitUntil(lambda: not slices.runs("two"))
    assert done == ["a0", "a1", "a2", "b0", "b1", "b2"]
    assert not slices.runs("one")


def test_a_turn_is_short(qtbot: QtBot) -> None:
    owner, turns, ended = QObject(), list[float](), list[bool]()
    slices = Slices(owner)

    def long() -> Iterator[None]:
        for _ in range(40):
            turns.append(time.perf_counter())
            end = time.perf_counter() + 0.001
            while time.perf_counter() < end:
                pass
            yield
        ended.append(True)

    slices.start("long", long())
    slices._turn()
    assert 1 <= len(turns) <= 6
    qtbot.waitUntil(lambda: bool(ended))


def test_what_starts_another_does_not_end_it(qtbot: QtBot) -> None:
    owner, done = QObject(), list[str]()
    slices = Slices(owner)

    def again() -> Iterator[None]:
        yield
        slices.start("one", steps(done, "next"))

    slices.start("one", again())
    qtbot.waitUntil(lambda: len(done) == 3)
