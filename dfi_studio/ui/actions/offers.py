"""What the command palette finds: the actions that are there, attributes, what was open lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dfi_studio.ui.actions.action import bare, translated
from dfi_studio.ui.actions.action_set import ActionSet
from dfi_studio.ui.actions.command_palette import Offer
from dfi_studio.ui.actions.table import ACTIONS

if TYPE_CHECKING:
    from dfi_studio.library.attribute_card import AttributeCard

_ITSELF = "command_palette"


def action_offers(actions: ActionSet) -> list[Offer]:
    """Return the actions of the workspace; those that cannot be taken say why."""
    offers = []
    for action in ACTIONS:
        made = actions.made[action.id]
        if action.id == _ITSELF or not made.isVisible():
            continue
        lack = "" if made.isEnabled() else translated(action.needs.lack)
        keys = actions.shortcuts.shown(action)
        offers.append(Offer(bare(made.text()), made.trigger, action.path, keys, lack))
    return offers


def card_offers(cards: Sequence[AttributeCard], add: Callable[[Path], object]) -> list[Offer]:
    """Return the attributes of the library, to be added to the stack."""
    where = _tr("Attribute library")
    return [
        Offer(_tr("Add {}").format(card.name), partial(add, card.path), where) for card in cards
    ]


def path_offers(paths: Sequence[Path], open_: Callable[[Path], object]) -> list[Offer]:
    """Return the files that were open lately."""
    return [
        Offer(_tr("Open {}").format(path.name), partial(open_, path), str(path.parent))
        for path in paths
    ]


def _tr(text: str) -> str:
    return QCoreApplication.translate("CommandPalette", text)
