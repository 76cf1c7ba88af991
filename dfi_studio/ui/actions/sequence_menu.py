"""The Sequence menu: a film of the edit, its keys, and what becomes of it."""

from __future__ import annotations

from dfi_studio.ui.actions.action import (
    QT_TRANSLATE_NOOP,
    Action,
    Need,
    Place,
    WindowState,
    translated,
)

_SEQUENCE = (QT_TRANSLATE_NOOP("Actions", "Se&quence"),)
_LANES = Need(
    lambda state: state.lanes and state.has_photo,
    QT_TRANSLATE_NOOP("Actions", "Open a photo and add an attribute first."),
)
_KEYS = Need(
    lambda state: state.keys and state.has_photo,
    QT_TRANSLATE_NOOP("Actions", "Nothing moves yet: add keys to a lane first."),
)


def _play(state: WindowState) -> str:
    if state.playing:
        return translated(QT_TRANSLATE_NOOP("Actions", "&Pause the film"))
    return translated(QT_TRANSLATE_NOOP("Actions", "&Play the film"))


def _render(state: WindowState) -> str:
    if state.filming:
        return translated(QT_TRANSLATE_NOOP("Actions", "&Stop solving the film"))
    return translated(QT_TRANSLATE_NOOP("Actions", "&Render the film"))


def _action(id_: str, text: str, *keys: str, needs: Need = _LANES, rule: bool = False) -> Action:
    return Action(id_, text, _SEQUENCE, keys, needs=needs, rule=rule, place=Place.SEQUENCE)


ACTIONS = (
    Action(
        "play_film", QT_TRANSLATE_NOOP("Actions", "&Play the film"), _SEQUENCE, ("P",), "play",
        needs=_LANES, place=Place.SEQUENCE, ticked=lambda state: state.playing, wording=_play,
    ),
    _action("previous_frame", QT_TRANSLATE_NOOP("Actions", "Frame &before"), "J"),
    _action("next_frame", QT_TRANSLATE_NOOP("Actions", "&Next frame"), "L"),
    _action("first_frame", QT_TRANSLATE_NOOP("Actions", "&First frame"), "Shift+Home"),
    _action("last_frame", QT_TRANSLATE_NOOP("Actions", "&Last frame"), "Shift+End"),
    _action("previous_key", QT_TRANSLATE_NOOP("Actions", "Ke&y before"), "Shift+J"),
    _action("next_key", QT_TRANSLATE_NOOP("Actions", "Next &key"), "Shift+L"),
    _action("add_key", QT_TRANSLATE_NOOP("Actions", "&Add a key"), "A", "Ins", rule=True),
    _action("remove_key", QT_TRANSLATE_NOOP("Actions", "Re&move the key"), needs=_KEYS),
    _action("clear_lane", QT_TRANSLATE_NOOP("Actions", "Remove all keys of the lane"), needs=_KEYS),
    _action("begin_film", QT_TRANSLATE_NOOP("Actions", "Keys from &0 to the strength")),
    _action("turn_ping_pong", QT_TRANSLATE_NOOP("Actions", "&There and back, or one way")),
    _action("next_onion", QT_TRANSLATE_NOOP("Actions", "Next &onion skin"), "O", rule=True),
    Action(
        "render_film", QT_TRANSLATE_NOOP("Actions", "&Render the film"), _SEQUENCE,
        ("Ctrl+Shift+R",), "film", needs=_KEYS, rule=True, place=Place.SEQUENCE,
        ticked=lambda state: state.filming, wording=_render,
    ),
    Action(
        "export_film", QT_TRANSLATE_NOOP("Actions", "&Export the film…"), _SEQUENCE,
        ("Ctrl+Shift+E",), "export", needs=_KEYS, place=Place.SEQUENCE,
    ),
)  # fmt: skip
