"""The engine made ready: the network loaded after the first paint, and the device chosen."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QCoreApplication, QSettings

from dfi_studio.core.steps import Notice, Progress, Step
from dfi_studio.session.session import Session
from dfi_studio.ui.flows import tell_failure
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import JobError
from dfi_studio.ui.rendering.work import Message, Verbs
from dfi_studio.ui.window.view import View

AUTOMATIC = "auto"
_CHOSEN = "engine/device"


class EngineStart:
    """Starts the engine, and starts it again on another device.

    Parameters
    ----------
    settings : QSettings
        Where the choice of a device is remembered.
    asked : str
        The device that this run was asked to use, whatever is remembered.
    """

    def __init__(
        self,
        session: Session,
        engine: EngineClient,
        *,
        verbs: Verbs,
        view: View,
        settings: QSettings,
        asked: str = AUTOMATIC,
    ) -> None:
        self._session = session
        self._engine = engine
        self._verbs = verbs
        self._view = view
        self._settings = settings
        self._asked = asked

    async def warm_up(self) -> None:
        """Let the engine load what the first render will need; offer the devices.

        A device that was chosen in an earlier run and is gone is told, and the automatic one
        serves instead.
        """
        chosen = str(self._settings.value(_CHOSEN, AUTOMATIC))
        space = self._session.document.recipe.space
        self._view.show_engine(_tr("Starting the engine…"))
        ready = False
        if self._asked == AUTOMATIC and chosen != AUTOMATIC:
            ready = await self._started(lambda shop: self._verbs.use_device(shop, chosen, space))
        if not ready:
            chosen = self._asked
            await self._started(lambda shop: self._verbs.warm_up(shop, space))
        await self._offer(chosen)

    async def use_device(self, name: str) -> None:
        """Compute on another device from the next job on, and remember that."""
        space = self._session.document.recipe.space
        if await self._started(lambda shop: self._verbs.use_device(shop, name, space)):
            self._settings.setValue(_CHOSEN, name)
            await self._offer(name)
        else:
            await self._offer(str(self._settings.value(_CHOSEN, AUTOMATIC)))

    async def _started(self, work: Callable[[Any], Generator[Step, None, str]]) -> bool:
        try:
            async with self._engine.start(work) as job:
                async for step in job:
                    match step:
                        case Progress(label=label, done=done, total=total):
                            counted = f"{label} {done}/{total}" if total > 1 else label
                            self._view.show_engine(counted)
                        case Notice(text=text):
                            self._view.say(Message(text))
                self._view.show_engine(await job.result())
        except JobError as error:
            self._view.show_engine("")
            tell_failure(self._view, error)
            return False
        return True

    async def _offer(self, chosen: str) -> None:
        try:
            async with self._engine.start(self._verbs.devices) as job:
                self._view.show_devices(await job.result(), chosen)
        except JobError as error:
            tell_failure(self._view, error)


def _tr(text: str) -> str:
    return QCoreApplication.translate("EngineStart", text)
