from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from documents import result_of, same
from PySide6.QtCore import QSettings

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import SavedAttribute
from dfi_studio.library.photos import read_photo
from dfi_studio.session import edits
from dfi_studio.session.journal import Journal, journals, left_behind
from dfi_studio.session.project import MANIFEST, Project, open_project, save_project
from dfi_studio.session.session import Session
from dfi_studio.ui.dialogs import Answer
from dfi_studio.ui.projects.autosave import Autosave
from dfi_studio.ui.projects.open_project import OpenProject
from dfi_studio.ui.projects.project_commands import ProjectCommands, is_project
from dfi_studio.ui.projects.recent_projects import RecentProjects
from dfi_studio.ui.rendering.renders import Renders
from dfi_studio.ui.rendering.work import Message, Severity

Run = Callable[[Any], Any]
PASTED = Photo.of(freeze(np.full((40, 50, 3), 0.5)))


class Front:
    """The window: remembers what it was told."""

    def __init__(self) -> None:
        self.said: list[Message] = []
        self.told: list[str] = []
        self.name, self.unsaved, self.saved = "", False, ""
        self.recent: Sequence[Path] = ()
        self.missing: Collection[Path] = ()

    def say(self, message: Message) -> None:
        self.said.append(message)

    def tell(self, text: str) -> None:
        self.told.append(text)

    def show_project(self, name: str) -> None:
        self.name = name

    def show_unsaved(self, unsaved: bool) -> None:
        self.unsaved = unsaved

    def show_saved(self, text: str) -> None:
        self.saved = text

    def show_recent(self, paths: Sequence[Path], missing: Collection[Path]) -> None:
        self.recent, self.missing = paths, missing


class Dialogs:
    """A user who knows in advance what to answer; what was asked is in `asked`."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.asked: list[str] = []

    def _answer(self, asked: str) -> Any:
        self.asked.append(asked)
        answer = self.answers.pop(0)
        return answer() if callable(answer) else answer

    async def open_file(self, title: str, *, kind: str, filters: str) -> Path | None:
        return self._answer(title)

    async def open_folder(self, title: str, *, kind: str) -> Path | None:
        return self._answer(title)

    async def ask_to_save(self, text: str, about: str = "") -> Answer:
        return self._answer(text)

    async def decide(
        self, text: str, about: str, answers: Sequence[str], *, later: str = ""
    ) -> int | None:
        wanted = self._answer(f"{text} {about}")
        return next(at for at, each in enumerate(answers) if wanted in each) if wanted else None

    async def save_as(
        self, title: str, *, proposal: Path, kinds: Sequence[str], chosen: int = 0
    ) -> tuple[Path, int] | None:
        return self._answer(f"{proposal.name} {chosen}")


class Hand:
    """A session with its projects, and a user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.front, self.dialogs = Front(), Dialogs()
        self.session, self.renders = Session(), Renders()
        self.project = OpenProject(self.session, self.renders)
        self.autosave = Autosave(self.project, view=self.front)
        self.settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.commands = ProjectCommands(
            self.project,
            autosave=self.autosave,
            front=self.front,
            dialogs=self.dialogs,  # type: ignore[arg-type]
            settings=self.settings,
        )

    def photo(self, name: str = "anna.png", shade: int = 9) -> Photo:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        PIL.Image.new("RGB", (50, 40), (shade, 20, 30)).save(path)
        return read_photo(path)

    def work(self, photo: Photo = PASTED) -> None:
        self.session.do(edits.open_photo(photo))
        self.session.do(edits.add_direction(SavedAttribute("smile")))
        result = result_of(self.session.document)
        self.renders.keep(result)
        self.renders.owe(result)

    async def done(self) -> None:
        """Wait until all flows have ended, and all answers were given."""
        async with asyncio.timeout(10):
            while self.commands._flows:
                await asyncio.sleep(0.005)
        assert not self.dialogs.answers

    async def doing(self, action: Callable[[], None], *answers: Any) -> None:
        self.dialogs.answers = list(answers)
        action()
        await self.done()


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    return Hand(tmp_path)


@pytest.fixture
def go(run: Run, hand: Hand) -> Callable[[Any], None]:
    def gone(flow: Any) -> None:
        async def main() -> None:
            try:
                await flow()
            finally:
                await hand.commands.close()

        run(main())

    return gone


Go = Callable[[Any], None]


def test_a_project_is_saved_opened_and_saved_again(go: Go, hand: Hand) -> None:
    path = hand.folder / "a.dfistudio"

    async def main() -> None:
        hand.work(hand.photo())
        assert hand.front.unsaved
        await hand.doing(hand.commands.save_project, (path, 0))
        assert hand.dialogs.asked == ["anna.dfistudio 0"]
        assert (hand.front.name, hand.front.unsaved) == ("a.dfistudio", False)
        assert hand.front.told == [f"Saved {path}"]
        state = hand.session.state

        hand.session.do(edits.set_alpha(2))
        assert hand.front.unsaved
        await hand.doing(hand.commands.save_project)  # asks no more
        hand.session.do(edits.set_alpha(3))
        await hand.doing(hand.commands.new_project, Answer.DISCARD)
        assert hand.project.empty
        assert (hand.front.name, hand.front.unsaved) == ("", False)

        hand.renders._results = Renders()._results
        await hand.doing(hand.commands.open_project, path)
        assert hand.session.state.entries[:-1] == state.entries
        assert hand.session.document.recipe.directions[0].alpha == 2
        assert (hand.front.name, hand.front.unsaved) == ("a.dfistudio", False)
        document = state.document
        result = hand.renders.find(document)
        assert result is not None
        assert same(result, result_of(document))
        assert hand.front.recent == (path,)

    go(main)


def test_a_drag_ends_when_the_project_is_saved(go: Go, hand: Hand) -> None:
    async def main() -> None:
        hand.work()
        hand.session.do(edits.set_alpha(2))
        await hand.doing(hand.commands.save_project, (hand.folder / "a.dfistudio", 0))
        assert open_project(hand.folder / "a.dfistudio").state == hand.session.state

    go(main)


def test_the_photo_travels_with_the_project_where_asked(go: Go, hand: Hand) -> None:
    path = hand.folder / "a.dfistudio"

    async def main() -> None:
        hand.work(hand.photo())
        await hand.doing(hand.commands.save_project_as, (path, 1))
        (hand.folder / "anna.png").unlink()
        hand.session.do(edits.set_alpha(2))
        await hand.doing(hand.commands.save_project)  # as before
        hand.project.put(Project())
        await hand.doing(lambda: hand.commands.open_project_path(path))
        assert hand.session.document.photo is not None
        assert hand.session.document.photo.path == hand.folder / "anna.png"
        await hand.doing(hand.commands.save_project_as, None)
        assert hand.dialogs.asked[-1] == "a.dfistudio 1"

    go(main)


def test_leaving_asks_where_work_would_be_lost(go: Go, hand: Hand) -> None:
    async def main() -> None:
        assert await hand.commands.may_leave()
        hand.work()
        for answers, may, saved in (
            ([Answer.CANCEL], False, False),
            ([Answer.SAVE, None], False, False),
            ([Answer.DISCARD], True, False),
            ([Answer.SAVE, (hand.folder / "a.dfistudio", 0)], True, True),
            ([], True, True),
        ):
            hand.dialogs.answers = list(answers)
            assert await hand.commands.may_leave() is may
            assert (hand.folder / "a.dfistudio").exists() is saved

    go(main)


def test_a_project_is_not_opened_over_work_that_is_to_stay(go: Go, hand: Hand) -> None:
    path = hand.folder / "a.dfistudio"
    save_project(path, Project())

    async def main() -> None:
        hand.work()
        before = hand.session.state
        for action in (hand.commands.new_project, lambda: hand.commands.open_project_path(path)):
            await hand.doing(action, Answer.CANCEL)
            assert hand.session.state == before

    go(main)


def test_a_damaged_project_is_told_before_anything_is_asked(go: Go, hand: Hand) -> None:
    path = hand.folder / "a.dfistudio"
    path.write_bytes(b"nonsense")

    async def main() -> None:
        hand.work()
        before = hand.session.state
        await hand.doing(lambda: hand.commands.open_project_path(path))
        assert "is not a project" in hand.front.said[0].text
        assert hand.session.state == before

    go(main)


def test_a_disk_that_is_full_is_told_and_the_work_stays_unsaved(
    go: Go, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    async def main() -> None:
        hand.work()
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            await hand.doing(hand.commands.save_project, (hand.folder / "a.dfistudio", 0))
        assert "disk is full" in hand.front.said[0].text
        assert hand.front.unsaved
        assert hand.front.recent == ()

    go(main)


# -- missing photos ----------------------------------------------------------------------------


def project_on(hand: Hand, *photos: Photo) -> Path:
    session = Session()
    for photo in photos:
        session.do(edits.open_photo(photo))
        session.do(edits.set_crop(Crop(1, 2, 35, 33)))
    path = hand.folder / "a.dfistudio"
    save_project(path, Project(session.state, (result_of(session.document),)))
    return path


def test_a_photo_that_moved_is_asked_for_until_it_is_found(go: Go, hand: Hand) -> None:
    anna = hand.photo()
    path = project_on(hand, anna)
    hand.photo("other.png", 200)
    (hand.folder / "new").mkdir()
    (hand.folder / "anna.png").rename(hand.folder / "new" / "renamed.png")

    async def main() -> None:
        await hand.doing(
            lambda: hand.commands.open_project_path(path),
            *("file", hand.folder / "other.png"),
            *("older", None),
            *("older", hand.folder / "new"),
        )
        asked = hand.dialogs.asked
        assert asked[0] == f"anna.png is not where it was. It was {hand.folder / 'anna.png'}."
        assert asked[1] == "Where is anna.png?"
        assert "other.png is another picture" in asked[2]
        document = hand.session.document
        assert document.photo is not None
        assert document.photo.path == hand.folder / "new" / "renamed.png"
        assert document.photo.digest == anna.digest
        assert document.crop == Crop(1, 2, 35, 33)
        assert len(hand.project.present.results) == 1
        assert hand.front.unsaved  # its file does not know it yet

    go(main)


def test_what_moved_together_is_asked_for_once(go: Go, hand: Hand) -> None:
    photos = [hand.photo(f"{name}.png", shade) for shade, name in enumerate(("a", "b", "c"))]
    path = project_on(hand, *photos)
    (hand.folder / "new").mkdir()
    for photo in photos:
        assert photo.path is not None
        photo.path.rename(hand.folder / "new" / photo.path.name)

    async def main() -> None:
        await hand.doing(
            lambda: hand.commands.open_project_path(path), "older", hand.folder / "new"
        )
        found = {each.value.photo for each in hand.session.state.entries} - {None}
        assert {each.digest for each in found if each} == {each.digest for each in photos}

    go(main)


def test_a_project_can_be_opened_without_its_photo(go: Go, hand: Hand) -> None:
    path = project_on(hand, hand.photo())
    (hand.folder / "anna.png").unlink()

    async def main() -> None:
        await hand.doing(lambda: hand.commands.open_project_path(path), "without")
        assert hand.session.document.photo is None
        assert len(hand.session.state.entries) == 3
        assert hand.front.unsaved

    go(main)


def test_a_project_is_left_closed_where_that_is_preferred(go: Go, hand: Hand) -> None:
    path = project_on(hand, hand.photo())
    (hand.folder / "anna.png").unlink()

    async def main() -> None:
        await hand.doing(lambda: hand.commands.open_project_path(path), None)
        assert hand.project.empty
        assert hand.front.recent == ()

    go(main)


def test_a_photo_that_changed_may_be_used_as_it_is(go: Go, hand: Hand) -> None:
    path = project_on(hand, hand.photo())
    changed = hand.photo(shade=77)

    async def main() -> None:
        await hand.doing(lambda: hand.commands.open_project_path(path), "Use it")
        assert "anna.png has changed since" in hand.dialogs.asked[0]
        assert hand.session.document.photo == changed
        assert hand.project.present.results == ()
        assert hand.front.unsaved

    go(main)


# -- after a crash -----------------------------------------------------------------------------


def crashed(hand: Hand, *, path: Path | None = None, shade: float = 0.5) -> Project:
    """Leave the journal of another window behind."""
    session = Session()
    session.do(edits.open_photo(Photo.of(freeze(np.full((40, 50, 3), shade)))))
    session.do(edits.set_tv(0.3))
    session.take_snapshot("one")
    session.settle()
    project = Project(session.state, (result_of(session.document, finished=False),), path=path)
    journal = Journal.begin(journals())
    journal.write(project)
    journal.release()
    return project


def test_what_was_in_hand_is_brought_back_and_goes_on(go: Go, hand: Hand) -> None:
    project = crashed(hand, path=hand.folder / "a.dfistudio")

    async def main() -> None:
        hand.dialogs.answers = ["Restore"]
        assert await hand.commands.recover()
        assert "a.dfistudio of " in hand.dialogs.asked[0]
        assert "history: 2." in hand.dialogs.asked[0]
        assert hand.session.state == project.state
        assert same(hand.project.present.results[0], project.results[0])
        assert (hand.front.name, hand.front.unsaved) == ("a.dfistudio", True)
        (folder,) = journals().iterdir()
        hand.session.do(edits.set_tv(0.4))
        await hand.autosave.write()
        assert [*journals().iterdir()] == [folder]
        assert left_behind(journals()) == ([], [])  # it is ours
        hand.dialogs.answers = [Answer.DISCARD]
        assert await hand.commands.may_quit()

    go(main)
    assert not [*journals().iterdir()]


def test_what_is_discarded_is_gone_and_what_is_put_off_is_asked_again(go: Go, hand: Hand) -> None:
    for shade in (0.1, 0.2, 0.3):
        crashed(hand, shade=shade)

    async def main() -> None:
        hand.dialogs.answers = ["Discard", None]
        assert not await hand.commands.recover()
        assert len([*journals().iterdir()]) == 2
        hand.dialogs.answers = ["Discard", "Discard"]
        assert not await hand.commands.recover()
        assert not [*journals().iterdir()]
        assert not await hand.commands.recover()
        assert hand.project.empty

    go(main)


def test_only_one_is_brought_back_and_the_others_wait(go: Go, hand: Hand) -> None:
    for shade in (0.1, 0.2):
        crashed(hand, shade=shade)

    async def main() -> None:
        hand.dialogs.answers = ["Restore"]
        assert await hand.commands.recover()
        (left,), _ = left_behind(journals())
        left.journal.release()

    go(main)


def test_a_journal_waits_while_its_photo_is_missing(go: Go, hand: Hand) -> None:
    session = Session()
    session.do(edits.open_photo(hand.photo()))
    journal = Journal.begin(journals())
    journal.write(Project(session.state))
    journal.release()
    (hand.folder / "anna.png").unlink()

    async def main() -> None:
        hand.dialogs.answers = ["Restore", None]
        assert not await hand.commands.recover()
        hand.dialogs.answers = ["Restore", "without"]
        assert await hand.commands.recover()

    go(main)


def test_a_damaged_journal_is_told_and_stays_somewhere(go: Go, hand: Hand) -> None:
    crashed(hand)
    (folder,) = journals().iterdir()
    (folder / "parts" / MANIFEST).write_bytes(b"{")

    async def main() -> None:
        assert not await hand.commands.recover()
        (message,) = hand.front.said
        assert message.severity is Severity.ERROR
        assert f"it is in {folder}.damaged." in message.text
        assert "is damaged" in message.details
        assert not await hand.commands.recover()
        assert len(hand.front.said) == 1

    go(main)


def test_a_data_folder_that_cannot_be_used_is_told_and_no_reason_not_to_begin(
    go: Go, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DFI_STUDIO_HOME", str(hand.folder))
    (hand.folder / "data").mkdir()
    (hand.folder / "data" / "journal").touch()

    async def main() -> None:
        assert not await hand.commands.recover()
        assert "cannot be made" in hand.front.said[0].text

    go(main)


def test_work_that_nobody_was_asked_about_is_kept_for_the_next_start(run: Run, hand: Hand) -> None:
    async def terminated() -> None:
        hand.work()
        await hand.commands.close()

    run(terminated())
    next_ = Hand(hand.folder)

    async def main() -> None:
        next_.dialogs.answers = ["Restore"]
        assert await next_.commands.recover()
        assert next_.session.state == hand.session.state
        next_.dialogs.answers = [Answer.CANCEL, Answer.DISCARD]
        assert not await next_.commands.may_quit()
        assert await next_.commands.may_quit()
        await next_.commands.close()

    run(main())
    assert not [*journals().iterdir()]


def test_the_window_may_close_while_it_asks(run: Run, hand: Hand) -> None:
    crashed(hand)

    async def main() -> None:
        waiting = asyncio.Event()

        async def never(*about: object, **more: object) -> int | None:
            waiting.set()
            await asyncio.sleep(60)
            return None

        hand.dialogs.decide = never  # type: ignore[method-assign]
        recovering = asyncio.ensure_future(hand.commands.recover())
        await waiting.wait()
        recovering.cancel()
        await asyncio.wait({recovering})
        await hand.commands.close()

    run(main())
    (left,), _ = left_behind(journals())
    left.journal.release()


# -- recent projects -----------------------------------------------------------------------------


def test_the_latest_ten_are_remembered(hand: Hand) -> None:
    recent = RecentProjects(hand.settings)
    assert recent.paths == ()
    recent.add(Path("/a/0.dfistudio"))
    hand.settings.sync()
    again = QSettings(hand.settings.fileName(), QSettings.Format.IniFormat)
    assert RecentProjects(again).paths == (Path("/a/0.dfistudio"),)
    for number in (*range(12), 5):
        recent.add(Path(f"/a/{number}.dfistudio"))
    names = [int(path.stem) for path in recent.paths]
    assert names == [5, 11, 10, 9, 8, 7, 6, 4, 3, 2]


def test_those_that_are_gone_are_shown_as_such(go: Go, hand: Hand) -> None:
    there, gone = hand.folder / "there.dfistudio", hand.folder / "gone.dfistudio"
    for path in (there, gone):
        save_project(path, Project())
        RecentProjects(hand.settings).add(path)
    gone.unlink()

    async def main() -> None:
        await hand.commands.recover()
        assert hand.front.recent == (gone, there)
        assert set(hand.front.missing) == {gone}
        await hand.doing(lambda: hand.commands.open_project_path(gone))
        assert "There is no project" in hand.front.said[0].text

    go(main)


def test_projects_are_told_by_their_name() -> None:
    assert is_project(Path("a.dfistudio"))
    assert is_project(Path("A.DFISTUDIO"))
    assert not is_project(Path("a.png"))


def test_a_project_that_another_window_saved_meanwhile_is_not_replaced(go: Go, hand: Hand) -> None:
    path = project_on(hand, PASTED)

    async def main() -> None:
        await hand.doing(partial(hand.commands.open_project_path, path))
        for name in ("one", "two"):  # our own is no other's
            hand.session.take_snapshot(name)
            await hand.doing(hand.commands.save_project)
        assert hand.front.said == []
        project_on(hand, PASTED, PASTED)
        theirs = path.read_bytes()
        hand.session.take_snapshot("ours")
        await hand.doing(hand.commands.save_project)
        assert "written by another window" in hand.front.said[0].text
        assert path.read_bytes() == theirs
        assert hand.front.unsaved
        await hand.doing(hand.commands.save_project_as, (path, 0))  # the dialog has asked
        assert path.read_bytes() != theirs
        assert not hand.front.unsaved

    go(main)
