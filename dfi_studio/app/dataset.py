"""The Dataset workspace of one run: made when it is first shown.

To import and to build it takes half as long as all the rest of the window, which is there sooner
without it. Its modules are imported while the user looks at the window, so that the first visit
does not wait for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from dfi_studio.session.session import Session
from dfi_studio.ui.browser.verbs import DatasetVerbs
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from dfi_studio.ui.browser.dataset import Dataset


class LateDataset:
    """Makes the workspace, keeps it in step with the catalogue, and closes it.

    Parameters
    ----------
    cards_changed : callable
        Called when an attribute has come to the library or gone from it.
    train : callable
        Trains a decoder for some sets.
    """

    def __init__(
        self,
        verbs: DatasetVerbs,
        *,
        session: Session,
        engine: EngineClient,
        window: MainWindow,
        dialogs: Dialogs,
        cards_changed: Callable[[], None],
        train: Callable[[Sequence[str]], None],
    ) -> None:
        self._verbs, self._session, self._engine = verbs, session, engine
        self._window, self._dialogs = window, dialogs
        self._cards_changed, self._train = cards_changed, train
        self._dataset: Dataset | None = None
        self._made = asyncio.Event()
        window.dataset_page.fill_by(self._make)

    async def run(self) -> None:
        """Keep the workspace in step until cancelled, from when it is there."""
        await elsewhere(import_module, "dfi_studio.ui.browser.dataset")
        await self._made.wait()
        assert self._dataset is not None
        await self._dataset.run()

    async def close(self) -> None:
        """Stop what is under way, and end the threads."""
        if self._dataset is not None:
            await self._dataset.close()

    def _make(self) -> None:
        from dfi_studio.ui.browser.dataset import Dataset

        made = self._dataset = Dataset(self._verbs)
        commands = made.commands(
            self._session,
            engine=self._engine,
            front=self._window,
            dialogs=self._dialogs,
            train=self._train,
        )
        made.workspace.attributes_changed.connect(self._cards_changed)
        self._window.put_dataset(made.workspace, *commands)
        self._made.set()
