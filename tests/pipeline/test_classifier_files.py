import json

import pytest
import safetensors.torch
import torch

from dfi_studio.core.classifier import EpochFigures, Method, Trial
from dfi_studio.core.errors import ClassifierFileError
from dfi_studio.engine.classifiers import classifier
from dfi_studio.library.classifiers import ClassifierRecord
from dfi_studio.pipeline.classifier_files import (
    describe_classifier,
    read_classifier,
    write_classifier,
)

RECORD = ClassifierRecord(
    network="small",
    size=16,
    classes=("cat", "dog"),
    mean=(0.5, 0.4, 0.3),
    deviation=(0.2, 0.2, 0.2),
    trial=Trial(Method.ISDA, 0.5, 3),
    plan={"rate": 0.1, "schedule": "cosine"},
    pictures="pets",
    key="k",
    steps=4,
    seconds=1.5,
    sums=(0.0, 0.0),
    epochs=(EpochFigures(1, 0.7, None, 0.5, 0.1), EpochFigures(2, 0.6, 0.75, 0.5, 0.1)),
)


@pytest.fixture
def path(tmp_path):
    torch.manual_seed(0)
    found = tmp_path / "pets.safetensors"
    write_classifier(found, classifier("small", 2, 16), RECORD)
    return found


def rewritten(path, **changes):
    """Write the file anew with other values in its record."""
    with safetensors.safe_open(path, "pt") as file:
        (key,) = file.metadata()
        values = json.loads(file.metadata()[key])
    weights = safetensors.torch.load_file(path)
    safetensors.torch.save_file(weights, path, {key: json.dumps({**values, **changes})})


def test_a_classifier_comes_back_as_it_was(path):
    network, record = read_classifier(path)
    assert record == RECORD
    torch.manual_seed(0)
    wanted = classifier("small", 2, 16).state_dict()
    assert all(torch.equal(value, wanted[name]) for name, value in network.state_dict().items())
    assert not network.training


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"network": "resnet18"}, "does not hold the weights of resnet18"),
        ({"classes": ["cat"]}, "does not hold the weights of small"),
        ({"network": "none"}, "does not hold the weights of none"),
        ({"steps": -1}, "is damaged"),
        ({"format": 99}, "newer DFI Studio"),
        ({"trial": {"method": "isda", "strength": -1, "seed": 0}}, "is damaged"),
        ({"trial": {"method": "magic", "strength": 1, "seed": 0}}, "is damaged"),
        ({"epochs": [{}]}, "is damaged"),
    ],
)
def test_a_file_of_another_network_or_a_damaged_one_is_told(path, changes, sentence):
    rewritten(path, **changes)
    with pytest.raises(ClassifierFileError, match=sentence):
        read_classifier(path)


def test_what_is_no_classifier_is_told(tmp_path):
    with pytest.raises(ClassifierFileError, match="cannot be read"):
        describe_classifier(tmp_path / "none.safetensors")
    (tmp_path / "text").write_text("no tensors")
    with pytest.raises(ClassifierFileError, match="is not a classifier"):
        describe_classifier(tmp_path / "text")
    safetensors.torch.save_file({"x": torch.zeros(1)}, tmp_path / "other")
    with pytest.raises(ClassifierFileError, match="is not a classifier"):
        describe_classifier(tmp_path / "other")
