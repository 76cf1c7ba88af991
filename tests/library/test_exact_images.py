from __future__ import annotations

import io
import struct

import numpy as np
import PIL.Image
import pytest
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dfi_studio.core.image import Image, digest, freeze
from dfi_studio.core.mask import freeze_mask
from dfi_studio.library.exact_images import (
    Pieces,
    fits_bytes,
    from_bytes,
    mask_from_bytes,
    reals,
    to_png,
    to_safetensors,
)

SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))
UNIT = st.floats(0, 1, width=32)


def joined(pieces: Pieces) -> bytes:
    return b"".join(pieces)


def read(content: bytes, image: Image) -> Image:
    height, width = image.shape[:2]
    return from_bytes(content, width=width, height=height)


def of_bytes(values: object) -> Image:
    return freeze(np.asarray(values, np.uint8).astype(np.float32) / np.float32(255))


def test_every_byte_comes_back_as_it_was() -> None:
    image = of_bytes(np.arange(256 * 3).reshape(16, 16, 3) % 256)
    png = to_png(image)
    assert png is not None
    for content in (png, joined(to_safetensors(image)), joined(reals(image))):
        assert digest(read(content, image)) == digest(image)
    assert len(joined(to_safetensors(image))) < len(joined(reals(image)))


@settings(max_examples=100, deadline=None)
@given(arrays.arrays(np.float32, SHAPES, elements=UNIT))
def test_reals_come_back_bit_for_bit(values: np.ndarray) -> None:
    image = freeze(values.copy())
    for pieces in (reals(image), to_safetensors(image)):
        assert digest(read(joined(pieces), image)) == digest(image)
    png = to_png(image)
    assert png is None or digest(read(png, image)) == digest(image)


def test_what_8_bits_do_not_hold_is_not_put_into_a_png() -> None:
    for odd in (0.5, 1 / 65535, -0.0, float(np.nextafter(np.float32(1), np.float32(0)))):
        assert to_png(freeze(np.full((2, 2, 3), odd, np.float32))) is None


def test_a_picture_of_many_strips_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dfi_studio.library.exact_images._STRIP", 100)
    chance = np.random.default_rng(0)
    image = of_bytes(chance.integers(0, 256, (41, 7, 3)))
    png = to_png(image)
    assert png is not None
    assert np.array_equal(read(png, image), image)
    assert np.array_equal(read(joined(to_safetensors(image)), image), image)


def test_the_bytes_are_those_of_safetensors() -> None:
    image = freeze(np.random.default_rng(1).random((5, 7, 3)))
    assert joined(reals(image)) == safetensors.numpy.save({"image": np.array(image)})
    loaded = safetensors.numpy.load(joined(to_safetensors(of_bytes(np.full((2, 2, 3), 9)))))
    assert loaded["image"].dtype == np.uint8


IMAGE = of_bytes(np.full((3, 4, 3), 7))


def png_of(mode: str) -> bytes:
    stream = io.BytesIO()
    PIL.Image.new(mode, (4, 3)).save(stream, "PNG")
    return stream.getvalue()


def headed(header: bytes, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + data


DAMAGED = {
    "nothing": b"",
    "a few bytes": b"\x01\x02",
    "something else": b"hello world, this is not a picture",
    "a header without end": struct.pack("<Q", 2**60) + b"{}",
    "a header that is no JSON": headed(b"{{{{"),
    "a header that is a list": headed(b"[1, 2]"),
    "another array": headed(b'{"other": {}}'),
    "an unknown type": headed(b'{"image":{"dtype":"F64","shape":[3,4,3],"data_offsets":[0,9]}}'),
    "an array that is cut": joined(reals(IMAGE))[:-1],
    "an array with something behind": joined(reals(IMAGE)) + b"x",
    "infinity": joined(reals(np.full((3, 4, 3), np.inf, np.float32))),
    "not a number": joined(reals(np.full((3, 4, 3), np.nan, np.float32))),
    "out of range": joined(reals(np.full((3, 4, 3), 2, np.float32))),
    "grey": png_of("L"),
    "transparent": png_of("RGBA"),
    "a palette": png_of("P"),
    "a PNG that is cut": (to_png(IMAGE) or b"")[:50],
    "a PNG without pixels": (to_png(IMAGE) or b"")[:33],
    "a PNG that is its signature": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_damage_is_told(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason is for people
        read(content, IMAGE)


@pytest.mark.parametrize("make", [to_png, lambda image: joined(reals(image))])
def test_another_size_is_refused_before_there_is_room_made_for_it(make: object) -> None:
    content = make(IMAGE)  # type: ignore[operator]
    with pytest.raises(ValueError, match="instead of"):
        from_bytes(content, width=4, height=4)
    with pytest.raises(ValueError, match="instead of"):
        from_bytes(content, width=10**9, height=10**9)


# -- masks --------------------------------------------------------------------------------------


@given(arrays.arrays(np.uint8, (3, 4)))
def test_a_mask_of_8_bits_is_a_grey_png(levels: np.ndarray) -> None:
    mask = freeze_mask(levels.astype(np.float32) / np.float32(255))
    assert fits_bytes(mask)
    png = to_png(mask)
    assert png is not None
    for content in (png, joined(to_safetensors(mask)), joined(reals(mask))):
        assert np.array_equal(mask_from_bytes(content, width=4, height=3), mask)


def test_any_other_mask_is_safetensors() -> None:
    mask = freeze_mask(np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4))
    assert not fits_bytes(mask)
    assert to_png(mask) is None
    assert np.array_equal(mask_from_bytes(joined(reals(mask)), width=4, height=3), mask)


def test_masks_and_images_are_not_taken_for_each_other() -> None:
    mask = freeze_mask(np.ones((3, 4), np.float32))
    image = of_bytes(np.full((3, 4, 3), 9))
    for make in (to_png, lambda picture: joined(reals(picture))):
        with pytest.raises(ValueError, match=r"8-bit RGB|its shape"):
            from_bytes(make(mask) or b"", width=4, height=3)
        with pytest.raises(ValueError, match=r"8-bit grey|its shape"):
            mask_from_bytes(make(image) or b"", width=4, height=3)
    for value in (2, np.nan):
        odd = joined(reals(np.full((3, 4), value, np.float32)))
        with pytest.raises(ValueError, match="a mask lies in"):
            mask_from_bytes(odd, width=4, height=3)
