"""Batches: what comes out, what fails, and that nothing is made twice or lost."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from portraits import portrait
from pulling import pulled

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.batch_steps import BatchStep, Made
from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import (
    AttributeFileError,
    OutputError,
    PictureSetError,
    UsageError,
)
from dfi_studio.core.recipe import Contrast, Direction, SavedAttribute
from dfi_studio.core.treatment import Extent, Treatment
from dfi_studio.library.batch_ledger import LEDGER, STAGING, Ledger
from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline import batch_photo
from dfi_studio.pipeline.batch import run_batch

STILL = Treatment(align=False)


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(3):
        save_photo(folder / f"{seed}.png", portrait(old=False, seed=seed), mark=None)
    return tuple(sorted(folder.iterdir()))


@pytest.fixture
def batch(photos, recipe, tmp_path):
    quick = replace(recipe, solver=replace(recipe.solver, iterations=2))
    variants = tuple(Variant.of(quick, alpha=each, name="older") for each in (0.5, 1.0))
    return Batch(photos, variants, str(tmp_path / "out"), treatment=STILL)


def counts(report):
    return {each: report.count(each) for each in Made if report.count(each)}


def results(folder):
    return {each.name: each.read_bytes() for each in Path(folder).glob("*.png")}


def stopped_after(workshop, batch, count):
    steps = run_batch(workshop, batch)
    for each in steps:
        count -= isinstance(each, BatchStep)
        if not count:
            break
    steps.close()


def test_every_photo_in_every_way(workshop, batch):
    steps, report = pulled(run_batch(workshop, batch))
    assert counts(report) == {Made.DONE: 6}
    assert [each.done for each in steps if isinstance(each, BatchStep)] == [1, 2, 3, 4, 5, 6]
    assert set(results(batch.out)) == {
        f"{seed}_older_+{alpha}.png" for seed in range(3) for alpha in ("0.50", "1.00")
    }
    assert {each.name for each in Path(batch.out).iterdir()} - set(results(batch.out)) == {
        LEDGER,
        "report.html",
    }


def test_results_do_not_depend_on_what_else_is_made(workshop, batch, tmp_path):
    pulled(run_batch(workshop, batch))
    turned = replace(
        batch,
        photos=batch.photos[::-1],
        variants=batch.variants[::-1],
        out=str(tmp_path / "turned"),
    )
    pulled(run_batch(workshop, turned))
    alone = replace(batch, photos=batch.photos[1:2], variants=batch.variants[1:])
    pulled(run_batch(workshop, replace(alone, out=str(tmp_path / "alone"))))
    whole = results(batch.out)
    assert results(tmp_path / "turned") == whole
    assert results(tmp_path / "alone") == {"1_older_+1.00.png": whole["1_older_+1.00.png"]}


def test_again_it_makes_nothing(workshop, batch):
    pulled(run_batch(workshop, batch))
    before = {each: each.stat().st_mtime_ns for each in Path(batch.out).glob("*.png")}
    _, report = pulled(run_batch(workshop, batch))
    assert counts(report) == {Made.KNOWN: 6}
    assert {each: each.stat().st_mtime_ns for each in Path(batch.out).glob("*.png")} == before


def test_stopped_it_keeps_what_is_done_and_goes_on(workshop, batch):
    stopped_after(workshop, batch, 3)
    assert len(results(batch.out)) == 3
    assert "3 results to be made" in Path(batch.out, "report.html").read_text()
    _, report = pulled(run_batch(workshop, batch))
    assert counts(report) == {Made.KNOWN: 3, Made.DONE: 3}
    assert len(results(batch.out)) == 6
    assert not Path(batch.out, STAGING).exists()
    assert not Path(batch.out, "report-2.html").exists()


@pytest.mark.parametrize("torn", [False, True])
def test_lost_between_the_line_and_the_file(workshop, batch, monkeypatch, torn):
    """The line of a result is on the disk, and the machine is lost before the file is there."""

    def lost(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "put_in_place", lost)
        patch.setattr("shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            pulled(run_batch(workshop, batch))
    assert not results(batch.out)
    if torn:  # and the disk has lost the temporary file too
        for each in Path(batch.out, STAGING).glob("*.png"):
            each.write_bytes(each.read_bytes()[:50])
    _, report = pulled(run_batch(workshop, batch))
    assert counts(report) == ({Made.DONE: 6} if torn else {Made.KNOWN: 1, Made.DONE: 5})
    assert len(results(batch.out)) == 6


def test_a_line_that_was_cut_off_is_passed_over(workshop, batch, caplog):
    stopped_after(workshop, batch, 2)
    ledger = Path(batch.out, LEDGER)
    ledger.write_bytes(ledger.read_bytes()[:-20])
    _, report = pulled(run_batch(workshop, batch))
    assert counts(report)[Made.KNOWN] == 1
    assert "passed over" in caplog.text
    for line in ledger.read_text().splitlines()[-4:]:
        json.loads(line)


def test_a_result_that_was_changed_stays_and_another_is_made(workshop, batch):
    one = replace(batch, photos=batch.photos[:1], variants=batch.variants[:1])
    pulled(run_batch(workshop, one))
    path = Path(batch.out, "0_older_+0.50.png")
    path.write_bytes(b"my own now")
    _, report = pulled(run_batch(workshop, one))
    assert path.read_bytes() == b"my own now"
    assert report.outcomes[0].path.name == "0_older_+0.50-2.png"
    path.unlink()
    _, report = pulled(run_batch(workshop, one))
    assert counts(report) == {Made.KNOWN: 1}


def test_a_photo_that_was_changed_is_edited_anew(workshop, batch):
    one = replace(batch, photos=batch.photos[:1], variants=batch.variants[:1])
    pulled(run_batch(workshop, one))
    save_photo(batch.photos[0], portrait(old=False, seed=9), mark=None)
    _, report = pulled(run_batch(workshop, one))
    assert counts(report) == {Made.DONE: 1}
    assert len(results(batch.out)) == 2


@pytest.mark.parametrize(
    ("conflict", "made", "names"),
    [
        (Conflict.UNIQUE, Made.DONE, {"0_older_+0.50.png", "0_older_+0.50-2.png"}),
        (Conflict.OVERWRITE, Made.DONE, {"0_older_+0.50.png"}),
        (Conflict.SKIP, Made.SKIPPED, {"0_older_+0.50.png"}),
    ],
)
def test_where_the_name_is_taken(workshop, batch, conflict, made, names):
    path = Path(batch.out, "0_older_+0.50.png")
    path.parent.mkdir()
    path.write_bytes(b"there before")
    one = replace(batch, photos=batch.photos[:1], variants=batch.variants[:1], conflict=conflict)
    _, report = pulled(run_batch(workshop, one))
    assert counts(report) == {made: 1}
    assert set(results(batch.out)) == names
    assert (path.read_bytes() == b"there before") is (conflict is not Conflict.OVERWRITE)


def test_photos_of_one_name_from_several_folders(workshop, batch, tmp_path):
    other = tmp_path / "other" / "0.png"
    other.parent.mkdir()
    save_photo(other, portrait(old=False, seed=7), mark=None)
    both = replace(batch, photos=(batch.photos[0], other), variants=batch.variants[:1])
    pulled(run_batch(workshop, both))
    assert set(results(batch.out)) == {"0_older_+0.50.png", "0_older_+0.50-2.png"}
    with pytest.raises(UsageError, match="Two results"):
        pulled(run_batch(workshop, replace(both, conflict=Conflict.SKIP)))


def test_photos_are_never_replaced(workshop, batch):
    over = replace(batch, out=f"{batch.photos[0].parent}/{{stem}}.png", variants=batch.variants[:1])
    with pytest.raises(UsageError, match="never replaced"):
        pulled(run_batch(workshop, replace(over, conflict=Conflict.OVERWRITE)))
    before = {each: each.read_bytes() for each in batch.photos}
    pulled(run_batch(workshop, over))
    assert {each: each.read_bytes() for each in batch.photos} == before
    assert (batch.photos[0].parent / "0-2.png").exists()


def test_what_fails_is_explained_and_the_rest_is_done(workshop, batch, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nno more")
    small = tmp_path / "small.png"
    small.write_bytes(batch.photos[0].read_bytes()[:200])
    photos = (batch.photos[0], broken, tmp_path / "gone.png", small, batch.photos[1])
    _, report = pulled(run_batch(workshop, replace(batch, photos=photos)))
    assert counts(report) == {Made.DONE: 4, Made.FAILED: 6}
    assert {each.photo.name for each in report.failures} == {"broken.png", "gone.png", "small.png"}
    for each in report.failures:
        assert each.reason.endswith(".")
        assert each.photo.name in each.reason
    broken.write_bytes(batch.photos[2].read_bytes())
    _, report = pulled(run_batch(workshop, replace(batch, photos=photos)))
    assert counts(report) == {Made.KNOWN: 4, Made.DONE: 2, Made.FAILED: 4}


def test_a_photo_without_the_face_that_is_asked_for_fails(workshop, batch):
    one = replace(batch, photos=batch.photos[:1], treatment=Treatment(face=1))
    _, report = pulled(run_batch(workshop, one))
    assert {each.reason for each in report.failures} == {
        "There is no face 1: no face can be found in the photo."
    }


def test_a_fault_of_ours_costs_one_photo(workshop, batch, monkeypatch, caplog):
    real = batch_photo.read_photo

    def faulty(path):
        if path == batch.photos[1]:
            raise ZeroDivisionError
        return real(path)

    monkeypatch.setattr(batch_photo, "read_photo", faulty)
    _, report = pulled(run_batch(workshop, batch))
    assert counts(report) == {Made.DONE: 4, Made.FAILED: 2}
    assert "a fault of the program" in report.failures[0].reason
    caplog.clear()


def test_a_full_disk_ends_it_at_once(workshop, batch, monkeypatch):
    def full(*_, **__):
        raise OutputError("the disk is full.")

    monkeypatch.setattr("dfi_studio.pipeline.delivery.save_photo", full)
    steps = run_batch(workshop, batch)
    with pytest.raises(OutputError, match="disk is full"):
        pulled(steps)


def test_what_no_photo_can_do_without_is_told_before_any_work(workshop, batch, tmp_path):
    for attribute in (Contrast("nowhere", "at all"), SavedAttribute("gone.safetensors")):
        variant = Variant.of(replace(batch.variants[0].recipe, directions=(Direction(attribute),)))
        with pytest.raises((PictureSetError, AttributeFileError), match=r"nowhere|gone"):
            pulled(run_batch(workshop, replace(batch, variants=(variant,))))
    assert not Path(batch.out).exists()


def test_two_runs_into_one_folder(workshop, batch):
    first = run_batch(workshop, batch)
    next(first)
    with pytest.raises(OutputError, match="under way"):
        pulled(run_batch(workshop, batch))
    first.close()


def test_another_batch_into_the_folder_has_a_report_of_its_own(workshop, batch):
    one = replace(batch, photos=batch.photos[:1], variants=batch.variants[:1])
    pulled(run_batch(workshop, one))
    first = Path(batch.out, "report.html").read_bytes()
    pulled(run_batch(workshop, replace(one, photos=batch.photos[1:2])))
    assert Path(batch.out, "report.html").read_bytes() == first
    assert Path(batch.out, "report-2.html").exists()


def test_pairs_and_folders_of_their_own(workshop, batch):
    treatment = replace(STILL, paired=True, extent=Extent.WHOLE)
    out = f"{batch.out}/{{attribute}}/{{stem}}"
    one = replace(batch, photos=batch.photos[:1], variants=batch.variants[:1], out=out)
    pulled(run_batch(workshop, replace(one, treatment=treatment, extension="jpg")))
    found = {each.name for each in Path(batch.out, "older").iterdir()}
    assert found == {"0.jpg", "0-pair.jpg"}
    assert Path(batch.out, LEDGER).exists()


def test_a_face_is_looked_for_once_for_all_variants(workshop, batch, monkeypatch):
    looked = []
    real = batch_photo.find_faces

    def counted(image):
        looked.append(image)
        return (yield from real(image))

    monkeypatch.setattr(batch_photo, "find_faces", counted)
    pulled(run_batch(workshop, replace(batch, photos=batch.photos[:1], treatment=Treatment())))
    assert len(looked) == 1


def test_log_is_quiet(workshop, batch, caplog):
    with caplog.at_level(logging.WARNING):
        pulled(run_batch(workshop, batch))
    assert not caplog.records
