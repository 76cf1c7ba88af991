"""Two programs at once on one catalogue, and on one project: nothing is lost, and whoever has to
wait or is refused is told so in one sentence.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import PIL.Image
import pytest
from faults.test_writers import check_sentence
from faults.writers import _project, _state

from dfi_studio.core.errors import CatalogError, OutputError
from dfi_studio.library.catalog import schema
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.library.outputs import stamp_of
from dfi_studio.session.project import open_project, save_project

HERE = Path(__file__)
COUNT = 300


def studio(*words: object) -> subprocess.Popen[str]:
    """Begin another process, which does what `main` says, and begins when it is told to."""
    tests = HERE.parents[1]
    begun = subprocess.Popen(
        [sys.executable, "-m", "faults.another_studio", *map(str, words)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(tests.parent), str(tests)]),
            "OMP_NUM_THREADS": "1",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert begun.stdout is not None
    assert begun.stdout.readline() == "ready\n"
    return begun


def both(*studios: subprocess.Popen[str]) -> list[str]:
    """Let them begin at once, and return what each said last."""
    for each in studios:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate()[0].strip() for each in studios]
    assert [each.returncode for each in studios] == [0] * len(studios), said
    return said


def pictures(folder: Path) -> Path:
    folder.mkdir()
    picture = folder / "0.png"
    PIL.Image.new("RGB", (40, 40)).save(picture)
    for at in range(1, COUNT):
        (folder / f"{at}.png").write_bytes(picture.read_bytes())
    (folder / "labels.csv").write_text(
        "file,age\n" + "".join(f"{at}.png,{at % 90 + 1}\n" for at in range(COUNT))
    )
    return folder


def test_both_scan_the_same_folders_at_once(tmp_path: Path) -> None:
    one, other = pictures(tmp_path / "one"), pictures(tmp_path / "other")
    place = tmp_path / "catalog.sqlite"
    said = both(studio("scan", place, one, other), studio("scan", place, other, one))
    assert said == ["", ""]
    with Catalog(place) as catalog:
        assert catalog.rows("PRAGMA integrity_check") == [("ok",)]
        assert sorted((each.name, each.pictures) for each in catalog.folders()) == [
            ("one", COUNT),
            ("other", COUNT),
        ]
        labels = [each.labels["age"] for each in catalog.pictures(catalog.ids())]
        assert sorted(labels) == sorted(2 * [at % 90 + 1.0 for at in range(COUNT)])


def test_both_label_by_hand_at_once(tmp_path: Path) -> None:
    place = tmp_path / "catalog.sqlite"
    both(studio("scan", place, pictures(tmp_path / "one")))
    said = both(studio("label", place, "a", "left"), studio("label", place, "b", "right"))
    assert said == ["", ""]
    with Catalog(place) as catalog:
        for each in catalog.pictures(catalog.ids()):
            assert (each.labels["a"], each.labels["b"]) == ("left", "right")


def test_one_that_writes_for_long_is_waited_for_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "catalog.sqlite"
    both(studio("scan", place, pictures(tmp_path / "one")))
    monkeypatch.setattr(schema, "SECONDS_TO_WAIT", 0.3)
    other = studio("hold", place)
    with Catalog(place) as catalog:
        assert catalog.count() == COUNT  # reading goes on
        with pytest.raises(CatalogError, match=r"written to by another program.*try again") as told:
            catalog.set_labels([1], "pick", "yes")
        check_sentence(told.value)
        monkeypatch.setattr(schema, "SECONDS_TO_WAIT", 20.0)
    both(other)
    with Catalog(place) as catalog:
        catalog.set_labels([1], "pick", "yes")


def test_both_find_the_catalogue_damaged(tmp_path: Path) -> None:
    place = tmp_path / "catalog.sqlite"
    both(studio("scan", place, pictures(tmp_path / "one")))
    both(studio("label", place, "pick", "yes"))
    place.with_name("catalog.sqlite.damaged").touch()
    said = both(*(studio("scan", place, tmp_path / "one") for _ in range(2)))
    assert said == ["", ""]
    with Catalog(place) as catalog:
        labels = [each.labels for each in catalog.pictures(catalog.ids())]
        assert len(labels) == COUNT
        assert all(each["pick"] == "yes" for each in labels)
    assert len(list(tmp_path.glob("catalog.damaged-*.sqlite"))) == 1


def test_both_save_one_project_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.dfistudio"
    wanted = {_state(_project(shade)) for shade in (0.25, 0.75)}
    save_project(path, _project(0.25))
    writers = [studio("save", path, shade, 25) for shade in (0.25, 0.75)]
    for each in writers:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    read = 0
    while any(each.poll() is None for each in writers):
        assert _state(open_project(path).assembled({})) in wanted
        read += 1
        time.sleep(0.01)
    assert [each.returncode for each in writers] == [0, 0]
    for each in writers:
        each.communicate()
    assert read
    assert _state(open_project(path).assembled({})) in wanted
    assert [each.name for each in tmp_path.iterdir()] == ["a.dfistudio"]


def test_what_another_one_saved_is_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "a.dfistudio"
    save_project(path, _project(0.25))
    seen = stamp_of(path)
    both(studio("save", path, 0.75, 1))
    with pytest.raises(OutputError, match=r"by another window .* another name\.$") as told:
        save_project(path, _project(0.5), seen=seen)
    check_sentence(told.value)
    assert _state(open_project(path).assembled({})) == _state(_project(0.75))
    assert save_project(tmp_path / "b.dfistudio", _project(0.5)) is not None
