"""Which keys do what: the table's, or what the user has set instead. No widgets."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QKeySequence

from dfi_studio.ui.actions.action import Action, Place, translated
from dfi_studio.ui.actions.table import ACTIONS, FIXED

_ALONE = "shortcuts/"


class Shortcuts(QObject):
    """The keys of every action. Keys are texts in Qt's portable notation.

    Parameters
    ----------
    settings : QSettings
        Where the user's own keys are remembered; those of the table are not.
    """

    changed = Signal()

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self._own: dict[str, tuple[str, ...]] = {}
        for action in ACTIONS:
            own = _read(settings.value(_ALONE + action.id))
            if own is not None:
                self._own[action.id] = own

    def of(self, action: Action) -> tuple[str, ...]:
        """Return the keys of an action; the first is shown."""
        return self._own.get(action.id, action.shortcuts)

    def is_own(self, action: Action) -> bool:
        """Say whether the user has set the keys."""
        return action.id in self._own

    def shown(self, action: Action) -> str:
        """Return the first key as this system writes it, or nothing."""
        return shown(self.of(action)[:1])

    def holders(self, keys: str, *, besides: Action) -> list[Action]:
        """Return the other actions that these keys belong to, where both can be meant."""
        wanted = normal(keys)
        return [
            other
            for other in ACTIONS
            if other.id != besides.id
            and any(each.has(other.place) and each.has(besides.place) for each in Place)
            and wanted in map(normal, self.of(other))
        ]

    def give(self, action: Action, keys: Sequence[str]) -> None:
        """Give an action these keys and no others; take them from whoever has them."""
        wanted = tuple(dict.fromkeys(normal(each) for each in keys if normal(each)))
        for key in wanted:
            for other in self.holders(key, besides=action):
                self._set(other, tuple(each for each in self.of(other) if normal(each) != key))
        self._set(action, wanted)
        self.changed.emit()

    def reset(self, action: Action) -> None:
        """Give an action its own keys back, taking them from whoever has them."""
        self.give(action, action.shortcuts)

    def reset_all(self) -> None:
        """Forget all that the user has set."""
        self._own.clear()
        self._settings.remove(_ALONE.rstrip("/"))
        self.changed.emit()

    def _set(self, action: Action, keys: tuple[str, ...]) -> None:
        if keys == tuple(map(normal, action.shortcuts)):
            self._own.pop(action.id, None)
            self._settings.remove(_ALONE + action.id)
        else:
            self._own[action.id] = keys
            self._settings.setValue(_ALONE + action.id, json.dumps(keys))


def normal(keys: str) -> str:
    """Return keys in one spelling, so that equal keys are equal texts."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def shown(keys: Sequence[str], between: str = "  ") -> str:
    """Return keys as this system writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return between.join(QKeySequence(each).toString(native) for each in keys)


def fixed(keys: str) -> str | None:
    """Say what keys do that no action can have, or None."""
    return next((translated(does) for key, does in FIXED if normal(key) == normal(keys)), None)


def _read(text: object) -> tuple[str, ...] | None:
    """Return keys that were remembered; None for none, and for what nobody wrote so."""
    if not isinstance(text, str):
        return None
    try:
        keys = json.loads(text)
    except ValueError:
        return None
    if not isinstance(keys, list) or not all(isinstance(each, str) for each in keys):
        return None
    return tuple(normal(each) for each in keys)
