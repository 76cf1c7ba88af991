"""Dialogs that a coroutine can wait for. Never `exec()`: it would stop the coroutine's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QSettings, QSize
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QMessageBox,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.question import Question

Made = TypeVar("Made", bound=QDialog)

_ROOMY = QSize(820, 540)


class Answer(Enum):
    """What to do with a result that was not saved."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


class Dialogs(QObject):
    """Asks the user for files and decisions; remembers the last folder of each kind.

    Parameters
    ----------
    window : QWidget
        The window that the dialogs belong to.
    settings : QSettings
        Where the folders are remembered.
    """

    def __init__(self, window: QWidget, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings

    async def open_file(self, title: str, *, kind: str, filters: str) -> Path | None:
        """Ask for a file that exists; None when the user thinks better of it."""
        dialog = QFileDialog(self._window, title, self._folder(kind), filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return await self._path(dialog, kind)

    async def open_folder(self, title: str, *, kind: str) -> Path | None:
        """Ask for a folder that exists; None when the user thinks better of it."""
        dialog = QFileDialog(self._window, title, self._folder(kind))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return await self._path(dialog, kind)

    async def save_file(self, title: str, *, proposal: Path, filters: str) -> Path | None:
        """Ask where to write; the dialog asks itself before a file is overwritten."""
        dialog = QFileDialog(self._window, title, str(proposal.parent), filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix("png")
        dialog.selectFile(proposal.name)
        return await self._path(dialog, None)

    async def ask_to_save(self, text: str, about: str = "") -> Answer:
        """Ask what to do with what was not saved; `about` says what discarding means."""
        box = QMessageBox(self._window)
        box.setText(text)
        solving = self.tr("What is discarded can only be made again by solving.")
        box.setInformativeText(about or solving)
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers = {buttons.Save.value: Answer.SAVE, buttons.Discard.value: Answer.DISCARD}
        return answers.get(await _finished(box), Answer.CANCEL)

    async def confirm(self, question: str, yes: str) -> bool:
        """Ask whether to do what cannot be undone; `yes` is the word for it."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(question)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        await _finished(box)
        return box.clickedButton() is accept

    async def choose(
        self, title: str, rows: Sequence[tuple[str, str]], *, accept: str
    ) -> int | None:
        """Ask for one of several things, each with a line on it; None for none of them."""
        dialog = QDialog(self._window)
        dialog.setWindowTitle(title)
        column = QVBoxLayout(dialog)
        column.setContentsMargins(22, 20, 22, 16)
        column.setSpacing(6)
        buttons = [QRadioButton(text) for text, _ in rows]
        for button, (_, line) in zip(buttons, rows, strict=True):
            told = quiet(line)
            told.setMinimumWidth(_ROOMY.width() // 2)
            button.setAccessibleDescription(line)
            column.addWidget(button)
            column.addWidget(told)
        buttons[0].setChecked(True)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        box.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
        box.accepted.connect(dialog.accept)
        box.rejected.connect(dialog.reject)
        column.addSpacing(10)
        column.addWidget(box)
        accepted = await _finished(dialog) == QDialog.DialogCode.Accepted
        return next(at for at, each in enumerate(buttons) if each.isChecked()) if accepted else None

    async def decide(
        self, text: str, about: str, answers: Sequence[str], *, later: str = ""
    ) -> int | None:
        """Ask for one of a few answers, each a button; None when the user puts it off.

        Parameters
        ----------
        about : str
            What to know before answering.
        answers : sequence of str
            The first is what Enter gives.
        later : str
            The word for putting it off, where "Cancel" would not do.
        """
        later = later or self.tr("Cancel")
        code = await _finished(Question(self._window, text, about, answers=answers, later=later))
        return code - 1 if code else None

    async def save_as(
        self, title: str, *, proposal: Path, kinds: Sequence[str], chosen: int = 0
    ) -> tuple[Path, int] | None:
        """Ask where and as which of some kinds to write; None when the user thinks better of it.

        Parameters
        ----------
        proposal : Path
            Its suffix is added to a name without one.
        kinds : sequence of str
            Name filters, each another kind.
        chosen : int
            The kind that is offered first.
        """
        dialog = QFileDialog(self._window, title, str(proposal.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters(list(kinds))
        dialog.selectNameFilter(kinds[chosen])
        dialog.setDefaultSuffix(proposal.suffix.lstrip("."))
        dialog.selectFile(proposal.name)
        path = await self._path(dialog, None)
        return None if path is None else (path, list(kinds).index(dialog.selectedNameFilter()))

    async def asked(self, make: Callable[[QWidget], Made]) -> Made | None:
        """Ask with a dialog of one's own, and return it as it was accepted; else None."""
        dialog = make(self._window)
        accepted = await _finished(dialog) == QDialog.DialogCode.Accepted
        return dialog if accepted else None

    async def _path(self, dialog: QFileDialog, kind: str | None) -> Path | None:
        dialog.resize(_ROOMY)
        if await _finished(dialog) != QDialog.DialogCode.Accepted:
            return None
        path = Path(dialog.selectedFiles()[0])
        if kind is not None:
            folder = path if dialog.fileMode() is QFileDialog.FileMode.Directory else path.parent
            self._settings.setValue(f"folders/{kind}", str(folder))
        return path

    def _folder(self, kind: str) -> str:
        return str(self._settings.value(f"folders/{kind}", str(Path.home())))


async def _finished(dialog: QDialog) -> int:
    """Open a dialog, wait until it is closed, and return its code; it deletes itself."""
    done: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def on_finished(code: int) -> None:
        if not done.done():
            done.set_result(code)

    dialog.finished.connect(on_finished)
    dialog.open()
    try:
        return await done
    finally:
        dialog.close()
        dialog.deleteLater()
