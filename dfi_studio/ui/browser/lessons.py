"""Making the slider instant for the pictures that are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from dfi_studio.ui.browser.bench import Bench
from dfi_studio.ui.browser.shelf import Shelf
from dfi_studio.ui.flows import Flows, elsewhere


class LessonCommands(Flows):
    """One action: a decoder for a whole folder, for it learns better from more pictures.

    Parameters
    ----------
    train : callable
        Trains a decoder for some sets.
    """

    def __init__(self, bench: Bench, train: Callable[[Sequence[str]], None]) -> None:
        super().__init__(bench.front)
        self._bench, self._train = bench, train

    def make_folder_instant(self) -> None:
        """Make the slider instant for photos like those of the folder that is shown."""
        self.start(self._make())

    async def _make(self) -> None:
        path = await elsewhere(_place, self._bench.shelf, self._bench.curator.look.folder)
        if path:
            self._train((path,))
        else:
            self._bench.front.tell(
                QCoreApplication.translate("LessonCommands", "Choose one folder above first.")
            )


def _place(shelf: Shelf, name: str | None) -> str:
    """Return where a folder lies, or the only one that there is; empty for neither."""
    with shelf.opened() as catalog:
        if name is not None:
            return str(catalog.folder(name).path)
        folders = catalog.folders()
        return str(folders[0].path) if len(folders) == 1 else ""
