import numpy as np
import PIL.Image
import pytest
from PIL import ImageOps
from profiles import matrix_profile

from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Crop
from dfi_studio.library.deep_files import deep_png, deep_tiff
from dfi_studio.library.originals import Original, open_original
from dfi_studio.library.photos import open_photo

CHANCE = np.random.default_rng(0)
EIGHT = CHANCE.integers(0, 256, (40, 50, 3), dtype=np.uint8)
DEEP = CHANCE.integers(0, 65536, (40, 50, 4), dtype=np.uint16)
WHOLE = Crop(0, 0, 50, 40)


def change(value=0.1, *, rows=slice(10, 20), columns=slice(5, 30)):
    delta = np.zeros((40, 50, 3), np.float32)
    delta[rows, columns] = value
    return delta


def saved(tmp_path, name, values, **options):
    path = tmp_path / name
    PIL.Image.fromarray(values).save(path, **options)
    return path


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize(("name", "write"), [("a.png", deep_png), ("a.tif", deep_tiff)])
def test_sixteen_bits_come_back_to_the_bit(tmp_path, name, write, channels):
    if channels == 2:
        pytest.skip("Pillow reads grey with opacity in 8 bits only")
    icc = matrix_profile()
    values = np.ascontiguousarray(DEEP[..., :channels])
    (tmp_path / name).write_bytes(write(values, icc=icc, exif=None, xmp=b"<x/>"))
    found = open_original(tmp_path / name)
    assert found.depth == 16
    assert np.array_equal(found.values, values)
    assert found.icc == (icc if channels > 1 else found.icc)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(tmp_path, orientation):
    exif = PIL.Image.Exif()
    exif[0x112] = orientation
    path = saved(tmp_path, "a.png", EIGHT, exif=exif.tobytes())
    with PIL.Image.open(path) as picture:
        want = np.asarray(ImageOps.exif_transpose(picture))
    assert np.array_equal(open_original(path).values, want)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_only_what_changes_changes(tmp_path, channels):
    values = EIGHT if channels == 3 else np.dstack([EIGHT, EIGHT[..., :1]])
    path = saved(tmp_path, "a.png", values[..., 0] if channels == 1 else values)
    original = open_original(path)
    moved = original.changed(WHOLE, change())
    same = np.ones((40, 50), bool)
    same[10:20, 5:30] = False
    assert np.array_equal(moved.values[same], original.values[same])
    inner = original.values[10:20, 5:30, : original.colours].astype(int)
    want = np.clip(np.rint(inner + 0.1 * 255), 0, 255)
    assert np.abs(moved.values[10:20, 5:30, : original.colours] - want).max() <= 1
    if channels == 4:
        assert np.array_equal(moved.values[..., 3], original.values[..., 3])


def test_no_change_is_no_copy_of_a_rounding(tmp_path):
    icc = matrix_profile()
    path = tmp_path / "a.png"
    path.write_bytes(deep_png(DEEP[..., :3], icc=icc, exif=None, xmp=None))
    original = open_original(path)
    same = original.changed(WHOLE, np.zeros((40, 50, 3), np.float32))
    assert np.array_equal(same.values, original.values)


def test_a_change_is_made_in_the_files_own_colour_space(tmp_path):
    flat = np.full((40, 50, 3), (120, 130, 140), np.uint8)
    path = saved(tmp_path, "a.png", flat, icc_profile=matrix_profile())
    original = open_original(path)
    before = original.srgb(WHOLE)
    moved = original.changed(WHOLE, change(0.08))
    after = moved.srgb(WHOLE)
    assert np.abs((after - before)[12:18, 10:25] - 0.08).max() < 2 / 255
    assert np.abs(before - open_photo(path)).max() < 2 / 255


def test_sixteen_bits_move_by_less_than_eight_could():
    original = Original.of(freeze(np.full((40, 50, 3), 0.5, np.float32))).with_depth(16)
    moved = original.changed(WHOLE, change(0.0005))
    step = int(moved.values[15, 10, 0]) - int(original.values[15, 10, 0])
    assert step == round(0.0005 * 65535)
    assert np.array_equal(moved.with_depth(8).with_depth(16).values, original.values)


@pytest.mark.parametrize("mode", ["CMYK", "P", "1"])
def test_other_kinds_become_srgb(tmp_path, mode):
    name = "a.tif" if mode == "CMYK" else "a.png"
    path = tmp_path / name
    PIL.Image.fromarray(EIGHT).convert(mode).save(path)
    original = open_original(path)
    assert original.converted
    assert original.depth == 8
    assert np.abs(original.srgb(WHOLE) - open_photo(path)).max() < 1e-6


def test_a_damaged_profile_counts_as_srgb(tmp_path, caplog):
    path = saved(tmp_path, "a.png", EIGHT, icc_profile=b"nothing" * 40)
    assert np.array_equal(open_original(path).values, EIGHT)
    assert "its colour profile is not used" in caplog.text
