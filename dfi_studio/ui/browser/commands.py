"""What the user can do in the browser: each public method is one action, as in `ui.commands`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from dfi_studio.library.attribute_rules import AttributeRule
from dfi_studio.session import edits
from dfi_studio.session.trays import Role, Trays
from dfi_studio.ui.browser.background import Background
from dfi_studio.ui.browser.bench import Bench
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.rendering.work import Message
from dfi_studio.ui.window.view import Front


class DatasetCommands(Flows):
    """The actions of the Dataset workspace, and what is dropped on it."""

    def __init__(self, bench: Bench, background: Background) -> None:
        super().__init__(bench.front)
        self._session, self._curator, self._background = bench.session, bench.curator, background
        self._shelf, self._contrasts = bench.shelf, bench.contrasts
        self._engine, self._verbs = bench.engine, bench.verbs
        self._view, self._dialogs = bench.view, bench.dialogs
        self._front: Front = bench.front
        self._connect()

    # -- folders --------------------------------------------------------------------------------

    def add_folder(self) -> None:
        """Ask for a folder, and read it."""
        self.start(self._add_folder())

    def add_path(self, folder: Path) -> None:
        """Read a folder that was dropped."""
        self.start(self._background.scan(folder))

    def rescan(self) -> None:
        """Look what is new in all folders."""
        self.start(self._background.scan(None))

    def forget_folder(self) -> None:
        """Take the folder that is shown out of the catalogue; its pictures stay where they are."""
        self.start(self._forget_folder())

    def show_broken(self) -> None:
        """List the files that cannot be used, with the reason."""
        self.start(self._show_broken())

    def index_pictures(self) -> None:
        """Index what is new."""
        self._background.want_index()

    # -- trays ----------------------------------------------------------------------------------

    def to_source(self) -> None:
        """Put the selection into the source."""
        self._put(Role.SOURCE, self._view.selected())

    def to_target(self) -> None:
        """Put the selection into the target."""
        self._put(Role.TARGET, self._view.selected())

    def take_out(self) -> None:
        """Take the selection out of the trays."""
        self._take(self._view.selected())

    def swap_trays(self) -> None:
        """Swap source and target."""
        keeper = self._curator.keeper
        queries = keeper.desk.queries
        keeper.fill(keeper.trays.swapped(), (queries[1], queries[0]), "Swap source and target")

    def use_trays(self) -> None:
        """Learn from the trays in the editor."""
        self.start(self._use_trays())

    def undo_desk(self) -> None:
        """Take the last change of trays or labels back."""
        self.start(self._curator.keeper.undo())

    def redo_desk(self) -> None:
        """Bring it again."""
        self.start(self._curator.keeper.redo())

    # -- looking --------------------------------------------------------------------------------

    def focus_filter(self) -> None:
        """Type a query."""
        self._view.focus_filter()

    def give_label(self) -> None:
        """Give the selection a label."""
        self._view.labels.open()

    # -- flows ----------------------------------------------------------------------------------

    async def _add_folder(self) -> None:
        folder = await self._dialogs.open_folder(_tr("Add a folder of pictures"), kind="dataset")
        if folder is not None:
            await self._background.scan(folder)

    async def _forget_folder(self) -> None:
        name = self._curator.look.folder
        if name is None:
            self._front.tell(_tr("Choose one folder above first."))
            return
        await elsewhere(self._shelf.remove_folder, name)
        keeper = self._curator.keeper
        held = [*keeper.trays.source, *keeper.trays.target]
        there = {each.id for each in await elsewhere(self._shelf.pictures, held)}
        keeper.forget(set(held) - there)
        self._curator.show_folder(None)
        self._front.tell(_tr("{} was taken out; its pictures are untouched.").format(name))

    async def _show_broken(self) -> None:
        broken = await elsewhere(self._shelf.broken, self._curator.look.folder)
        if not broken:
            self._front.tell(_tr("All files can be used."))
            return
        many = _tr("{:,} files cannot be used; they are left as they are.").format(len(broken))
        words = _tr("One file cannot be used.") if len(broken) == 1 else many
        details = "\n".join(f"{each.path}: {each.problem}" for each in broken)
        self._front.say(Message(words, details=details))

    async def _use_trays(self) -> None:
        texts = await elsewhere(self._contrasts.write_sets, self._curator.keeper.desk)
        self._session.do(edits.set_sets(*texts))
        if self._session.document.photo is None:
            self._front.tell(_tr("Source and target are chosen: open a photo to try them."))
        self._view.edit_wanted.emit()

    async def _fill(self, rule: AttributeRule) -> None:
        queries = (rule.source, rule.target)
        trays = await elsewhere(self._contrasts.fill, queries, self._curator.look)
        self._curator.keeper.fill(trays, queries, "Ready-made sets")

    async def _fill_one(self, role: Role, text: str) -> None:
        keeper = self._curator.keeper
        trays = await elsewhere(
            self._contrasts.fill_one, role, text, self._curator.look, keeper.trays
        )
        source = role is Role.SOURCE
        queries = (text, keeper.desk.queries[1]) if source else (keeper.desk.queries[0], text)
        keeper.fill(trays, queries, "Fill a tray")

    async def _match(self, label: str) -> None:
        keeper = self._curator.keeper
        before = keeper.trays
        after = await elsewhere(self._contrasts.match, before, label)
        keeper.put(after, "Match the trays")
        words = _tr("{} is alike in both now; {:,} + {:,} pictures are left.")
        self._front.tell(words.format(label, len(after.source), len(after.target)))

    async def _pair(self) -> None:
        keeper, path = self._curator.keeper, self._shelf.path
        trays = keeper.trays
        self._front.tell(_tr("Looking for neighbours in both trays…"))
        async with self._engine.start(
            lambda shop: self._verbs.pairs(shop, path, trays.source, trays.target)
        ) as job:
            source, target = await job.result()
        keeper.put(Trays(tuple(source), tuple(target)), "Nearest pairs")
        words = _tr("{:,} + {:,} neighbours of one another are left.")
        self._front.tell(words.format(len(source), len(target)))

    async def _give_label(self, name: str, text: str) -> None:
        ids = self._view.grid.selected()
        await self._curator.keeper.label(ids, name, text)
        said = _tr("{} = {}: given to {:,}") if text else _tr("{}{}: taken away from {:,}")
        self._front.tell(said.format(name, text, len(ids)))

    # -- inside ---------------------------------------------------------------------------------

    def _put(self, role: Role, ids: Sequence[int]) -> None:
        keeper = self._curator.keeper
        keeper.put(
            keeper.trays.put(role, ids), "To the source" if role is Role.SOURCE else "To the target"
        )

    def _take(self, ids: Sequence[int]) -> None:
        keeper = self._curator.keeper
        keeper.put(keeper.trays.take(ids), "Take out")

    def _connect(self) -> None:
        panel = self._view.trays
        for role, tray in panel.trays.items():
            tray.put.connect(lambda ids, role=role: self._put(role, ids))
            tray.taken.connect(self._take)
            tray.cleared.connect(lambda role=role: self._clear(role))
            tray.filled.connect(lambda text, role=role: self.start(self._fill_one(role, text)))
        panel.swap_wanted.connect(self.swap_trays)
        panel.use_wanted.connect(self.use_trays)
        panel.rule_chosen.connect(lambda rule: self.start(self._fill(rule)))
        panel.comparison.match_wanted.connect(lambda label: self.start(self._match(label)))
        panel.comparison.pairs_wanted.connect(lambda: self.start(self._pair()))
        self._view.labels.given.connect(lambda name, text: self.start(self._give_label(name, text)))
        self._view.grid.dropped.connect(self._take)

    def _clear(self, role: Role) -> None:
        keeper = self._curator.keeper
        source = role is Role.SOURCE
        queries = ("", keeper.desk.queries[1]) if source else (keeper.desk.queries[0], "")
        keeper.fill(keeper.trays.fill(role, ()), queries, "Empty a tray")


def _tr(text: str) -> str:
    return QCoreApplication.translate("DatasetCommands", text)
