"""What the user can do with projects: new, open, save, and bring back after a crash.

Like `Commands`, each public method is one action, by its name in `ui.actions`, or what a drop or a
menu leads to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QSettings

from dfi_studio.core.errors import StudioError
from dfi_studio.library.outputs import Stamp, stamp_of
from dfi_studio.session.journal import LeftBehind, Unreadable, journals, left_behind
from dfi_studio.session.places import is_there
from dfi_studio.session.project import SUFFIX, Project, open_project, save_project
from dfi_studio.ui.dialogs import Answer, Dialogs
from dfi_studio.ui.flows import Flows, elsewhere
from dfi_studio.ui.language import language
from dfi_studio.ui.projects.absent_photos import AbsentPhotos
from dfi_studio.ui.projects.autosave import Autosave
from dfi_studio.ui.projects.open_project import OpenProject
from dfi_studio.ui.projects.recent_projects import RecentProjects
from dfi_studio.ui.rendering.work import Message, Severity

_RESTORE, _DISCARD = 0, 1
"""Places among the answers."""


class ProjectFront(Protocol):
    """What the flows about projects need of the window."""

    def say(self, message: Message) -> None:
        """Show a message that stays until it is dismissed."""

    def tell(self, text: str) -> None:
        """Show a passing remark."""

    def show_project(self, name: str) -> None:
        """Show the name of the project; empty for one that has none yet."""

    def show_unsaved(self, unsaved: bool) -> None:
        """Show whether work would be lost by closing."""

    def show_recent(self, paths: Sequence[Path], missing: Collection[Path]) -> None:
        """Offer the projects that were open lately; those that are missing cannot be opened."""


def is_project(path: Path) -> bool:
    """Say whether a path is named like a project; the file is not looked at."""
    return path.suffix.lower() == SUFFIX


class ProjectCommands(Flows):
    """The actions that are about the whole project."""

    def __init__(
        self,
        project: OpenProject,
        *,
        autosave: Autosave,
        front: ProjectFront,
        dialogs: Dialogs,
        settings: QSettings,
    ) -> None:
        super().__init__(front)
        self._front: ProjectFront = front
        self._project = project
        self._autosave = autosave
        self._dialogs = dialogs
        self._absent = AbsentPhotos(dialogs)
        self._recent = RecentProjects(settings)
        self._let_go = False
        self._seen: tuple[Path | None, Stamp | None] = (None, None)
        project.watch(self._show)
        self._show()

    # -- actions --------------------------------------------------------------------------------

    def new_project(self) -> None:
        """Begin with nothing."""
        self.start(self._new())

    def open_project(self) -> None:
        """Ask for a project and open it."""
        self.start(self._choose())

    def open_project_path(self, path: Path) -> None:
        """Open a project that was named or dropped."""
        self.start(self._open(path))

    def save_project(self) -> None:
        """Save the project, asking where if it has no file yet."""
        self.start(self._save_and_tell())

    def save_project_as(self) -> None:
        """Ask where to save the project, and save it."""
        self.start(self._save_as_and_tell())

    # -- at the start and at the end ------------------------------------------------------------

    async def recover(self) -> bool:
        """Offer what a window that did not end properly had in hand.

        Call it once, when the window is there and before anything is opened.

        Returns
        -------
        bool
            Whether something was brought back.
        """
        await self._show_recent()
        try:
            found, unreadable = await elsewhere(lambda: left_behind(journals()))
        except StudioError as error:  # no reason not to begin
            self._front.say(Message(str(error), Severity.ERROR))
            return False
        for damaged in unreadable:
            self._front.say(_told(damaged))
        try:
            while found:
                answer = await self._ask_to_restore(found[0])
                if answer == _RESTORE and await self._restore(found[0]):
                    found.pop(0)
                    return True
                if answer != _DISCARD:
                    break
                await elsewhere(found.pop(0).journal.remove)
        finally:
            for each in found:
                each.journal.release()
        return False

    async def may_leave(self) -> bool:
        """Ask whether to save where work would be lost; False where the user would rather stay."""
        if not self._project.unsaved:
            return True
        words = _tr("Save the project?")
        about = _tr("Otherwise what was done since it was last saved is lost.")
        match await self._dialogs.ask_to_save(words, about):
            case Answer.SAVE:
                return await self._save()
            case answer:
                return answer is Answer.DISCARD

    async def may_quit(self) -> bool:
        """Ask as `may_leave` does; what was answered then holds for the journal too."""
        self._let_go = await self.may_leave()
        return self._let_go

    async def close(self) -> None:
        """End the flows and the autosave; what nobody could be asked about is kept for next time.

        Call it when the window closes, after `Autosave.run` was cancelled.
        """
        await self.end_flows()
        await self._autosave.close(keep=self._project.unsaved and not self._let_go)

    # -- flows ----------------------------------------------------------------------------------

    async def _new(self) -> None:
        if await self.may_leave():
            self._project.put(Project())

    async def _choose(self) -> None:
        filters = _tr("Projects (*{});;All files (*)").format(SUFFIX)
        path = await self._dialogs.open_file(_tr("Open a project"), kind="project", filters=filters)
        if path is not None:
            await self._open(path)

    async def _open(self, path: Path) -> None:
        """Open a project; it is read before anything is asked, since it may be damaged."""
        seen = await elsewhere(stamp_of, path)  # first: what is written meanwhile is another's
        stored = await elsewhere(open_project, path)
        if not await self.may_leave():
            return
        completed = await self._absent.complete(stored)
        if completed is None:
            return
        project, whole = completed
        self._project.put(project, saved=whole)
        self._seen = (project.path, seen)
        await self._remember(path)

    async def _save_and_tell(self) -> None:
        await self._save()

    async def _save_as_and_tell(self) -> None:
        await self._save_as()

    async def _save(self) -> bool:
        path = self._project.path
        if path is None:
            return await self._save_as()
        place, seen = self._seen
        return await self._write(path, seen=seen if place == path else None)

    async def _save_as(self) -> bool:
        kinds = (
            _tr("Project (*{})").format(SUFFIX),
            _tr("Project with the photo inside (*{})").format(SUFFIX),
        )
        answer = await self._dialogs.save_as(
            _tr("Save the project"),
            proposal=self._proposal(),
            kinds=kinds,
            chosen=int(self._project.embed),
        )
        if answer is None:
            return False
        path, kind = answer
        return await self._write(path, embed=bool(kind))

    async def _write(
        self, path: Path, *, embed: bool | None = None, seen: Stamp | None = None
    ) -> bool:
        self._project.settle()
        present = self._project.present
        embed = present.embed if embed is None else embed
        project = replace(present, path=path.absolute(), embed=embed)
        written = await elsewhere(partial(save_project, path, project, seen=seen))
        self._seen = (project.path, written)
        self._project.mark_saved(project)
        self._front.tell(_tr("Saved {}").format(path))
        await self._remember(path)
        return True

    async def _ask_to_restore(self, left: LeftBehind) -> int | None:
        state = left.stored.state
        named = left.stored.path or state.document.photo
        name = _tr("untitled") if named is None else named.name
        when = QDateTime.fromSecsSinceEpoch(int(left.when.timestamp()))
        about = _tr("What was in hand then is still there: {} of {}. Steps in its history: {}.")
        return await self._dialogs.decide(
            _tr("DFI Studio did not end properly."),
            about.format(
                name,
                QLocale(language().locale).toString(when, QLocale.FormatType.ShortFormat),
                len(state.entries) - 1,
            ),
            [_tr("&Restore"), _tr("&Discard")],
            later=_tr("Decide &later"),
        )

    async def _restore(self, left: LeftBehind) -> bool:
        completed = await self._absent.complete(left.stored)
        if completed is None:
            return False
        await self._autosave.adopt(left.journal)
        self._project.put(completed[0], saved=False)
        return True

    # -- inside ---------------------------------------------------------------------------------

    def _proposal(self) -> Path:
        if self._project.path is not None:
            return self._project.path
        photo = self._project.present.state.document.photo
        if photo is not None and photo.path is not None:
            return photo.path.with_suffix(SUFFIX)
        return Path.home() / f"{_tr('untitled')}{SUFFIX}"

    async def _remember(self, path: Path) -> None:
        self._recent.add(path.absolute())
        await self._show_recent()

    async def _show_recent(self) -> None:
        paths = self._recent.paths
        there = await elsewhere(lambda: [path for path in paths if is_there(path)])
        self._front.show_recent(paths, frozenset(paths) - frozenset(there))

    def _show(self) -> None:
        path = self._project.path
        self._front.show_project("" if path is None else path.name)
        self._front.show_unsaved(self._project.unsaved)


def _told(each: Unreadable) -> Message:
    words = _tr("What a window had in hand that did not end properly cannot be read; it is in {}.")
    return Message(words.format(each.folder), Severity.ERROR, str(each.error))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Projects", text)
