from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from documents import CROPS, NAMED, PASTED, REALS, result_of, same, states
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from manifests import changed

from dfi_studio.core.errors import NewerProjectError, OutputError, ProjectError
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Contrast, Direction, Recipe, SavedAttribute
from dfi_studio.library.parts import FolderParts, write_folder
from dfi_studio.library.photos import save_photo
from dfi_studio.session import edits, project_values
from dfi_studio.session.document import Document
from dfi_studio.session.photo_search import find_photos
from dfi_studio.session.project import (
    MANIFEST,
    Project,
    from_parts,
    open_project,
    save_project,
    to_parts,
)
from dfi_studio.session.session import Session, SessionState


def pasted(shade: float = 0.5, height: int = 40, width: int = 50) -> Photo:
    return Photo.of(freeze(np.full((height, width, 3), round(shade * 255) / 255, np.float32)))


def worked() -> Session:
    """A session with a crop, a stack, a snapshot, and a way back."""
    session = Session()
    session.do(edits.open_photo(pasted()))
    session.do(edits.set_sets("young", "old"))
    session.do(edits.set_crop(Crop(3, 4, 30, 20)))
    session.take_snapshot("first")
    session.do(edits.add_direction(SavedAttribute("smile")))
    session.do(edits.set_alpha(1.5, at=1))
    session.undo()
    return session


WORKED = worked().state


def saved(path: Path, project: Project | None = None) -> Path:
    save_project(path, project or Project(WORKED, (result_of(WORKED.document),)))
    return path


# -- what was saved comes back ----------------------------------------------------------------


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(state=states(PASTED), embed=st.booleans(), data=st.data())
def test_a_session_comes_back_equal_from_parts(
    tmp_path_factory: pytest.TempPathFactory, state: SessionState, embed: bool, data: st.DataObject
) -> None:
    documents = [each.value for each in state.entries] + [each.document for each in state.snapshots]
    shown = [each for each in documents if each.photo is not None]
    results = tuple(
        result_of(each, seed=seed, finished=data.draw(st.booleans()))
        for seed, each in enumerate(dict.fromkeys(shown))
    )
    project = Project(state, results, embed)
    folder = tmp_path_factory.mktemp("project")
    save_project(folder / "a.dfistudio", project)
    write_folder(folder / "parts", to_parts(project, beside=None))
    for stored in (
        open_project(folder / "a.dfistudio"),
        from_parts(FolderParts(folder / "parts"), beside=None),
    ):
        assert not stored.outside
        again = stored.assembled({})
        assert again.state == state
        assert again.embed == embed
        assert len(again.results) == len(results)
        assert all(any(same(each, result) for result in results) for each in again.results)
        for entry, before in zip(again.state.entries, state.entries, strict=True):
            for layer, was in zip(entry.value.masks, before.value.masks, strict=True):
                assert np.array_equal(layer.mask, was.mask)
                assert layer.empty == was.empty
        photos = {each.value.photo for each in again.state.entries} - {None}
        for photo in photos:
            assert photo == Photo.of(photo.image)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(state=states(NAMED))
def test_photos_with_a_file_travel_with_the_project_where_asked(
    tmp_path_factory: pytest.TempPathFactory, state: SessionState
) -> None:
    path = tmp_path_factory.mktemp("project") / "a.dfistudio"
    save_project(path, Project(state, embed=True))
    stored = open_project(path)
    assert not stored.outside
    assert stored.assembled({}).state == state


@given(photo=REALS, crop=CROPS)
@settings(max_examples=20, deadline=None)
def test_a_result_of_a_crop_belongs_to_it_again(
    tmp_path_factory: pytest.TempPathFactory, photo: Photo, crop: Crop
) -> None:
    path = tmp_path_factory.mktemp("project") / "a.dfistudio"
    session = Session()
    session.do(edits.open_photo(photo))
    session.do(edits.set_crop(crop))
    save_project(path, Project(session.state, (result_of(session.document),)))
    (result,) = open_project(path).assembled({}).results
    assert result.photo == photo.cropped(crop)
    assert np.array_equal(result.photo.image, photo.cropped(crop).image)


def test_parts_are_what_they_say(tmp_path: Path) -> None:
    session = worked()
    session.do(edits.open_photo(Photo.of(freeze(np.full((40, 50, 3), 0.3)))))
    path = saved(tmp_path / "a.dfistudio", Project(session.state, (result_of(session.document),)))
    with zipfile.ZipFile(path) as archive:
        kinds = sorted(
            f"{Path(name).parent.name}{Path(name).suffix}" for name in archive.namelist()
        )
        values = json.loads(archive.read(MANIFEST))
    assert kinds == [".json", "photos.png", "photos.safetensors", "results.safetensors"]
    assert (values["format"], values["version"]) == ("dfi-studio-project", 1)


def test_one_photo_is_one_part_however_often_it_is_named(tmp_path: Path) -> None:
    session = Session()
    for shade in (0.2, 0.4, 0.2, 0.4):
        session.do(edits.open_photo(pasted(shade)))
    path = saved(tmp_path / "a.dfistudio", Project(session.state))
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 3
    state = open_project(path).assembled({}).state
    photos = [each.value.photo for each in state.entries[1:]]
    assert photos[0].image is photos[2].image


def test_of_large_results_those_that_matter_most_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session()
    session.do(edits.open_photo(pasted()))
    made = []
    for tv in (0.1, 0.2, 0.3, 0.4):
        session.do(edits.set_tv(tv))
        session.settle()
        made.append(result_of(session.document))
    session.jump(2)
    session.take_snapshot("one")
    session.jump(3)
    size = made[0].image.nbytes
    for room, wanted in ((0, [1]), (1, [1]), (2, [1, 0]), (3, [1, 0, 3]), (9, [1, 0, 3, 2])):
        monkeypatch.setattr("dfi_studio.session.project_results._BUDGET", room * size)
        path = saved(tmp_path / "a.dfistudio", Project(session.state, tuple(made)))
        results = open_project(path).assembled({}).results
        assert len(results) == len(wanted)
        assert all(same(each, made[at]) for each, at in zip(results, wanted, strict=True))


def test_results_of_what_is_no_longer_there_are_left_out(tmp_path: Path) -> None:
    other = edits.set_tv(0.7).apply(WORKED.document)
    path = saved(tmp_path / "a.dfistudio", Project(WORKED, (result_of(other),)))
    assert open_project(path).assembled({}).results == ()


def test_a_result_belongs_to_the_same_picture_under_another_name(tmp_path: Path) -> None:
    made = result_of(WORKED.document)
    subject = replace(made.photo, path=Path("/a/copy.png"))
    path = saved(tmp_path / "a.dfistudio", Project(WORKED, (replace(made, photo=subject),)))
    (result,) = open_project(path).assembled({}).results
    assert result.photo == WORKED.document.subject


def test_a_drag_that_is_saved_half_way_comes_back_as_it_was(tmp_path: Path) -> None:
    session = worked()
    session.do(edits.set_tv(0.2))
    assert session.state.entries[-1].merge == "tv"
    assert (
        open_project(saved(tmp_path / "a.dfistudio", Project(session.state))).state == session.state
    )


# -- where files lie ---------------------------------------------------------------------------


def outing(folder: Path) -> tuple[Session, Path]:
    """A project beside its photo and its sets."""
    (folder / "photos").mkdir(parents=True)
    save_photo(folder / "photos" / "anna.png", pasted().image, mark=None)
    for name in ("young", "old"):
        (folder / "sets" / name).mkdir(parents=True)
    (folder / "smile.safetensors").touch()
    session = Session()
    session.do(edits.open_photo(replace(pasted(), path=folder / "photos" / "anna.png")))
    session.do(edits.set_sets(str(folder / "sets" / "young"), f"{folder / 'sets' / 'old'}?age > 3"))
    session.do(edits.add_direction(SavedAttribute(str(folder / "smile.safetensors"))))
    session.do(edits.add_direction(Contrast("catalog:*?age > 3", "")))
    path = folder / "project" / "a.dfistudio"
    path.parent.mkdir()
    save_project(path, Project(session.state, (result_of(session.document),), path=path))
    return session, path


def test_what_is_where_it_was_is_found_there(tmp_path: Path) -> None:
    session, path = outing(tmp_path / "here")
    stored = open_project(path)
    found, absent = find_photos(stored.outside)
    assert not absent
    project = stored.assembled(found)
    assert project.state == session.state
    assert project.path == path
    assert len(project.results) == 1
    assert project.state.document.photo is not None
    assert np.array_equal(project.state.document.photo.image, pasted().image)


def test_a_project_may_move_together_with_its_files(tmp_path: Path) -> None:
    outing(tmp_path / "here")
    (tmp_path / "here").rename(tmp_path / "there")
    stored = open_project(tmp_path / "there" / "project" / "a.dfistudio")
    found, absent = find_photos(stored.outside)
    assert not absent
    document = stored.assembled(found).state.document
    there = tmp_path / "there"
    assert document.photo is not None
    assert document.photo.path == there / "photos" / "anna.png"
    first, second, third = (each.attribute for each in document.recipe.directions)
    assert first == Contrast(str(there / "sets" / "young"), f"{there / 'sets' / 'old'}?age > 3")
    assert second == SavedAttribute(str(there / "smile.safetensors"))
    assert third == Contrast("catalog:*?age > 3", "")
    assert len(stored.assembled(found).results) == 1


def test_where_it_was_counts_for_more_than_beside(tmp_path: Path) -> None:
    session, path = outing(tmp_path / "here")
    there = tmp_path / "there"
    (there / "sets" / "young").mkdir(parents=True)
    (there / "project").mkdir()
    path.rename(there / "project" / "a.dfistudio")
    stored = open_project(there / "project" / "a.dfistudio")
    assert stored.state.document.recipe == session.document.recipe


def test_a_set_that_was_typed_is_found_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "faces").mkdir()
    monkeypatch.chdir(tmp_path)
    session = Session()
    session.do(edits.set_sets("faces", "none?such"))
    saved(tmp_path / "a.dfistudio", Project(session.state))
    assert open_project(tmp_path / "a.dfistudio").state == session.state
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    document = open_project(tmp_path / "a.dfistudio").state.document
    assert document.attribute == Contrast(str(tmp_path / "faces"), "none?such")


def test_a_photo_that_is_missing_is_told_and_can_be_done_without(tmp_path: Path) -> None:
    session, path = outing(tmp_path)
    (tmp_path / "photos" / "anna.png").unlink()
    stored = open_project(path)
    found, (absent,) = find_photos(stored.outside)
    assert not found
    assert absent.photo == session.document.photo
    assert absent.changed is None
    project = stored.assembled(found)
    assert project.state.document == replace(session.document, photo=None)
    assert project.results == ()


def test_a_photo_that_changed_is_no_longer_taken_for_it(tmp_path: Path) -> None:
    session, path = outing(tmp_path)
    session.do(edits.set_crop(Crop(10, 10, 35, 25)))
    save_project(path, Project(session.state, (result_of(session.document),)))
    save_photo(tmp_path / "photos" / "anna.png", pasted(0.9, 33, 44).image, mark=None)
    stored = open_project(path)
    found, (absent,) = find_photos(stored.outside)
    assert not found
    assert absent.changed is not None
    project = stored.assembled({absent.photo: absent.changed})
    assert project.state.document.photo == absent.changed
    assert project.state.document.crop == Crop(9, 8, 35, 25)
    assert project.results == ()


def test_a_photo_whose_file_is_gone_when_it_is_saved_travels_with_the_project(
    tmp_path: Path,
) -> None:
    session, path = outing(tmp_path)
    assert open_project(path).outside
    (tmp_path / "photos" / "anna.png").unlink()
    save_project(path, Project(session.state))
    stored = open_project(path)
    assert not stored.outside
    assert stored.assembled({}).state == session.state


def test_the_name_must_be_one_of_a_project(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"ends in \.dfistudio"):
        save_project(tmp_path / "anna.jpg", Project())
    assert not list(tmp_path.iterdir())


# -- damage --------------------------------------------------------------------------------------


def test_a_newer_version_is_told(tmp_path: Path) -> None:
    path = changed(saved(tmp_path / "a.dfistudio"), lambda values: values.update(version=2, more=1))
    with pytest.raises(NewerProjectError, match="update the program"):
        open_project(path)


def test_an_older_version_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = changed(saved(tmp_path / "a.dfistudio"), lambda values: values.pop("embed"))
    monkeypatch.setattr(project_values, "VERSION", 2)
    monkeypatch.setattr("dfi_studio.session.project.VERSION", 2)
    monkeypatch.setitem(project_values.MIGRATIONS, 1, lambda values: {**values, "embed": True})
    assert open_project(path).embed


def test_keys_of_a_later_program_are_passed_over(tmp_path: Path) -> None:
    def grown(values: dict[str, Any]) -> None:
        values["more"] = values["photos"][0]["more"] = values["results"][0]["more"] = 1
        for entry in values["history"]:
            entry["more"] = entry["recipe"]["more"] = entry["recipe"]["space"]["more"] = 1
            entry["recipe"]["solver"]["more"] = 1
            for direction in entry["recipe"]["directions"]:
                direction["more"] = direction["attribute"]["more"] = 1

    path = changed(saved(tmp_path / "a.dfistudio"), grown)
    assert open_project(path).state == WORKED


def entry(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda all_: all_["history"][-1].update(values)


def recipe(part: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda all_: all_["history"][-1]["recipe"][part].update(values)


def direction(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda all_: all_["history"][-1]["recipe"]["directions"][0].update(values)


DAMAGE: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "no format": (lambda all_: all_.pop("format"), "not a project of DFI"),
    "no version": (lambda all_: all_.pop("version"), "'version' is missing"),
    "version 0": (lambda all_: all_.update(version=0), "less than 1"),
    "version text": (lambda all_: all_.update(version="1"), "not a whole number"),
    "no history": (lambda all_: all_.update(history=[]), "no step"),
    "history text": (lambda all_: all_.update(history="abc"), "damaged"),
    "position": (lambda all_: all_.update(position=77), "no step 77"),
    "position -1": (lambda all_: all_.update(position=-1), "no step -1"),
    "position true": (lambda all_: all_.update(position=True), "not a whole"),
    "photo 9": (entry(photo=9), "damaged"),
    "photo -1": (entry(photo=-1), "less than 0"),
    "crop of nothing": (entry(photo=None, crop=[0, 0, 5, 5]), "does not lie"),
    "crop outside": (entry(crop=[30, 0, 30, 30]), "does not lie within"),
    "crop of three": (entry(crop=[1, 2, 3]), "damaged"),
    "when": (entry(when="now"), "not a number"),
    "when 1e999": (entry(when=10**400), "damaged"),
    "label": (entry(label=None), "not a text"),
    "recipe": (entry(recipe=[]), "damaged"),
    "size": (recipe("space", size="200"), "damaged"),
    "size 200.5": (recipe("space", size=200.5), "size is 200.5"),
    "backbone": (recipe("space", backbone=5), "backbone is 5"),
    "layers": (recipe("space", layers=[1]), "layers is 1"),
    "layers in lists": (recipe("space", layers=[["a"]]), "damaged"),
    "tv": (recipe("solver", tv=-1), "Smoothness"),
    "smooth": (recipe("solver", smooth="odd"), "damaged"),
    "weights": (recipe("solver", layer_weights=[1]), "1 layer weights for 3"),
    "alpha": (direction(alpha=1e9), "Strength"),
    "on": (direction(on=1), "on is 1"),
    "attribute": (direction(attribute=None), "damaged"),
    "path": (direction(attribute={"path": 3}), "path is 3"),
    "two snapshots": (lambda all_: all_["snapshots"].extend(all_["snapshots"]), "one name"),
    "photos": (lambda all_: all_.update(photos={}), "damaged"),
    "huge": (lambda all_: all_["photos"][0].update(width=10**7, height=10**7), "10000000 x"),
    "no size": (lambda all_: all_["photos"][0].update(width=0), "less than 1"),
    "other size": (lambda all_: all_["photos"][0].update(width=49), "instead of 49"),
    "digest": (lambda all_: all_["photos"][0].update(digest="0" * 32), "it is another picture"),
    "no part": (lambda all_: all_["photos"][0].update(part="photos/x.png"), "x.png is missing"),
    "part": (lambda all_: all_["photos"][0].update(part=7), "not a text"),
    "outside": (lambda all_: all_["photos"][0].update(part=None, place=3), "damaged"),
    "result": (lambda all_: all_["results"][0].update(height=9), "instead of"),
    "finished": (lambda all_: all_["results"][0].update(finished="yes"), "neither true"),
    "places": (lambda all_: all_.update(places={"a": {}}), "'absolute' is missing"),
    "embed": (lambda all_: all_.update(embed=None), "neither true"),
}


@pytest.mark.parametrize(("change", "told"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_told_in_one_sentence(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], told: str
) -> None:
    def changes(values: dict[str, Any]) -> None:
        change(values)

    path = changed(saved(tmp_path / "a.dfistudio"), changes)
    with pytest.raises(ProjectError, match=told) as caught:
        open_project(path)
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def replaced(path: Path, start: str, content: bytes) -> str:
    """Put other bytes into the part whose name begins so, and return its name."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    (name,) = (each for each in parts if each.startswith(start))
    parts[name] = content
    with zipfile.ZipFile(path, "w") as archive:
        for each, its in parts.items():
            archive.writestr(each, its)
    return name


@pytest.mark.parametrize("start", ["photos/", "results/"])
@pytest.mark.parametrize("content", [b"", b"nonsense", struct.pack("<Q", 10**9)])
def test_a_picture_that_is_damaged_is_named(tmp_path: Path, start: str, content: bytes) -> None:
    path = saved(tmp_path / "a.dfistudio")
    name = replaced(path, start, content)
    with pytest.raises(ProjectError, match=name):
        open_project(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a":' * 99_999, b"\xff\xff", b"NaN"])
def test_a_manifest_that_is_none_is_told(tmp_path: Path, content: bytes) -> None:
    path = saved(tmp_path / "a.dfistudio")
    replaced(path, MANIFEST, content)
    with pytest.raises(ProjectError, match="is damaged"):
        open_project(path)


def test_a_manifest_beyond_reason_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dfi_studio.session.project._LONGEST_MANIFEST", 100)
    with pytest.raises(ProjectError, match="too long"):
        open_project(saved(tmp_path / "a.dfistudio"))


def test_pictures_that_do_not_fit_into_the_memory_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*_: object, **__: object) -> None:
        raise MemoryError

    path = saved(tmp_path / "a.dfistudio")
    monkeypatch.setattr("dfi_studio.session.project_results.read_picture", too_much)
    with pytest.raises(ProjectError, match="memory"):
        open_project(path)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_damage_of_any_kind_gets_past(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes changed anywhere: the project comes back equal, or a sentence says why not."""
    folder = tmp_path_factory.mktemp("damaged")
    path = saved(folder / "a.dfistudio")
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(1, len(content)) | st.just(len(content)))])
    try:
        project = open_project(path).assembled({})
    except ProjectError:
        return
    assert project.state == WORKED


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_no_value_of_another_kind_gets_past(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Any value of the manifest replaced by any other: a session, or a sentence."""
    path = saved(tmp_path_factory.mktemp("odd") / "a.dfistudio")
    odd = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    odd = st.recursive(odd, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))

    def change(values: dict[str, Any]) -> None:
        holder: Any = values
        while True:
            key = data.draw(
                st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
            )
            inner = holder[key]
            if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
                holder = inner
                continue
            holder[key] = data.draw(odd)
            return

    changed(path, change)
    try:
        project = open_project(path).assembled({})
    except ProjectError:
        return
    session = Session()
    session.load(project.state)
    assert isinstance(hash(session.document), int)


def test_the_manifest_names_no_photo_twice() -> None:
    photo = replace(pasted(), path=Path("/a/anna.png"))
    document = Document(photo, Recipe((Direction(Contrast("a", "b")),)))
    state = replace(WORKED, entries=tuple(replace(each, value=document) for each in WORKED.entries))
    values = json.loads(b"".join(to_parts(Project(state), beside=None)[MANIFEST]()))
    assert len(values["photos"]) == 2  # one of them in the snapshot
