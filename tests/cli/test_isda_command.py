import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from labelled import class_folder

from dfi_studio.cli.main import DONE, FAILED, WRONG_USE, main

ROOT = Path(__file__).parents[2]
SMALL = ["--size", "16", "--epochs", "2", "--batch", "8"]


@pytest.fixture
def pets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return class_folder(tmp_path / "pets", each=10)


def train(*arguments):
    return main(["isda", "train", "pets", "-o", "out", *SMALL, *arguments])


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_methods_are_compared_over_seeds(pets, tmp_path, capsys):
    assert train("--method", "ce,isda", "--lambda", "0.25,0.5", "--seeds", "2") == DONE
    told = capsys.readouterr()
    assert [line.split()[0] for line in told.out.splitlines()] == ["method", "ce", "isda", "isda"]
    assert "isda-0.25-seed1 (5/6) 4/4, epoch 2, loss" in told.err
    assert "lambda 0.250, sigma^2" in told.err
    table = rows(tmp_path / "out" / "table.csv")
    assert [(each["method"], each["lambda"], each["seeds"]) for each in table] == [
        ("ce", "0.0", "2"), ("isda", "0.25", "2"), ("isda", "0.5", "2"),
    ]  # fmt: skip
    assert len(rows(tmp_path / "out" / "curves.csv")) == 12


def test_machines_are_told(pets, capsys):
    assert train("--method", "isda", "--json") == DONE
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    training = [each for each in events if each["event"] == "training"]
    assert [each["step"] for each in training] == [1, 2, 3, 4]
    assert training[-1]["lambda"] == 0.5
    assert 0 <= training[-1]["accuracy"] <= 1
    assert training[0]["accuracy"] is None
    assert training[-1]["sigma2"] > 0
    (result,) = [each for each in events if each["event"] == "result"]
    assert result["accuracy"] == training[-1]["accuracy"]
    assert result["accuracy_sd"] is None
    assert events[-1]["event"] == "saved"


def test_what_was_stopped_goes_on(pets, capsys):
    assert train() == DONE
    assert train("--resume") == DONE
    assert "isda-0.5-seed0 is finished already." in capsys.readouterr().err
    assert train("--resume", "--network", "resnet18") == FAILED
    assert "is of another network (small)" in capsys.readouterr().err


@pytest.mark.parametrize("extra", [["--covariance", "diagonal"], ["--covariance", "low-rank"]])
def test_other_settings_are_taken(pets, extra):
    settings = ["--rank", "4", "--schedule", "step", "--precision", "mixed", "--held-out", "0"]
    assert train("--method", "isda,explicit,random", "--draws", "2", *settings, *extra) == DONE


def test_labels_of_a_table_are_grouped(pets, tmp_path, capsys):
    lines = [f"{name}/{number}.png,{number}" for name in ("cat", "dog") for number in range(10)]
    (pets / "labels.csv").write_text("\n".join(["file,age", *lines]))
    assert train("--label", "age", "--groups", "2,5", "--method", "ce") == DONE
    assert "4 of the pictures of pets are in no class." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--lambda", "-1"], WRONG_USE, "lambda is -1, but must lie between 0 and 1000."),
        (["--lambda", "much"], WRONG_USE, "is not a list of numbers"),
        (["--method", "magic"], WRONG_USE, "choose among ce, random, explicit, isda"),
        (["--seeds", "0"], WRONG_USE, "Seeds is 0, but must lie"),
        (["--seed", "-1"], WRONG_USE, "seed is -1"),
        (["--epochs", "0"], WRONG_USE, "Epochs is 0"),
        (["--network", "resnet19"], WRONG_USE, "no network resnet19"),
        (["--network", "squeezenet1_1", "--size", "64"], WRONG_USE, "end in a linear layer"),
        (["--label", "smile"], FAILED, "have no label smile"),
        (["--groups", "1,2"], WRONG_USE, "class is not a number, so it has no groups"),
        (["--rank", "999", "--covariance", "low-rank"], WRONG_USE, "rank is 999"),
        (["--device", "cuda:99"], FAILED, "no device cuda:99"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(pets, capsys, arguments, code, sentence):
    assert train(*arguments) == code
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("names", "each", "sentence"),
    [
        (("cat", "dog"), 1, "class cat of few has one picture and so do 1 more, but"),
        (("cat",), 4, "have no folders of classes; they have no labels at all"),
    ],
)
def test_classes_that_nothing_is_learned_from_are_told(
    tmp_path, monkeypatch, capsys, names, each, sentence
):
    monkeypatch.chdir(tmp_path)
    class_folder(tmp_path / "few", each=each, names=names)
    assert main(["isda", "train", "few", "-o", "out", *SMALL]) == FAILED
    assert sentence in capsys.readouterr().err


def test_all_of_one_class_are_told(pets, capsys):
    assert main(["isda", "train", "pets?class = cat", "-o", "out", *SMALL]) == FAILED
    assert "are of one class, cat; a classifier needs two" in capsys.readouterr().err


def test_cifar_comes_as_it_is(pets, capsys):
    assert main(["isda", "train", "cifar:10", "-o", "out", "--size", "64"]) == WRONG_USE
    assert "cifar:10 comes with its classes" in capsys.readouterr().err


@pytest.mark.slow
def test_torchrun_trains_with_several_processes(pets, tmp_path):
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command += ["--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0", "-m", "dfi_studio"]
    done = subprocess.run(
        [*command, "isda", "train", "pets", "-o", "out", *SMALL, "--method", "isda"],
        capture_output=True, text=True, timeout=250, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("isda ") == 1  # one process tells
    assert (tmp_path / "out" / "isda-0.5-seed0.safetensors").exists()
