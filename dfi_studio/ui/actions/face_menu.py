"""The menu of faces, within Edit: which one is edited, and where its points are."""

from __future__ import annotations

from dfi_studio.ui.actions.action import A_PHOTO, QT_TRANSLATE_NOOP, Action, Need, Place

_FACE = (
    QT_TRANSLATE_NOOP("Actions", "&Edit"),
    QT_TRANSLATE_NOOP("Actions", "Fac&e"),
)
_A_FACE = Need(
    lambda state: state.of_face, QT_TRANSLATE_NOOP("Actions", "The whole photo is edited already.")
)

ACTIONS = (
    Action(
        "toggle_faces", QT_TRANSLATE_NOOP("Actions", "&Show faces and points"), _FACE, ("K",),
        "face", bar=QT_TRANSLATE_NOOP("Actions", "Faces"), bare=True, needs=A_PHOTO,
        place=Place.EDIT, ticked=lambda state: state.on_faces,
    ),
    Action(
        "next_face", QT_TRANSLATE_NOOP("Actions", "Edit the &next face"), _FACE, ("Shift+K",),
        needs=A_PHOTO, place=Place.EDIT,
    ),
    Action(
        "place_face", QT_TRANSLATE_NOOP("Actions", "&Place a face"), _FACE, needs=A_PHOTO,
        place=Place.EDIT,
    ),
    Action(
        "find_faces", QT_TRANSLATE_NOOP("Actions", "&Look for faces again"), _FACE,
        needs=A_PHOTO, place=Place.EDIT,
    ),
    Action(
        "edit_whole_photo", QT_TRANSLATE_NOOP("Actions", "Edit the &whole photo"), _FACE,
        needs=_A_FACE, place=Place.EDIT,
    ),
)  # fmt: skip
