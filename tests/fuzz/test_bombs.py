"""Files that ask for more than they hold, one by one: each is refused, with the numbers."""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import time
import zipfile
import zlib
from pathlib import Path

import h5py
import numpy as np
import PIL.Image
import pytest
import safetensors.numpy
import torch
from fuzz.kinds.arrays import TINY, _weights
from fuzz.kinds.pictures import _encoded

from dfi_studio.core.batch import Batch
from dfi_studio.core.errors import (
    AttributeFileError,
    ClassifierFileError,
    PhotoError,
    PictureSetError,
    StudioError,
    UsageError,
    WeightsError,
)
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Sequence
from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.authors_attributes import read_authors_attribute
from dfi_studio.library.batch_ledger import LEDGER, Ledger
from dfi_studio.library.film_folder import FilmFolder
from dfi_studio.library.hed import read_hed
from dfi_studio.library.json_values import as_number, as_text, parsed
from dfi_studio.library.label_sources import table
from dfi_studio.library.label_sources.labels_csv import read_labels_csv
from dfi_studio.library.masks import load_mask
from dfi_studio.library.photos import open_photo
from dfi_studio.library.xmp import parsed_packet
from dfi_studio.pipeline.classifier_files import read_classifier
from dfi_studio.pipeline.weight_files import read_weights
from dfi_studio.session.recipe_files import read_recipe

DEEP = "[" * 200_000 + "]" * 200_000
HUGE = 10**400


def png(width: int, height: int) -> bytes:
    """A PNG that says to be large, and holds a thousand bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1_000_000))), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(c)) + n + c + struct.pack(">I", zlib.crc32(n + c)) for n, c in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def claiming(format: str, width: int, height: int) -> bytes:
    """A small picture whose header says that it is large."""
    if format == "WEBP":
        out = io.BytesIO()
        PIL.Image.new("RGB", (48, 40)).save(out, "WEBP", lossless=True)
        content = out.getvalue()
    else:
        content = _encoded(format, {"GIF": "P"}.get(format, "RGB"))
    match format:
        case "GIF":
            return content[:6] + struct.pack("<HH", width, height) + content[10:]
        case "BMP":
            return content[:18] + struct.pack("<ii", width, height) + content[26:]
        case "PPM":
            return content.replace(b"48 40", b"%d %d" % (width, height))
        case "WEBP":  # of the lossless kind: 14 bits a side behind a byte of its own
            at = content.index(b"VP8L") + 9
            sides = struct.unpack("<I", content[at : at + 4])[0] & ~(2**28 - 1)
            sides |= (width - 1) | (height - 1) << 14
            return content[:at] + struct.pack("<I", sides) + content[at + 4 :]
        case "AVIF":
            at = content.index(b"ispe") + 8
            return content[:at] + struct.pack(">II", width, height) + content[at + 8 :]
    raise AssertionError(format)


def tiff(width: int, height: int) -> bytes:
    """A TIFF of one strip of a hundred bytes."""
    tags = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 200), (277, 1),
            (278, height), (279, 100))  # fmt: skip
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    head = struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + bytes(4)
    return head.ljust(300, b"\0")


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (png(100_000, 100_000), "100000 x 100000 pixels, which is 10000 million, but 400 million"),
        (png(20_000, 19_000), "to 20000 x 19000 pixels"),
        (claiming("GIF", 65_535, 65_535), "65535 x 65535 pixels"),
        (claiming("BMP", 2**30, 2**30), "1073741824 x 1073741824 pixels"),
        (claiming("PPM", 30_000, 10_000), "to 30000 x 10000 pixels"),
        (claiming("WEBP", 16_383, 16_383), "to 16383 x 16383 pixels"),
        (tiff(100_000, 90_000), "100000 x 90000 pixels"),
        (tiff(20_000, 10_000), "to 20000 x 10000 pixels"),
        (claiming("AVIF", 60_000, 60_000), "cannot be read|pixels|not a picture"),
    ],
)
def test_a_picture_that_would_fill_the_memory(tmp_path: Path, content: bytes, numbers: str) -> None:
    path = tmp_path / "photo"
    path.write_bytes(content)
    with pytest.raises(PhotoError, match=numbers):
        open_photo(path)
    with pytest.raises(StudioError, match=numbers.split(",")[0]):
        load_mask(path)


@pytest.mark.parametrize("read", [Recipe.from_json, Sequence.from_json, Batch.from_json])
@pytest.mark.parametrize("text", [DEEP, f'{{"a": {DEEP}}}', '{"a": NaN}', "1" * 5000])
def test_json_beyond_reason(read, text: str) -> None:
    with pytest.raises(UsageError):
        read(text)


@pytest.mark.parametrize("value", [HUGE, -HUGE, 1e999, "5", None, [], True, "\ud800"])
@pytest.mark.parametrize("place", [("solver", "tv"), ("solver", "iterations"), ("space", "size")])
def test_a_recipe_with_a_number_that_is_none(place: tuple[str, str], value: object) -> None:
    values = json.loads(Recipe().to_json())
    values[place[0]][place[1]] = value
    with pytest.raises(UsageError) as caught:
        Recipe.from_values(values)
    assert len(str(caught.value)) < 300


def test_a_recipe_whose_texts_are_none() -> None:
    attribute = {"source": 5, "target": [], "k": 100, "scaling": "none"}
    values = {**json.loads(Recipe().to_json()), "directions": [{"attribute": attribute}]}
    with pytest.raises(UsageError, match="source is 5"):
        Recipe.from_values(values)
    attribute |= {"source": "\ud800", "target": "b"}
    with pytest.raises(UsageError, match="source is"):
        Recipe.from_values(values)


def test_values_are_quoted_briefly() -> None:
    with pytest.raises(TypeError) as caught:
        as_text([["x" * 10_000] * 10_000])
    assert len(str(caught.value)) < 300
    with pytest.raises(ValueError, match="is not a number"):
        as_number(HUGE)
    with pytest.raises(ValueError, match="nested beyond reason"):
        parsed(DEEP)


def test_a_sentence_cannot_steer_a_terminal() -> None:
    told = str(StudioError("a\x1b[2Jb\nc\u202ed\ud800 \u200f" + "e" * 10_000))
    assert told.startswith("a\ufffd[2Jb c\ufffdd\ufffd \u200fe")
    assert len(told) < 2000


def test_a_recipe_that_is_no_file_or_too_long(tmp_path: Path) -> None:
    pipe, long = tmp_path / "pipe", tmp_path / "long.json"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="not a plain file"):
        read_recipe(pipe)
    with pytest.raises(AttributeFileError, match="not a plain file"):
        load_attribute(pipe)
    with long.open("wb") as stream:
        stream.truncate(10**10)
    with pytest.raises(UsageError, match="10,000,000,000 bytes long, and 16,000,000 are the most"):
        read_recipe(long)
    with pytest.raises(AttributeFileError, match="can be named"):
        load_attribute(tmp_path / "a\0b")


def test_tables_beyond_reason(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("file,a\n" + "x" * 3_000_000 + ",1\n")
    with pytest.raises(PictureSetError, match="Line 2"):
        read_labels_csv(path)
    with path.open("wb") as stream:
        stream.truncate(table.MOST_BYTES + 1)
    with pytest.raises(PictureSetError, match="100,000,001 bytes long, and 100,000,000 are"):
        read_labels_csv(path)


def test_a_million_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("file,a\n" + "".join(f"{each}.png,1\n" for each in range(1_000_000)))
    began = time.process_time()
    with contextlib.suppress(PictureSetError):  # the pictures are not there
        read_labels_csv(path)
    assert time.process_time() - began < 30


def test_an_attribute_of_the_authors_that_claims_too_much(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    out = io.BytesIO()
    about = {"descr": "<f4", "fortran_order": False, "shape": (10**12,)}
    np.lib.format.write_array_header_1_0(out, about)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("WF.npy", out.getvalue() + bytes(64))
    with pytest.raises(AttributeFileError, match="1,000,000,000,000 values"):
        read_authors_attribute(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("WF.npy", bytes(451_000_000))
    with pytest.raises(AttributeFileError, match="451,000,000 bytes long, and 450,000,000"):
        read_authors_attribute(path)


def test_headers_of_safetensors_that_claim_too_much(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(struct.pack("<Q", 2**63) + b"{}")
    for read, error in ((load_attribute, AttributeFileError), (read_classifier, StudioError)):
        with pytest.raises(error):
            read(path)
    with pytest.raises(WeightsError):
        read_weights(path, TINY)


def test_weights_that_claim_too_much(tmp_path: Path) -> None:
    path = tmp_path / "a.pth"
    torch.save({**_weights(), "conv1_1.weight": torch.zeros(1).expand(10**12)}, path)
    with pytest.raises(WeightsError, match="1000000000000"):
        read_weights(path, TINY)
    torch.save({**_weights(), "conv1_1.bias": torch.zeros(4).to_sparse()}, path)
    with pytest.raises(WeightsError, match="plain table"):
        read_weights(path, TINY)
    hdf5 = tmp_path / "a.h5"
    with h5py.File(hdf5, "w") as file:
        file.create_dataset(
            "block1/layers/conv2d/vars/0", (10**5, 10**5, 10, 10), "f4", chunks=(9, 9, 9, 9)
        )
    with pytest.raises(WeightsError):
        read_hed(hdf5)


def test_a_classifier_that_describes_too_much(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    record = {
        "format": 1, "network": "vit_h_14", "size": 518, "classes": ["a"] * 10**6,
        "mean": [0, 0, 0], "deviation": [1, 1, 1],
        "trial": {"method": "isda", "strength": 0.5, "seed": 0}, "plan": {}, "pictures": "x",
        "key": "k", "steps": 1, "seconds": 1.0, "sums": [], "epochs": [], "created_by": "x",
    }  # fmt: skip
    content = safetensors.numpy.save(
        {"a": np.zeros(1, np.float32)}, {"dfi_studio_classifier": json.dumps(record)}
    )
    path.write_bytes(content)
    with pytest.raises(ClassifierFileError, match="does not hold the weights"):
        read_classifier(path)


@pytest.mark.parametrize("told", ["-5", "1" * 5000, "x", str(10**30)])
def test_a_film_with_a_number_of_frames_that_is_none(tmp_path: Path, told: str) -> None:
    content = safetensors.numpy.save(
        {"a": np.zeros(1, np.float32)}, {"dfi_studio_after_frame": told}
    )
    (tmp_path / "state.safetensors").write_bytes(content)
    assert FilmFolder(tmp_path).solved() == (0, {})


def test_a_ledger_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    line = {"item": "a", "blake2b": "b", "seconds": 1}
    paths = ("../a.png", "/etc/a.png", "b/../../a.png", "x" * 5000, "in/b.png")
    lines = [json.dumps({**line, "item": each, "path": each}) for each in paths]
    (tmp_path / LEDGER).write_text("\n".join(lines))
    ledger = Ledger(tmp_path)
    assert set(ledger.entries) == {"x" * 5000, "in/b.png"}
    assert ledger.made("x" * 5000) is None


def test_xmp_without_bottom() -> None:
    assert parsed_packet(b"<a>" * 100_000 + b"</a>" * 100_000) is None
    assert parsed_packet(b"<a>" * 9 + b"</a>" * 9) is not None
