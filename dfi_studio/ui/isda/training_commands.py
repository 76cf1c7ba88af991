"""What the user does with trainings: begun, paused, stopped, gone on with, and exported.

They run on the engine's thread whenever nothing else is wanted. What they have reached lies in a
folder of the question's own: whatever ends one, `Start` goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, QUrl
from PySide6.QtGui import QDesktopServices

from dfi_studio.core.classifier import Outcome
from dfi_studio.core.comparison import FETCHED, Comparison
from dfi_studio.core.errors import StudioError
from dfi_studio.core.steps import ClassifierStep, Notice, Progress, Step
from dfi_studio.library.comparison_folders import comparison_folder
from dfi_studio.library.comparisons import CURVES, RESULTS, TABLE, save_comparison, table
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.flows import Flows, elsewhere, tell_failure
from dfi_studio.ui.isda.asked import Asked, read, written
from dfi_studio.ui.isda.training_curves import Curves
from dfi_studio.ui.isda.training_page import TrainingPage, TrainingStage
from dfi_studio.ui.isda.verbs import CompareVerb
from dfi_studio.ui.language import from_below
from dfi_studio.ui.rendering.engine_thread import EngineClient
from dfi_studio.ui.rendering.job import Job, JobError, JobStoppedError
from dfi_studio.ui.rendering.work import SetReport
from dfi_studio.ui.window.view import Front

_REMEMBERED = "isda/training"


class TrainingCommands(Flows):
    """Answers the page. One comparison is trained at a time.

    Parameters
    ----------
    count_pictures : callable
        How many pictures a set holds; raises `StudioError` where it cannot serve.
    settings : QSettings
        Where the form is remembered.
    """

    def __init__(
        self,
        engine: EngineClient,
        compare: CompareVerb,
        *,
        page: TrainingPage,
        front: Front,
        dialogs: Dialogs,
        settings: QSettings,
        count_pictures: Callable[[str], int],
    ) -> None:
        super().__init__(front)
        self._front: Front = front
        self._engine, self._compare, self._page = engine, compare, page
        self._dialogs, self._settings = dialogs, settings
        self._count_pictures = count_pictures
        self._asked = read(str(settings.value(_REMEMBERED, "")))
        self._comparison: Comparison | None = None
        self._job: Job[tuple[Outcome, ...]] | None = None
        self._after = TrainingStage.IDLE
        self._curves = Curves()
        self._show_curves: Callable[[Curves], None] | None = None
        self._outcomes: tuple[Outcome, ...] = ()
        self._folder: Path | None = None
        page.form.show_asked(self._asked)
        self._connect()
        if self._asked.pictures:
            self.start(self._look_at(self._asked.pictures))

    # -- the controls ---------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin what the form asks for, or go on with what is paused."""
        asked, self._comparison = self._comparison, None
        anew = False
        if asked is None:
            try:
                asked = self._asked.comparison()
                self._folder = comparison_folder(asked)
            except StudioError as error:
                self._page.say(str(error), wrong=True)
                return
            anew = self._page.form.anew.isChecked()
            self._curves = Curves(asked.trials, asked.plan.epochs)
            self._take_outcomes(())
        self._after = TrainingStage.RUNNING
        self._page.say("")
        self._page.show_stage(TrainingStage.RUNNING)
        self._page.show_doing(_tr("Waiting for its turn\u2026"), None)
        self.start(self._train(asked, anew=anew))

    def pause(self) -> None:
        """Lay the training aside, to go on with it as it is."""
        self._leave(TrainingStage.PAUSED)

    def stop(self) -> None:
        """End the training; what was reached is kept."""
        self._comparison = None
        self._leave(TrainingStage.IDLE)
        if self._job is None:
            self._rest(TrainingStage.IDLE)

    def _leave(self, stage: TrainingStage) -> None:
        self._after = stage
        if self._job is not None:
            self._job.stop()

    def _take(self, asked: Asked) -> None:
        was, self._asked = self._asked, asked
        self._settings.setValue(_REMEMBERED, written(asked))
        self._page.form.show_asked(asked)
        if was.pictures != asked.pictures:
            self.start(self._look_at(asked.pictures))

    # -- flows ----------------------------------------------------------------------------------

    async def _train(self, asked: Comparison, *, anew: bool) -> None:
        stage, folder = TrainingStage.IDLE, self._folder
        assert folder is not None  # `begin` chose it
        try:
            if self._after is not TrainingStage.RUNNING:  # stopped before it began
                raise JobStoppedError
            async with self._engine.start_patient(
                lambda shop: self._compare(shop, asked, folder, anew)
            ) as self._job:
                async for step in self._job:
                    self._see(step)
                self._take_outcomes(await self._job.result())
            self._page.form.anew.setChecked(False)
            self._page.say(_tr("Done; the classifiers are in {}.").format(folder))
        except JobStoppedError:  # by the user
            stage = self._after
            self._comparison = asked if stage is TrainingStage.PAUSED else None
        except JobError as error:
            self._fail(error)
        finally:
            self._job = None
            self._rest(stage)

    def _see(self, step: Step) -> None:
        match step:
            case Notice(text=text):
                self._page.say(text)
            case Progress():
                share = step.done / step.total if step.total else None
                self._page.show_doing(from_below(step.label), share)
            case ClassifierStep():
                self._page.show_step(step)
                self._curves.take(step)
                self._show()
                if len(step.finished) != len(self._outcomes):
                    self._take_outcomes(step.finished)

    def _rest(self, stage: TrainingStage) -> None:
        self._page.show_stage(stage)
        paused = stage is TrainingStage.PAUSED
        self._page.show_rest(_tr("Paused; what was reached is kept.") if paused else "")

    def _fail(self, error: JobError) -> None:
        """Say why it ended: on the page, and above all pages where that is not looked at."""
        self._page.say(str(error), wrong=True)
        if not error.expected or not self._page.isVisible():
            tell_failure(self._front, error)

    def _take_outcomes(self, outcomes: tuple[Outcome, ...]) -> None:
        self._outcomes = outcomes
        self._curves.take_outcomes(outcomes)
        self._page.table.show_rows(table(outcomes))
        self._page.show_results(exists=bool(outcomes))
        self._show()

    async def _look_at(self, text: str) -> None:
        """Say what was found under the name of the pictures."""
        report = SetReport()
        if text and text not in FETCHED:
            try:
                report = SetReport(count=await elsewhere(self._count_pictures, text))
            except StudioError as error:
                report = SetReport(error=str(error))
        if text == self._asked.pictures:
            self._page.form.picker.show_report(report)

    async def _choose(self, *, folder: bool) -> None:
        title = _tr("The pictures to train on")
        if folder:
            path = await self._dialogs.open_folder(title, kind="set")
        else:
            filters = _tr("Lists of paths (*.txt *.lst *.list);;All files (*)")
            path = await self._dialogs.open_file(title, kind="set", filters=filters)
        if path is not None:
            self._page.form.picker.chosen.emit(str(path))

    async def _export(self) -> None:
        """Write the tables of what is done."""
        outcomes = self._outcomes
        folder = await self._dialogs.open_folder(_tr("Where the tables go"), kind="tables")
        if folder is None:
            return
        there = [name for name in (TABLE, RESULTS, CURVES) if (folder / name).exists()]
        question = _tr("There is {} in {} already.").format(", ".join(there), folder)
        if there and not await self._dialogs.confirm(question, _tr("Replace")):
            return
        await elsewhere(save_comparison, folder, outcomes)
        self._front.tell(_tr("The table, the results and the curves are in {}.").format(folder))

    async def _load_plots(self) -> None:
        """Put the curves on the page, once."""
        if self._show_curves is not None:
            return
        module = await elsewhere(import_module, "dfi_studio.ui.isda.training_plots")
        if self._show_curves is None:  # the page may have been shown again meanwhile
            plots = module.TrainingPlots()
            self._show_curves = plots.show_curves
            self._page.put_plots(plots)
            self._show()

    def _show(self) -> None:
        if self._show_curves is not None:
            self._show_curves(self._curves)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _connect(self) -> None:
        page, picker = self._page, self._page.form.picker
        page.form.asked.connect(self._take)
        picker.folder_wanted.connect(lambda: self.start(self._choose(folder=True)))
        picker.list_wanted.connect(lambda: self.start(self._choose(folder=False)))
        page.begin_wanted.connect(self.begin)
        page.pause_wanted.connect(self.pause)
        page.stop_wanted.connect(self.stop)
        page.export_wanted.connect(lambda: self.start(self._export()))
        page.folder_wanted.connect(self._open_folder)
        page.shown.connect(lambda: self.start(self._load_plots()))


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrainingCommands", text)
