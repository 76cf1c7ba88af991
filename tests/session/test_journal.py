from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from documents import result_of, same

from dfi_studio.core.errors import NewerProjectError, OutputError, ProjectError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits
from dfi_studio.session.journal import Journal, journals, left_behind
from dfi_studio.session.project import MANIFEST, Project
from dfi_studio.session.session import Session


def pasted(shade: float = 0.5) -> Photo:
    return Photo.of(freeze(np.full((40, 50, 3), shade)))


def project(*shades: float) -> Project:
    session = Session()
    for shade in shades:
        session.do(edits.open_photo(pasted(shade)))
    session.take_snapshot("here")
    return Project(session.state, (result_of(session.document, finished=False),))


def files(journal: Journal) -> set[str]:
    return {each.name for each in journal.folder.rglob("*") if each.is_file()}


def test_what_was_taken_down_last_is_there(tmp_path: Path) -> None:
    journal = Journal.begin(tmp_path)
    assert journal.written is None
    for shades in ((0.1,), (0.1, 0.2), (0.3,)):
        written = project(*shades)
        journal.write(written)
        assert journal.written is not None
        again = journal.read().assembled({})
        assert again.state == written.state
        assert same(again.results[0], written.results[0])
    assert len(files(journal)) == 4  # lock, manifest, one photo, one result
    journal.remove()
    assert not list(tmp_path.iterdir())


def test_a_photo_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    from dfi_studio.library.exact_images import to_safetensors

    def counted(image: object) -> object:
        made.append(image)
        return to_safetensors(image)  # type: ignore[arg-type]

    monkeypatch.setattr("dfi_studio.session.project_pictures.to_safetensors", counted)
    journal = Journal.begin(tmp_path)
    written = project(0.1, 0.2)
    for embed in (False, True, False):
        journal.write(replace(written, embed=embed))
    assert len(made) == 2
    journal.remove()


def test_a_result_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[object] = []
    from dfi_studio.core.image import digest

    def counted(image: np.ndarray) -> str:
        named.append(image)
        return digest(image)

    monkeypatch.setattr("dfi_studio.session.project_pictures.digest", counted)
    journal = Journal.begin(tmp_path)
    written = project(0.1)
    for _ in range(3):
        journal.write(written)
    journal.write(project(0.1))
    assert len(named) == 2
    journal.remove()


def test_the_file_that_was_open_is_remembered(tmp_path: Path) -> None:
    journal = Journal.begin(tmp_path)
    journal.write(replace(project(0.1), path=Path("/somewhere/a.dfistudio")))
    assert journal.read().path == Path("/somewhere/a.dfistudio")
    assert journal.read().assembled({}).path == Path("/somewhere/a.dfistudio")
    journal.remove()


def test_a_window_that_runs_is_not_offered(tmp_path: Path) -> None:
    journal = Journal.begin(tmp_path)
    written = project(0.1)
    journal.write(written)
    assert left_behind(tmp_path) == ([], [])
    journal.release()
    (left,), unreadable = left_behind(tmp_path)
    assert not unreadable
    assert left.stored.assembled({}).state == written.state
    assert left_behind(tmp_path) == ([], [])  # it is held now
    left.journal.release()
    assert len(left_behind(tmp_path)[0]) == 1


def test_a_window_of_another_process_is_not_offered_until_it_dies(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from dfi_studio.session.journal import Journal\n"
        "from dfi_studio.session.project import Project\n"
        "journal = Journal.begin(Path(sys.argv[1])); journal.write(Project())\n"
        "print('there', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"there"
        assert left_behind(tmp_path) == ([], [])
        other.kill()
        other.wait()
        (left,), _ = left_behind(tmp_path)
    left.journal.remove()
    assert not list(tmp_path.iterdir())


def test_the_latest_is_offered_first(tmp_path: Path) -> None:
    for number in range(3):
        journal = Journal.begin(tmp_path)
        journal.write(project(0.1))
        then = 1_000_000_000 + number
        os.utime(journal.folder / "parts" / MANIFEST, (then, then))
        journal.release()
    found, _ = left_behind(tmp_path)
    times = [each.when for each in found]
    assert times == sorted(times, reverse=True)
    for each in found:
        each.journal.remove()


def test_one_in_which_nothing_was_written_leaves_nothing(tmp_path: Path) -> None:
    Journal.begin(tmp_path).release()
    assert left_behind(tmp_path) == ([], [])
    assert not list(tmp_path.iterdir())


def test_a_damaged_one_is_set_aside_and_told_once(tmp_path: Path) -> None:
    journal = Journal.begin(tmp_path)
    journal.write(project(0.1))
    (part,) = (journal.folder / "parts" / "photos").iterdir()
    part.write_bytes(b"nonsense")
    journal.release()
    good = Journal.begin(tmp_path)
    good.write(project(0.2))
    good.release()
    (left,), (bad,) = left_behind(tmp_path)
    assert left.journal.folder == good.folder
    assert isinstance(bad.error, ProjectError)
    assert part.name in str(bad.error)
    assert (bad.folder / "parts" / MANIFEST).exists()
    assert bad.folder.parent == tmp_path
    left.journal.remove()
    assert left_behind(tmp_path) == ([], [])
    assert bad.folder.exists()


def test_one_of_a_newer_program_waits_for_it(tmp_path: Path) -> None:
    journal = Journal.begin(tmp_path)
    journal.write(project(0.1))
    path = journal.folder / "parts" / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 99}))
    journal.release()
    found, (newer,) = left_behind(tmp_path)
    assert not found
    assert isinstance(newer.error, NewerProjectError)
    assert newer.folder == journal.folder
    assert path.exists()


def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal.begin(tmp_path)
    before = project(0.1)
    journal.write(before)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="disk is full"):
            journal.write(project(0.2))
    assert journal.read().assembled({}).state == before.state
    after = project(0.3)
    journal.write(after)
    assert journal.read().assembled({}).state == after.state
    journal.remove()


def test_one_that_is_gone_cannot_be_held(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="There is no journal"):
        Journal(tmp_path / "none")


def test_one_that_is_removed_while_it_is_taken_hold_of_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    from dfi_studio.library.exclusive import exclusive

    @contextmanager
    def late(path: Path, **about: str):  # type: ignore[no-untyped-def]
        with exclusive(path, **about):
            if not gone:
                gone.append(path)
                path.unlink()
            yield

    gone: list[Path] = []
    monkeypatch.setattr("dfi_studio.session.journal.exclusive", late)
    journal = Journal.begin(tmp_path)
    assert gone
    assert journal.folder != gone[0].parent
    journal.remove()


def test_a_lock_that_cannot_be_had_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OutputError("No locks here.")

    monkeypatch.setattr("dfi_studio.session.journal.exclusive", refused)
    with pytest.raises(OutputError, match="No locks here"):
        Journal.begin(tmp_path)
    assert not list(tmp_path.iterdir())


def test_one_whose_folder_was_deleted_is_written_again_and_held(tmp_path: Path) -> None:
    journal = Journal.begin(tmp_path)
    journal.write(project(0.1))
    shutil.rmtree(journal.folder)
    written = project(0.2)
    journal.write(written)
    assert left_behind(tmp_path) == ([], [])  # its window runs
    journal.release()
    [left], unreadable = left_behind(tmp_path)
    assert not unreadable
    assert left.stored.assembled({}).state == written.state
    left.journal.remove()


def test_they_lie_in_the_user_s_data_folder() -> None:
    assert journals().is_dir()
    assert journals().name == "journal"


def test_a_data_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "journal").touch()
    monkeypatch.setenv("DFI_STUDIO_HOME", str(tmp_path))
    with pytest.raises(OutputError, match="cannot be made"):
        journals()
    with pytest.raises(OutputError, match="cannot be made"):
        Journal.begin(tmp_path / "data" / "journal")
