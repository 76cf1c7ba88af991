"""The Dataset menu, which stands in the Dataset workspace only."""

from __future__ import annotations

from dfi_studio.ui.actions.action import (
    A_SELECTION,
    NOTHING,
    QT_TRANSLATE_NOOP,
    Action,
    Need,
    Place,
)

_DATASET = (QT_TRANSLATE_NOOP("Actions", "&Dataset"),)
_TRAYS = Need(
    lambda state: state.trays_filled, QT_TRANSLATE_NOOP("Actions", "Fill both trays first.")
)


def _action(
    id_: str,
    text: str,
    *keys: str,
    icon: str = "",
    bar: str = "",
    rule: bool = False,
    needs: Need = NOTHING,
) -> Action:
    return Action(
        id_, text, _DATASET, keys, icon, bar=bar, rule=rule, needs=needs, place=Place.DATASET
    )


ACTIONS = (
    _action(
        "add_folder", QT_TRANSLATE_NOOP("Actions", "&Add folder…"), "Ctrl+Shift+O",
        icon="add_folder", bar=QT_TRANSLATE_NOOP("Actions", "Add folder"),
    ),
    _action("fetch_set", QT_TRANSLATE_NOOP("Actions", "Get a &well-known set…")),
    _action("rescan", QT_TRANSLATE_NOOP("Actions", "&Look for changes in all folders"), "F5"),
    _action("show_broken", QT_TRANSLATE_NOOP("Actions", "&Broken files")),
    _action("index_pictures", QT_TRANSLATE_NOOP("Actions", "&Index what is new")),
    _action("estimate_labels", QT_TRANSLATE_NOOP("Actions", "Esti&mate age and gender")),
    _action(
        "make_folder_instant",
        QT_TRANSLATE_NOOP("Actions", "Ma&ke the slider instant for these pictures…"),
    ),
    _action("forget_folder", QT_TRANSLATE_NOOP("Actions", "Take the folder &out of the catalogue")),
    _action(
        "to_source", QT_TRANSLATE_NOOP("Actions", "To the &source"), "S", rule=True,
        bar=QT_TRANSLATE_NOOP("Actions", "S  Source"), needs=A_SELECTION,
    ),
    _action(
        "to_target", QT_TRANSLATE_NOOP("Actions", "To the &target"), "T",
        bar=QT_TRANSLATE_NOOP("Actions", "T  Target"), needs=A_SELECTION,
    ),
    _action(
        "take_out", QT_TRANSLATE_NOOP("Actions", "Out of the t&rays"), "Del", needs=A_SELECTION
    ),
    _action(
        "use_trays", QT_TRANSLATE_NOOP("Actions", "&Use as source and target"), "Ctrl+Return",
        needs=_TRAYS,
    ),
    _action(
        "find_neighbours", QT_TRANSLATE_NOOP("Actions", "Find &neighbours"), "N",
        icon="neighbours", bar=QT_TRANSLATE_NOOP("Actions", "Neighbours"), rule=True,
        needs=A_SELECTION,
    ),
    _action(
        "find_agreeing", QT_TRANSLATE_NOOP("Actions", "Find neighbours, &equal labels first"),
        "Shift+N", needs=A_SELECTION,
    ),
    _action("find_duplicates", QT_TRANSLATE_NOOP("Actions", "Find near-&duplicates")),
)  # fmt: skip

PICTURE_MENU = (
    "find_neighbours", "find_agreeing", "", "to_source", "to_target", "take_out", "", "give_label",
    "", "show_all_pictures",
)  # fmt: skip
"""What can be done with the pictures under the pointer; empty for a line."""
