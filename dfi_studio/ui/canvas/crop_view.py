"""A view of pictures that can be turned to cropping: a whole photograph, a rectangle in it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QImage

from dfi_studio.core.photo import Crop
from dfi_studio.ui.canvas.comparison import Pane, Side
from dfi_studio.ui.canvas.crop_tool import CropTool
from dfi_studio.ui.canvas.layer import Layer
from dfi_studio.ui.canvas.picture_view import PictureView
from dfi_studio.ui.canvas.tool import Tool
from dfi_studio.ui.canvas.viewport import Viewport


class CropView(PictureView):
    """Shows pictures, or crops. While it crops, what is shown otherwise waits behind."""

    crop_chosen = Signal(object)
    """The `Crop` that was made; None for the whole photo."""
    crop_left = Signal()
    """The crop is to stay as it was."""

    def __init__(self) -> None:
        super().__init__()
        self._crop: CropTool | None = None
        self._whole: Layer | None = None  # the photograph that is being cropped
        self._behind = Viewport()  # what is shown again after it

    @property
    def cropping(self) -> bool:
        """Whether a crop is being made."""
        return self._crop is not None

    def begin_crop(self, picture: QImage, size: QSize, crop: Crop | None) -> None:
        """Show a whole photograph, and let a part of it be chosen.

        Parameters
        ----------
        size : QSize
            Of the photograph.
        crop : Crop or None
            What to begin with; None for the whole.
        """
        self.end_crop()
        self._behind = self._viewport
        self._whole = self._pictures.known(picture, size) or Layer(picture, size)
        self._crop = CropTool(size, crop, self)
        self._crop.changed.connect(self._show_crop)
        self._crop.chosen.connect(self._choose_crop)
        self._crop.left.connect(self.leave_crop)
        self._take_tool(self._crop)
        self._go(replace(self._viewport, photo=QSize(size)).fit())
        self._arrange()
        self.setFocus()

    def leave_crop(self) -> None:
        """Leave the crop as it was before; Escape does the same."""
        if self._crop is not None:
            self.end_crop()
            self.crop_left.emit()

    def end_crop(self) -> None:
        """Show again what was shown before; nothing is said."""
        if self._crop is None:
            return
        self._crop.deleteLater()
        self._crop = self._whole = None
        self._take_tool(self._other_tool())
        self._go(self._behind)
        self._arrange()

    def _other_tool(self) -> Tool | None:
        """Return what is in hand while no crop is made."""
        return None

    def _choose_crop(self, crop: Crop | None) -> None:
        self.end_crop()
        self.crop_chosen.emit(crop)

    def _show_crop(self) -> None:
        self.update()
        self._describe()

    def _panes(self) -> tuple[Pane, ...]:
        whole = QRect(QPoint(0, 0), self._device_size())
        return (Pane(Side.PHOTO, whole, whole),)

    def _shown(self, pane: Pane) -> Layer | None:
        return super()._shown(pane) if self._whole is None else self._whole

    def _described(self) -> str:
        """Tell who does not see it what is shown."""
        if self._crop is None:
            return super()._described()
        crop = self._crop.frame.crop
        words = self.tr("Crop: {} \u00d7 {} pixels, {} from the left and {} from the top.")
        return words.format(crop.width, crop.height, crop.left, crop.top)
