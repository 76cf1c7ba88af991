"""Whatever is done, saved and loaded: documents, history and snapshots are as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import PASTED, edits_on
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dfi_studio.session import edits
from dfi_studio.session.edits import Edit
from dfi_studio.session.journal import Journal
from dfi_studio.session.project import Project, open_project, save_project
from dfi_studio.session.session import Session, SessionState

NAMES = st.sampled_from(["one", "two", "Grüße"])
STEPS = st.one_of(
    edits_on(PASTED),
    st.tuples(st.just("jump"), st.integers(0, 30)),
    st.tuples(st.sampled_from(["take", "delete", "restore"]), NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.sampled_from([("undo",), ("redo",), ("settle",), ("save",), ("load",), ("crash",)]),
)


class Desk:
    """A session, the file it is saved to, and its journal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "a.dfistudio"
        self.session = Session()
        self.saved: SessionState | None = None

    def take(self, step: Edit | tuple[object, ...]) -> None:
        match step:
            case Edit():
                self.session.do(step)
            case ("jump", int(place)):
                self.session.jump(place % len(self.session.state.entries))
            case (str(what),):
                getattr(self, what)()
            case (str(what), *names):
                self._name(what, *names)

    def undo(self) -> None:
        self.session.undo()

    def redo(self) -> None:
        self.session.redo()

    def settle(self) -> None:
        self.session.settle()

    def save(self) -> None:
        self.session.settle()
        self.saved = self.session.state
        save_project(self.path, Project(self.saved))

    def load(self) -> None:
        if self.saved is not None:
            assert self._loaded(open_project(self.path).assembled({})) == self.saved

    def crash(self) -> None:
        self.session.settle()
        before = self.session.state
        journal = Journal.begin(self.folder)
        journal.write(Project(before))
        journal.release()
        assert self._loaded(Journal(journal.folder).read().assembled({})) == before

    def _name(self, what: str, name: object, new: object = None) -> None:
        there = name in self.names
        match what:
            case "take" if not there:
                self.session.take_snapshot(str(name))
            case "delete":
                self.session.delete_snapshot(str(name))
            case "restore" if there:
                self.session.restore(str(name))
            case "rename" if there and (new == name or new not in self.names):
                self.session.rename_snapshot(str(name), str(new))

    @property
    def names(self) -> set[str]:
        return {each.name for each in self.session.snapshots}

    def _loaded(self, project: Project) -> SessionState:
        self.session = Session()
        self.session.load(project.state)
        return self.session.state


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=st.lists(STEPS, min_size=8, max_size=40))
def test_what_is_done_saved_and_loaded_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Edit | tuple[object, ...]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    for step in [*steps, ("save",), ("load",)]:
        desk.take(step)
    twin = Session()
    twin.load(open_project(desk.path).assembled({}).state)
    # Not the same values only: what is undone and done next is the same too.
    for step in (("undo",), ("undo",), ("redo",)):
        for session in (desk.session, twin):
            getattr(session, step[0])()
        assert twin.state == desk.session.state
        assert twin.undo_label == desk.session.undo_label
        assert twin.redo_label == desk.session.redo_label
    for session in (desk.session, twin):
        session.do(edits.set_tv(0.123))
    assert twin.document == desk.session.document
