"""What the user can do with the attribute library, as flows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from dfi_studio.core.recipe import Contrast
from dfi_studio.core.steps import Notice, Preview, Progress
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.attributes import load_attribute
from dfi_studio.session import edits
from dfi_studio.ui.browser.bench import Bench
from dfi_studio.ui.browser.library_panel import ShownCard
from dfi_studio.ui.browser.verbs import Cards
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.rendering.job import Job, Work
from dfi_studio.ui.rendering.work import Message
from dfi_studio.ui.window.view import Front


class LibraryCommands(Flows):
    """Learns, shows and changes the cards."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.front)
        self._session, self._curator = bench.session, bench.curator
        self._contrasts, self._engine, self._verbs = bench.contrasts, bench.engine, bench.verbs
        self._view, self._dialogs = bench.view, bench.dialogs
        self._front: Front = bench.front
        self._library = AttributeLibrary()
        self._job: Job[object] | None = None
        view = bench.view
        view.learning.stop_wanted.connect(self._stop)
        panel = self._panel = view.library
        panel.searched.connect(lambda text: self.show_cards())
        panel.keep_wanted.connect(lambda: self.start(self._keep()))
        panel.import_wanted.connect(lambda: self.start(self._import()))
        panel.use_wanted.connect(lambda path: self.start(self._use(path)))
        panel.rename_wanted.connect(lambda path, name: self.start(self._rename(path, name)))
        panel.duplicate_wanted.connect(lambda path: self.start(self._duplicate(path)))
        panel.rebuild_wanted.connect(lambda path: self.start(self._rebuild(path)))
        panel.delete_wanted.connect(lambda path: self.start(self._delete(path)))

    def show_cards(self) -> None:
        """Read the cards anew."""
        self.start(self._show_cards())

    async def _show_cards(self) -> None:
        text = self._panel.search.text()
        shown = await elsewhere(_cards, self._library, text)
        if text == self._panel.search.text():
            self._panel.show_cards(shown)
        for problem in self._library.problems:
            self._front.say(Message(problem))

    async def _keep(self) -> None:
        texts = await elsewhere(self._contrasts.write_sets, self._curator.keeper.desk)
        document = self._session.document
        attribute = document.attribute
        k = attribute.k if isinstance(attribute, Contrast) and document.photo else 0
        sets, space, photo = Contrast(*texts, k=k), document.recipe.space, document.photo
        near, name = photo if k else None, self._name()
        await self._make(lambda shop: self._verbs.keep(shop, sets, space, near, name))

    def _name(self) -> str:
        """Return what a new attribute is called: by its rule, or by what the target asks for."""
        queries = self._curator.keeper.desk.queries
        for rule in self._view.rules:
            if (rule.source, rule.target) == queries:
                return rule.name
        return queries[1] or _tr("New attribute")

    async def _import(self) -> None:
        filters = _tr("Attributes of the authors' program (*.npz);;All files (*)")
        title = _tr("Import an attribute")
        path = await self._dialogs.open_file(title, kind="attribute", filters=filters)
        if path is not None:
            await self._make(lambda shop: self._verbs.import_(shop, path))

    async def _rebuild(self, path: Path) -> None:
        size = self._session.document.recipe.space.size
        await self._make(lambda shop: self._verbs.rebuild(shop, path, size))

    async def _make(self, work: Callable[[object], Cards]) -> None:
        """Make a card on the engine's thread, and show it."""
        strip = self._view.learning
        wanted: Work[object] = work
        try:
            async with self._engine.start(wanted) as self._job:
                async for step in self._job:
                    match step:
                        case Notice(text=text):
                            self._front.say(Message(text))
                        case Progress():
                            strip.show_step("", step)
                        case Preview(iteration=done, iterations=total):
                            strip.show_step("", Progress(_tr("Preview strip"), done, total))
                await self._job.result()
        finally:
            self._job = None
            strip.end()
            await self._show_cards()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    async def _use(self, path: Path) -> None:
        record = await elsewhere(load_attribute, path)
        self._session.do(edits.use_attribute_file(str(path), record.space))
        self._view.edit_wanted.emit()

    async def _rename(self, path: Path, name: str) -> None:
        try:
            await elsewhere(self._library.rename, path, name)
        finally:
            await self._show_cards()

    async def _duplicate(self, path: Path) -> None:
        await elsewhere(self._library.duplicate, path)
        await self._show_cards()

    async def _delete(self, path: Path) -> None:
        await self._curator.keeper.delete_attribute(path)
        self._front.tell(_tr("Deleted; Ctrl+Z brings it back."))


def _cards(library: AttributeLibrary, search: str) -> list[ShownCard]:
    return [
        ShownCard(card, QImage() if card.preview is None else QImage(str(card.preview)))
        for card in library.cards(search)
    ]


def _tr(text: str) -> str:
    return QCoreApplication.translate("LibraryCommands", text)
