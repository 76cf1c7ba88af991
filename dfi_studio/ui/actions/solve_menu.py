"""The Solve menu."""

from __future__ import annotations

from dfi_studio.core.recipe import Quality
from dfi_studio.ui.actions.action import (
    QT_TRANSLATE_NOOP,
    WORK,
    Action,
    Need,
    Place,
    WindowState,
    translated,
)
from dfi_studio.ui.rendering.work import Phase

SOLVE = (QT_TRANSLATE_NOOP("Actions", "So&lve"),)  # Alt+S takes a snapshot
_QUALITY = (*SOLVE, QT_TRANSLATE_NOOP("Actions", "&Quality"))

DEVICES = (*SOLVE, QT_TRANSLATE_NOOP("Actions", "&Device"))
"""The menu of devices to compute on; the window fills it."""

_AT_REST = Need(
    lambda state: state.has_photo and not state.phase.busy,
    QT_TRANSLATE_NOOP("Actions", "It is being solved, or there is no photo yet."),
)
_UNDER_WAY = Need(
    lambda state: state.phase in (Phase.LEARNING, Phase.SOLVING, Phase.PAUSED),
    QT_TRANSLATE_NOOP("Actions", "Nothing is being solved."),
)
_WORK_AND_NO_TOOL = Need(lambda state: state.phase.busy and not state.cropping, WORK.lack)


def _pause(state: WindowState) -> str:
    if state.phase is Phase.PAUSED:
        return translated(QT_TRANSLATE_NOOP("Actions", "&Resume"))
    return translated(QT_TRANSLATE_NOOP("Actions", "&Pause"))


def _quality(chosen: Quality, text: str) -> Action:
    return Action(
        f"quality_{chosen}", text, _QUALITY, place=Place.EDIT, group="quality",
        ticked=lambda state: state.quality is chosen,
    )  # fmt: skip


ACTIONS = (
    Action(
        "render_again", QT_TRANSLATE_NOOP("Actions", "&Render again"), SOLVE, ("Ctrl+Return",),
        "render", bar=QT_TRANSLATE_NOOP("Actions", "Render"), needs=_AT_REST, place=Place.EDIT,
    ),
    Action(
        "pause", QT_TRANSLATE_NOOP("Actions", "&Pause"), SOLVE, ("Pause", "Ctrl+Shift+."),
        "pause", bar=QT_TRANSLATE_NOOP("Actions", "Pause"), bare=True, needs=_UNDER_WAY,
        place=Place.EDIT, ticked=lambda state: state.phase is Phase.PAUSED, wording=_pause,
    ),
    Action(
        "stop", QT_TRANSLATE_NOOP("Actions", "&Stop and keep"), SOLVE, ("Ctrl+.",), "stop",
        bar=QT_TRANSLATE_NOOP("Actions", "Stop"), bare=True, needs=WORK, place=Place.EDIT,
    ),
    Action(
        "cancel", QT_TRANSLATE_NOOP("Actions", "&Cancel"), SOLVE, ("Esc",), "cancel",
        bar=QT_TRANSLATE_NOOP("Actions", "Cancel"), bare=True, needs=_WORK_AND_NO_TOOL,
        place=Place.EDIT,
    ),
    _quality(Quality.DRAFT, QT_TRANSLATE_NOOP("Actions", "&Draft")),
    _quality(Quality.GOOD, QT_TRANSLATE_NOOP("Actions", "&Good")),
    _quality(Quality.FINAL, QT_TRANSLATE_NOOP("Actions", "&Final")),
)  # fmt: skip
