"""A list of photos and folders: chosen, dropped, taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.library.picture_files import is_picture, picture_suffixes
from dfi_studio.ui.panels.section import Section
from dfi_studio.ui.theme import colours, em, put_icon

_PATH = Qt.ItemDataRole.UserRole


class PhotoNames(QWidget):
    """Holds paths, each once."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.names = _Names()
        self.names.setAccessibleName(self.tr("Photos"))
        self.names.empty_text = self.tr("Drop photos or folders here, or add them below.")
        self.add_photos = QPushButton(self.tr("Add photos\u2026"))
        self.add_folder = QPushButton(self.tr("Add a folder\u2026"))
        self.remove = QPushButton(self.tr("Take out"))
        for button, icon in (
            (self.add_photos, "photo"), (self.add_folder, "add_folder"), (self.remove, "remove"),
        ):  # fmt: skip
            put_icon(button, icon)
            button.setAutoDefault(False)
        self._lay_out()
        self.names.dropped.connect(self.take)
        self.names.deleted.connect(self._remove)
        self.names.itemSelectionChanged.connect(self._show)
        self.add_photos.clicked.connect(self._ask_photos)
        self.add_folder.clicked.connect(self._ask_folder)
        self.remove.clicked.connect(self._remove)
        self._show()

    @property
    def paths(self) -> tuple[Path, ...]:
        """What is listed."""
        rows = (self.names.item(row) for row in range(self.names.count()))
        return tuple(each.data(_PATH) for each in rows)

    def take(self, paths: Sequence[Path]) -> None:
        """List more paths; those that are listed already stay where they are."""
        known = set(self.paths)
        for path in paths:
            if path in known:
                continue
            known.add(path)
            words = self.tr("{} and all below it") if path.is_dir() else "{}"
            item = QListWidgetItem(words.format(path.name or path))
            item.setData(_PATH, path)
            item.setToolTip(str(path))
            self.names.addItem(item)
        self._show()
        self.changed.emit()

    def _remove(self) -> None:
        for item in self.names.selectedItems():
            self.names.takeItem(self.names.row(item))
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.remove.setEnabled(bool(self.names.selectedItems()))

    def _ask_photos(self) -> None:
        suffixes = " ".join(f"*{suffix}" for suffix in sorted(picture_suffixes()))
        dialog = QFileDialog(self, self.tr("Add photos"), self._folder())
        dialog.setNameFilter(self.tr("Pictures ({})").format(suffixes))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._ask(dialog)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a folder of photos"), self._folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._ask(dialog)

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.filesSelected.connect(lambda names: self.take([Path(each) for each in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _folder(self) -> str:
        return str(self.paths[-1].parent if self.paths else Path.home())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for button in (self.add_photos, self.add_folder, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        named = Section(self.tr("Photos"))
        named.body.addWidget(self.names, 1)
        named.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(named)


class _Names(QListWidget):
    """Takes what is dropped, and lets Del take out what is selected."""

    dropped = Signal(object)
    deleted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.empty_text = ""
        self.setObjectName("photoNames")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMinimumSize(em(self, 18), em(self, 9))

    def event(self, event: QEvent) -> bool:
        """Keep Del from the shortcuts."""
        ours = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if ours and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take out what is selected; all other keys are Qt's."""
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders and pictures of this machine."""
        if _usable(event.mimeData().urls()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them anywhere on the list."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what of it can be used."""
        event.acceptProposedAction()
        self.dropped.emit(_usable(event.mimeData().urls()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the names, or what to do while there are none."""
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours().quiet))
            area = self.viewport().rect().adjusted(12, 12, -12, -12)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, flags, self.empty_text)


def _usable(urls: Sequence[QUrl]) -> list[Path]:
    paths = [Path(each.toLocalFile()) for each in urls if each.isLocalFile()]
    return [each for each in paths if each.is_dir() or is_picture(each)]
