"""What is on the screen: the photo, the picture in its place, how far the work is.

And what of it stays: a result that was finished or kept is remembered, and brought back by cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QImage

from dfi_studio.core.photo import Photo
from dfi_studio.session.result import Result
from dfi_studio.ui.pixels import to_qimage
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Message, Phase, SetReport, Work
from dfi_studio.ui.window.fade import Fade
from dfi_studio.ui.window.shown_photos import ShownPhotos
from dfi_studio.ui.window.view import View


class Screen:
    """Shows on a `View`, and knows what it shows.

    Attributes
    ----------
    photos : ShownPhotos
    renders : Renders
    result : Result or None
        What is in the photo's place.
    work : Work
        How far the render is.
    """

    def __init__(self, view: View, photos: ShownPhotos, renders: Renders) -> None:
        self._view = view
        self.photos, self.renders = photos, renders
        self._subject: Photo | None = None
        self._settled: Result | None = None
        self._fade = Fade(self._show)
        self._watchers: list[Callable[[Phase], None]] = []
        self.result: Result | None = None
        self.work = Work(Phase.WAITING)

    def watch(self, watcher: Callable[[Phase], None]) -> None:
        """Call `watcher(phase)` whenever it is told how far the render is."""
        self._watchers.append(watcher)

    async def show_subject(self, subject: Photo | None) -> None:
        """Show what is edited, and no result of anything else."""
        if subject == self._subject:
            return
        picture = None if subject is None else await self.photos.of(subject)
        self._view.show_photo(subject, picture)
        self._subject, self._settled = subject, None
        self.show(None)

    def show(self, result: Result | None) -> None:
        """Show a passing frame."""
        self.result = result
        self._show()

    def show_in_photo(self, result: Result, picture: QImage) -> None:
        """Show the photo with a result in it, at the photo's own size, if it is still the one."""
        if result is self.result:
            self._fade.end()
            self._view.show_result(result, picture)

    def show_ground(self, picture: QImage | None) -> None:
        """Show what other faces have become, in the photo's place; None for nothing."""
        self._view.show_ground(picture)

    def fade(self) -> None:
        """Let what is there now pass over into what is shown next."""
        if self.result is not None:
            self._fade.begin(self.result.image)

    def settle(self, result: Result) -> None:
        """Show what stays: a finished result, or one that was kept."""
        self.renders.keep(result)
        self._settled = result
        self.show(result)
        self.renders.owe(result)

    def end(self, ending: Phase) -> None:
        """Let the passing frame stay where it was stopped; else show again what stayed last."""
        if ending is not Phase.STOPPED:
            self.show(self._settled)
        elif self.result is not None:
            self.settle(self.result)
        self.show_work(Work(ending))

    def cut(self) -> None:
        """Show what comes from now on as it is."""
        self._fade.end()

    def show_work(self, work: Work) -> None:
        """Show how far the render is."""
        self.work = work
        self._view.show_work(work)
        for watcher in tuple(self._watchers):
            watcher(work.phase)

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""
        self._view.show_sets(reports)

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""
        self._view.say(message)

    def _show(self) -> None:
        if self.result is None:
            self._fade.end()
            self._view.show_result(None, None)
        else:
            portrait = self.renders.portraits.of(self.result.photo)
            seen = to_qimage(self._fade.over(self.result.image))
            self._view.show_result(self.result, seen, portrait)
