from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from dfi_studio.core.errors import StudioError
from dfi_studio.ui.browser.latest import Latest

Run = Callable[[Any], Any]


def test_of_several_questions_only_the_newest_is_answered(run: Run) -> None:
    go, asked, shown = threading.Event(), [], []

    def answer(question: int) -> int:
        asked.append(question)
        go.wait(5)
        return question * 10

    async def main() -> None:
        latest = Latest(answer, lambda question, found: shown.append((question, found)), print)
        task = asyncio.ensure_future(latest.answer_forever())
        latest.ask(1)
        while not asked:
            await asyncio.sleep(0.001)
        for question in (2, 3, 4):
            latest.ask(question)
        go.set()
        while (4, 40) not in shown:
            await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.wait({task})

    run(main())
    assert asked == [1, 4]
    assert shown == [(1, 10), (4, 40)]


def test_a_failure_is_told_and_the_next_question_answered(run: Run) -> None:
    shown: list[object] = []

    def answer(question: int) -> int:
        if question == 1:
            raise StudioError("That cannot be meant.")
        return question

    async def main() -> None:
        latest = Latest(answer, lambda *found: shown.append(found), lambda e: shown.append(str(e)))
        task = asyncio.ensure_future(latest.answer_forever())
        for question in (1, 2):
            latest.ask(question)
            while len(shown) < question:
                await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.wait({task})

    run(main())
    assert shown == ["That cannot be meant.", (2, 2)]
