"""The Mask menu: masks of the photo, and filling what they call missing."""

from __future__ import annotations

from dfi_studio.ui.actions.action import (
    A_MASK,
    A_PHOTO,
    NOTHING,
    QT_TRANSLATE_NOOP,
    Action,
    Need,
    Place,
)

_MASK = (QT_TRANSLATE_NOOP("Actions", "&Mask"),)
_NEW = (*_MASK, QT_TRANSLATE_NOOP("Actions", "&New mask"))
_FACE = (*_MASK, QT_TRANSLATE_NOOP("Actions", "New mask of a &face"))
_MASKS = Need(
    lambda state: state.masks > 0, QT_TRANSLATE_NOOP("Actions", "The photo has no mask yet.")
)


def _action(
    id_: str,
    text: str,
    *keys: str,
    menu: tuple[str, ...] = _MASK,
    icon: str = "",
    rule: bool = False,
    needs: Need = NOTHING,
) -> Action:
    return Action(id_, text, menu, keys, icon, rule=rule, needs=needs, place=Place.EDIT)


ACTIONS = (
    Action(
        "paint_masks", QT_TRANSLATE_NOOP("Actions", "Paint with the &brush"), _MASK, ("B",),
        "mask_brush", needs=A_PHOTO, place=Place.EDIT, ticked=lambda state: state.painting,
    ),
    _action(
        "show_bare", QT_TRANSLATE_NOOP("Actions", "P&ut the brush away"),
        needs=Need(
            lambda state: state.painting, QT_TRANSLATE_NOOP("Actions", "No brush is in hand.")
        ),
    ),
    _action(
        "add_fill_mask", QT_TRANSLATE_NOOP("Actions", "To &fill: pixels are missing"),
        menu=_NEW, needs=A_PHOTO,
    ),
    _action(
        "add_edit_mask", QT_TRANSLATE_NOOP("Actions", "To &edit in: only there"),
        menu=_NEW, needs=A_PHOTO,
    ),
    _action(
        "add_protect_mask", QT_TRANSLATE_NOOP("Actions", "To &protect: not there"),
        menu=_NEW, needs=A_PHOTO,
    ),
    _action("mask_eyes", QT_TRANSLATE_NOOP("Actions", "&Eyes"), menu=_FACE, needs=A_PHOTO),
    _action("mask_brows", QT_TRANSLATE_NOOP("Actions", "&Brows"), menu=_FACE, needs=A_PHOTO),
    _action("mask_nose", QT_TRANSLATE_NOOP("Actions", "&Nose"), menu=_FACE, needs=A_PHOTO),
    _action("mask_mouth", QT_TRANSLATE_NOOP("Actions", "&Mouth"), menu=_FACE, needs=A_PHOTO),
    _action("mask_skin", QT_TRANSLATE_NOOP("Actions", "&Skin"), menu=_FACE, needs=A_PHOTO),
    _action("load_mask", QT_TRANSLATE_NOOP("Actions", "&Load a mask…"), needs=A_PHOTO),
    _action("paste_mask", QT_TRANSLATE_NOOP("Actions", "&Paste a mask"), needs=A_PHOTO),
    _action("save_mask", QT_TRANSLATE_NOOP("Actions", "&Save the mask…"), needs=A_MASK),
    _action("copy_mask", QT_TRANSLATE_NOOP("Actions", "&Copy the mask"), needs=A_MASK),
    _action(
        "invert_mask", QT_TRANSLATE_NOOP("Actions", "&Invert"), icon="mask_invert",
        rule=True, needs=A_MASK,
    ),
    _action(
        "grow_mask", QT_TRANSLATE_NOOP("Actions", "&Grow"), icon="mask_grow", needs=A_MASK,
    ),
    _action(
        "shrink_mask", QT_TRANSLATE_NOOP("Actions", "S&hrink"), icon="mask_shrink", needs=A_MASK,
    ),
    _action(
        "feather_mask", QT_TRANSLATE_NOOP("Actions", "Fea&ther"), icon="mask_feather", needs=A_MASK,
    ),
    _action("clear_mask", QT_TRANSLATE_NOOP("Actions", "&Empty it"), needs=A_MASK),
    _action(
        "toggle_current_mask", QT_TRANSLATE_NOOP("Actions", "Turn it &on or off"), needs=A_MASK
    ),
    _action("remove_mask", QT_TRANSLATE_NOOP("Actions", "&Remove it"), needs=A_MASK),
    _action("remove_masks", QT_TRANSLATE_NOOP("Actions", "Remove &all"), needs=_MASKS),
    _action(
        "fill", QT_TRANSLATE_NOOP("Actions", "Fill what is &missing"), "Ctrl+Shift+F",
        rule=True, needs=_MASKS,
    ),
)  # fmt: skip
