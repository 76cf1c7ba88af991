"""The picture: a photo, or the result in the photo's place, fitted into a neutral dark surround."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dfi_studio.ui.theme import SURROUND

_MARGIN = 20


class PictureCanvas(QWidget):
    """Shows one picture, scaled smoothly. Decides nothing: it shows what it is given."""

    zoom_changed = Signal(float)
    """Screen pixels for each pixel of the photo."""

    def __init__(self) -> None:
        super().__init__()
        self._photo: QImage | None = None
        self._photo_size = QSize()
        self._result: QImage | None = None
        self._original = False
        self._scaled: tuple[int, QImage] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 200)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click on the picture leaves a text field
        self.setAccessibleName(self.tr("Picture"))

    def show_photo(self, picture: QImage | None, size: QSize) -> None:
        """Show a photo; `size` is that of the file, which `picture` may be smaller than."""
        self._photo, self._photo_size = picture, size
        self._result = None
        self.update()
        self.zoom_changed.emit(self.zoom)

    def show_result(self, picture: QImage | None) -> None:
        """Show a result in the photo's place, or the photo where there is none."""
        self._result = picture
        self.update()

    def reveal_original(self) -> None:
        """Show the photo until `return_to_result`."""
        self._original = True
        self.update()

    def return_to_result(self) -> None:
        """Show the result again."""
        self._original = False
        self.update()

    @property
    def shown(self) -> QImage | None:
        """The picture that is on the screen."""
        return self._photo if self._original or self._result is None else self._result

    @property
    def zoom(self) -> float:
        """Device pixels of the screen for each pixel of the photo; 0 without a photo."""
        if self._photo_size.isEmpty():
            return 0.0
        return self.frame.width() * self.devicePixelRatioF() / self._photo_size.width()

    @property
    def frame(self) -> QRectF:
        """Where the picture lies, in the widget's coordinates."""
        room = QSizeF(self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN)
        size = QSizeF(self._photo_size).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(round(left), round(top), round(size.width()), round(size.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the new zoom."""
        super().resizeEvent(event)
        self.zoom_changed.emit(self.zoom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the surround and the picture in it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(SURROUND))
        if self.shown is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.frame, self._fitted(self.shown))
        if self._original and self._result is not None:
            self._paint_label(painter, self.tr("Original"))

    def _fitted(self, picture: QImage) -> QImage:
        """Return the picture scaled down properly, once; scaling up is the painter's."""
        size = (self.frame.size() * self.devicePixelRatioF()).toSize()
        if size.width() >= picture.width():
            return picture
        key = hash((picture.cacheKey(), size.width(), size.height()))
        if self._scaled is None or self._scaled[0] != key:
            smooth = Qt.TransformationMode.SmoothTransformation
            ignore = Qt.AspectRatioMode.IgnoreAspectRatio
            self._scaled = (key, picture.scaled(size, ignore, smooth))
        return self._scaled[1]

    def _paint_label(self, painter: QPainter, text: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = painter.fontMetrics().size(0, text)
        corner = self.frame.topLeft() + QPointF(10, 10)
        box = QRectF(corner, QSizeF(words.width() + 20, words.height() + 10))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
