"""The whole table, and what the hand can do besides."""

from __future__ import annotations

from dfi_studio.ui.actions import (
    dataset_menu,
    edit_menu,
    face_menu,
    file_menu,
    mask_menu,
    queue_menu,
    sequence_menu,
    solve_menu,
    view_menu,
)
from dfi_studio.ui.actions.action import QT_TRANSLATE_NOOP, Action, Place

_HELP = (QT_TRANSLATE_NOOP("Actions", "&Help"),)

ACTIONS: tuple[Action, ...] = (
    *file_menu.ACTIONS,
    *edit_menu.ACTIONS,
    *face_menu.ACTIONS,
    *view_menu.ACTIONS,
    *solve_menu.ACTIONS,
    *queue_menu.ACTIONS,
    *mask_menu.ACTIONS,
    *sequence_menu.ACTIONS,
    *dataset_menu.ACTIONS,
    *view_menu.WORKSPACES,
    Action("show_help", QT_TRANSLATE_NOOP("Actions", "&Help"), _HELP, ("F1",), "library"),
    Action("show_guide", QT_TRANSLATE_NOOP("Actions", "All pages of the &guide"), _HELP),
    Action("show_keys", QT_TRANSLATE_NOOP("Actions", "&Keys"), _HELP, ("H",), "keys"),
    Action(
        "copy_report", QT_TRANSLATE_NOOP("Actions", "&Copy a report"), _HELP, icon="report",
        rule=True,
    ),
    Action("about", QT_TRANSLATE_NOOP("Actions", "&About DFI Studio"), _HELP),
)  # fmt: skip
"""In the order of the menus."""

GESTURES: tuple[tuple[str, str], ...] = (
    (QT_TRANSLATE_NOOP("Actions", "Hold \\"), QT_TRANSLATE_NOOP("Actions", "Show the original")),
    (
        QT_TRANSLATE_NOOP("Actions", "Wheel"),
        QT_TRANSLATE_NOOP("Actions", "Zoom at the pointer"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Space and drag, middle drag"),
        QT_TRANSLATE_NOOP("Actions", "Move the picture"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "1 to 9, PageUp, PageDown"),
        QT_TRANSLATE_NOOP("Actions", "Choose a face while faces are shown"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Comma, full stop, arrows"),
        QT_TRANSLATE_NOOP("Actions", "Go to a point of the face; move it, with Shift \u00d7 10"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Arrows, wheel"),
        QT_TRANSLATE_NOOP("Actions", "Move a slider; with Shift \u00d7 10, with Ctrl ÷ 10"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Double click"),
        QT_TRANSLATE_NOOP("Actions", "Bring a slider's default back; apply a draft of the strip"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Drop"),
        QT_TRANSLATE_NOOP("Actions", "A photo on the picture; a folder on a set or the browser"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Alt+Up, Alt+Down"),
        QT_TRANSLATE_NOOP("Actions", "Move a job of the queue"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Space"),
        QT_TRANSLATE_NOOP("Actions", "Show a picture of the dataset in large"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Double click, Enter, Delete"),
        QT_TRANSLATE_NOOP("Actions", "Add a key to a lane of the timeline, or remove one"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Up, Down, Alt+Left, Alt+Right"),
        QT_TRANSLATE_NOOP(
            "Actions", "Change the value of a key, or its frame; Ctrl+Left: the key before"
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Left, Right, Home, End, Space"),
        QT_TRANSLATE_NOOP("Actions", "Step along the timeline; play"),
    ),
)
"""For the list of keys."""

FIXED: tuple[tuple[str, str], ...] = (
    ("\\", QT_TRANSLATE_NOOP("Actions", "Show the original")),
    ("Space", QT_TRANSLATE_NOOP("Actions", "Move the picture")),
    ("Tab", QT_TRANSLATE_NOOP("Actions", "Go to the next control")),
    ("Shift+Tab", QT_TRANSLATE_NOOP("Actions", "Go to the control before")),
)
"""Keys that are no action's and cannot be given to one."""


def actions_of(place: Place) -> tuple[Action, ...]:
    """Return the actions that are there in a workspace."""
    return tuple(action for action in ACTIONS if place.has(action.place))
