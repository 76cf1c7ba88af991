"""Masks in projects: parts that steps share, and files from before there were any."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from documents import result_of, same
from manifests import changed

from dfi_studio.core.errors import ProjectError
from dfi_studio.core.fill import Blend, Fill
from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.scaling import Scaling
from dfi_studio.library.parts import FolderParts
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.journal import Journal
from dfi_studio.session.project import MANIFEST, Project, from_parts, open_project, save_project
from dfi_studio.session.session import Session

PHOTO = Photo.of(freeze(np.full((40, 50, 3), 0.2)))
FILL = Fill(
    "faces", k=7, alpha=2.8, scaling=Scaling.BETA, start=3, blend=Blend.FEATHER, feather=2.5
)


def mask(value: float = 1.0, top: int = 4) -> np.ndarray:
    values = np.zeros((40, 50), np.float32)
    values[top : top + 9, 5:20] = value
    return values


def masked() -> Session:
    """A photo with two masks of which one was painted on, and a filling."""
    session = Session()
    session.do(edits.open_photo(PHOTO))
    session.do(mask_edits.add_mask(MaskLayer.of("hole", MaskRole.FILL, mask())))
    session.do(mask_edits.add_mask(MaskLayer.of("soft", MaskRole.EDIT, mask(0.3))))
    stroke = mask()
    stroke[20:22, 20:22] = 1
    session.do(mask_edits.paint_mask(stroke, Crop(20, 20, 2, 2), "Brush", at=0))
    session.do(mask_edits.turn_mask(False, at=1))
    session.do(mask_edits.set_fill(FILL))
    session.do(mask_edits.set_feather(12))
    return session


def saved(path: Path, session: Session) -> Path:
    save_project(path, Project(session.state, (result_of(session.document),)))
    return path


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, Any] = json.loads(archive.read(MANIFEST))
    return found


def test_masks_the_filling_and_what_was_made_with_them_come_back(tmp_path: Path) -> None:
    session = masked()
    made = result_of(session.document)
    project = open_project(saved(tmp_path / "a.dfistudio", session)).assembled({})
    assert project.state == session.state
    (result,) = project.results
    assert same(result, made)
    assert result.filled is not None
    assert result.is_of(project.state.document)
    assert project.state.document.recipe.fill == FILL
    for layer, was in zip(project.state.document.masks, session.document.masks, strict=True):
        assert np.array_equal(layer.mask, was.mask)
        assert not layer.mask.flags.writeable


def test_steps_share_one_part_for_a_mask(tmp_path: Path) -> None:
    session = masked()
    for on in (True, False, True):
        session.do(mask_edits.turn_mask(on, at=1))
        session.do(mask_edits.set_mask_role(MaskRole.PROTECT, at=1))
    path = saved(tmp_path / "a.dfistudio", session)
    parts = sorted(Path(each).suffix for each in names(path) if each.startswith("masks/"))
    assert parts == [".png", ".png", ".safetensors"]  # 0.3 is no multiple of 1/255
    state = open_project(path).assembled({}).state
    assert (
        len({id(entry.value.masks[1].mask) for entry in state.entries if entry.value.masks[1:]})
        == 1
    )


def test_equal_masks_of_another_way_there_share_a_part_and_keep_their_names(
    tmp_path: Path,
) -> None:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    session.do(mask_edits.add_mask(MaskLayer.blank("a", MaskRole.FILL, height=40, width=50)))
    session.do(mask_edits.paint_mask(mask(), Crop(5, 4, 15, 9), "Brush", at=0))
    session.do(mask_edits.add_mask(MaskLayer.of("b", MaskRole.EDIT, mask())))
    path = saved(tmp_path / "a.dfistudio", session)
    assert len([each for each in names(path) if each.startswith("masks/")]) == 2  # one is blank
    one, other = open_project(path).assembled({}).state.document.masks
    assert np.array_equal(one.mask, other.mask)
    assert one.digest != other.digest


def test_a_file_from_before_there_were_masks_still_reads(tmp_path: Path) -> None:
    session = Session()
    session.do(edits.open_photo(PHOTO))
    session.do(edits.set_sets("young", "old"))
    path = saved(tmp_path / "a.dfistudio", session)

    def aged(values: dict[str, Any]) -> None:
        del values["masks"], values["masked_results"]
        for each in (*values["history"], *values["results"]):
            del each["masks"], each["recipe"]["fill"], each["recipe"]["feather"]

    assert manifest(path)["version"] == 1
    project = open_project(changed(path, aged)).assembled({})
    assert project.state == session.state
    assert same(project.results[0], result_of(session.document))


def test_a_program_that_knows_no_masks_finds_nothing_wrong(tmp_path: Path) -> None:
    """What it looks at is as it always was, and results with masks are not where it looks."""
    session = masked()
    values = manifest(saved(tmp_path / "a.dfistudio", session))
    assert values["version"] == 1
    assert values["results"] == []
    assert len(values["masked_results"]) == 1
    known = {"photo", "crop", "recipe", "label", "detail", "when", "merge"}
    assert all(known <= set(each) for each in values["history"])


def test_the_journal_holds_masks_and_writes_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    from dfi_studio.library.exact_images import to_png

    def counted(picture: np.ndarray) -> bytes | None:
        made.append(picture)
        return to_png(picture)

    monkeypatch.setattr("dfi_studio.session.project_pictures.to_png", counted)
    session, journal = masked(), Journal.begin(tmp_path)
    for alpha in (0.5, 1.5):
        session.do(mask_edits.set_fill_alpha(alpha))
        session.settle()
        journal.write(Project(session.state))
        assert journal.read().assembled({}).state == session.state
    assert len(made) == 2
    folder = journal.folder / "parts"
    assert len(list((folder / "masks").iterdir())) == 3
    session.load(Session().state)
    journal.write(Project(session.state))
    assert not list((folder / "masks").iterdir())
    assert from_parts(FolderParts(folder), beside=None).state == session.state
    journal.remove()


def test_masks_go_with_a_photo_that_is_gone_and_stay_with_one_of_their_size(
    tmp_path: Path,
) -> None:
    session = masked()
    photo = replace(PHOTO, path=tmp_path / "anna.png")
    photo.path.touch()  # type: ignore[union-attr]
    state = replace(
        session.state,
        entries=tuple(
            replace(each, value=replace(each.value, photo=each.value.photo and photo))
            for each in session.state.entries
        ),
    )
    path = tmp_path / "a.dfistudio"
    save_project(path, Project(state))
    stored = open_project(path)
    (hollow,) = stored.outside
    assert stored.assembled({}).state.document.masks == ()
    alike = Photo.of(freeze(np.full((40, 50, 3), 0.9)))
    assert stored.assembled({hollow: alike}).state.document.masks == session.document.masks
    other = Photo.of(freeze(np.full((40, 48, 3), 0.9)))
    assert stored.assembled({hollow: other}).state.document.masks == ()


def layer(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda all_: all_["history"][-1]["masks"][0].update(values)


def content(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda all_: all_["masks"][0].update(values)


DAMAGE: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "mask 9": (layer(mask=9), "damaged"),
    "mask -1": (layer(mask=-1), "less than 0"),
    "name": (layer(name=3), "not a text"),
    "role": (layer(role="odd"), "odd"),
    "on": (layer(on=1), "neither true nor false"),
    "no photo": (
        lambda all_: all_["history"][-1].update(photo=None, crop=None),
        "not of the size of its photo",
    ),
    "masks": (lambda all_: all_.update(masks=7), "damaged"),
    "size": (content(width=49), "instead of 49"),
    "huge": (content(width=10**7, height=10**7), "10000000 x"),
    "digest": (content(digest=None), "not a text"),
    "part": (content(part="masks/x.png"), "x.png is missing"),
    "fill": (lambda all_: all_["history"][-1]["recipe"].update(fill=[]), "damaged"),
    "pictures": (lambda all_: all_["history"][-1]["recipe"]["fill"].update(pictures=5), "is 5"),
    "k": (lambda all_: all_["history"][-1]["recipe"]["fill"].update(k=1), "Neighbours"),
    "feather": (lambda all_: all_["history"][-1]["recipe"].update(feather="x"), "damaged"),
    "filled": (lambda all_: all_["masked_results"][0].update(filled=3), "not a text"),
    "no picture": (lambda all_: all_["masked_results"][0].update(part=None), "no picture"),
}


@pytest.mark.parametrize(("change", "told"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_told_in_one_sentence(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], told: str
) -> None:
    path = changed(saved(tmp_path / "a.dfistudio", masked()), change)
    with pytest.raises(ProjectError, match=told) as caught:
        open_project(path)
    assert str(caught.value).endswith(".")


def test_another_mask_under_the_same_name_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.dfistudio", masked())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    one, other = [each for each in parts if each.startswith("masks/") and each.endswith(".png")]
    parts[one] = parts[other]
    with zipfile.ZipFile(path, "w") as archive:
        for name, each in parts.items():
            archive.writestr(name, each)
    with pytest.raises(ProjectError, match="it is another mask"):
        open_project(path)
