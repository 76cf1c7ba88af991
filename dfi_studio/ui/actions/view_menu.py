"""The View menu: zoom, comparison, panels and colours; and the Window menu: the workspaces."""

from __future__ import annotations

from dfi_studio.ui.actions.action import (
    A_PHOTO,
    A_RESULT,
    QT_TRANSLATE_NOOP,
    Action,
    Need,
    Place,
)
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.language import LANGUAGES, SYSTEM
from dfi_studio.ui.theme import Theme

_VIEW = (QT_TRANSLATE_NOOP("Actions", "&View"),)
_ZOOM = (*_VIEW, QT_TRANSLATE_NOOP("Actions", "&Zoom"))
_COMPARE = (*_VIEW, QT_TRANSLATE_NOOP("Actions", "&Compare"))
_PANELS = (*_VIEW, QT_TRANSLATE_NOOP("Actions", "&Panels"))
_THEME = (*_VIEW, QT_TRANSLATE_NOOP("Actions", "&Theme"))
_LANGUAGE = (*_VIEW, QT_TRANSLATE_NOOP("Actions", "Lan&guage"))
_WINDOW = (QT_TRANSLATE_NOOP("Actions", "&Window"),)

_A_SPLIT = Need(
    lambda state: state.comparison is Comparison.SPLIT,
    QT_TRANSLATE_NOOP("Actions", "No split is shown."),
)
_ANOTHER = Need(
    lambda state: state.referring,
    QT_TRANSLATE_NOOP("Actions", "It is compared with the photo already."),
)


def _zoom(id_: str, text: str, *keys: str, icon: str = "") -> Action:
    return Action(id_, text, _ZOOM, keys, icon, needs=A_PHOTO, place=Place.EDIT)


def _compare(mode: Comparison, text: str) -> Action:
    return Action(
        f"compare_{mode}", text, _COMPARE, icon=f"compare_{mode}", bar=text, bare=True,
        needs=A_PHOTO, place=Place.EDIT, ticked=lambda state: state.comparison is mode,
        group="compare",
    )  # fmt: skip


def _panel(name: str, text: str, *keys: str) -> Action:
    return Action(
        f"toggle_{name}", text, _PANELS, keys, ticked=lambda state: name in state.panels,
    )  # fmt: skip


def _theme(chosen: Theme, text: str) -> Action:
    return Action(
        f"theme_{chosen}", text, _THEME, ticked=lambda state: state.theme is chosen, group="theme"
    )


def _language(chosen: str, text: str) -> Action:
    """Return the action for a language; its name stands in itself, so that it can be found."""
    return Action(
        f"speak_{chosen}", text, _LANGUAGE, ticked=lambda state: state.language == chosen,
        group="language",
    )  # fmt: skip


def _workspace(id_: str, text: str, bar: str, key: str, icon: str, place: Place) -> Action:
    return Action(
        id_, text, _WINDOW, (key,), icon, bar=bar, ticked=lambda state: state.place is place,
        group="workspace",
    )  # fmt: skip


ACTIONS = (
    _zoom("zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "Ctrl++", "Ctrl+=", icon="zoom_in"),
    _zoom("zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "Ctrl+-", icon="zoom_out"),
    _zoom("zoom_fit", QT_TRANSLATE_NOOP("Actions", "&Fit the window"), "Ctrl+0", icon="zoom_fit"),
    _zoom("zoom_actual", QT_TRANSLATE_NOOP("Actions", "&100 %"), "Ctrl+1"),
    _zoom("zoom_double", QT_TRANSLATE_NOOP("Actions", "&200 %"), "Ctrl+2"),
    _compare(Comparison.OFF, QT_TRANSLATE_NOOP("Actions", "&Off: the result alone")),
    _compare(Comparison.SPLIT, QT_TRANSLATE_NOOP("Actions", "S&plit")),
    _compare(Comparison.SIDE, QT_TRANSLATE_NOOP("Actions", "&Side by side")),
    _compare(Comparison.FLIP, QT_TRANSLATE_NOOP("Actions", "&Flip")),
    _compare(Comparison.DIFFERENCE, QT_TRANSLATE_NOOP("Actions", "&Difference")),
    Action(
        "next_comparison", QT_TRANSLATE_NOOP("Actions", "&Next way to compare"), _COMPARE, ("M",),
        rule=True, needs=A_PHOTO, place=Place.EDIT,
    ),
    Action(
        "swap_sides", QT_TRANSLATE_NOOP("Actions", "S&wap sides"), _COMPARE, ("C",), "swap",
        needs=A_RESULT, place=Place.EDIT,
    ),
    Action(
        "rotate_split", QT_TRANSLATE_NOOP("Actions", "&Turn the line of the split"), _COMPARE,
        needs=_A_SPLIT, place=Place.EDIT,
    ),
    Action(
        "compare_with_photo", QT_TRANSLATE_NOOP("Actions", "Compare with the p&hoto again"),
        _COMPARE, needs=_ANOTHER, place=Place.EDIT,
    ),
    _panel("edit", QT_TRANSLATE_NOOP("Actions", "&Edit")),
    _panel("solver", QT_TRANSLATE_NOOP("Actions", "&Solver")),
    _panel("history", QT_TRANSLATE_NOOP("Actions", "&History")),
    _panel("strip", QT_TRANSLATE_NOOP("Actions", "&Alpha strip")),
    _panel("mask", QT_TRANSLATE_NOOP("Actions", "&Masks")),
    _panel("sequence", QT_TRANSLATE_NOOP("Actions", "Se&quence")),
    _panel("jobs", QT_TRANSLATE_NOOP("Actions", "&Jobs"), "Ctrl+J"),
    Action(
        "reset_layout", QT_TRANSLATE_NOOP("Actions", "&Reset the layout"), _PANELS, rule=True
    ),
    _theme(Theme.SYSTEM, QT_TRANSLATE_NOOP("Actions", "As the &system")),
    _theme(Theme.LIGHT, QT_TRANSLATE_NOOP("Actions", "&Light")),
    _theme(Theme.DARK, QT_TRANSLATE_NOOP("Actions", "&Dark")),
    _language(SYSTEM, QT_TRANSLATE_NOOP("Actions", "As the s&ystem")),
    *(_language(each.code, each.name) for each in LANGUAGES),
    Action(
        "full_screen", QT_TRANSLATE_NOOP("Actions", "F&ull screen"), _VIEW, ("F11",), rule=True,
        ticked=lambda state: state.full_screen,
    ),
    Action(
        "command_palette", QT_TRANSLATE_NOOP("Actions", "Command p&alette…"), _VIEW,
        ("Ctrl+Shift+P",), "command",
    ),
    Action(
        "focus_filter", QT_TRANSLATE_NOOP("Actions", "&Filter"), _VIEW, ("Ctrl+F",), "search",
        rule=True, place=Place.DATASET,
    ),
    Action(
        "show_all_pictures", QT_TRANSLATE_NOOP("Actions", "Show a&ll pictures again"), _VIEW,
        ("Backspace",), "back", place=Place.DATASET,
    ),
)  # fmt: skip

WORKSPACES = (
    _workspace(
        "show_edit", QT_TRANSLATE_NOOP("Actions", "&Edit a photo"),
        QT_TRANSLATE_NOOP("Actions", "Edit"), "Alt+1", "edit", Place.EDIT,
    ),
    _workspace(
        "show_dataset", QT_TRANSLATE_NOOP("Actions", "&Browse the dataset"),
        QT_TRANSLATE_NOOP("Actions", "Dataset"), "Alt+2", "dataset", Place.DATASET,
    ),
    _workspace(
        "show_inpaint", QT_TRANSLATE_NOOP("Actions", "&Mask and inpaint"),
        QT_TRANSLATE_NOOP("Actions", "Inpaint"), "Alt+3", "inpaint", Place.INPAINT,
    ),
    _workspace(
        "show_isda", QT_TRANSLATE_NOOP("Actions", "&See what a class varies in"),
        QT_TRANSLATE_NOOP("Actions", "ISDA"), "Alt+4", "isda", Place.ISDA,
    ),
    _workspace(
        "show_sequence", QT_TRANSLATE_NOOP("Actions", "Make a &film of the edit"),
        QT_TRANSLATE_NOOP("Actions", "Sequence"), "Alt+5", "film", Place.SEQUENCE,
    ),
)  # fmt: skip
"""They stand at the right of the tool bar."""

PANELS_MENU = (
    "toggle_edit", "toggle_solver", "toggle_history", "toggle_strip", "toggle_mask",
    "toggle_sequence", "toggle_jobs", "", "reset_layout",
)  # fmt: skip
"""What a press with the right button on a panel's title offers; empty for a line."""
