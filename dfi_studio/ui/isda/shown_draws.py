"""The draws as the workspace shows them: cells of the grid, and the stage."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from dfi_studio.core.image import Image
from dfi_studio.session.class_view import ClassView
from dfi_studio.ui.isda.workspace import IsdaWorkspace
from dfi_studio.ui.language import from_below
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.rendering.job import JobError
from dfi_studio.ui.rendering.work import Message, Severity


class ShownDraws:
    """Implements `filling.Draws` on a workspace.

    Parameters
    ----------
    workspace : IsdaWorkspace
    say : callable
        Shows a message.
    """

    def __init__(self, workspace: IsdaWorkspace, *, say: Callable[[Message], None]) -> None:
        self._say = say
        self._workspace = workspace
        self._cells, self._stage = workspace.grid.cells, workspace.stage
        self._mixing = False
        workspace.grid.current_changed.connect(self._on_current)

    @property
    def in_sight(self) -> bool:
        """Whether anyone could see a draw."""
        return self._workspace.isVisible()

    def picture(self, number: int) -> QImage | None:
        """Return what is shown of a draw, be it of an earlier strength."""
        return self._cells.cell(number).picture

    def is_due(self, number: int) -> bool:
        """Say whether a draw has no picture, or one of an earlier strength."""
        cell = self._cells.cell(number)
        return cell.picture is None or cell.stale

    def show_view(self, view: ClassView) -> None:
        """Have a cell for each draw, with the verdict on it."""
        self._cells.show_count(view.sampling.count if view.begun else 0)
        for number in range(self._cells.rowCount()):
            verdict = view.verdict(number)
            if self._cells.cell(number).verdict is not verdict:
                self._cells.change(number, verdict=verdict)
        self._workspace.show_judged(len(view.kept), len(view.rejected))

    def show_photo(self, picture: QImage) -> None:
        """Show another photo."""
        if not picture.isNull():
            self._workspace.grid.show_shape(picture.size())
        self._stage.show_photo(picture)
        self._stage.show_picture(QImage(), "")

    def clear(self) -> None:
        """Empty all cells."""
        self._cells.clear()
        self._mixing = False
        self._stage.show_picture(QImage(), "")

    def grow_stale(self) -> None:
        """Mark all pictures as those of an earlier strength."""
        self._cells.grow_stale()

    def show_step(self, number: int | None, step: str, share: float, picture: Image | None) -> None:
        """Show how far a draw is, or the mix; a picture that is under way is shown as it is."""
        if number is None:
            self._show_mix(None if picture is None else to_qimage(picture))
            self._workspace.show_state(from_below(step))
            return
        self._cells.change(number, doing=from_below(step), share=share)
        if picture is not None:
            self._cells.change(number, picture=to_qimage(picture), stale=True)

    def show_done(self, number: int | None, picture: QImage) -> None:
        """Show a finished draw, or the finished mix."""
        if number is None:
            self._show_mix(picture)
            self._workspace.show_state("")
            return
        self._cells.change(number, picture=picture, stale=False, doing=None)
        if number == self._workspace.grid.current and not self._mixing:
            self._on_current(number)

    def show_failure(self, number: int | None, error: JobError) -> None:
        """Say why nothing comes."""
        self.show_rest(number)
        details = "" if error.expected else error.details
        self._say(Message(str(error), Severity.ERROR, details))

    def show_rest(self, number: int | None) -> None:
        """Show that a draw is left for now."""
        if number is None:
            self._workspace.show_state("")
        else:
            self._cells.change(number, doing=None)

    def _show_mix(self, picture: QImage | None) -> None:
        self._mixing = True
        if picture is not None:
            self._stage.show_picture(picture, _tr("Along the principal directions"))

    def _on_current(self, number: int) -> None:
        if number < 0:
            return
        self._mixing = False
        picture = self._cells.cell(number).picture
        name = _tr("Draw {}").format(number + 1)
        self._stage.show_picture(QImage() if picture is None else picture, name)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ShownDraws", text)
