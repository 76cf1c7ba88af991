"""The window as a thing on the desk: its parts in place, drops, held keys, what it remembers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.session.queue import Item, Queue, Stage
from dfi_studio.ui.actions.action import Place, WindowState
from dfi_studio.ui.actions.action_bar import ActionBar
from dfi_studio.ui.actions.action_set import ActionSet
from dfi_studio.ui.actions.menus import Menus
from dfi_studio.ui.actions.shortcuts import Shortcuts
from dfi_studio.ui.actions.view_menu import PANELS_MENU
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.canvas.welcome import Welcome
from dfi_studio.ui.faces.desk import FaceDesk
from dfi_studio.ui.language import remember_language, remembered_language
from dfi_studio.ui.masks.desk import MaskDesk
from dfi_studio.ui.panels.edit_panel import EditPanel
from dfi_studio.ui.panels.history_panel import HistoryPanel
from dfi_studio.ui.panels.mask_panel import MaskPanel
from dfi_studio.ui.panels.solver_panel import SolverPanel
from dfi_studio.ui.panels.wheel import PanelScroll
from dfi_studio.ui.rendering.work import Message, Severity
from dfi_studio.ui.retranslation import speak_anew
from dfi_studio.ui.strip.alpha_strip import AlphaStrip
from dfi_studio.ui.theme import Theme, dress, remembered_theme
from dfi_studio.ui.window.docks import Panel
from dfi_studio.ui.window.late_page import LatePage
from dfi_studio.ui.window.message_bar import MessageBar
from dfi_studio.ui.window.status_line import StatusLine
from dfi_studio.ui.window.workspaces import Workspaces

_LEAST_FIRST_SIZE = QSize(1280, 720)
_PANEL_WIDTH = 344
_FIRST_SHARE = 0.8
"""Of the screen."""


class Frame(QMainWindow):
    """Canvas, browser, panels and actions, put together; it shows nothing by itself.

    Parameters
    ----------
    settings : QSettings
        Where the window's place, its arrangement and its keys are remembered.

    Attributes
    ----------
    dataset_page : LatePage
        Where the browser is shown in place of the photo.
    isda_page : LatePage
        Where draws of a class are.
    sequence_page : LatePage
        Where the film is, below the photo.
    jobs_page : LatePage
        Where the queue is, in a panel of its own.
    """

    close_wanted = Signal()
    dropped = Signal(Path)
    folder_dropped = Signal(Path)
    likeness_dropped = Signal(Path)
    """A photo was dropped on the browser."""

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self._state = WindowState()
        self.dataset_page, self.isda_page = LatePage(), LatePage()
        self.sequence_page, self.jobs_page = LatePage(), LatePage()
        self.shortcuts = Shortcuts(settings)
        self.actions_ = ActionSet(self, self.shortcuts)
        self.menus = Menus(self, self.actions_)
        self.messages, self.welcome, self.canvas = MessageBar(), Welcome(), Canvas()
        self.edit, self.solver, self.history = EditPanel(), SolverPanel(), HistoryPanel()
        self.strip, self.mask_panel = AlphaStrip(), MaskPanel()
        self.masks = MaskDesk(self.mask_panel, self.canvas)
        self.faces = FaceDesk(self.canvas, put_away=self.masks.leave)
        self.status = StatusLine()
        self._middle = QStackedWidget()
        self.workspaces = self._lay_out()
        self.workspaces.changed.connect(self._on_workspace)
        self.status.jobs_wanted.connect(lambda: self.workspaces.open("jobs"))
        self.setAcceptDrops(True)

    def restore(self) -> None:
        """Take the look, the place and the arrangement that the window had last."""
        self.choose_theme(remembered_theme(self._settings))
        self._update(language=remembered_language(self._settings))
        room = self.screen().availableSize()
        wanted = (room * _FIRST_SHARE).expandedTo(_LEAST_FIRST_SIZE)
        self.resize(wanted.boundedTo(room.expandedTo(_LEAST_FIRST_SIZE)))
        geometry = self._settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.workspaces.restore(self._settings)

    def choose_theme(self, chosen: Theme) -> None:
        """Change the colours; what is worn already costs nothing."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress(app, chosen)
        self._settings.setValue("window/theme", str(chosen))
        self._update(theme=chosen)

    def choose_language(self, chosen: str) -> None:
        """Speak another language, in all that is shown; say what is missing for it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        for lack in speak_anew(app, chosen):
            self.messages.say(Message(lack, Severity.NOTICE))
        remember_language(self._settings, chosen)
        self.workspaces.follow_direction()
        self.actions_.show_words()
        self._update(language=chosen)

    def show_film(self, *, lanes: bool, keys: bool, playing: bool, filming: bool) -> None:
        """Show on the actions what there is of a film, and what is done with it."""
        self._update(lanes=lanes, keys=keys, playing=playing, filming=filming)

    def show_queue(self, queue: Queue, job: Item | None) -> None:
        """Show what can be done with the queue, and with the job that is chosen."""
        self._update(
            jobs=len(queue.waiting) + (queue.running is not None),
            jobs_failed=len(queue.failed),
            jobs_done=sum(each.stage is Stage.DONE for each in queue.items),
            queue_paused=queue.paused,
            queue_stopping=queue.stopping,
            job=None if job is None else job.stage,
            job_report=job is not None and job.report is not None,
        )

    def _update(self, **changes: Any) -> None:
        """Show another state on the actions."""
        self._state = replace(self._state, **changes)
        self.actions_.show_state(self._state)

    def _on_workspace(self) -> None:
        place = self.workspaces.place
        self.status.show_place(place)
        if place is not self._state.place:
            self._turn_to(place)
        self._update(place=place, panels=self.workspaces.open_panels)

    def _turn_to(self, place: Place) -> None:
        """Have the brush in hand where masks are painted, and nowhere else."""
        if place is Place.INPAINT:
            self.masks.paint()
        else:
            self.masks.leave()

    def _lay_out(self) -> Workspaces:
        for page in (self.welcome, self.canvas):
            self._middle.addWidget(page)
        panels = {
            "edit": Panel("edit", self.tr("Edit"), self.edit),
            "solver": Panel("solver", self.tr("Solver"), self.solver, padded=True),
            "history": Panel("history", self.tr("History"), self.history),
            "strip": Panel("strip", self.tr("Alpha strip"), self.strip, upright=True),
            "mask": Panel("mask", self.tr("Masks"), _scrolled(self.mask_panel)),
            "sequence": Panel("sequence", self.tr("Sequence"), self.sequence_page, upright=True),
            "jobs": Panel("jobs", self.tr("Jobs"), self.jobs_page, upright=True),
        }
        photo = self._middle
        pages = {
            Place.EDIT: photo,
            Place.DATASET: self.dataset_page,
            Place.INPAINT: photo,
            Place.ISDA: self.isda_page,
            Place.SEQUENCE: photo,
        }
        workspaces = Workspaces(self, pages=pages, panels=panels)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(workspaces.middle, 1)
        self.setCentralWidget(centre)
        self.addToolBar(ActionBar(self, self.actions_))
        self.setStatusBar(self.status)
        return workspaces

    # -- Qt -------------------------------------------------------------------------------------

    def createPopupMenu(self) -> QMenu:  # noqa: N802 - Qt's own
        """Offer the panels where a title or a bar is pressed with the right button."""
        return self.actions_.menu_of(PANELS_MENU, self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask whoever owns the window; nothing closes by itself."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        self.workspaces.remember(self._settings)
        event.ignore()
        self.close_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the original while its key is held; leave the tool in hand by Escape."""
        if event.key() == Qt.Key.Key_Backslash:
            self.canvas.reveal_original()
        elif event.key() == Qt.Key.Key_Escape and self._state.cropping:
            self.canvas.leave_crop()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Show the result again."""
        if event.key() == Qt.Key.Key_Backslash and not event.isAutoRepeat():
            self.canvas.return_to_result()
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Let go of the original when the key's release would go to another window."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.canvas.return_to_result()
        if event.type() == QEvent.Type.WindowStateChange:
            self._update(full_screen=self.isFullScreen())
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file from this machine."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a photo, browse a folder, or look for what is like a photo."""
        event.acceptProposedAction()
        path = Path(event.mimeData().urls()[0].toLocalFile())
        if path.is_dir():
            self.workspaces.show(Place.DATASET)
            self.folder_dropped.emit(path)
        elif self._state.place is Place.DATASET:
            self.likeness_dropped.emit(path)
        else:
            self.dropped.emit(path)


def _scrolled(panel: QWidget) -> QWidget:
    """Return a panel that scrolls up and down, and is never cut off at its side."""
    panel.setContentsMargins(5, 3, 0, 3)
    scroll = PanelScroll(panel)
    bar = scroll.verticalScrollBar().sizeHint().width()
    scroll.setMinimumWidth(max(_PANEL_WIDTH, panel.minimumSizeHint().width() + bar))
    return scroll
