import errno
import io
import logging
import os
import struct
import subprocess
import sys
import time
import warnings
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from dfi_studio.core.errors import OutputError, PhotoError
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.photo import MIN_SIDE
from dfi_studio.core.recipe import Contrast, Direction, Recipe
from dfi_studio.library import photos
from dfi_studio.library.colour import srgb_profile
from dfi_studio.library.edit_mark import EditMark, read_mark
from dfi_studio.library.photos import is_picture, open_photo, save_photo

MARK = EditMark(Recipe((Direction(Contrast("/sets/young", "/sets/old")),)), "anna.jpg")


def eight_bits(image: Image) -> np.ndarray:
    return np.rint(image * 255).astype(np.uint8)


def levels(image: Image) -> list[int]:
    """The one colour of an image."""
    flat = eight_bits(image).reshape(-1, 3)
    assert (flat == flat[0]).all()
    return [int(each) for each in flat[0]]


def plain(mode: str, colour: object, size: tuple[int, int] = (40, 36)) -> PIL.Image.Image:
    return PIL.Image.new(mode, size, colour)


class TestModes:
    @pytest.mark.parametrize(
        ("mode", "colour", "suffix", "expected"),
        [
            ("RGB", (10, 20, 30), "png", [10, 20, 30]),
            ("L", 77, "png", [77, 77, 77]),
            ("1", 1, "png", [255, 255, 255]),
            ("LA", (100, 255), "png", [100, 100, 100]),
            ("LA", (0, 51), "png", [204, 204, 204]),
            ("RGBA", (0, 0, 0, 0), "png", [255, 255, 255]),
            ("RGBA", (255, 0, 0, 51), "png", [255, 204, 204]),
            ("CMYK", (255, 0, 0, 0), "tif", [0, 255, 255]),
            ("I;16", 0x8080, "png", [128, 128, 128]),
            ("I;16", 65535, "tif", [255, 255, 255]),
            ("I;16B", 0x4040, "tif", [64, 64, 64]),
            ("I", 0x8080, "tif", [128, 128, 128]),
            ("F", 0.2, "tif", [51, 51, 51]),
            ("YCbCr", (255, 128, 128), "jpg", [255, 255, 255]),
        ],
    )
    def test_each_is_read(
        self, tmp_path: Path, mode: str, colour: object, suffix: str, expected: list[int]
    ) -> None:
        path = tmp_path / f"picture.{suffix}"
        plain(mode, colour).save(path)
        image = open_photo(path)
        assert image.shape == (36, 40, 3)
        assert image.dtype == np.float32
        assert not image.flags.writeable
        assert levels(image) == expected

    def test_cmyk_jpeg_is_not_inverted(self, tmp_path: Path) -> None:
        plain("CMYK", (0, 0, 0, 0)).save(tmp_path / "white.jpg")
        assert levels(open_photo(tmp_path / "white.jpg")) == [255, 255, 255]

    def test_lab_is_converted(self, tmp_path: Path) -> None:
        path = tmp_path / "lab.tif"
        plain("LAB", (128, 128, 128)).save(path)
        red, green, blue = levels(open_photo(path))
        assert 115 <= red <= 123
        assert max(red, green, blue) - min(red, green, blue) <= 2

    @pytest.mark.parametrize("transparency", [0, bytes([0, 255])])
    def test_palette_with_transparency_lies_over_white(
        self, tmp_path: Path, transparency: int | bytes
    ) -> None:
        palette = plain("P", 0)
        palette.putpalette([10, 20, 30, 40, 50, 60])
        palette.putpixel((0, 0), 1)
        palette.save(tmp_path / "p.png", transparency=transparency)
        found = eight_bits(open_photo(tmp_path / "p.png"))
        assert found[0, 0].tolist() == [40, 50, 60]
        assert found[1, 1].tolist() == [255, 255, 255]

    @pytest.mark.parametrize(("mode", "grey"), [("L", 9), ("I;16", 0x0909)])
    def test_one_grey_may_be_transparent(self, tmp_path: Path, mode: str, grey: int) -> None:
        plain(mode, grey).save(tmp_path / "g.png", transparency=grey)
        assert levels(open_photo(tmp_path / "g.png")) == [255, 255, 255]

    @pytest.mark.parametrize("suffix", ["gif", "png", "webp", "tif"])
    def test_of_an_animation_the_first_frame(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"frames.{suffix}"
        frames = [plain("RGB", "white"), plain("RGB", "black")]
        options = {"lossless": True} if suffix == "webp" else {}
        frames[0].save(path, save_all=True, append_images=frames[1:], **options)
        assert levels(open_photo(path)) == [255, 255, 255]

    def test_unbounded_greys_are_stretched_and_told(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        ramp = np.linspace(-5, 20, 40 * 40, dtype=np.float32).reshape(40, 40)
        PIL.Image.fromarray(ramp).save(tmp_path / "f.tif")
        image = open_photo(tmp_path / "f.tif")
        assert (image.min(), image.max()) == (0, 1)
        assert "stretched" in caplog.text

    def test_not_a_number_is_refused(self, tmp_path: Path) -> None:
        PIL.Image.fromarray(np.full((40, 40), np.nan, np.float32)).save(tmp_path / "f.tif")
        with pytest.raises(PhotoError, match="not numbers"):
            open_photo(tmp_path / "f.tif")


class TestOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif"])
    def test_is_applied_once(self, tmp_path: Path, orientation: int, suffix: str) -> None:
        upright = np.zeros((40, 64, 3), np.uint8)
        upright[:20, :32] = 255  # white at the top left
        stored = {
            1: upright,
            2: upright[:, ::-1],
            3: upright[::-1, ::-1],
            4: upright[::-1],
            5: upright.transpose(1, 0, 2),
            6: np.rot90(upright),
            7: np.rot90(upright, 2).transpose(1, 0, 2),
            8: np.rot90(upright, -1),
        }[orientation]
        exif = PIL.Image.Exif()
        exif[0x0112] = orientation
        path = tmp_path / f"o.{suffix}"
        PIL.Image.fromarray(np.ascontiguousarray(stored)).save(path, exif=exif)
        for image in (open_photo(path), open_photo(path, at_least=40)):
            np.testing.assert_allclose(image, upright / np.float32(255), atol=0.1)

    def test_damaged_exif_leaves_the_picture(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        plain("RGB", "red").save(tmp_path / "e.jpg", exif=b"Exif\0\0" + b"no exif at all")
        assert open_photo(tmp_path / "e.jpg").shape == (36, 40, 3)
        assert "orientation" in caplog.text


def swapped_profile() -> bytes:
    """A profile in which red and green have changed places: a use of it cannot be overlooked."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ", 128), profile.index(b"gXYZ", 128)
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def grey_profile() -> bytes:
    """A minimal greyscale profile whose tone curve is the identity."""
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    curve = b"curv\0\0\0\0" + struct.pack(">I", 0)
    table = struct.pack(">I", 2) + b"wtpt" + struct.pack(">II", 156, 20)
    table += b"kTRC" + struct.pack(">II", 176, 12)
    body = table + white + curve
    header = bytearray(128)
    header[0:4] = struct.pack(">I", 128 + len(body))
    header[8:12] = bytes([2, 0x40, 0, 0])
    header[12:24] = b"mntrGRAYXYZ "
    header[36:40] = b"acsp"
    header[68:80] = struct.pack(">3i", 63190, 65536, 54061)
    return bytes(header) + body


class TestProfiles:
    def test_is_converted_to_srgb(self, tmp_path: Path) -> None:
        path = tmp_path / "p.png"
        plain("RGB", (250, 5, 5)).save(path, icc_profile=swapped_profile())
        red, green, _ = levels(open_photo(path))
        assert green > 240
        assert red < 20

    def test_transparency_survives_the_profile(self, tmp_path: Path) -> None:
        path = tmp_path / "p.png"
        plain("RGBA", (250, 5, 5, 0)).save(path, icc_profile=swapped_profile())
        assert levels(open_photo(path)) == [255, 255, 255]

    @pytest.mark.parametrize("mode", ["L", "LA"])
    def test_grey_profile_of_a_grey_picture(self, tmp_path: Path, mode: str) -> None:
        path = tmp_path / "g.png"
        plain(mode, 55 if mode == "L" else (55, 255)).save(path, icc_profile=grey_profile())
        grey, *others = levels(open_photo(path))
        assert grey == pytest.approx(128, abs=3)  # linear light made sRGB
        assert others == [grey, grey]

    def test_grey_picture_with_a_colour_profile(self, tmp_path: Path) -> None:
        path = tmp_path / "g.png"
        plain("L", 55).save(path, icc_profile=srgb_profile()[:24] + b"\1" + srgb_profile()[25:])
        assert levels(open_photo(path)) == pytest.approx([55, 55, 55], abs=1)

    @pytest.mark.parametrize("profile", [b"not a profile", grey_profile(), srgb_profile()[:200]])
    def test_what_cannot_be_used_is_told_and_taken_for_srgb(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture, profile: bytes
    ) -> None:
        path = tmp_path / "p.png"
        plain("RGB", (1, 2, 3)).save(path, icc_profile=profile)
        assert levels(open_photo(path)) == [1, 2, 3]
        assert "colour profile is not used" in caplog.text

    def test_our_own_is_the_same_at_every_time_of_day(self) -> None:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
        assert profile.profile.xcolor_space.strip() == "RGB"
        assert srgb_profile()[24:36] == bytes(12)


class TestSize:
    def test_too_small_is_told_with_numbers(self, tmp_path: Path) -> None:
        plain("RGB", 0, (200, 20)).save(tmp_path / "small.png")
        with pytest.raises(PhotoError, match=r"small\.png is 200 x 20 pixels.* 32"):
            open_photo(tmp_path / "small.png")

    def test_the_smallest_is_read(self, tmp_path: Path) -> None:
        plain("RGB", 0, (MIN_SIDE, MIN_SIDE)).save(tmp_path / "s.png")
        assert open_photo(tmp_path / "s.png").shape == (MIN_SIDE, MIN_SIDE, 3)

    @pytest.mark.parametrize("side", [20_001, 2_000_000])
    def test_too_large_is_told_before_it_is_decoded(self, tmp_path: Path, side: int) -> None:
        path = tmp_path / "huge.png"
        path.write_bytes(png_header(20_001, side))
        with pytest.raises(PhotoError, match=rf"20001 x {side} pixels.*400 million is the most"):
            open_photo(path)

    def test_pillows_own_limit_does_not_leak_and_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 100)
        plain("RGB", (5, 6, 7), (64, 64)).save(tmp_path / "p.png")
        assert levels(open_photo(tmp_path / "p.png")) == [5, 6, 7]
        assert PIL.Image.MAX_IMAGE_PIXELS == 100
        with pytest.raises(PhotoError):
            open_photo(Path(__file__))
        assert PIL.Image.MAX_IMAGE_PIXELS == 100

    def test_pillows_own_limit_stays_when_many_threads_open(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "p.png"
        plain("RGB", 0, (64, 64)).save(path)
        pillows_open = PIL.Image.open

        def slowly(*arguments: object, **options: object) -> PIL.Image.Image:
            time.sleep(0.01)  # so that the threads would meet
            return pillows_open(*arguments, **options)

        monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 100)
        monkeypatch.setattr(PIL.Image, "open", slowly)
        with ThreadPoolExecutor(4) as pool:
            shapes = set(pool.map(lambda _: open_photo(path).shape, range(12)))
        assert shapes == {(64, 64, 3)}
        assert PIL.Image.MAX_IMAGE_PIXELS == 100

    @pytest.mark.parametrize("suffix", ["jpg", "png"])
    @pytest.mark.parametrize(("size", "at_least"), [((1600, 1200), 200), ((999, 401), 200)])
    def test_reduced_to_no_less_than_asked(
        self, tmp_path: Path, suffix: str, size: tuple[int, int], at_least: int
    ) -> None:
        path = tmp_path / f"l.{suffix}"
        plain("RGB", (90, 60, 30), size).save(path, quality=95)
        image = open_photo(path, at_least=at_least)
        height, width, _ = image.shape
        assert at_least <= min(height, width) < 2 * at_least
        assert width / height == pytest.approx(size[0] / size[1], rel=0.01)
        assert np.abs(image - np.array([90, 60, 30]) / 255).max() < 0.02

    def test_not_enlarged(self, tmp_path: Path) -> None:
        plain("RGB", 0, (50, 60)).save(tmp_path / "p.png")
        assert open_photo(tmp_path / "p.png", at_least=200).shape == (60, 50, 3)

    def test_reducing_does_not_mix_in_what_is_hidden(self, tmp_path: Path) -> None:
        pixels = np.zeros((400, 400, 4), np.uint8)
        pixels[:, ::2] = (200, 100, 50, 255)
        pixels[:, 1::2] = (0, 255, 0, 0)  # invisible green
        PIL.Image.fromarray(pixels).save(tmp_path / "a.png")
        # Half covered, over white; and no trace of green.
        red, green, blue = levels(open_photo(tmp_path / "a.png", at_least=100))
        assert (red, green, blue) == pytest.approx((227, 177, 152), abs=2)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("suffix", "most"),
        [
            ("jpg", 200),  # decoded at an eighth of its size
            ("png", 700),  # decoded it takes 324, as float32 it would take 1,300
        ],
    )
    def test_twelve_thousand_pixels_fit_into_memory(
        self, tmp_path: Path, suffix: str, most: int
    ) -> None:
        if not Path("/proc/self/status").exists():
            pytest.skip("this system does not tell the most memory that a process had")
        path = tmp_path / f"large.{suffix}"
        plain("RGB", (9, 8, 7), (12_000, 9_000)).save(path, compress_level=1)
        command = [sys.executable, "-c", PEAK_MEMORY, str(path)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        side, megabytes = map(int, answer.split())
        assert 200 <= side < 400
        assert megabytes < most


PEAK_MEMORY = """
import re, sys
from pathlib import Path
from dfi_studio.library.photos import open_photo
side = min(open_photo(Path(sys.argv[1]), at_least=200).shape[:2])
peak = re.search("VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(side, int(peak[1]) // 1024)
"""


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


class TestWhatCannotBeRead:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(PhotoError, match=r"no file .*nothing\.png; check"):
            open_photo(tmp_path / "nothing.png")

    def test_folder(self, tmp_path: Path) -> None:
        with pytest.raises(PhotoError, match="is a folder; name a picture in it"):
            open_photo(tmp_path)

    def test_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no named pipes")
        os.mkfifo(tmp_path / "pipe.png")
        with pytest.raises(PhotoError, match="not a plain file"):
            open_photo(tmp_path / "pipe.png")

    @pytest.mark.parametrize("content", [b"", b"Dear diary", bytes(1000), b"%!PS-Adobe-3.0 EPSF"])
    def test_not_a_picture(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "diary.jpg"
        path.write_bytes(content)
        with pytest.raises(PhotoError, match=r"diary\.jpg is not a picture"):
            open_photo(path)

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "secret.png"
        plain("RGB", 0).save(path)

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(io, "FileIO", refuse)
        with pytest.raises(PhotoError, match=r"secret\.png may not be read"):
            open_photo(path)

    @pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "gif", "bmp"])
    def test_truncated(self, tmp_path: Path, suffix: str, picture: Image) -> None:
        path = tmp_path / f"cut.{suffix}"
        PIL.Image.fromarray(eight_bits(picture)).save(path)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) * 2 // 3])
        with pytest.raises(PhotoError, match=rf"cut\.{suffix} is "):
            open_photo(path)

    def test_too_little_memory(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        plain("RGB", 0).save(tmp_path / "p.png")

        def exhaust(_: object) -> None:
            raise MemoryError

        monkeypatch.setattr("PIL.ImageFile.ImageFile.load", exhaust)
        with pytest.raises(PhotoError, match="memory"):
            open_photo(tmp_path / "p.png")

    @given(
        suffix=st.sampled_from(["jpg", "png", "webp", "tif", "gif", "bmp", "tga", "ico", "ppm"]),
        position=st.floats(0, 1, exclude_max=True),
        junk=st.binary(min_size=1, max_size=8),
        at_least=st.sampled_from([None, 32]),
    )
    @settings(
        max_examples=300,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_damage_anywhere_gives_a_picture_or_a_sentence(
        self,
        tmp_path: Path,
        picture: Image,
        suffix: str,
        position: float,
        junk: bytes,
        at_least: int | None,
    ) -> None:
        encoded = io.BytesIO()
        kind = {"jpg": "jpeg", "tif": "tiff"}.get(suffix, suffix)
        PIL.Image.fromarray(eight_bits(picture)).convert("P").convert("RGB").save(encoded, kind)
        content = bytearray(encoded.getvalue())
        start = int(position * len(content))
        content[start : start + len(junk)] = junk
        path = tmp_path / f"damaged.{suffix}"
        path.write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow remarks on odd tags, which is no fault
            with suppress(PhotoError):
                freeze(open_photo(path, at_least=at_least))


class TestNames:
    @pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "a.Png", "a.webp", "a.tif", "a.avif"])
    def test_pictures(self, name: str) -> None:
        assert is_picture(Path(name))

    @pytest.mark.parametrize(
        "name", ["a.txt", "a", ".png", "a.h5", "a.mpg", "a.eps", "a.pdf", "a.csv", "png"]
    )
    def test_others(self, name: str) -> None:
        assert not is_picture(Path(name))


class TestSaving:
    @pytest.mark.parametrize("suffix", ["png", "webp", "tif", "tiff", "PNG"])
    @pytest.mark.parametrize("mark", [None, MARK])
    def test_lossless_comes_back_exactly(
        self, tmp_path: Path, picture: Image, suffix: str, mark: EditMark | None
    ) -> None:
        path = tmp_path / f"p.{suffix}"
        save_photo(path, picture, mark=mark)
        np.testing.assert_array_equal(eight_bits(open_photo(path)), eight_bits(picture))
        assert read_mark(path) == mark

    @pytest.mark.parametrize("suffix", ["jpg", "jpeg"])
    def test_jpeg_is_close_and_of_full_colour_resolution(
        self, tmp_path: Path, picture: Image, suffix: str
    ) -> None:
        path = tmp_path / f"p.{suffix}"
        save_photo(path, picture, mark=MARK)
        assert np.abs(open_photo(path) - picture).max() < 0.03
        assert read_mark(path) == MARK
        with PIL.Image.open(path) as saved:
            assert [layer[1:3] for layer in saved.layer] == [(1, 1)] * 3

    @pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif"])
    def test_profile_is_embedded_and_bytes_repeat(
        self, tmp_path: Path, picture: Image, suffix: str
    ) -> None:
        paths = [tmp_path / f"{name}.{suffix}" for name in "ab"]
        for path in paths:
            save_photo(path, picture, mark=MARK)
        assert paths[0].read_bytes() == paths[1].read_bytes()
        with PIL.Image.open(paths[0]) as saved:
            assert saved.info["icc_profile"] == srgb_profile()
        assert sorted(tmp_path.iterdir()) == paths

    @pytest.mark.parametrize("name", ["p.gif", "p.txt", "p", ".png"])
    def test_unknown_suffix(self, tmp_path: Path, picture: Image, name: str) -> None:
        with pytest.raises(OutputError, match=r"end its name with one of \.png \.jpg"):
            save_photo(tmp_path / name, picture, mark=None)

    @pytest.mark.parametrize(("suffix", "side"), [("webp", 16_384), ("jpg", 65_501)])
    def test_too_large_for_the_format(self, tmp_path: Path, suffix: str, side: int) -> None:
        with pytest.raises(OutputError, match=rf"{side} x 1 pixels.*save it as PNG"):
            save_photo(tmp_path / f"p.{suffix}", freeze(np.zeros((1, side, 3))), mark=None)

    def test_recipe_too_long_for_jpeg(self, tmp_path: Path, picture: Image) -> None:
        recipe = Recipe(tuple(Direction(Contrast(f"s{i}" * 30, "t")) for i in range(700)))
        mark = EditMark(recipe, "anna.jpg")
        with pytest.raises(OutputError, match="recipe is too long"):
            save_photo(tmp_path / "p.jpg", picture, mark=mark)
        save_photo(tmp_path / "p.png", picture, mark=mark)
        assert read_mark(tmp_path / "p.png") == mark

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            (errno.ENOSPC, "disk is full"),
            (errno.EDQUOT, "disk is full"),
            (errno.EACCES, "may not write there"),
            (errno.EROFS, "read-only"),
            (errno.EIO, "save it elsewhere"),
        ],
    )
    def test_refusing_disk_leaves_the_old_file(
        self,
        tmp_path: Path,
        picture: Image,
        monkeypatch: pytest.MonkeyPatch,
        code: int,
        words: str,
    ) -> None:
        path = tmp_path / "p.png"
        path.write_bytes(b"what was there before")
        monkeypatch.setattr(Path, "write_bytes", _half_then(code))
        with pytest.raises(OutputError, match=words):
            save_photo(path, picture, mark=None)
        assert path.read_bytes() == b"what was there before"
        assert list(tmp_path.iterdir()) == [path]

    def test_missing_folder(self, tmp_path: Path, picture: Image) -> None:
        with pytest.raises(OutputError, match="there is no folder"):
            save_photo(tmp_path / "nowhere" / "p.png", picture, mark=None)


def _half_then(code: int) -> Callable[[Path, bytes], int]:
    """A `Path.write_bytes` that writes some, and then fails as a disk does."""

    def write(path: Path, content: bytes) -> int:
        with path.open("wb") as stream:
            stream.write(bytes(content)[:100])
        raise OSError(code, os.strerror(code))

    return write


def test_foreign_xmp_of_png_is_no_mark(tmp_path: Path) -> None:
    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    plain("RGB", 0).save(tmp_path / "p.png", pnginfo=text)
    assert read_mark(tmp_path / "p.png") is None


def test_research_photographs_open(research_data: Path, caplog: pytest.LogCaptureFixture) -> None:
    paths = sorted((research_data / "utkface" / "images").iterdir())[:20]
    with caplog.at_level(logging.WARNING):
        shapes = {photos.open_photo(path).shape for path in paths}
    assert shapes == {(200, 200, 3)}
    assert caplog.text == ""
