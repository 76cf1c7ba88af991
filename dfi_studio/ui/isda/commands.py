"""What the user does in the ISDA workspace: one view, its controls, and flows for the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtGui import QImage

from dfi_studio.core.class_direction import Sampling
from dfi_studio.core.errors import StudioError
from dfi_studio.core.parameters import parameters
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.session.class_view import PRINCIPAL, ClassView, Verdict, drafted
from dfi_studio.session.document import Document
from dfi_studio.session.session import Session
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.isda.filling import Filling
from dfi_studio.ui.isda.shown_draws import ShownDraws
from dfi_studio.ui.isda.verbs import IsdaVerbs
from dfi_studio.ui.isda.workspace import IsdaWorkspace
from dfi_studio.ui.pixels import from_qimage, to_shown
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import Job, Work
from dfi_studio.ui.rendering.work import Message, SetReport
from dfi_studio.ui.window.view import Front

_REMEMBERED = "isda/class"
Result = TypeVar("Result")


class IsdaCommands(Flows):
    """Answers the controls, and keeps the workspace in step with the document.

    Parameters
    ----------
    count_pictures : callable
        How many pictures a set holds; raises `StudioError` where it cannot serve.
    cards_changed : callable
        Called when an attribute has come to the library.
    settings : QSettings
        Where the class is remembered.
    """

    def __init__(
        self,
        session: Session,
        engine: EngineClient,
        verbs: IsdaVerbs,
        *,
        workspace: IsdaWorkspace,
        front: Front,
        dialogs: Dialogs,
        settings: QSettings,
        count_pictures: Callable[[str], int],
        cards_changed: Callable[[], None],
    ) -> None:
        super().__init__(front)
        self._front: Front = front
        self._session, self._engine, self._verbs = session, engine, verbs
        self._workspace, self._dialogs = workspace, dialogs
        self._settings, self._count_pictures = settings, count_pictures
        self._cards_changed = cards_changed
        self._view, self._go = ClassView(), True
        self._document = Document()
        self.draws = ShownDraws(workspace, say=front.say)
        self.filling = Filling(engine, verbs.sample, verbs.guess, self.draws)
        self._job: Job[Any] | None = None
        self._connect()
        self._take(self._first(session.document))
        self._on_document(Document(), session.document)

    def rest(self, resting: bool) -> None:
        """Take note whether the render loop is at rest: only then is there time for draws."""
        self.filling.rest(resting)
        waiting = "" if resting else _tr("Draws wait until the picture is solved…")
        self._workspace.show_state(waiting)

    # -- the document ---------------------------------------------------------------------------

    def _first(self, document: Document) -> ClassView:
        """Return what to begin with: the class of the last time, or what is edited towards."""
        last = str(self._settings.value(_REMEMBERED, ""))
        edited = [
            each.attribute.target
            for each in document.recipe.directions
            if isinstance(each.attribute, Contrast) and each.attribute.target
        ]
        return ClassView().of_class(next(iter((*filter(None, [last]), *edited)), ""))

    def _on_document(self, old: Document, new: Document) -> None:
        """Show another photo; what is edited otherwise does not matter here."""
        was, self._document = self._document, new
        known = [_ for _ in (str(self._settings.value(_REMEMBERED, "")), *new.sets) if _]
        self._workspace.class_.show_known(list(dict.fromkeys(known)))
        if was.subject != new.subject or was.recipe.space != new.recipe.space:
            self.draws.clear()
            self._workspace.principal.show_shares(None)
            self._view = self._view.still()
            self._workspace.principal.show_amounts(self._view.amounts)
        elif was.marks != new.marks:
            self.draws.grow_stale()
        if was.subject != new.subject:
            self.start(self._show_photo(new.subject))
        self._want()

    async def _show_photo(self, photo: Photo | None) -> None:
        picture = QImage() if photo is None else await elsewhere(to_shown, photo.image)
        if photo == self._document.subject:
            self.draws.show_photo(picture)

    # -- the controls ---------------------------------------------------------------------------

    def _take(self, view: ClassView) -> None:
        """Show another view, and have it made."""
        was, self._view = self._view, view
        self._workspace.class_.show_sampling(view.sampling)
        self.draws.show_view(view)
        drawn = view.sampling.pictures, view.sampling.seed
        if (was.sampling.pictures, was.sampling.seed) != drawn:
            self.draws.clear()
        elif was.sampling.strength != view.sampling.strength:
            self.draws.grow_stale()
        if was.sampling.pictures != view.sampling.pictures:
            self._settings.setValue(_REMEMBERED, view.sampling.pictures)
            self._workspace.principal.show_shares(None)
            self.start(self._look_at(view.sampling.pictures))
        self._workspace.principal.show_amounts(view.amounts)
        self._want()

    def _want(self) -> None:
        self._workspace.grid.show_nothing(self._lack())
        self.filling.want(self._document, self._view, filling=self._go)

    def _lack(self) -> str:
        if self._document.subject is None:
            return _tr("Open a photo: draws of a class are shown on it.")
        if not self._view.begun:
            return _tr("Choose a class at the left: pictures of one kind, such as old faces.")
        return ""

    async def _look_at(self, text: str) -> None:
        """Say what was found under the name of the class."""
        report = SetReport()
        if text:
            try:
                report = SetReport(count=await elsewhere(self._count_pictures, text))
            except StudioError as error:
                report = SetReport(error=str(error))
        if text == self._view.sampling.pictures:
            self._workspace.class_.show_report(report)

    def _turn(self) -> None:
        """Pause filling, or go on."""
        self._go = not self._go
        self._workspace.class_.show_filling(self._go)
        self._want()
        if self._go:
            self.filling.try_again()

    def _draw_others(self) -> None:
        high = int(parameters(Sampling)["seed"].high)
        self._take(self._view.with_seed((self._view.sampling.seed + 1) % high))

    def _judge(self, number: int, verdict: Verdict) -> None:
        self._take(self._view.judged(number, verdict))

    # -- flows ----------------------------------------------------------------------------------

    async def _choose(self, *, folder: bool) -> None:
        title = _tr("The pictures of the class")
        if folder:
            path = await self._dialogs.open_folder(title, kind="set")
        else:
            filters = _tr("Lists of paths (*.txt *.lst *.list);;All files (*)")
            path = await self._dialogs.open_file(title, kind="set", filters=filters)
        if path is not None:
            self._take(self._view.of_class(str(path)))

    async def _find_principal(self) -> None:
        photo, view = self._document.subject, self._view
        if photo is None or not view.begun:
            self._front.tell(_tr("Open a photo and choose a class first."))
            return
        space = drafted(self._document.recipe).space
        # Their number does not depend on the seed of the draws.
        wanted = ClassView(Sampling(view.sampling.pictures)).sampling.principal(PRINCIPAL)
        found = await self._run(lambda shop: self._verbs.shares(shop, photo, wanted, space))
        if view.sampling.pictures == self._view.sampling.pictures:
            self._workspace.principal.show_shares(found)

    async def _keep(self) -> None:
        """Make attributes of what is kept, for pictures of the size that is edited at."""
        photo, view, document = self._document.subject, self._view, self._document
        if photo is None:
            return
        draws = [view.sampling.draws[number] for number in sorted(view.kept)]
        shown = [self.draws.picture(each.number) for each in draws]
        pictures = [None if each is None else await elsewhere(from_qimage, each) for each in shown]
        space = document.recipe.space
        await self._run(lambda shop: self._verbs.keep(shop, photo, draws, space, pictures))
        self._cards_changed()
        self._front.tell(_tr("{} in the library now, as attributes.").format(len(draws)))

    async def _export(self) -> None:
        """Make the set at the size and quality of the edit: what is kept, or all but rejected."""
        photo, view, document = self._document.subject, self._view, self._document
        if photo is None or not view.begun:
            self._front.tell(_tr("Open a photo and choose a class first."))
            return
        folder = await self._dialogs.open_folder(_tr("Where the set goes"), kind="augmented")
        if folder is None:
            return
        numbers = sorted(view.kept or (set(view.numbers) - view.rejected))
        recipes = [view.draw(number, document.recipe) for number in numbers]
        masks = document.subject_masks
        count = await self._run(
            lambda shop: self._verbs.export(shop, photo, recipes, masks, folder)
        )
        self._front.tell(_tr("{} pictures, labels and recipes are in {}.").format(count, folder))

    async def _run(self, work: Work[Result]) -> Result:
        """Run a verb, and say how far it is."""
        strip = self._workspace.working
        try:
            async with self._engine.start(work) as job:
                self._job = job
                async for step in job:
                    match step:
                        case Notice(text=text):
                            self._front.say(Message(text))
                        case Progress():
                            strip.show_step("", step)
                return await job.result()
        finally:
            self._job = None
            strip.end()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def _connect(self) -> None:
        workspace, panel = self._workspace, self._workspace.class_
        panel.picker.chosen.connect(lambda text: self._take(self._view.of_class(text)))
        panel.picker.folder_wanted.connect(lambda: self.start(self._choose(folder=True)))
        panel.picker.list_wanted.connect(lambda: self.start(self._choose(folder=False)))
        panel.strength_moved.connect(lambda each: self._take(self._view.with_strength(each)))
        panel.count_moved.connect(lambda each: self._take(self._view.with_count(round(each))))
        panel.seed_moved.connect(lambda each: self._take(self._view.with_seed(round(each))))
        panel.turned.connect(self._turn)
        panel.again_wanted.connect(self._draw_others)
        workspace.shown.connect(self.filling.look)
        workspace.working.stop_wanted.connect(self._stop)
        workspace.grid.judged.connect(self._judge)
        workspace.keep_wanted.connect(lambda: self.start(self._keep()))
        workspace.export_wanted.connect(lambda: self.start(self._export()))
        principal = workspace.principal
        principal.wanted.connect(lambda: self.start(self._find_principal()))
        principal.moved.connect(lambda at, far: self._take(self._view.with_amount(at, far)))
        principal.stilled.connect(lambda: self._take(self._view.still()))
        self._session.subscribe(self._on_document)


def _tr(text: str) -> str:
    return QCoreApplication.translate("IsdaCommands", text)
