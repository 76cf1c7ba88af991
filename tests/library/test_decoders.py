import dataclasses
import json

import numpy as np
import pytest
import safetensors.numpy

from dfi_studio.core.errors import DecoderFileError, OutputError
from dfi_studio.library.decoders import (
    DecoderRecord,
    check_decoder,
    describe_decoder,
    load_decoder,
    save_decoder,
)

RECORD = DecoderRecord(
    backbone="vgg16",
    backbone_identity="abc",
    channels={"conv3_1": 256, "conv4_1": 512},
    widths={"reduced": [8, 8], "head": 4},
    pictures="faces",
    count=12,
    steps=340,
    seconds=81.5,
    seed=2,
    quality=0.41,
)
ARRAYS = {"bias": np.linspace(-1, 1, 7, dtype=np.float32), "w": np.ones((2, 3), np.float32)}


@pytest.fixture
def path(tmp_path):
    save_decoder(tmp_path / "faces.safetensors", RECORD, ARRAYS)
    return tmp_path / "faces.safetensors"


def test_what_was_written_is_read(path):
    record, arrays = load_decoder(path)
    assert record == RECORD
    assert record.layers == ("conv3_1", "conv4_1")
    for name, values in ARRAYS.items():
        np.testing.assert_allclose(arrays[name], values, atol=1e-3)
        assert arrays[name].dtype == np.float32


def test_it_is_kept_in_half_precision(path):
    assert {each.dtype for each in safetensors.numpy.load_file(path).values()} == {
        np.dtype("float16")
    }


def test_arrays_in_any_order_of_memory_come_back(tmp_path):
    path, held = tmp_path / "x.safetensors", np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    save_decoder(path, RECORD, {"w": held.transpose(2, 0, 1)})
    assert np.array_equal(load_decoder(path)[1]["w"], held.transpose(2, 0, 1))


def test_equal_decoders_are_equal_files(path, tmp_path):
    save_decoder(tmp_path / "again.safetensors", RECORD, dict(reversed(ARRAYS.items())))
    assert path.read_bytes() == (tmp_path / "again.safetensors").read_bytes()


def test_another_network_is_refused(path):
    with pytest.raises(DecoderFileError, match="other weights of vgg16"):
        check_decoder(path, RECORD, "other", "vgg16", ["conv3_1"])


def test_a_layer_that_it_has_not_seen_is_refused(path):
    check_decoder(path, RECORD, "abc", "vgg16", ["conv4_1"])
    with pytest.raises(DecoderFileError, match="not on conv5_1"):
        check_decoder(path, RECORD, "abc", "vgg16", ["conv3_1", "conv5_1"])


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff" * 200])
def test_what_is_no_decoder_is_refused(tmp_path, content):
    (tmp_path / "x.safetensors").write_bytes(content)
    with pytest.raises(DecoderFileError, match="is not a decoder"):
        load_decoder(tmp_path / "x.safetensors")


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(DecoderFileError, match="cannot be read"):
        describe_decoder(tmp_path / "none.safetensors")


def test_safetensors_of_another_kind_are_refused(tmp_path):
    safetensors.numpy.save_file(ARRAYS, tmp_path / "x.safetensors")
    with pytest.raises(DecoderFileError, match="is not a decoder"):
        load_decoder(tmp_path / "x.safetensors")


def test_a_file_cut_short_is_refused(path):
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(DecoderFileError):
        load_decoder(path)


def rewritten(path, **changes):
    values = {**json.loads(RECORD.to_json()), **changes}
    values = {name: each for name, each in values.items() if each is not None}
    content = safetensors.numpy.save(
        {"w": np.ones(3, np.float16)}, {"dfi_studio_decoder": json.dumps(values)}
    )
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": "many"},
        {"steps": -1},
        {"channels": {"conv3_1": 0}},
        {"channels": None},
        {"widths": 3},
        {"backbone": None},
        {"format": 0},
    ],
)
def test_a_record_that_cannot_be_is_refused(path, changes):
    with pytest.raises(DecoderFileError, match="is damaged"):
        describe_decoder(rewritten(path, **changes))


def test_a_newer_format_is_told(path):
    with pytest.raises(DecoderFileError, match="newer DFI Studio"):
        describe_decoder(rewritten(path, format=2))


def test_numbers_that_are_none_are_refused(tmp_path):
    path = tmp_path / "x.safetensors"
    save_decoder(path, RECORD, {"w": np.array([1.0, np.nan], np.float32)})
    with pytest.raises(DecoderFileError, match="w is not made of numbers"):
        load_decoder(path)


def test_a_folder_that_is_missing_is_told(tmp_path):
    with pytest.raises(OutputError, match="there is no folder"):
        save_decoder(tmp_path / "none" / "x.safetensors", RECORD, ARRAYS)


def test_a_record_is_a_value():
    assert dataclasses.replace(RECORD) == RECORD
