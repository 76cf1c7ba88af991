"""The mask that the hand is at, and a new one that is taken into the hand."""

from __future__ import annotations

from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.session import mask_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.window.view import MaskFront


def role_in_hand(session: Session, front: MaskFront) -> MaskRole:
    """Return what a mask that comes without a role is taken for: what the current one is."""
    masks, at = session.document.masks, front.current_mask
    return masks[at].role if 0 <= at < len(masks) else MaskRole.FILL


def add_mask(session: Session, front: MaskFront, layer: MaskLayer, label: str) -> None:
    """Add a mask above all, and take it into the hand."""
    session.do(mask_edits.add_mask(layer, label))
    front.take_mask(len(session.document.masks) - 1)
