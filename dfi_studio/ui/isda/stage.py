"""One picture in large, and the photo in its place while the mouse presses on it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dfi_studio.ui.theme import DARK

_HEIGHT = 300
_FOOT = 24


class Stage(QWidget):
    """Shows a picture with its name beneath."""

    def __init__(self) -> None:
        super().__init__()
        self._picture, self._photo = QImage(), QImage()
        self._name = ""
        self._pressed = False
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Picture in large"))
        self.setToolTip(self.tr("Press to see the photo"))

    def show_photo(self, photo: QImage) -> None:
        """Show the photo while the mouse presses; a null picture for none."""
        self._photo = photo
        self.update()

    def show_picture(self, picture: QImage, name: str) -> None:
        """Show a picture, or the photo where it is null."""
        self._picture, self._name = picture, name
        self.setAccessibleDescription(name)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the photo."""
        self._pressed = True
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show the picture again."""
        self._pressed = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture as large as there is room."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.surround))
        bare = self._pressed or self._picture.isNull()
        shown = self._photo if bare else self._picture
        room = self.rect().adjusted(8, 8, -8, -_FOOT)
        if not shown.isNull():
            size = shown.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(QPoint(), QSize(size))
            place.moveCenter(room.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, shown)
        painter.setPen(QColor(DARK.on_surround))
        foot = QRect(0, self.height() - _FOOT, self.width(), _FOOT)
        name = self.tr("The photo") if bare and not self._photo.isNull() else self._name
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, name)
