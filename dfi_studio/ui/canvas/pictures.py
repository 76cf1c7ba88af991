"""The pictures that a canvas can show in the photo's place, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QImage

from dfi_studio.core.portrait import Portrait
from dfi_studio.ui.canvas.comparison import Side
from dfi_studio.ui.canvas.difference import GAIN
from dfi_studio.ui.canvas.inset import Inset
from dfi_studio.ui.canvas.layer import Layer


@dataclass
class Pictures:
    """Photo, result, draft and reference, as far as they are there.

    Attributes
    ----------
    ground : Layer or None
        The photo with what became of other faces in it, if of any.
    draft : Layer or None
        Stands in the result's place while it is there.
    reference : Layer or None
        What the result is compared with, in place of the photo.
    difference : Layer or None
        Of the two, as far as it is worked out.
    compared : tuple of int
        The keys of the pictures that it is the difference of.
    """

    photo: Layer | None = None
    ground: Layer | None = None
    result: Layer | None = None
    draft: Layer | None = None
    reference: Layer | None = None
    difference: Layer | None = None
    compared: tuple[int, int] | None = None
    draft_label: str = ""
    reference_label: str = ""

    def on(self, side: Side) -> Layer | None:
        """Return what a side shows; the photo stands for what is not there."""
        match side:
            case Side.RESULT:
                return self.draft or self.result or self.ground or self.photo
            case Side.REFERENCE:
                return self.reference or self.photo
            case Side.DIFFERENCE:
                return self.difference
            case Side.PHOTO:
                return self.photo

    def inset(self, picture: QImage, portrait: Portrait) -> Layer | None:
        """Return a picture of a portrait in its place; None where there is no photo."""
        ground = self.ground or self.photo
        return None if ground is None else Inset(ground, picture, portrait)

    def lay_ground(self, ground: Layer | None) -> None:
        """Let pictures of portraits lie on another ground; None for the photo."""
        self.ground = ground
        for each in (self.result, self.draft):
            below = ground or self.photo
            if isinstance(each, Inset) and below is not None:
                each.lay_on(below)

    def known(self, picture: QImage, photo: QSize) -> Layer | None:
        """Return the layer of a picture in the place of such a photo, if it is here already."""
        here = filter(None, (self.photo, self.result, self.draft, self.reference))
        key = picture.cacheKey()
        return next(
            (each for each in here if each and (each.key, each.photo) == (key, photo)), None
        )

    def label(self, side: Side) -> str:
        """Return what a side is called."""
        match side:
            case Side.RESULT if self.draft is not None:
                return self.draft_label
            case Side.RESULT if (self.result or self.ground) is not None:
                return _tr("Result")
            case Side.REFERENCE if self.reference is not None:
                return self.reference_label
            case Side.DIFFERENCE:
                return _tr("Difference \u00d7 {}").format(GAIN)
        return _tr("Original")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Canvas", text)
