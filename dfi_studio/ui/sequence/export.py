"""The flow that takes a film out of the window: what is asked, what is solved, what is written."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QSettings

from dfi_studio.core.film_order import FilmOrder
from dfi_studio.core.solved import Solved
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.library.film_folder import Film
from dfi_studio.session.document import Document
from dfi_studio.session.film_names import film_name, film_paths
from dfi_studio.session.session import Session
from dfi_studio.ui.browser.job_strip import JobStrip
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.faces.in_photo import InPhoto
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import Job
from dfi_studio.ui.rendering.work import Message
from dfi_studio.ui.sequence.export_dialog import FilmExportDialog
from dfi_studio.ui.sequence.outgoing import remember, remembered
from dfi_studio.ui.sequence.verbs import SaveVerb, Showing

_RANK = 2  # as the solving of frames: somebody waits for it

Solve = Callable[[Document], Coroutine[Any, Any, Film]]
Queued = Callable[[FilmOrder, Document], Coroutine[Any, Any, None]]


class ExportFront(Protocol):
    """What the export needs of the window."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def tell(self, text: str) -> None:
        """Show a passing remark."""


class FilmExport(Flows):
    """Asks what a film is to be written as, has it solved, and writes it.

    Parameters
    ----------
    save : callable
        The verb.
    solve : callable
        Returns the film of a document, solved.
    told : callable
        Says how long the film is, and how long it takes to solve.
    strip : JobStrip
        Where is shown how far the writing is.
    queue : callable or None
        Puts a film into the queue; None where there is none.
    """

    def __init__(
        self,
        session: Session,
        engine: EngineClient,
        save: SaveVerb,
        *,
        solve: Solve,
        told: Callable[[], str],
        present: Present,
        in_photo: InPhoto,
        strip: JobStrip,
        front: ExportFront,
        dialogs: Dialogs,
        settings: QSettings,
        queue: Queued | None = None,
    ) -> None:
        super().__init__(front)
        self._session, self._engine, self._save = session, engine, save
        self._solve, self._told = solve, told
        self._present, self._in_photo = present, in_photo
        self._strip, self._desk = strip, front
        self._dialogs, self._settings, self._queue = dialogs, settings, queue
        self._job: Job[None] | None = None
        strip.stop_wanted.connect(self._stop)

    def export_film(self) -> None:
        """Ask what the film is to become, and make it."""
        self._session.settle()
        self.start(self._export(self._session.document))

    # -- the flow -------------------------------------------------------------------------------

    async def _export(self, document: Document) -> None:
        if document.missing is not None:
            self._desk.tell(_tr("Complete the edit first: choose its pictures in Edit."))
            return
        now = remembered(self._settings)
        name, told = film_name(document, now), self._told()
        queues = self._queue is not None
        dialog = await self._dialogs.asked(
            lambda window: FilmExportDialog(window, now, name, told, queues=queues)
        )
        if dialog is None:
            return
        order = dialog.chosen
        remember(self._settings, order)
        if dialog.queued and self._queue is not None:
            await self._queue(order, document)
            return
        paths = await elsewhere(film_paths, order, document)
        if paths is None:
            self._desk.tell(_tr("The film is there already, and was left as it is."))
            return
        film = await self._solve(document)
        await self._write(await self._showing(film, document), paths, order)
        where = paths[0].parent if order.kind.numbered else paths[0]
        self._desk.tell(_tr("Saved {}").format(where))

    async def _showing(self, film: Film, document: Document) -> Showing:
        """Say how the frames are seen: with the other faces of the photo as they are edited."""
        subject = document.subject
        assert subject is not None  # or it would be missing
        *others, own = document.still.layers
        before: list[Solved] = []
        for each in others:
            before.append(self._in_photo.solved_by(each, await self._in_photo.made(each)))
        portrait = self._present.portraits.portrait(own)
        masks = document.subject_masks
        return Showing(film, subject, masks, portrait, document.in_place, tuple(before))

    async def _write(self, showing: Showing, paths: tuple[Path, ...], order: FilmOrder) -> None:
        """Write the film in the engine's spare time, and show how far it is."""
        try:
            async with self._engine.start_patient(
                lambda shop: self._save(shop, showing, paths, order.kind, order.options),
                rank=_RANK,
            ) as self._job:
                self._strip.show_waiting(_tr("Writing the film…"))
                async for step in self._job:
                    match step:
                        case Notice(text=text):
                            self._desk.say(Message(text))
                        case Progress():
                            self._strip.show_step("", step)
                await self._job.result()
        finally:
            self._job = None
            self._strip.end()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sequence", text)
