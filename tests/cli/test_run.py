"""``dfi-studio run``: what the window saved, rendered without it."""

import json
from dataclasses import replace

import numpy as np
import pytest
from portraits import portrait
from pulling import pulled

from dfi_studio.cli.main import DONE, FAILED, WRONG_USE, main
from dfi_studio.core.fill import Fill
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.core.recipe import Contrast
from dfi_studio.core.solved import Solved
from dfi_studio.library.edit_mark import EditMark, read_mark
from dfi_studio.library.exports import ExportOptions, save_original
from dfi_studio.library.photos import open_photo, read_photo, save_photo
from dfi_studio.library.portrait_masks import masks_in
from dfi_studio.pipeline.align import cut_out
from dfi_studio.pipeline.export import exported as in_the_file
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.workshop import Workshop
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.project import Project, open_project, save_project
from dfi_studio.session.result import Result
from dfi_studio.session.session import Session
from dfi_studio.ui.picture_files import write_result


def worked(desk, photo):
    """A stack of three, one of them off, on a part of the photo; and a snapshot of the whole."""
    session = Session()
    session.do(edits.open_photo(photo))
    session.do(edits.set_sets(str(desk / "young"), str(desk / "old")))
    session.do(edits.set_size(40))
    session.do(edits.set_iterations(4))
    session.take_snapshot("whole photo")
    session.do(edits.set_crop(Crop(4, 2, 50, 40)))
    other = Contrast(str(desk / "old"), str(desk / "young"), k=2)
    for _ in range(2):
        session.do(edits.add_direction(other))
    session.do(edits.set_alpha(-0.5, at=1))
    session.do(edits.orthogonalise(True, at=1))
    session.do(edits.turn_on(False, at=2))
    return session


@pytest.fixture
def session(desk):
    return worked(desk, read_photo(desk / "anna.png"))


@pytest.fixture
def project(desk, session):
    path = desk / "a.dfistudio"
    save_project(path, Project(session.state))
    return path


def exported(path, document):
    """Save a document's result as the window does."""
    shop, solved = Workshop("cpu"), []
    for each in document.layers:
        portrait, seen, masks = None, each.subject, each.subject_masks
        if each.subject_face is not None:
            steps = cut_out(shop, each.subject, each.subject_face, each.recipe, masks)
            _, portrait = pulled(steps)
        if portrait is not None:
            seen = portrait.photo
        within = masks if portrait is None else masks_in(portrait, masks)
        _, made = pulled(render(shop, seen, each.recipe, masks=within))
        solved.append(Solved(portrait, each.recipe, masks, made.filled, made.edited))
    if not document.in_place:
        write_result(path, Result.of(document, document.subject, made), ExportOptions())
    else:
        _, own = pulled(in_the_file(document.photo, solved, crop=document.crop))
        name = document.photo.path.name if document.photo.path else "pasted"
        save_original(path, own, mark=EditMark(document.recipe, name))
    return path.read_bytes()


@pytest.mark.parametrize("name", ["out.png", "out.jpg", "out.webp"])
def test_the_bytes_are_those_of_the_window(desk, project, session, name):
    assert main(["run", "a.dfistudio", "-o", name]) == DONE
    assert (desk / name).read_bytes() == exported(desk / f"window-{name}", session.document)
    mark = read_mark(desk / name)
    assert mark.original == "anna.png"
    assert [each.on for each in mark.recipe.directions] == [True, True, False]
    assert open_photo(desk / name).shape == (40, 50, 3)


def test_a_pasted_photo_gives_the_bytes_of_the_window(desk):
    session = worked(desk, Photo.of(portrait(old=False, seed=5)))
    save_project(desk / "b.dfistudio", Project(session.state))
    assert main(["run", "b.dfistudio", "-o", "out.png"]) == DONE
    assert (desk / "out.png").read_bytes() == exported(desk / "window.png", session.document)


def test_a_snapshot_is_rendered_by_its_name(desk, project, session):
    assert main(["run", "a.dfistudio", "--snapshot", "whole photo", "-o", "out.png"]) == DONE
    document = session.snapshots[0].document
    assert (desk / "out.png").read_bytes() == exported(desk / "window.png", document)
    assert open_photo(desk / "out.png").shape == (40, 40, 3)


def test_the_project_goes_where_its_files_go(desk, project, session, tmp_path_factory, monkeypatch):
    window = exported(desk / "window.png", session.document)
    there = tmp_path_factory.mktemp("elsewhere") / "moved"
    desk.rename(there)
    monkeypatch.chdir(there)
    try:
        assert main(["run", "a.dfistudio", "-o", "out.png"]) == DONE
        made = open_photo(there / "out.png")
        assert np.array_equal(made, open_photo(there / "window.png"))
        assert (there / "out.png").read_bytes() == window
    finally:
        there.rename(desk)


def test_json_tells_of_progress_and_the_result(desk, project, capsys):
    assert (
        main(["run", "a.dfistudio", "-o", "{stem}_{attribute}_{alpha:.1f}.png", "--json"]) == DONE
    )
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[-1]["event"] == "saved"
    assert told[-1]["path"] == "anna_young-to-old_1.0.png"
    assert any(each["event"] == "progress" and each["total"] == 4 for each in told)


def test_a_photo_that_is_missing_or_changed_is_told(desk, project, capsys):
    save_photo(desk / "anna.png", portrait(old=True, seed=3), mark=None)
    assert main(["run", "a.dfistudio", "-o", "out.png"]) == FAILED
    assert "has changed since the project was saved" in capsys.readouterr().err
    (desk / "anna.png").unlink()
    assert main(["run", "a.dfistudio", "-o", "out.png"]) == FAILED
    assert f"The photo {desk / 'anna.png'} is not where it was" in capsys.readouterr().err
    assert not (desk / "out.png").exists()


def test_a_photo_that_is_only_in_the_history_need_not_be_there(desk, session):
    bert = desk / "bert.png"
    save_photo(bert, portrait(old=False, seed=8), mark=None)
    document = session.document
    session.do(edits.open_photo(read_photo(bert)))
    session.do(edits.go_back_to(document, "before"))
    save_project(desk / "c.dfistudio", Project(session.state))
    bert.unlink()
    assert main(["run", "c.dfistudio", "-o", "out.png"]) == DONE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda document: replace(document, photo=None, crop=None), "no photo"),
        (lambda d: replace(d, recipe=replace(d.recipe, directions=())), "no attribute"),
        (edits.set_source("").apply, "an attribute without source"),
        (edits.set_target("").apply, "an attribute without target"),
    ],
)
def test_what_is_incomplete_is_told(desk, session, capsys, change, told):
    session.do(edits.go_back_to(change(session.document), ""))
    save_project(desk / "d.dfistudio", Project(session.state))
    assert main(["run", "d.dfistudio", "-o", "out.png"]) == FAILED
    assert told in capsys.readouterr().err


def test_a_snapshot_that_is_not_there_is_wrong_use(project, capsys):
    assert main(["run", "a.dfistudio", "--snapshot", "none", "-o", "out.png"]) == WRONG_USE
    assert "it has these: whole photo." in capsys.readouterr().err


def test_the_photo_itself_is_never_replaced(desk, project, capsys):
    assert main(["run", "a.dfistudio", "-o", "anna.png"]) == WRONG_USE
    assert "is never replaced" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["none.dfistudio", "anna.png"])
def test_what_is_no_project_is_told(desk, name, capsys):
    assert main(["run", name, "-o", "out.png"]) == FAILED
    assert "project" in capsys.readouterr().err


def test_where_nothing_moves_the_photo_comes_out(desk, session):
    for at in range(3):
        session.do(edits.turn_on(False, at=at))
    save_project(desk / "e.dfistudio", Project(session.state))
    assert main(["run", "e.dfistudio", "-o", "out.png"]) == DONE
    assert (desk / "out.png").read_bytes() == exported(desk / "window.png", session.document)


# -- masks --------------------------------------------------------------------------------------


def masked(session, *, role):
    """Put a soft disc over a part of the photo."""
    height, width = session.document.photo.image.shape[:2]
    y, x = np.mgrid[:height, :width]
    mask = np.clip(12 - np.hypot(x - width / 2, y - height / 2), 0, 1)
    session.do(mask_edits.add_mask(MaskLayer.of(role, role, mask)))
    return session


def outside_is_the_photo(made, document):
    """Whether every pixel that the masks leave alone is the very one of the photo."""
    photo, untouched = document.subject.image, document.subject_masks[0].mask == 0
    assert untouched.any()
    assert not untouched.all()
    return np.array_equal(made[untouched], photo[untouched]) and not np.array_equal(made, photo)


@pytest.mark.parametrize("cropped", [True, False])
def test_an_edit_in_a_mask_has_the_bytes_of_the_window_at_the_size_of_the_photo(
    desk, session, cropped
):
    masked(session, role=MaskRole.EDIT)
    if not cropped:
        session.do(edits.set_crop(None))
    session.do(mask_edits.set_feather(2))
    save_project(desk / "f.dfistudio", Project(session.state))
    assert main(["run", "f.dfistudio", "-o", "out.png"]) == DONE
    assert (desk / "out.png").read_bytes() == exported(desk / "window.png", session.document)
    assert outside_is_the_photo(open_photo(desk / "out.png"), session.document)


def test_a_filling_has_the_bytes_of_the_window(desk, session):
    masked(session, role=MaskRole.FILL)
    for at in range(3):
        session.do(edits.turn_on(False, at=at))
    session.do(mask_edits.set_fill(Fill(str(desk / "young"), k=3)))
    save_project(desk / "g.dfistudio", Project(session.state))
    assert main(["run", "g.dfistudio", "-o", "{stem}_{attribute}.png"]) == DONE
    assert (desk / "anna_filled.png").read_bytes() == exported(
        desk / "window.png", session.document
    )
    assert outside_is_the_photo(open_photo(desk / "anna_filled.png"), session.document)
    assert read_mark(desk / "anna_filled.png").recipe.fill.pictures == "young"


def test_a_filled_project_finds_its_pictures_where_it_moved(
    desk, session, tmp_path_factory, monkeypatch
):
    masked(session, role=MaskRole.FILL)
    session.do(mask_edits.set_fill_pictures(str(desk / "young")))
    save_project(desk / "h.dfistudio", Project(session.state))
    there = tmp_path_factory.mktemp("elsewhere") / "moved"
    desk.rename(there)
    try:
        document = open_project(there / "h.dfistudio").state.document
        assert document.recipe.fill.pictures == str(there / "young")
    finally:
        there.rename(desk)


def test_missing_pixels_without_pictures_are_told(desk, session, capsys):
    masked(session, role=MaskRole.FILL)
    save_project(desk / "i.dfistudio", Project(session.state))
    assert main(["run", "i.dfistudio", "-o", "out.png"]) == FAILED
    assert "missing pixels without pictures" in capsys.readouterr().err
