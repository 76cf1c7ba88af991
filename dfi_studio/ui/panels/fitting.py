"""Whether an attribute of the library can be added to what is edited, as far as can be foreseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.recipe import SavedAttribute
from dfi_studio.session.document import Document

if TYPE_CHECKING:
    from dfi_studio.library.attribute_card import AttributeCard


def obstacle(card: AttributeCard, document: Document, cards: Mapping[str, AttributeCard]) -> str:
    """Return why a card cannot be added, in a sentence; empty where nothing speaks against it.

    Sets of pictures can be learned again in any space, so only attribute files tie the stack to
    one: the network, the layers and the size must then be theirs. The photo's shape always counts.

    Parameters
    ----------
    cards : mapping of str to AttributeCard
        What is known of attribute files, by their paths.
    """
    space = document.recipe.space
    moving = [each.attribute for each in document.recipe.moving]
    files = [each.path for each in moving if isinstance(each, SavedAttribute)]
    if files and card.backbone != space.backbone:
        words = _tr("Learned in the network {}, but the stack uses {}.")
        return words.format(card.backbone, space.backbone)
    if files and set(card.layers) != set(space.layers):
        words = _tr("Learned in the layers {}, but the stack uses {}.")
        return words.format(", ".join(card.layers), ", ".join(space.layers))
    size = min(card.height, card.width)
    if files and size != space.size:
        return _tr("Learned for the size {}, but the stack uses {}.").format(size, space.size)
    for height, width in (*_frames(files, cards), *_frame_of(document, size)):
        if (height, width) != (card.height, card.width):
            words = _tr(
                "Learned for {} \u00d7 {}, not for {} \u00d7 {}: crop the photo to that shape."
            )
            return words.format(card.width, card.height, width, height)
    return ""


def _frames(files: Sequence[str], cards: Mapping[str, AttributeCard]) -> list[tuple[int, int]]:
    known = [cards[path] for path in files if path in cards]
    return [(card.height, card.width) for card in known]


def _frame_of(document: Document, size: int) -> list[tuple[int, int]]:
    """Return height and width of what is edited, its smallest side at `size`; none without it."""
    photo, crop = document.photo, document.crop
    if photo is None:
        return []
    if document.face is not None:
        return [(size, size)]
    height, width = (crop.height, crop.width) if crop else photo.image.shape[:2]
    smallest = min(height, width)
    return [(round(height * size / smallest), round(width * size / smallest))]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Fitting", text)
