import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from classifier_worker import PLAN, TRIALS, pictures
from classifier_worker import train as train_in_worker
from pulling import pulled
from safetensors.torch import load_file

from dfi_studio.core.classifier import ClassifierPlan, Method, Precision, Spread, Trial
from dfi_studio.core.errors import ClassifierFileError, OutputError, UsageError
from dfi_studio.core.steps import ClassifierStep, Notice
from dfi_studio.library.comparisons import CURVES, RESULTS, TABLE
from dfi_studio.pipeline import train_classifier as module
from dfi_studio.pipeline.classifier_files import describe_classifier, read_classifier
from dfi_studio.pipeline.labelled_pictures import LabelledPictures
from dfi_studio.pipeline.train_classifier import Keeping, train_classifiers
from dfi_studio.pipeline.training_state import state_path
from dfi_studio.pipeline.workshop import Workshop

SHORT = replace(PLAN, epochs=2)
ISDA = Trial(Method.ISDA, 0.5, 0)


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / "trained"
    found.mkdir()
    return found


def train(folder, plan=SHORT, trials=(ISDA,), data=None, **keeping):
    keeping = Keeping(folder, **{"between": 1e9, **keeping})
    workshop = Workshop("cpu", folder=folder / "cache")
    return train_classifiers(workshop, data or pictures(), plan, trials, keeping)


def left_after(steps, count):
    """Pull until so many steps of training were seen, then leave."""
    seen = 0
    for step in steps:
        seen += isinstance(step, ClassifierStep)
        if seen == count:
            break
    steps.close()


def same(one, other):
    weights = [load_file(each) for each in (one, other)]
    return all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())


def test_it_compares_and_keeps_all(folder):
    trials = (Trial(Method.CE, 0, 0), ISDA, Trial(Method.CE, 0, 1))
    steps, outcomes = pulled(train(folder, trials=trials))
    assert [each.trial for each in outcomes] == list(trials)
    assert all(len(each.epochs) == 2 for each in outcomes)
    told = [step for step in steps if isinstance(step, ClassifierStep)]
    assert [(each.number, each.count) for each in told[::6]] == [(1, 3), (2, 3), (3, 3)]
    assert [each.epoch for each in told[:6]] == [1, 1, 1, 2, 2, 2]
    assert told[11].strength == 0.5
    assert told[11].sigma2 > 0
    assert {each.name for each in folder.glob("*.csv")} == {CURVES, RESULTS, TABLE}
    record = describe_classifier(folder / "isda-0.5-seed0.safetensors")
    assert (record.network, record.classes) == ("small", ("red", "green", "blue"))
    assert record.outcome.epochs == outcomes[1].epochs
    assert record.outcome.last.accuracy == told[11].accuracy
    assert not state_path(folder / "isda-0.5-seed0.safetensors").exists()


def test_what_it_writes_can_be_used(folder):
    pulled(train(folder, plan=PLAN))
    network, record = read_classifier(folder / "isda-0.5-seed0.safetensors")
    data = pictures()
    values = (data.held_out.pixels / 255 - torch.tensor(record.mean)) / torch.tensor(
        record.deviation
    )
    with torch.no_grad():
        guessed = network.head(network(values.permute(0, 3, 1, 2))).argmax(1)
    right = (guessed == data.held_out.labels).float().mean()
    assert right.item() == pytest.approx(record.outcome.last.accuracy)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 8])
def test_leaving_and_going_on_makes_the_same_classifiers(folder, tmp_path, count):
    trials = (ISDA, Trial(Method.RANDOM, 0.5, 1))
    (whole := tmp_path / "whole").mkdir()
    _, wanted = pulled(train(whole, trials=trials))
    left_after(train(folder, trials=trials), count)
    steps, found = pulled(train(folder, trials=trials))
    assert [each.epochs for each in found] == [each.epochs for each in wanted]
    assert any(isinstance(step, Notice) for step in steps)
    for trial in trials:
        assert same(*(each / f"{trial.name}.safetensors" for each in (whole, folder)))


def test_what_is_finished_is_taken_as_it_is(folder):
    _, first = pulled(train(folder))
    steps, again = pulled(train(folder))
    assert steps == [Notice("isda-0.5-seed0 is finished already.")]
    assert again == first


def test_anew_takes_no_notice_of_what_lies_there(folder):
    pulled(train(folder))
    steps, _ = pulled(train(folder, resume=False))
    assert not [step for step in steps if isinstance(step, Notice)]


def test_left_before_the_first_step_it_leaves_nothing(folder):
    train(folder).close()
    assert not list(folder.glob("*.safetensors*"))


OTHERS = LabelledPictures(
    "letters", ("a", "b", "c"), 16, pictures().trained, pictures().held_out, "k"
)


@pytest.mark.parametrize(
    ("plan", "data", "sentence"),
    [
        (replace(SHORT, network="resnet18"), None, r"another network \(small\)"),
        (replace(SHORT, rate=0.5), None, "other settings"),
        (replace(SHORT, precision=Precision.MIXED), None, "other settings"),
        (SHORT, OTHERS, "other classes"),
        (SHORT, replace(pictures(), key="l"), "other pictures"),
    ],
)
@pytest.mark.parametrize("finished", [False, True])
def test_a_checkpoint_of_another_network_is_refused(folder, plan, data, sentence, finished):
    if finished:
        pulled(train(folder))
    else:
        left_after(train(folder), 2)
    with pytest.raises(ClassifierFileError, match=sentence):
        pulled(train(folder, plan=plan, data=data))


def test_a_damaged_training_is_told(folder):
    left_after(train(folder), 2)
    state = state_path(folder / "isda-0.5-seed0.safetensors")
    state.write_bytes(state.read_bytes()[:-9])
    with pytest.raises(ClassifierFileError, match="is damaged; delete"):
        pulled(train(folder))


def test_a_full_disk_is_told(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="the disk is full"):
        pulled(train(folder))


def test_a_training_that_does_not_converge_is_told(folder):
    plan = ClassifierPlan(epochs=8, batch=8, rate=10, momentum=0.9999, decay=1, size=16)
    with pytest.raises(UsageError, match=r"does not converge.*smaller learning rate or lambda"):
        pulled(train(folder, plan=plan, trials=(Trial(Method.ISDA, 1000, 0),)))


def test_a_network_without_a_linear_head_is_refused(folder):
    with pytest.raises(UsageError, match="does not end in a linear layer"):
        pulled(train(folder, plan=replace(SHORT, network="squeezenet1_1")))


def test_covariances_larger_than_the_memory_are_refused(folder, monkeypatch):
    monkeypatch.setattr(module.psutil, "virtual_memory", lambda: SimpleNamespace(available=10_000))
    with pytest.raises(UsageError, match=r"covariances of 3 .* a diagonal or a low-rank"):
        pulled(train(folder))
    pulled(train(folder, plan=replace(SHORT, spread=Spread.DIAGONAL)))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_any_step_it_ends_with_the_same_weights(tmp_path):
    (whole := tmp_path / "whole").mkdir()
    (killed := tmp_path / "killed").mkdir()
    wanted = train_in_worker(whole)
    worker, said = Path(__file__).parents[1] / "classifier_worker.py", tmp_path / "said"
    process = subprocess.Popen([sys.executable, str(worker), str(killed), str(said)])
    last = random.SystemRandom().randint(4, 60)
    deadline = time.monotonic() + 200
    while process.poll() is None and not (said.exists() and int(said.read_text() or 0) >= last):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    found = train_in_worker(killed)
    assert [each.epochs for each in found] == [each.epochs for each in wanted], last
    for trial in TRIALS:
        assert same(*(each / f"{trial.name}.safetensors" for each in (whole, killed))), last
