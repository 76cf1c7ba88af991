import numpy as np
import PIL.Image
import pytest
from PIL import ExifTags, features
from profiles import matrix_profile

from dfi_studio.core.errors import OutputError
from dfi_studio.core.image import freeze
from dfi_studio.core.recipe import Recipe
from dfi_studio.library import encoding
from dfi_studio.library.edit_mark import SOURCE_TYPE, EditMark, read_mark
from dfi_studio.library.exports import (
    ExportOptions,
    pair_path,
    save_original,
    save_pair,
    save_sheet,
)
from dfi_studio.library.metadata import kept_exif
from dfi_studio.library.originals import Original, open_original

CHANCE = np.random.default_rng(0)
VALUES = CHANCE.integers(0, 65536, (60, 80, 3), dtype=np.uint16)
MARK = EditMark(Recipe(), "anna.jpg")
ALL = ["a.png", "a.jpg", "a.tif", "a.webp"]
if features.check("avif"):
    ALL.append("a.avif")


def notes():
    exif = PIL.Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Maker"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExifImageWidth] = 4000
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (52.0, 30.0, 0.0)})
    return exif.tobytes()


def original(depth):
    values = VALUES if depth == 16 else (VALUES >> 8).astype(np.uint8)
    return Original(values, matrix_profile(), notes())


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("depth", [8, 16])
def test_profile_notes_and_mark_go_along_in_every_format(tmp_path, name, depth):
    path = tmp_path / name
    save_original(path, original(depth), mark=MARK)
    found = open_original(path)
    assert found.icc == matrix_profile()
    assert found.size == (60, 80)
    assert read_mark(path).original == "anna.jpg"
    assert SOURCE_TYPE.encode() in path.read_bytes()
    with PIL.Image.open(path) as picture:
        exif = picture.getexif()
        assert exif[ExifTags.Base.Make] == "Maker"
        assert exif.get(ExifTags.Base.Orientation, 1) == 1
        assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExifImageWidth] == 80
        assert exif.get_ifd(ExifTags.IFD.GPSInfo)[1] == "N"


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_lossless_formats_keep_every_bit(tmp_path, name):
    for depth in (8, 16):
        save_original(tmp_path / name, original(depth), mark=MARK)
        found = open_original(tmp_path / name)
        assert found.depth == depth
        assert np.array_equal(found.values, original(depth).values)


def test_the_place_is_dropped_by_choice(tmp_path):
    for name in ALL:
        path = tmp_path / name
        save_original(path, original(8), mark=MARK, options=ExportOptions(drop_place=True))
        with PIL.Image.open(path) as picture:
            assert not picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
            assert picture.getexif()[ExifTags.Base.Make] == "Maker"


def test_the_mark_is_left_out_by_choice(tmp_path):
    save_original(tmp_path / "a.png", original(8), mark=MARK, options=ExportOptions(marked=False))
    assert read_mark(tmp_path / "a.png") is None


def test_a_depth_can_be_chosen(tmp_path):
    save_original(tmp_path / "a.png", original(8), mark=MARK, options=ExportOptions(depth=16))
    assert open_original(tmp_path / "a.png").depth == 16
    save_original(tmp_path / "a.tif", original(16), mark=MARK, options=ExportOptions(depth=8))
    assert open_original(tmp_path / "a.tif").depth == 8


def test_opacity_goes_along_where_the_format_has_it(tmp_path):
    values = np.dstack([VALUES >> 8, VALUES[..., :1] >> 8]).astype(np.uint8)
    see_through = Original(values, matrix_profile(), None)
    save_original(tmp_path / "a.png", see_through, mark=MARK)
    assert np.array_equal(open_original(tmp_path / "a.png").values, values)
    save_original(tmp_path / "a.jpg", see_through, mark=MARK)
    assert open_original(tmp_path / "a.jpg").values.shape == (60, 80, 3)


def test_a_missing_format_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding.features, "check", lambda _: False)
    with pytest.raises(OutputError, match="lacks AVIF"):
        save_original(tmp_path / "a.avif", original(8), mark=MARK)


def test_damaged_notes_are_left_out(caplog):
    assert kept_exif(None, width=1, height=1) is None
    assert kept_exif(b"Exif\0\0MM\0*nonsense", width=1, height=1) is None
    assert "left out" in caplog.text


def test_pairs_and_sheets(tmp_path):
    grey = freeze(np.full((50, 40, 3), 0.5, np.float32))
    path = pair_path(tmp_path / "old.png")
    assert path.name == "old-pair.png"
    save_pair(path, grey, grey, mark=MARK)
    save_sheet(tmp_path / "sheet.png", [grey] * 3, ["0", "1", "2"], mark=MARK)
    with PIL.Image.open(path) as pair, PIL.Image.open(tmp_path / "sheet.png") as sheet:
        assert pair.width > 80
        assert sheet.width > 120


def test_notes_of_a_tiff_go_along_without_what_describes_its_pixels(tmp_path):
    save_original(tmp_path / "a.tif", original(16), mark=MARK)
    for name in ALL:
        save_original(tmp_path / f"b-{name}", open_original(tmp_path / "a.tif"), mark=MARK)
        with PIL.Image.open(tmp_path / f"b-{name}") as picture:
            assert picture.getexif()[ExifTags.Base.Make] == "Maker"
            assert picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)[1] == "N"
    assert np.array_equal(open_original(tmp_path / "b-a.tif").values, VALUES)
