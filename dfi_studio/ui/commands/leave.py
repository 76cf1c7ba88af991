"""The end: closing the window, asking first where work would be lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from dfi_studio.ui.flows import Flows
from dfi_studio.ui.window.view import Front


class LeaveCommands(Flows):
    """Closes the window.

    Parameters
    ----------
    may_quit : callable
        Asks the user where there is need to; False where they would rather stay.

    Attributes
    ----------
    left : asyncio.Event
        Set when the window may close for good.
    """

    def __init__(self, *, front: Front, may_quit: Callable[[], Awaitable[bool]]) -> None:
        super().__init__(front)
        self._may_quit = may_quit
        self._asking = False
        self.left = asyncio.Event()

    def quit(self) -> None:
        """Close the window, asking first where work would be lost."""
        if not self._asking:
            self._asking = True
            self.start(self._quit())

    def leave(self) -> None:
        """Close without asking: the system or a terminal said so."""
        self.left.set()

    async def _quit(self) -> None:
        try:
            if await self._may_quit():
                self.left.set()
        finally:
            self._asking = False
