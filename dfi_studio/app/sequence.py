"""The Sequence workspace of one run: made when it is first shown, as those of other pages are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from dfi_studio.app.meanwhile import Meanwhile
from dfi_studio.ui.actions.binding import bind_sequence
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.faces.in_photo import InPhoto
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.flows import elsewhere
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.sequence.estimate import SolveClock
from dfi_studio.ui.sequence.verbs import FilmVerbs
from dfi_studio.ui.window.main_window import MainWindow
from dfi_studio.ui.window.screen import Screen

if TYPE_CHECKING:
    from dfi_studio.ui.sequence.commands import SequenceCommands
    from dfi_studio.ui.sequence.export import FilmExport, Queued
    from dfi_studio.ui.sequence.panel import SequencePanel
    from dfi_studio.ui.sequence.viewing import Viewing


class LateSequence:
    """Makes the workspace, shows frames in it, and closes it.

    Parameters
    ----------
    meanwhile : Meanwhile
        Knows pictures that frames can be foreseen by.
    queue : callable
        Puts a film into the queue.
    """

    def __init__(
        self,
        verbs: FilmVerbs,
        engine: EngineClient,
        *,
        window: MainWindow,
        present: Present,
        screen: Screen,
        in_photo: InPhoto,
        dialogs: Dialogs,
        settings: QSettings,
        instant: Instant,
        meanwhile: Meanwhile,
        queue: Queued,
    ) -> None:
        self._verbs, self._engine = verbs, engine
        self._window, self._present = window, present
        self._instant, self._meanwhile = instant, meanwhile
        self._queue = queue
        self._clock = SolveClock()
        screen.watch(self._clock.note)
        self._dialogs, self._settings, self._in_photo = dialogs, settings, in_photo
        self._commands: SequenceCommands | None = None
        self._export: FilmExport | None = None
        self._viewing: Viewing | None = None
        self._made = asyncio.Event()
        window.sequence_page.fill_by(self._make)

    async def run(self) -> None:
        """Show what is looked at until cancelled, from when the workspace is there."""
        await elsewhere(import_module, "dfi_studio.ui.sequence.commands")
        await self._made.wait()
        assert self._viewing is not None
        await self._viewing.run()

    async def close(self) -> None:
        """Stop what is under way; frames that are solved stay."""
        if self._commands is not None:
            self._commands.player.halt()
        for flows in (self._export, self._commands):
            if flows is not None:
                await flows.end_flows()

    def _make(self) -> None:
        from dfi_studio.ui.sequence.key_commands import KeyCommands
        from dfi_studio.ui.sequence.panel import SequencePanel

        window, panel = self._window, SequencePanel()
        self._commands = commands = self._made_commands(panel)
        self._export = export = self._made_export(panel, commands)
        panel.edit_wanted.connect(window.view_commands.show_edit)
        panel.transport.export_wanted.connect(export.export_film)
        bind_sequence(window, commands, KeyCommands(window.session, panel), export)
        window.sequence_page.put(panel)
        self._made.set()

    def _made_commands(self, panel: SequencePanel) -> SequenceCommands:
        """Make what shows the film, plays it and has it solved."""
        from dfi_studio.ui.sequence.commands import SequenceCommands
        from dfi_studio.ui.sequence.filming import Filming
        from dfi_studio.ui.sequence.footage import Footage
        from dfi_studio.ui.sequence.viewing import Viewing

        window, footage, known = self._window, Footage(), self._meanwhile.keyframes.known
        self._viewing = Viewing(window, footage, self._present, instant=self._instant, known=known)
        return SequenceCommands(
            window.session,
            panel=panel,
            footage=footage,
            viewing=self._viewing,
            filming=Filming(self._engine, self._verbs.film, self._present, front=window),
            clock=self._clock,
            front=window,
            names=self._names,
        )

    def _made_export(self, panel: SequencePanel, commands: SequenceCommands) -> FilmExport:
        """Make what takes the film out of the window."""
        from dfi_studio.ui.sequence.export import FilmExport

        return FilmExport(
            self._window.session,
            self._engine,
            self._verbs.save,
            solve=commands.solved,
            told=commands.told,
            present=self._present,
            in_photo=self._in_photo,
            strip=panel.writing,
            front=self._window,
            dialogs=self._dialogs,
            settings=self._settings,
            queue=self._queue,
        )

    def _names(self) -> Mapping[str, str]:
        return self._window.edit.stack.names
