"""The dialog that says where queued pictures go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QVBoxLayout, QWidget

from dfi_studio.library.result_names import ResultName
from dfi_studio.ui.help.opening import help_by_f1
from dfi_studio.ui.queue.destination import Destination, DestinationForm
from dfi_studio.ui.theme import em

_WIDTH = 36
"""In em."""


class NamesDialog(QDialog):
    """Holds a form; what cannot be meant cannot be accepted."""

    def __init__(self, parent: QWidget, now: Destination, name: ResultName) -> None:
        super().__init__(parent)
        help_by_f1(self, "batch-on-a-cluster.md#here")
        self.setWindowTitle(self.tr("Where queued pictures go"))
        self.form = DestinationForm(now, name)
        buttons = QDialogButtonBox.StandardButton
        self.box = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.box.accepted.connect(self.accept)
        self.box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margin = em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(em(self, 1))
        column.addWidget(self.form)
        column.addStretch(1)
        column.addWidget(self.box)
        self.resize(em(self, _WIDTH), 0)
        self.form.changed.connect(self._show)
        self.form.folder_wanted.connect(lambda: choose_folder(self, self.form))
        self._show()

    def _show(self) -> None:
        self.box.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not self.form.error)


def choose_folder(dialog: QDialog, form: DestinationForm) -> None:
    """Ask for the folder of the results, above a dialog."""
    asked = QFileDialog(dialog, dialog.tr("Choose a folder"), _there(form.chosen.out))
    asked.setFileMode(QFileDialog.FileMode.Directory)
    asked.setOption(QFileDialog.Option.ShowDirsOnly)
    asked.fileSelected.connect(lambda path: form.show_folder(Path(path)))
    asked.finished.connect(asked.deleteLater)
    asked.open()


def _there(out: str) -> str:
    """Return the nearest folder that there is."""
    place = Path(out).expanduser().absolute()
    return str(next((each for each in (place, *place.parents) if each.is_dir()), Path.home()))
