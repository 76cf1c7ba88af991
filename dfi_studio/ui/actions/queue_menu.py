"""The menu of the queue: what is put into it, and what becomes of it."""

from __future__ import annotations

from dfi_studio.session.queue import Stage
from dfi_studio.ui.actions.action import (
    A_PHOTO,
    QT_TRANSLATE_NOOP,
    Action,
    Need,
    Place,
    WindowState,
    translated,
)
from dfi_studio.ui.actions.solve_menu import SOLVE

_QUEUE = (*SOLVE, QT_TRANSLATE_NOOP("Actions", "Q&ueue"))

_MORE = Need(
    lambda state: state.jobs > 0 and not state.queue_paused,
    QT_TRANSLATE_NOOP("Actions", "Nothing is queued, or the queue is paused."),
)
_FAILED = Need(
    lambda state: state.jobs_failed > 0, QT_TRANSLATE_NOOP("Actions", "No job has failed.")
)
_DONE = Need(lambda state: state.jobs_done > 0, QT_TRANSLATE_NOOP("Actions", "No job is done yet."))
_A_JOB = Need(
    lambda state: state.job is not None,
    QT_TRANSLATE_NOOP("Actions", "Choose a job in the panel of jobs."),
)
_A_JOB_TO_DO = Need(
    lambda state: state.job is not None and not state.job.over,
    QT_TRANSLATE_NOOP("Actions", "Choose a job that waits or runs."),
)
_A_JOB_OVER = Need(
    lambda state: state.job is not None and state.job.over,
    QT_TRANSLATE_NOOP("Actions", "Choose a job that is over."),
)


_A_REPORT = Need(
    lambda state: state.job_report,
    QT_TRANSLATE_NOOP("Actions", "Choose a batch that has run."),
)


def _pause(state: WindowState) -> str:
    if state.queue_paused:
        return translated(QT_TRANSLATE_NOOP("Actions", "&Go on with the jobs"))
    return translated(QT_TRANSLATE_NOOP("Actions", "&Pause the jobs"))


def _stop(state: WindowState) -> str:
    if state.job is Stage.WAITING:
        return translated(QT_TRANSLATE_NOOP("Actions", "Leave the job &out"))
    return translated(QT_TRANSLATE_NOOP("Actions", "St&op the job"))


ACTIONS = (
    Action(
        "add_to_queue", QT_TRANSLATE_NOOP("Actions", "&Add to the queue"), _QUEUE,
        ("Ctrl+Shift+Return",), "add", needs=A_PHOTO, place=Place.EDIT,
    ),
    Action(
        "add_batch", QT_TRANSLATE_NOOP("Actions", "Queue a &batch…"), _QUEUE, icon="add_folder",
    ),
    Action(
        "name_queued", QT_TRANSLATE_NOOP("Actions", "&Where queued pictures go…"), _QUEUE,
    ),
    Action(
        "pause_queue", QT_TRANSLATE_NOOP("Actions", "&Pause the jobs"), _QUEUE, icon="pause",
        rule=True, ticked=lambda state: state.queue_paused, wording=_pause,
    ),
    Action(
        "stop_after_job", QT_TRANSLATE_NOOP("Actions", "&Stop after this job"), _QUEUE,
        icon="last", needs=_MORE, ticked=lambda state: state.queue_stopping,
    ),
    Action(
        "retry_failed_jobs", QT_TRANSLATE_NOOP("Actions", "&Retry what failed"), _QUEUE,
        icon="retry", needs=_FAILED,
    ),
    Action(
        "clear_done_jobs", QT_TRANSLATE_NOOP("Actions", "&Clear what is done"), _QUEUE,
        icon="clear_done", needs=_DONE,
    ),
    Action(
        "open_job", QT_TRANSLATE_NOOP("Actions", "Open the &folder of the job"), _QUEUE,
        icon="folder", rule=True, needs=_A_JOB,
    ),
    Action(
        "open_report", QT_TRANSLATE_NOOP("Actions", "Open the repor&t of the job"), _QUEUE,
        icon="report", needs=_A_REPORT,
    ),
    Action(
        "retry_job", QT_TRANSLATE_NOOP("Actions", "R&etry the job"), _QUEUE, icon="retry",
        needs=_A_JOB_OVER,
    ),
    Action(
        "stop_job", QT_TRANSLATE_NOOP("Actions", "St&op the job"), _QUEUE, icon="stop",
        needs=_A_JOB_TO_DO, wording=_stop,
    ),
    Action(
        "job_up", QT_TRANSLATE_NOOP("Actions", "Move the job &up"), _QUEUE, icon="move_up",
        needs=_A_JOB,
    ),
    Action(
        "job_down", QT_TRANSLATE_NOOP("Actions", "Move the job &down"), _QUEUE,
        icon="move_down", needs=_A_JOB,
    ),
    Action(
        "remove_job", QT_TRANSLATE_NOOP("Actions", "Re&move the job"), _QUEUE, icon="remove",
        needs=_A_JOB,
    ),
)  # fmt: skip
