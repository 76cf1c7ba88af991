"""The ISDA workspace of one run: made when it is first shown, as that of the dataset is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from dfi_studio.app.sets import count_pictures
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.isda.verbs import IsdaVerbs
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from dfi_studio.ui.isda.commands import IsdaCommands
    from dfi_studio.ui.isda.training_commands import TrainingCommands


class LateIsda:
    """Makes the workspace, has it filled while the render loop rests, and closes it.

    Parameters
    ----------
    cards_changed : callable
        Called when an attribute has come to the library.
    """

    def __init__(
        self,
        verbs: IsdaVerbs,
        engine: EngineClient,
        *,
        window: MainWindow,
        dialogs: Dialogs,
        settings: QSettings,
        cards_changed: Callable[[], None],
    ) -> None:
        self._verbs, self._engine = verbs, engine
        self._window, self._dialogs, self._settings = window, dialogs, settings
        self._cards_changed = cards_changed
        self._commands: IsdaCommands | None = None
        self._training: TrainingCommands | None = None
        self._resting = False
        self._made = asyncio.Event()
        window.isda_page.fill_by(self._make)

    async def run(self) -> None:
        """Fill the workspace until cancelled, from when it is there."""
        for name in ("commands", "training_commands"):
            await elsewhere(import_module, f"dfi_studio.ui.isda.{name}")
        await self._made.wait()
        assert self._commands is not None
        await self._commands.filling.run()

    async def close(self) -> None:
        """Stop what is under way; a training writes what it has reached."""
        for flows in (self._training, self._commands):
            if flows is not None:
                await flows.end_flows()

    def rest(self, resting: bool) -> None:
        """Take note whether the render loop is at rest."""
        self._resting = resting
        if self._commands is not None:
            self._commands.rest(resting)

    def _make(self) -> None:
        from dfi_studio.ui.isda.commands import IsdaCommands
        from dfi_studio.ui.isda.pages import IsdaPages
        from dfi_studio.ui.isda.training_commands import TrainingCommands
        from dfi_studio.ui.isda.training_page import TrainingPage
        from dfi_studio.ui.isda.workspace import IsdaWorkspace

        workspace, page = IsdaWorkspace(), TrainingPage()
        self._commands = IsdaCommands(
            self._window.session,
            self._engine,
            self._verbs,
            workspace=workspace,
            front=self._window,
            dialogs=self._dialogs,
            settings=self._settings,
            count_pictures=count_pictures,
            cards_changed=self._cards_changed,
        )
        self._commands.rest(self._resting)
        self._training = TrainingCommands(
            self._engine,
            self._verbs.compare,
            page=page,
            front=self._window,
            dialogs=self._dialogs,
            settings=self._settings,
            count_pictures=count_pictures,
        )
        self._window.isda_page.put(IsdaPages(workspace, page))
        self._made.set()
