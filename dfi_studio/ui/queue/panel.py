"""The panel of jobs: the list, what can be done with it, and the log of the job that is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.session.queue import Event, Queue
from dfi_studio.ui.queue.headway import Headway
from dfi_studio.ui.queue.job_list import JobList
from dfi_studio.ui.queue.job_rows import JobRows
from dfi_studio.ui.queue.words import summary, told
from dfi_studio.ui.theme import em, tabular

_WORDED = ("pause_queue", "stop_after_job", "add_batch")
_OF_ALL = ("retry_failed_jobs", "clear_done_jobs")
_OF_ONE = (
    "job_up", "job_down", "retry_job", "stop_job", "open_report", "open_job", "remove_job",
)  # fmt: skip
_MENU = (
    "open_job", "open_report", "", "retry_job", "stop_job", "", "job_up", "job_down", "",
    "remove_job",
)  # fmt: skip
_LEAST = 9.0
"""Height of the list, in em: three jobs."""
_BESIDE = 4
"""Between an icon and its words, in pixels: as Qt has it."""


class JobsPanel(QWidget):
    """Shows a `Queue`. What is pressed are actions of the window.

    Parameters
    ----------
    actions : mapping of str to QAction
        All actions of the window.
    """

    job_changed = Signal()
    """Another job is chosen."""
    move_wanted = Signal(str, int)
    """The key of a job, and the place that it is to have."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._actions = actions
        self._queue = Queue()
        self._headway: Headway | None = None
        self._logged: tuple[str, tuple[Event, ...]] = ("", ())
        self._worded: list[QToolButton] = []
        self.rows = JobRows(self)
        self.jobs = JobList(self.rows)
        self.jobs.setAccessibleName(self.tr("Jobs"))
        self.jobs.setAccessibleDescription(
            self.tr("In the order of their turns; Alt+Up and Alt+Down move a job.")
        )
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setTabChangesFocus(True)
        self.log.setObjectName("jobLog")
        self.log.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.log.setAccessibleName(self.tr("Log of the job"))
        self.state = tabular(QLabel())
        self.state.setProperty("quiet", True)
        # It may be cut off: it must not keep the window wide.
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self._connect()
        self.show_queue(self._queue)

    @property
    def job(self) -> str:
        """The key of the job that is chosen; empty for none."""
        return self.jobs.chosen

    def show_queue(self, queue: Queue) -> None:
        """Show another queue, or the same one otherwise."""
        was, self._queue = self._queue.running, queue
        self.rows.show_items(queue.items, paused=queue.paused)
        running = queue.running
        if running and (was is None or was.key != running.key) and not self.jobs.hasFocus():
            self.jobs.choose(running.key)  # a hand that is not there looks at what is being made
        if not self.jobs.chosen and queue.items:
            self.jobs.choose((queue.running or queue.items[-1]).key)
        self._show_state()
        self._show_log()

    def show_headway(self, headway: Headway | None) -> None:
        """Show how far the job is that runs."""
        self._headway = headway
        self.rows.show_headway(headway)
        self._show_state()

    def show_held_elsewhere(self) -> None:
        """Say that another window has the jobs."""
        self.jobs.empty_text = self.tr("Another window runs the jobs. They are shown there.")
        self.jobs.viewport().update()

    # -- Qt -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where the panel has become too narrow for them."""
        super().resizeEvent(event)
        wanted = self.minimumWidth() + sum(map(_words, self._worded))
        styles = Qt.ToolButtonStyle
        fits = wanted <= self.width()
        for button in self._worded:
            button.setToolButtonStyle(
                styles.ToolButtonTextBesideIcon if fits else styles.ToolButtonIconOnly
            )

    # -- inside ---------------------------------------------------------------------------------

    def _show_state(self) -> None:
        self.state.setText(summary(self._queue, self._headway))

    def _show_log(self) -> None:
        """Show the log of the job that is chosen; what is there already stays as it is."""
        row = self.rows.row(self.jobs.chosen)
        item = self.rows.at(row) if row >= 0 else None
        key, log = ("", ()) if item is None else (item.key, item.log)
        was_key, was = self._logged
        if (key, log) == self._logged:
            return
        self._logged = (key, log)
        if key == was_key and log[: len(was)] == was:
            self.log.appendPlainText("\n".join(told(each) for each in log[len(was) :]))
            return
        self.log.setPlainText("\n".join(told(each) for each in log))
        bar = self.log.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _on_chosen(self) -> None:
        self._show_log()
        self.job_changed.emit()

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in _MENU:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.popup(place)

    def _connect(self) -> None:
        self.rows.move_wanted.connect(self.move_wanted)
        self.jobs.chosen_changed.connect(self._on_chosen)
        self.jobs.menu_wanted.connect(self._on_menu)
        self.jobs.deleted.connect(self._actions["remove_job"].trigger)
        self.jobs.entered.connect(self._actions["open_job"].trigger)

    def _lay_out(self) -> None:
        self.jobs.empty_text = self.tr(
            "Nothing is queued. Solve \u203a Queue \u203a Add to the queue puts the photo here as "
            "it is edited now; it is made while you go on."
        )
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 10, 4)
        bar.setSpacing(2)
        for name in _WORDED:
            self._worded.append(self._button(name))
            bar.addWidget(self._worded[-1])
        for name in _OF_ALL:
            bar.addWidget(self._button(name, bare=True))
        bar.addSpacing(em(self, 1))
        bar.addWidget(self.state, 1)
        for name in _OF_ONE:
            bar.addWidget(self._button(name, bare=True))
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        self.jobs.setMinimumHeight(em(self, _LEAST))
        parts.setHandleWidth(1)
        parts.addWidget(self.jobs)
        parts.addWidget(self.log)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([3 * em(self, 10), 2 * em(self, 10)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(parts, 1)
        # Words that were translated must not keep the window wide: icons do, if need be.
        self.setMinimumWidth(self.minimumSizeHint().width() - sum(map(_words, self._worded)))

    def _button(self, name: str, *, bare: bool = False) -> QToolButton:
        action, button = self._actions[name], QToolButton()
        button.setDefaultAction(action)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(
            style.ToolButtonIconOnly if bare else style.ToolButtonTextBesideIcon
        )
        return button


def _words(button: QToolButton) -> int:
    """Return how much wider Qt makes a button for its words beside the icon, in pixels."""
    return button.fontMetrics().horizontalAdvance(f"  {button.text()}") + _BESIDE
