"""The large preview over the grid: one picture, its name and its labels."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dfi_studio.library.catalog.store import Picture
from dfi_studio.library.catalog.values import text_of
from dfi_studio.ui.theme import DARK

_MARGIN = 18
_LINES = 44
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class Preview(QWidget):
    """Shows a picture as large as there is room; Space and Escape put it away."""

    stepped = Signal(int)
    """The next picture is wanted, or the one before."""
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Preview"))
        self._image = QImage()
        self._title = ""
        self._labels = ""
        self.hide()

    def show_picture(self, picture: Picture, image: QImage) -> None:
        """Show another picture; a null image for one that cannot be read."""
        self._image = image
        size = f"{picture.width} \u00d7 {picture.height}"
        self._title = f"{picture.path.name}   {size}   {picture.folder}"
        labels = [f"{name}: {text_of(value)}" for name, value in picture.labels.items()]
        self._labels = picture.problem or "   ".join(labels)
        self.setAccessibleDescription(f"{self._title}. {self._labels}")
        self.update()

    def open(self) -> None:
        """Cover the grid, and take the keys."""
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def close_(self) -> None:
        """Uncover the grid."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    # -- Qt -------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the actions of the window while the preview is open."""
        match event:
            case QKeyEvent() if (
                event.type() is QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, or close."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Return):
            self.close_()
        elif key in _STEPS:
            self.stepped.emit(_STEPS[key])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close."""
        self.close_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture in the middle, and what it is beneath."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.surround))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN - _LINES)
        if not self._image.isNull():
            painter.drawImage(_fitted(self._image.size(), room), self._image)
        foot = QRect(room.left(), room.bottom() + 10, room.width(), _LINES)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.setPen(QColor(DARK.on_surround))
        painter.drawText(foot, flags, self._title)
        painter.setPen(QColor(DARK.on_surround_quiet))
        line = painter.fontMetrics()
        words = line.elidedText(self._labels, Qt.TextElideMode.ElideRight, foot.width())
        painter.drawText(foot.adjusted(0, line.height() + 4, 0, 0), flags, words)
        painter.end()


def _fitted(size: QSize, room: QRect) -> QRect:
    """Return the place of a picture: as large as fits, at most three times its own size."""
    scaled = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    scaled = scaled.boundedTo(size * 3)
    place = QRect(room.topLeft(), scaled)
    place.moveCenter(room.center())
    return place
