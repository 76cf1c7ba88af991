"""The Edit menu: the document's part in Edit, that of trays and labels in Dataset."""

from __future__ import annotations

from collections.abc import Callable

from dfi_studio.ui.actions.action import (
    A_PHOTO,
    A_RESULT,
    A_SELECTION,
    QT_TRANSLATE_NOOP,
    Action,
    Need,
    Place,
    WindowState,
    translated,
)

_EDIT = (QT_TRANSLATE_NOOP("Actions", "&Edit"),)
_UNDO, _REDO = QT_TRANSLATE_NOOP("Actions", "&Undo"), QT_TRANSLATE_NOOP("Actions", "&Redo")
_UNDO_KEYS, _REDO_KEYS = ("Ctrl+Z",), ("Ctrl+Shift+Z", "Ctrl+Y")

Change = Callable[[WindowState], str | None]


def _wording(text: str, change: Change) -> Callable[[WindowState], str]:
    """Name the change after the word."""

    def said(state: WindowState) -> str:
        label = change(state)
        return f"{translated(text)}: {translated(label)}" if label else translated(text)

    return said


def _undo(id_: str, place: Place, change: Change) -> Action:
    lack = QT_TRANSLATE_NOOP("Actions", "There is nothing to take back.")
    return Action(
        id_, _UNDO, _EDIT, _UNDO_KEYS, "undo", bar=QT_TRANSLATE_NOOP("Actions", "Undo"),
        bare=True, needs=Need(lambda state: change(state) is not None, lack), place=place,
        wording=_wording(_UNDO, change),
    )  # fmt: skip


def _redo(id_: str, place: Place, change: Change) -> Action:
    lack = QT_TRANSLATE_NOOP("Actions", "There is nothing to bring again.")
    return Action(
        id_, _REDO, _EDIT, _REDO_KEYS, "redo", bar=QT_TRANSLATE_NOOP("Actions", "Redo"),
        bare=True, needs=Need(lambda state: change(state) is not None, lack), place=place,
        wording=_wording(_REDO, change),
    )  # fmt: skip


_FREE_HAND = Need(
    lambda state: state.has_photo and not state.cropping,
    QT_TRANSLATE_NOOP(
        "Actions", "There is no photo; or it is cropped now: Enter takes, Esc leaves."
    ),
)
_A_CROP = Need(
    lambda state: state.cropped, QT_TRANSLATE_NOOP("Actions", "The whole photo is shown.")
)
_TWO_SETS = Need(
    lambda state: state.swappable,
    QT_TRANSLATE_NOOP("Actions", "The attribute has no source and target."),
)

ACTIONS = (
    _undo("undo", Place.EDIT, lambda state: state.undo),
    _redo("redo", Place.EDIT, lambda state: state.redo),
    _undo("undo_desk", Place.DATASET, lambda state: state.desk_undo),
    _redo("redo_desk", Place.DATASET, lambda state: state.desk_redo),
    Action(
        "copy_result", QT_TRANSLATE_NOOP("Actions", "&Copy the result"), _EDIT, ("Ctrl+C",),
        "copy", rule=True, needs=A_RESULT, place=Place.EDIT,
    ),
    Action(
        "paste", QT_TRANSLATE_NOOP("Actions", "&Paste a photo"), _EDIT, ("Ctrl+V",), "paste",
        place=Place.EDIT,
    ),
    Action(
        "crop", QT_TRANSLATE_NOOP("Actions", "Cr&op the photo"), _EDIT, ("Shift+C",), "crop",
        bar=QT_TRANSLATE_NOOP("Actions", "Crop"), bare=True, rule=True, needs=_FREE_HAND,
        place=Place.EDIT, ticked=lambda state: state.cropping,
    ),
    Action(
        "whole_photo", QT_TRANSLATE_NOOP("Actions", "Take the crop a&way"), _EDIT, needs=_A_CROP,
        place=Place.EDIT,
    ),
    Action(
        "add_attribute_sets", QT_TRANSLATE_NOOP("Actions", "Add an attribute from &two sets"),
        _EDIT, (), "sets", rule=True, place=Place.EDIT,
    ),
    Action(
        "add_attribute_file", QT_TRANSLATE_NOOP("Actions", "Add an attribute &file…"), _EDIT, (),
        "file", place=Place.EDIT,
    ),
    Action(
        "swap_sets", QT_TRANSLATE_NOOP("Actions", "&Swap source and target"), _EDIT, (), "swap",
        needs=_TWO_SETS, place=Place.EDIT,
    ),
    Action(
        "make_instant", QT_TRANSLATE_NOOP("Actions", "Make the slider &instant…"), _EDIT, (),
        "render", needs=A_PHOTO, place=Place.EDIT,
    ),
    Action(
        "take_snapshot", QT_TRANSLATE_NOOP("Actions", "Take a s&napshot"), _EDIT, ("Alt+S",),
        "snapshot", bar=QT_TRANSLATE_NOOP("Actions", "Snapshot"), bare=True, rule=True,
        needs=A_PHOTO, place=Place.EDIT,
    ),
    Action(
        "give_label", QT_TRANSLATE_NOOP("Actions", "&Label the selection…"), _EDIT, ("L",),
        "label", bar=QT_TRANSLATE_NOOP("Actions", "Label"), rule=True, needs=A_SELECTION,
        place=Place.DATASET,
    ),
    Action(
        "edit_shortcuts", QT_TRANSLATE_NOOP("Actions", "&Keyboard shortcuts…"), _EDIT, (), "keys",
        rule=True,
    ),
)  # fmt: skip
