import numpy as np
import PIL.Image
import pytest

from dfi_studio.core.errors import MaskError, OutputError
from dfi_studio.core.mask import MaskLayer, MaskRole, freeze_mask
from dfi_studio.library.masks import (
    load_mask,
    mask_beside,
    mask_path,
    save_mask,
    scaled_to,
)

HALF = np.zeros((6, 8), np.uint8)
HALF[:, 4:] = 255


def saved(path, array, mode=None, **options):
    picture = PIL.Image.fromarray(array)
    (picture if mode is None else picture.convert(mode)).save(path, **options)
    return path


def test_what_was_saved_comes_back(tmp_path):
    mask = freeze_mask(np.arange(48, dtype=np.float32).reshape(6, 8) / 255)
    save_mask(tmp_path / "a.png", mask)
    assert np.array_equal(load_mask(tmp_path / "a.png"), mask)


def test_a_trace_is_not_lost_in_the_file_and_nothing_is_added(tmp_path):
    save_mask(tmp_path / "a.png", freeze_mask([[0.0, 1e-5, 1.0]]))
    assert load_mask(tmp_path / "a.png").tolist() == [[0, pytest.approx(1 / 255), 1]]


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P", "I", "F", "LA", "RGBA"])
def test_white_is_in_whatever_the_mode(tmp_path, mode):
    suffix = "tiff" if mode in "IF" else "png"
    path = saved(tmp_path / f"a.{suffix}", HALF, mode)
    assert np.array_equal(load_mask(path), HALF / np.float32(255))


def test_sixteen_bits_keep_their_white(tmp_path):
    path = saved(tmp_path / "a.png", HALF.astype(np.uint16) * 257)
    assert np.array_equal(load_mask(path), HALF / np.float32(255))


def test_a_palette_counts_by_its_colours_not_its_numbers(tmp_path):
    picture = PIL.Image.fromarray(np.array([[0, 1, 2]], np.uint8), "P")
    picture.putpalette([255, 255, 255, 0, 0, 0, 128, 128, 128])
    picture.save(tmp_path / "a.png")
    assert load_mask(tmp_path / "a.png").tolist() == [[1, 0, pytest.approx(128 / 255)]]


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_what_is_transparent_is_out(tmp_path, mode):
    picture = PIL.Image.new("L", (8, 6), "white").convert(mode)
    picture.putalpha(PIL.Image.fromarray(HALF))
    picture.save(tmp_path / "a.png")
    np.testing.assert_allclose(load_mask(tmp_path / "a.png"), HALF / 255)


def test_a_mask_is_found_beside_its_photo(tmp_path):
    photo = tmp_path / "anna.b.jpg"
    assert mask_beside(photo) is None
    save_mask(mask_path(photo), freeze_mask([[1.0]]))
    assert mask_beside(photo) == tmp_path / "anna.b-mask.png"


def test_another_size_is_refused_and_can_be_scaled(tmp_path):
    path = saved(tmp_path / "a.png", HALF)
    with pytest.raises(MaskError, match="8 x 6 pixels, but the photo is 16 x 12; scale"):
        MaskLayer.of("a", MaskRole.EDIT, load_mask(path)).check_size(12, 16)
    large = scaled_to(load_mask(path), 12, 16)
    assert large.shape == (12, 16)
    assert (large[:, :6] == 0).all()
    assert (large[:, 10:] == 1).all()


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_what_is_no_picture_is_told(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(MaskError, match=r"The mask cannot be read: .*a\.png"):
        load_mask(tmp_path / "a.png")


def test_a_mask_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MaskError, match="There is no file"):
        load_mask(tmp_path / "a.png")


def test_a_mask_is_saved_as_png_only(tmp_path):
    with pytest.raises(MaskError, match=r"end its name with \.png"):
        save_mask(tmp_path / "a.jpg", freeze_mask([[1.0]]))
    with pytest.raises(OutputError):
        save_mask(tmp_path / "nowhere" / "a.png", freeze_mask([[1.0]]))
