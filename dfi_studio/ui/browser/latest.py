"""Questions to a slow thing, of which only the newest counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from dfi_studio.ui.flows import elsewhere

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Latest(Generic[Question, Answer]):
    """Answers the newest question outside the window's thread, then looks for a newer one.

    As in the render loop there are no timers: what is asked while an answer is made waits, and of
    several that wait only the last is answered.

    Parameters
    ----------
    answer : callable
        Reads files; runs outside the window's thread.
    show : callable
        Takes the question and its answer, in the window's thread.
    fail : callable
        Takes what `answer` raised.
    """

    def __init__(
        self,
        answer: Callable[[Question], Answer],
        show: Callable[[Question, Answer], None],
        fail: Callable[[Exception], None],
    ) -> None:
        self._answer, self._show, self._fail = answer, show, fail
        self._asked = asyncio.Event()
        self._question: Question | None = None

    def ask(self, question: Question) -> None:
        """Answer this next, and nothing that was asked before."""
        self._question = question
        self._asked.set()

    async def answer_forever(self) -> None:
        """Answer until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            question = self._question
            assert question is not None
            try:
                answer = await elsewhere(self._answer, question)
            except Exception as error:  # noqa: BLE001 - the border: the next question is answered
                self._fail(error)
            else:
                self._show(question, answer)
