import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from portraits import portrait_folder
from pulling import pulled
from tiny_decoder import WIDTHS

from dfi_studio.core.errors import DecoderFileError, OutputError, PictureSetError, UsageError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import DecoderStep, Notice, Progress
from dfi_studio.library.decoders import load_decoder
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.pipeline import train_decoder as module
from dfi_studio.pipeline.train_decoder import TrainingPlan, train_decoder
from dfi_studio.pipeline.training_state import state_path

PLAN = TrainingPlan(steps=6, sizes=(32, 40), widths=WIDTHS, between=1e9)


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(module, "_PIXELS", 2 * 40 * 40)


@pytest.fixture
def faces(tmp_path):
    return picture_set(str(portrait_folder(tmp_path / "faces", old=True, count=5)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "faces.safetensors"


def train(workshop, faces, path, plan=PLAN, **more):
    return train_decoder(workshop, faces, FeatureSpace(size=48), path, plan=plan, **more)


def arrays(path):
    return load_decoder(path)[1]


def equal(one, other):
    return all(np.array_equal(one[name], other[name]) for name in {*one, *other})


def left_after(steps, count):
    """Pull until so many steps of training were seen, then leave."""
    for step in steps:
        if isinstance(step, DecoderStep) and step.steps == count:
            break
    steps.close()


def test_it_writes_a_decoder_that_says_what_it_is(workshop, faces, path):
    steps, record = pulled(train(workshop, faces, path))
    assert record == load_decoder(path)[0]
    assert (record.backbone_identity, record.pictures, record.count) == ("tiny", "faces", 5)
    assert record.steps == 6
    assert not state_path(path).exists()
    trained = [step for step in steps if isinstance(step, DecoderStep)]
    assert [step.steps for step in trained] == [1, 2, 3, 4, 5, 6, 6]
    assert trained[-1].done == 1
    assert trained[-1].quality == pytest.approx(record.quality, abs=1e-4)
    assert trained[-1].strip.shape == (4 * 48, 4 * 48, 3)
    assert any(step.label.startswith("Finding") for step in steps if isinstance(step, Progress))


@pytest.mark.parametrize("count", [1, 3, 5])
def test_leaving_and_going_on_makes_the_same_decoder(workshop, faces, path, tmp_path, count):
    whole = tmp_path / "whole.safetensors"
    pulled(train(workshop, faces, whole))
    left_after(train(workshop, faces, path), count)
    assert state_path(path).exists()
    assert load_decoder(path)[0].steps == count
    steps, record = pulled(train(workshop, faces, path))
    assert Notice(f"Going on after {count} steps.") in steps
    assert record.steps == 6
    assert equal(arrays(path), arrays(whole))


def test_left_before_the_first_step_it_leaves_nothing(workshop, faces, path):
    steps = train(workshop, faces, path)
    next(steps)
    steps.close()
    assert not path.exists()
    assert not state_path(path).exists()


def test_checkpoints_come_in_time(workshop, faces, path):
    ticks = itertools.count()
    plan = TrainingPlan(minutes=1, sizes=(32,), widths=WIDTHS, between=9, clock=lambda: next(ticks))
    shown = []
    for step in train(workshop, faces, path, plan):
        if isinstance(step, DecoderStep) and step.strip is not None:
            shown.append(step.seconds)
    assert len(shown) > 3
    assert max(b - a for a, b in itertools.pairwise([0, *shown])) < 20


def test_training_anew_takes_no_notice_of_what_was_left(workshop, faces, path):
    left_after(train(workshop, faces, path), 2)
    steps, _ = pulled(train(workshop, faces, path, resume=False))
    assert not [step for step in steps if isinstance(step, Notice)]


def test_another_set_does_not_go_on(workshop, faces, path, tmp_path):
    left_after(train(workshop, faces, path), 1)
    others = picture_set(str(portrait_folder(tmp_path / "others", old=False, count=3)))
    with pytest.raises(DecoderFileError, match="another set of pictures"):
        pulled(train(workshop, others, path))


def test_a_damaged_training_is_told(workshop, faces, path):
    left_after(train(workshop, faces, path), 1)
    state = state_path(path)
    state.write_bytes(state.read_bytes()[:-9])
    with pytest.raises(DecoderFileError, match="is damaged; delete"):
        pulled(train(workshop, faces, path))


def test_pictures_that_cannot_be_read_are_left_out_and_told(workshop, faces, path):
    faces.paths[2].write_bytes(b"no picture")
    steps, record = pulled(train(workshop, faces, path))
    told = " ".join(step.text for step in steps if isinstance(step, Notice))
    assert faces.paths[2].name in told
    assert record.steps == 6


def test_a_set_without_readable_pictures_is_refused(workshop, faces, path):
    for picture in faces.paths[1:]:
        picture.write_bytes(b"no picture")
    with pytest.raises(PictureSetError, match="Only 1 of 5"):
        pulled(train(workshop, faces, path))


def test_a_folder_that_is_gone_is_told(workshop, faces, path):
    with pytest.raises(OutputError, match="there is no folder"):
        pulled(train(workshop, faces, path.parent / "none" / path.name))


def test_a_full_disk_is_told_and_leaves_the_last_checkpoint(workshop, faces, path, monkeypatch):
    left_after(train(workshop, faces, path), 2)
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="the disk is full"):
        pulled(train(workshop, faces, path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("minutes", [0, -1, float("nan"), float("inf")])
def test_a_training_without_length_is_refused(minutes):
    with pytest.raises(UsageError, match="more than 0 minutes"):
        TrainingPlan(minutes=minutes)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_in_the_middle_it_goes_on_from_the_last_checkpoint(workshop, faces, path):
    worker = Path(__file__).parents[1] / "training_worker.py"
    folder = str(faces.paths[0].parent)
    process = subprocess.Popen([sys.executable, str(worker), folder, str(path)])
    deadline = time.monotonic() + 120
    while not (path.exists() and state_path(path).exists()):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    reached = load_decoder(path)[0].steps
    assert reached >= 1
    plan = TrainingPlan(steps=reached + 50, sizes=(32,), widths=WIDTHS)
    steps, record = pulled(train(workshop, faces, path, plan))
    (notice,) = [step for step in steps if isinstance(step, Notice)]
    assert notice.text.startswith("Going on after")
    assert record.steps == reached + 50
