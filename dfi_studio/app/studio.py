"""One run of a window that is shown: all that answers to it is made and wired, runs, and is closed.

Imported once the window has been painted: nothing here is needed to show it.
"""

from __future__ import annotations

import asyncio
import logging
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QSettings

from dfi_studio.app.alongside import alongside
from dfi_studio.app.dataset import LateDataset
from dfi_studio.app.engine import Engine
from dfi_studio.app.faults import faults_told, tell_of_crashes
from dfi_studio.app.interrupts import interrupts
from dfi_studio.app.isda import LateIsda
from dfi_studio.app.meanwhile import Meanwhile
from dfi_studio.app.queue import LateQueue
from dfi_studio.app.sequence import LateSequence
from dfi_studio.app.sets import count_pictures
from dfi_studio.app.training import training_of
from dfi_studio.ui.commands.export import ExportCommands
from dfi_studio.ui.commands.face_masks import FaceMaskCommands
from dfi_studio.ui.commands.faces import FaceCommands
from dfi_studio.ui.commands.fill import FillCommands
from dfi_studio.ui.commands.history import HistoryCommands
from dfi_studio.ui.commands.leave import LeaveCommands
from dfi_studio.ui.commands.mask import MaskCommands
from dfi_studio.ui.commands.photo import PhotoCommands
from dfi_studio.ui.commands.solve import SolveCommands
from dfi_studio.ui.commands.stack import StackCommands
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.faces.in_photo import InPhoto
from dfi_studio.ui.faces.present import Present
from dfi_studio.ui.flows import elsewhere, tell_fault
from dfi_studio.ui.garbage import settle
from dfi_studio.ui.projects.autosave import Autosave
from dfi_studio.ui.projects.open_project import OpenProject
from dfi_studio.ui.projects.project_commands import ProjectCommands, is_project
from dfi_studio.ui.rendering.acquaintance import Acquaintance
from dfi_studio.ui.rendering.controller import Controller
from dfi_studio.ui.rendering.engine_start import AUTOMATIC, EngineStart
from dfi_studio.ui.rendering.engine_thread import EngineClient, EngineThread, ended
from dfi_studio.ui.rendering.foretelling import Foretelling
from dfi_studio.ui.rendering.instant import Instant
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.window.main_window import MainWindow
from dfi_studio.ui.window.screen import Screen
from dfi_studio.ui.window.shown_photos import ShownPhotos

logger = logging.getLogger(__name__)

_MOST_STREAK = 3
"""How often in a row the render loop is started again after a fault of ours."""


async def studio(
    engine: Engine,
    window: MainWindow,
    settings: QSettings,
    *,
    photo: Path | None = None,
    sample: bool = False,
    device: str = AUTOMATIC,
) -> None:
    """Answer to a window until it is closed, then close everything in reverse order.

    Parameters
    ----------
    window : MainWindow
        It is shown; it is deleted in the end.
    photo : Path or None
        A photo, a project or an attribute file to begin with.
    sample : bool
        Whether to begin with the sample.
    device : str
        What this run was asked to compute on.
    """
    thread = EngineThread(engine.make_workshop)
    run = Run(engine, EngineClient(thread), window, settings, device=device)
    try:
        with interrupts(run.leaving.leave), faults_told(window, run.autosave):
            settle()
            thread.start()
            async with (
                alongside(run.dataset.run(), "The browser failed."),
                alongside(run.autosave.run(), "The autosave failed."),
                alongside(run.acquaintance.run(), "The photo was not looked at."),
                alongside(run.instant.run(), "The decoder failed."),
                alongside(run.isda.run(), "The ISDA workspace failed."),
                alongside(run.sequence.run(), "The Sequence workspace failed."),
                alongside(run.queue.run(), "The queue failed."),
                alongside(run.meanwhile.drafts.run(), "The strip failed."),
                alongside(run.meanwhile.keyframes.run(), "The keyframes failed."),
                alongside(run.in_photo.run(), "The results were not put into the photo."),
                alongside(run.warm_up(), "The engine did not start."),
                alongside(run.begin(photo, sample=sample), "The window did not begin."),
            ):
                await run.until_left()
    finally:
        window.hide()
        for part in (run.projects, run.training, run.sequence, run.queue, run.isda, run.dataset):
            await part.close()
        await ended(thread)
        run.screen.cut()  # a picture that still passes over would be shown on what is gone
        window.deleteLater()


class Run:
    """The parts of one run, each given what it needs of the others."""

    def __init__(
        self,
        engine: Engine,
        client: EngineClient,
        window: MainWindow,
        settings: QSettings,
        *,
        device: str,
    ) -> None:
        self.session, self.window = window.session, window
        renders = Renders()
        self.screen = Screen(window, ShownPhotos(), renders)
        cut_out = engine.faces.cut_out
        self.present = Present(self.session, client, renders.portraits, cut_out=cut_out)
        self.acquaintance = Acquaintance(self.present, client, engine.verbs.first_look)
        self.instant = Instant(self.present, client, engine.instant, say=window.say)
        self.meanwhile = Meanwhile(
            self.present, client, window, engine=engine, instant=self.instant, screen=self.screen
        )
        self.controller = self._controlled(engine, client, renders)
        render, verbs, screen = engine.verbs.render, engine.faces, self.screen
        self.in_photo = InPhoto(client, self.present, screen, render=render, verbs=verbs)
        self.start = EngineStart(
            self.session, client, verbs=engine.verbs, view=window, settings=settings, asked=device
        )
        self.dialogs = Dialogs(window, settings)
        self.training = training_of(
            window,
            client,
            engine.instant,
            instant=self.instant,
            dialogs=self.dialogs,
            settings=settings,
        )
        self.queue = LateQueue(
            engine.queue, client, window=window, dialogs=self.dialogs, settings=settings
        )
        self._open(engine, client, settings)
        self._bind(engine, client, settings)
        self._add_pages(engine, client, settings)

    def _open(self, engine: Engine, client: EngineClient, settings: QSettings) -> None:
        """Make what opens photos and projects, and keeps them."""
        session, window, dialogs = self.session, self.window, self.dialogs
        project = OpenProject(session, self.screen.renders)
        self.stack = StackCommands(session, front=window, dialogs=dialogs)
        self.autosave = Autosave(project, view=window)
        self.projects = ProjectCommands(
            project, autosave=self.autosave, front=window, dialogs=dialogs, settings=settings
        )
        self.faces = FaceCommands(
            session, client, self.present, verbs=engine.faces, faces=window.faces, front=window
        )
        self.photos = PhotoCommands(
            session,
            photos=self.screen.photos,
            front=window,
            dialogs=dialogs,
            open_project=self.projects.open_project_path,
            is_project=is_project,
            add_attribute=self.stack.add_attribute_card,
            opened=self.faces.opened,
        )

    def _bind(self, engine: Engine, client: EngineClient, settings: QSettings) -> None:
        """Make what else answers to the actions."""
        session, window, dialogs = self.session, self.window, self.dialogs
        renders, find_face = self.screen.renders, engine.verbs.find_face
        self.leaving = LeaveCommands(front=window, may_quit=self.projects.may_quit)
        window.bind(
            self.projects,
            self.photos,
            self.faces,
            self.stack,
            MaskCommands(session, front=window, dialogs=dialogs),
            FaceMaskCommands(session, front=window, find_face=find_face),
            FillCommands(session, controller=self.controller, front=window, dialogs=dialogs),
            SolveCommands(session, controller=self.controller, start=self.start, front=window),
            HistoryCommands(session, self.in_photo, renders=renders, front=window, dialogs=dialogs),
            self._exports(engine, client, renders, settings),
            self.training,
            self.queue.commands,
            self.queue.adding,
            self.leaving,
        )

    def _controlled(self, engine: Engine, client: EngineClient, renders: Renders) -> Controller:
        known = self.meanwhile.keyframes.known
        return Controller(
            self.present,
            client,
            verbs=engine.verbs,
            screen=self.screen,
            renders=renders,
            foretelling=Foretelling(self.present, self.screen, known=known, instant=self.instant),
            instant=self.instant,
            count_pictures=count_pictures,
        )

    def _exports(
        self, engine: Engine, client: EngineClient, renders: Renders, settings: QSettings
    ) -> ExportCommands:
        return ExportCommands(
            self.session,
            client,
            verbs=engine.faces,
            in_photo=self.in_photo,
            screen=self.screen,
            renders=renders,
            front=self.window,
            dialogs=self.dialogs,
            settings=settings,
            drafts=self.meanwhile.drafted,
        )

    def _add_pages(self, engine: Engine, client: EngineClient, settings: QSettings) -> None:
        """Have the pages made when they are first shown."""
        self.dataset = LateDataset(
            engine.dataset,
            session=self.session,
            engine=client,
            window=self.window,
            dialogs=self.dialogs,
            cards_changed=self.stack.show_cards,
            train=self.training.make_sets_instant,
        )
        self.isda = LateIsda(
            engine.isda,
            client,
            window=self.window,
            dialogs=self.dialogs,
            settings=settings,
            cards_changed=self.stack.show_cards,
        )
        self.screen.watch(lambda phase: self.isda.rest(not phase.busy))
        self.sequence = LateSequence(
            engine.sequence,
            client,
            window=self.window,
            present=self.present,
            screen=self.screen,
            in_photo=self.in_photo,
            dialogs=self.dialogs,
            settings=settings,
            instant=self.instant,
            meanwhile=self.meanwhile,
            queue=self.queue.adding.film,
        )

    async def warm_up(self) -> None:
        """Make the engine ready; what comes with it, such as torch's modules, is there to stay."""
        await self.start.warm_up()
        settle()

    async def begin(self, photo: Path | None, *, sample: bool) -> None:
        """Bring back what was in hand, else open what was asked for; then load what can wait."""
        self.meanwhile.want()
        if not await self.projects.recover():
            if photo is not None:
                self.photos.open_path(photo)
            elif sample:
                self.photos.open_sample()
        await tell_of_crashes(self.window)
        self.stack.show_cards()
        self.training.go_on()
        curves = await elsewhere(import_module, "dfi_studio.ui.panels.loss_plot")
        plot = curves.LossPlot()
        self.window.solver.put_curves(plot, plot)

    async def until_left(self) -> None:
        """Keep the render loop going until the window may close."""
        left = asyncio.ensure_future(self.leaving.left.wait())
        faults = 0
        while not left.done() and faults < _MOST_STREAK:
            rendering = asyncio.ensure_future(self.controller.render_forever())
            await asyncio.wait({left, rendering}, return_when=asyncio.FIRST_COMPLETED)
            if rendering.done() and (fault := rendering.exception()) is not None:
                faults += 1
                logger.error("The render loop failed.", exc_info=fault)
                tell_fault(self.window, fault)
            rendering.cancel()
            await asyncio.wait({rendering})
        await left
