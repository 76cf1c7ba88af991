"""The actions that put something into the queue: a picture, a batch; and whatever others order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QSettings

from dfi_studio.core.batch import attribute_name
from dfi_studio.core.errors import UsageError
from dfi_studio.core.film_order import FilmOrder
from dfi_studio.core.treatment import Extent, Treatment
from dfi_studio.library.result_names import Template
from dfi_studio.session.document import Document, Missing
from dfi_studio.session.film_names import named as film_path
from dfi_studio.session.orders import Order, Still
from dfi_studio.session.recipe_files import is_complete
from dfi_studio.session.sequence_edits import film_of
from dfi_studio.session.session import Session
from dfi_studio.session.still_names import named, result_name
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.export.options import remembered as outgoing
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.queue.batch_plan import BatchPlan
from dfi_studio.ui.queue.destination import remember, remembered
from dfi_studio.ui.queue.keeper import QueueKeeper
from dfi_studio.ui.rendering.work import Message


class AddFront(Protocol):
    """What needs to be said."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def tell(self, text: str) -> None:
        """Show a passing remark."""


class AddCommands(Flows):
    """Actions that fill the queue."""

    def __init__(
        self,
        session: Session,
        keeper: QueueKeeper,
        *,
        front: AddFront,
        dialogs: Dialogs,
        settings: QSettings,
    ) -> None:
        super().__init__(front)
        self._session, self._keeper = session, keeper
        self._desk: AddFront = front
        self._dialogs, self._settings = dialogs, settings
        self._plan: BatchPlan | None = None

    def add_to_queue(self) -> None:
        """Queue the photo as it is edited now."""
        self._session.settle()
        self.start(self._add(self._session.document))

    def name_queued(self) -> None:
        """Choose where queued pictures go."""
        self.start(self._name())

    def add_batch(self) -> None:
        """Ask for photos and what to do with them, and queue that."""
        self.start(self._batch())

    async def add(self, order: Order, *, title: str, folder: Path) -> None:
        """Queue anything; it is on the disk then.

        Raises
        ------
        OutputError
            Another window holds the queue, or it cannot be written.
        """
        await self._keeper.add(order, title=title, folder=folder)
        queue = self._keeper.queue
        count = len(queue.waiting) + (queue.running is not None)
        self._desk.tell(_tr("Queued {}; {} to do.").format(title, count))

    async def film(self, order: FilmOrder, document: Document) -> None:
        """Queue the film of a document.

        Raises
        ------
        UsageError, OutputError
            The name is none, or see `add`.
        """
        film = film_of(document)
        last = replace(document, recipe=film.at(document.recipe, 1.0))
        frames = _tr("{:,} frames").format(film.length)
        title = f"{title_of(last)}  \u00b7  {frames}"
        await self.add(
            Order(order, document), title=title, folder=film_path(order, document).parent
        )

    # -- flows ----------------------------------------------------------------------------------

    async def _add(self, document: Document) -> None:
        if document.missing is not None:
            raise UsageError(_lacks(document.missing))
        chosen, out = remembered(self._settings), outgoing(self._settings)
        extent = Extent.WHOLE if out.whole else Extent.USUAL
        treatment = Treatment(extent=extent, export=out.options)
        still = Still(chosen.out, chosen.extension, chosen.conflict, treatment)
        folder = named(still, document).parent
        await self.add(Order(still, document), title=title_of(document), folder=folder)

    async def _name(self) -> None:
        from dfi_studio.ui.queue.names_dialog import NamesDialog

        now, name = remembered(self._settings), result_name(self._session.document)
        answer = await self._dialogs.asked(lambda window: NamesDialog(window, now, name))
        if answer is not None:
            remember(self._settings, answer.form.chosen)

    async def _batch(self) -> None:
        from dfi_studio.ui.queue.batch_dialog import BatchDialog

        recipe = self._session.document.recipe
        name = result_name(self._session.document) if is_complete(recipe) else None
        now = self._plan or BatchPlan(remembered(self._settings), self._photo)
        answer = await self._dialogs.asked(lambda window: BatchDialog(window, now, name))
        if answer is None:
            return
        self._plan = plan = answer.chosen  # should it be wrong, it need not be typed again
        remember(self._settings, plan.destination)
        options = outgoing(self._settings).options
        batch = await elsewhere(plan.batch, recipe, options)
        count = len(batch.photos)
        said = _tr("1 photo") if count == 1 else _tr("{:,} photos").format(count)
        names = ", ".join(f"{each.name} {each.alpha:+.2f}" for each in batch.variants)
        folder = Template.of(batch.out).root
        await self.add(Order(batch), title=f"{said}  \u00b7  {names}", folder=folder)
        self._plan = None

    @property
    def _photo(self) -> tuple[Path, ...]:
        """The photo in hand, if it has a file."""
        photo = self._session.document.photo
        return () if photo is None or photo.path is None else (photo.path,)


def title_of(document: Document) -> str:
    """Return what a job of a document is called: its photo, and what is done to it."""
    name = result_name(document)
    photo = document.photo
    what = [
        f"{attribute_name(each.attribute)} {each.alpha:+.2f}" for each in document.recipe.moving
    ]
    if document.filling:
        what.append(_tr("filled"))
    said = _tr("pasted picture") if photo is None or photo.path is None else name.photo.name
    return "  \u00b7  ".join([said, ", ".join(what)]) if what else said


def _lacks(missing: Missing) -> str:
    return {
        Missing.PHOTO: _tr("Open a photo before you queue it."),
        Missing.ATTRIBUTE: _tr("Add an attribute before you queue the photo."),
        Missing.SOURCE: _tr("Choose the source pictures before you queue the photo."),
        Missing.TARGET: _tr("Choose the target pictures before you queue the photo."),
        Missing.FILL: _tr("Choose what to fill from before you queue the photo."),
    }[missing]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Queue", text)
