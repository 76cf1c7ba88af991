"""The store of networks: what is written is read back, and what is damaged is noticed."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from dfi_studio.core.errors import StudioError, WeightsError
from dfi_studio.engine.backbone import ARCHITECTURES
from dfi_studio.library import weights
from dfi_studio.library.weights import NETWORKS, WeightStore, identity


def some_weights(seed: int = 0) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {
        "conv1_1.weight": random.normal(size=(4, 3, 3, 3)).astype(np.float32),
        "conv1_1.bias": random.normal(size=4).astype(np.float32),
    }


@pytest.fixture
def store(tmp_path: Path) -> WeightStore:
    return WeightStore(tmp_path / "weights")


def write(store: WeightStore, name: str = "vgg16", seed: int = 0) -> Path:
    return store.write(
        name, some_weights(seed), origin="a test", source_sha256="ab" * 32, scales={"conv1_1": 2.5}
    )


def test_what_is_written_is_read_back(store: WeightStore) -> None:
    path = write(store)
    values, found = store.read("vgg16")
    assert store.find("vgg16") == path == found.path
    assert values.keys() == some_weights().keys()
    for name, expected in some_weights().items():
        np.testing.assert_array_equal(values[name], expected)
    assert found == store.describe("vgg16")
    assert (found.name, found.origin, found.source_sha256) == ("vgg16", "a test", "ab" * 32)
    assert found.scales == {"conv1_1": 2.5}
    assert found.size == path.stat().st_size
    assert found.identity == identity(some_weights())
    assert store.intact("vgg16")


def test_a_network_that_is_missing_says_how_to_get_it(store: WeightStore) -> None:
    assert store.find("vgg19") is None
    assert not store.intact("vgg19")
    for ask in (store.read, store.describe):
        with pytest.raises(
            WeightsError, match=r"not installed: run `dfi-studio weights get vgg19`"
        ):
            ask("vgg19")


def test_the_identity_is_of_the_values() -> None:
    one = identity(some_weights())
    assert one == identity(dict(reversed(some_weights().items())))
    assert one != identity(some_weights(seed=1))
    renamed = {name.replace("conv1_1", "conv1_2"): each for name, each in some_weights().items()}
    assert one != identity(renamed)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_file_that_is_cut_off_is_noticed(store: WeightStore, share: float) -> None:
    path = write(store)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(WeightsError, match=r"damaged .* run `dfi-studio weights get vgg16`\.$"):
        store.read("vgg16")
    assert not store.intact("vgg16")


def test_a_changed_value_is_noticed(store: WeightStore) -> None:
    path = write(store)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="damaged"):
        store.read("vgg16")


@pytest.mark.parametrize(
    "header",
    [
        None,
        {"format": "0"},
        {"format": weights.FORMAT},
        {
            "format": weights.FORMAT,
            "name": "vgg16",
            "origin": "",
            "source_sha256": "",
            "identity": "",
            "scales": "nonsense",
        },
    ],
)
def test_a_file_of_another_kind_is_noticed(
    store: WeightStore, header: dict[str, str] | None
) -> None:
    store.folder.mkdir()
    save_file(some_weights(), store.path("vgg16"), metadata=header)
    with pytest.raises(WeightsError, match="damaged or of another version"):
        store.describe("vgg16")


def test_a_network_under_another_name_is_noticed(store: WeightStore) -> None:
    write(store, "vgg16").rename(store.path("vgg19"))
    with pytest.raises(WeightsError, match="damaged"):
        store.read("vgg19")


def test_a_failed_write_keeps_the_old_network(
    store: WeightStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(store)
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights, "save_file", full)
    with pytest.raises(StudioError, match="disk is full"):
        write(store, seed=1)
    assert path.read_bytes() == before
    assert list(store.folder.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WeightsError, match="was not kept in"):
        write(WeightStore(tmp_path / "file" / "weights"))


def test_the_published_networks_are_those_that_are_defined() -> None:
    assert NETWORKS.keys() == ARCHITECTURES.keys()


def test_a_network_that_comes_with_the_program_serves_until_there_is_another(
    store: WeightStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = write(WeightStore(tmp_path / "program/networks"))
    monkeypatch.setattr(weights, "resource", lambda: tmp_path / "program")
    assert store.find("vgg16") == shipped
    assert store.intact("vgg16")
    assert store.read("vgg16")[1].path == shipped
    assert store.find("vgg19") is None
    own = write(store, seed=1)
    assert store.find("vgg16") == own
