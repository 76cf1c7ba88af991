"""Every format is written, and read back by another program than wrote it."""

import sys
import tracemalloc
from fractions import Fraction

import av
import numpy as np
import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageSequence
from pulling import pulled

from dfi_studio.core.errors import OutputError, UsageError
from dfi_studio.core.movie import Codec, MovieOptions
from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute
from dfi_studio.core.sequence import Curve, Sequence
from dfi_studio.library.edit_mark import EditMark, read_mark
from dfi_studio.library.movies import dressing, video
from dfi_studio.library.movies.movie import Movie, changed_box
from dfi_studio.library.movies.numbered import write_numbered
from dfi_studio.library.movies.saving import MOVIE_FORMATS, read_movie_mark, save_movie

RATE = Fraction(24)
MARK = EditMark(
    Recipe((Direction(SavedAttribute("/secret/older.safetensors"), 2.0),)),
    "/secret/anna.png",
    Sequence((Curve.through(0, 2),), frames=10),
)


def drawn(number, *, height=67, width=71):
    """A smooth picture with a disc that moves."""
    y, x = np.mgrid[:height, :width]
    picture = np.stack([x * 255 / width, y * 255 / height, 128 + 0 * x], axis=2)
    disc = (x - 8 - 4 * number) ** 2 + (y - 30) ** 2 < 64
    picture[disc] = (230, 40, 40)
    return picture.astype(np.uint8)


def movie(count=10, *, rate=RATE, mark=MARK, frame=drawn):
    return Movie(frame, count, rate, mark)


def saved(path, made=None, **options):
    pulled(save_movie(path, made or movie(), MovieOptions(**options)))
    return path


def video_frames(path):
    """Return the frames, their times in seconds, and the container's words."""
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        frames = [(each.to_ndarray(format="rgb24"), each.time) for each in file.decode(stream)]
        told = {name.lower(): text for name, text in file.metadata.items()}
        return frames, stream, file.duration / 1_000_000, told


VIDEOS = [(".mp4", Codec.AUTO), (".webm", Codec.AUTO), (".webm", Codec.VP9), (".mp4", Codec.H264)]


@pytest.mark.parametrize(("suffix", "codec"), VIDEOS)
@pytest.mark.parametrize("rate", [RATE, Fraction(30000, 1001)])
def test_a_video_has_every_frame_at_its_time(tmp_path, suffix, codec, rate):
    if codec is Codec.H264 and codec not in video.codecs():
        pytest.skip("this build of av has no H.264")
    path = saved(tmp_path / f"film{suffix}", movie(rate=rate), codec=codec)
    frames, stream, duration, told = video_frames(path)
    assert len(frames) == 10
    exact = 0.0006 if suffix == ".webm" else 1e-5  # WebM counts milliseconds
    for at, (_, time) in enumerate(frames):
        assert time == pytest.approx(at / float(rate), abs=exact)
    assert duration == pytest.approx(10 / float(rate), abs=0.0015)
    assert (stream.codec_context.height, stream.codec_context.width) == (68, 72)
    assert stream.codec_context.colorspace == stream.codec_context.color_primaries == 1
    assert "anna.png" in told["comment"]


@pytest.mark.parametrize(("suffix", "codec"), VIDEOS)
def test_a_video_shows_what_was_drawn(tmp_path, suffix, codec):
    if codec is Codec.H264 and codec not in video.codecs():
        pytest.skip("this build of av has no H.264")
    frames, *_ = video_frames(saved(tmp_path / f"film{suffix}", codec=codec, quality=95))
    for at, (found, _) in enumerate(frames):
        wanted = np.pad(drawn(at), ((0, 1), (0, 1), (0, 0)), mode="edge")
        assert np.abs(found.astype(int) - wanted).mean() < 5


def test_webm_says_how_it_was_made(tmp_path):
    *_, told = video_frames(saved(tmp_path / "film.webm"))
    assert Recipe.from_json(told["dfi_recipe"]) == MARK.recipe
    assert Sequence.from_json(told["dfi_sequence"]) == MARK.sequence
    assert "trainedAlgorithmicMedia".lower() in told["digital_source_type"].lower()
    assert "secret" not in str(told)


@pytest.mark.parametrize("suffix", [".mp4", ".webp", ".gif", ".png", ".apng"])
def test_the_mark_is_read_back(tmp_path, suffix):
    assert read_movie_mark(saved(tmp_path / f"film{suffix}")) == MARK
    unmarked = saved(tmp_path / f"plain{suffix}", movie(mark=None))
    assert read_movie_mark(unmarked) is None


@pytest.mark.parametrize("suffix", [".webp", ".png"])
def test_the_mark_is_where_programs_for_pictures_look(tmp_path, suffix):
    assert read_mark(saved(tmp_path / f"film{suffix}")) == MARK


UNITS = {".webp": 1, ".gif": 10, ".png": 0}


@pytest.mark.parametrize("suffix", UNITS)
@pytest.mark.parametrize("rate", [Fraction(24), Fraction(2997, 125), Fraction(7)])
def test_an_animation_has_every_frame_and_its_exact_duration(tmp_path, suffix, rate):
    path = saved(tmp_path / f"film{suffix}", movie(17, rate=rate))
    with PIL.Image.open(path) as picture:
        assert picture.n_frames == 17
        lasting = []
        for each in ImageSequence.Iterator(picture):
            each.load()
            lasting.append(each.info["duration"])
    assert sum(lasting) == pytest.approx(float(17 / rate) * 1000, abs=UNITS[suffix] / 2 + 0.01)
    for each in lasting:
        assert each == pytest.approx(1000 / float(rate), abs=UNITS[suffix] + 0.01)


@pytest.mark.parametrize(
    ("suffix", "quality", "off"),
    [(".png", 85, 0), (".webp", 100, 0), (".webp", 85, 6), (".gif", 85, 12)],
)
def test_an_animation_shows_what_was_drawn(tmp_path, suffix, quality, off):
    with PIL.Image.open(saved(tmp_path / f"film{suffix}", quality=quality)) as picture:
        for at, each in enumerate(ImageSequence.Iterator(picture)):
            found = np.asarray(each.convert("RGB")).astype(int)
            assert np.abs(found - drawn(at)).mean() <= off


def test_held_frames_count_too(tmp_path):
    for suffix in (".gif", ".webp", ".png"):
        still = movie(frame=lambda _: drawn(0))
        with PIL.Image.open(saved(tmp_path / f"still{suffix}", still)) as picture:
            assert picture.n_frames == 10
            picture.seek(9)
            shown = np.asarray(picture.convert("RGB")).astype(int)
            assert np.abs(shown - drawn(0)).mean() < 12


@pytest.mark.parametrize("loop", [0, 1, 3])
def test_a_loop_is_written(tmp_path, loop):
    with PIL.Image.open(saved(tmp_path / "film.webp", loop=loop)) as picture:
        assert picture.info["loop"] == loop
    with PIL.Image.open(saved(tmp_path / "film.png", loop=loop)) as picture:
        assert picture.info["loop"] == loop
    with PIL.Image.open(saved(tmp_path / "film.gif", loop=loop)) as picture:
        assert picture.info.get("loop") == {0: 0, 1: None, 3: 2}[loop]


def test_what_stands_still_in_a_gif_does_not_flicker(tmp_path):
    with PIL.Image.open(saved(tmp_path / "film.gif")) as picture:
        frames = [np.asarray(each.convert("RGB")) for each in ImageSequence.Iterator(picture)]
    assert all(np.array_equal(each[45:], frames[0][45:]) for each in frames)


def test_a_gif_is_refused_more_frames_than_players_show(tmp_path):
    with pytest.raises(UsageError, match="50 frames a second"):
        saved(tmp_path / "film.gif", movie(rate=Fraction(60)))
    assert not list(tmp_path.iterdir())


@given(st.integers(1, 400), st.fractions(Fraction(1, 10), 240))
def test_delays_add_up(count, rate):
    delays = movie(count, rate=rate).delays(Fraction(1, 100))
    assert len(delays) == count
    assert abs(sum(delays) - 100 * count / rate) <= Fraction(1, 2)
    assert all(abs(each - 100 / rate) < 1.001 for each in delays)


@pytest.mark.parametrize("suffix", MOVIE_FORMATS)
def test_a_film_that_is_stopped_leaves_nothing_and_what_was_there(tmp_path, suffix):
    path = tmp_path / f"film{suffix}"
    path.write_bytes(b"the one before")
    steps = save_movie(path, movie(), MovieOptions())
    for _ in range(4):
        assert next(steps).total > 0
    steps.close()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"the one before"


@pytest.mark.parametrize("suffix", MOVIE_FORMATS)
def test_a_film_of_one_frame(tmp_path, suffix):
    assert saved(tmp_path / f"film{suffix}", movie(1)).stat().st_size > 100


def test_equal_films_are_equal_files(tmp_path):
    for suffix in MOVIE_FORMATS:
        one, other = (saved(tmp_path / f"{name}{suffix}").read_bytes() for name in "ab")
        assert one == other


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png", ".mp4"])
def test_memory_does_not_grow_with_the_film(tmp_path, suffix):
    def peak(count):
        tracemalloc.start()
        noise = np.random.default_rng(3).integers(0, 255, (120, 120, 3), dtype=np.uint8)
        made = movie(count, frame=lambda at: np.roll(noise, at, axis=0))
        saved(tmp_path / f"film{suffix}", made)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(3)
    assert peak(60) < 1.3 * peak(30) + 100_000


def test_a_name_that_no_film_has(tmp_path):
    with pytest.raises(OutputError, match=r"cannot be saved as \.avi"):
        saved(tmp_path / "film.avi")


def test_small_films_are_compressed_by_what_takes_them(tmp_path):
    small = movie(frame=lambda at: drawn(at, height=34, width=50))
    frames, stream, *_ = video_frames(saved(tmp_path / "film.mp4", small))
    assert len(frames) == 10
    assert stream.codec_context.name != "libsvtav1"
    with pytest.raises(UsageError, match="64 pixels a side"):
        saved(tmp_path / "film.mp4", small, codec=Codec.AV1)


def test_without_a_codec_or_av_a_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(video, "codecs", lambda: (Codec.VP9,))
    assert len(video_frames(saved(tmp_path / "film.mp4"))[0]) == 10
    with pytest.raises(UsageError, match="lacks h264; it has vp9"):
        saved(tmp_path / "film.mp4", codec=Codec.H264)
    with pytest.raises(UsageError, match="WebM holds AV1 and VP9"):
        saved(tmp_path / "film.webm", codec=Codec.H264)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(UsageError, match="pip install av"):
        saved(tmp_path / "film.mp4")


def test_numbered_pictures_are_frames(tmp_path):
    for suffix, off in ((".png", 0), (".jpg", 4)):
        paths = [tmp_path / f"{at:03d}{suffix}" for at in range(10)]
        pulled(write_numbered(paths, movie(), MovieOptions()))
        for at, path in enumerate(paths):
            with PIL.Image.open(path) as picture:
                assert np.abs(np.asarray(picture).astype(int) - drawn(at)).mean() <= off
            assert read_mark(path) == MARK


def test_what_changed_is_a_rectangle():
    one, other = drawn(0), drawn(0).copy()
    assert changed_box(one, other) == (0, 0, 1, 1)
    other[11:20, 7:9] = 0
    assert changed_box(one, other) == (7, 11, 9, 20)
    assert changed_box(one, other, even=True) == (6, 10, 9, 20)


def test_frames_are_reduced_and_never_enlarged():
    assert dressing.fitted(drawn(0), 50).shape == (47, 50, 3)
    assert np.array_equal(dressing.fitted(drawn(0), 500), drawn(0))


def test_the_divider_moves_from_side_to_side_and_back():
    before, after = np.zeros((40, 100, 3), np.uint8), np.full((40, 100, 3), 100, np.uint8)
    shown = [dressing.split(before, after, at, 20) for at in range(20)]
    dark = [int((each[0, :, 0] == 0).sum()) for each in shown]
    assert dark[0] == 0
    assert dark.index(max(dark)) == 10
    assert dark[1:10] == sorted(dark[1:10])
    assert dark[11:] == sorted(dark[11:], reverse=True)
    assert all((each[0, :, 0] == 255).any() for each in shown[1:])


def test_a_caption_is_burnt_in():
    plain = drawn(0, height=120, width=160)
    shown = dressing.captioned(plain, "alpha +1.50")
    changed = (shown != plain).any(axis=2)
    assert changed[90:].any()
    assert not changed[:80].any()
    assert np.array_equal(dressing.captioned(plain, " "), plain)
    assert dressing.captioned(plain, "x" * 500).shape == plain.shape


def test_captions_know_their_fields_only():
    values = {"alpha": 1.5, "attribute": "older", "stem": "anna", "frame": 7, "seconds": 0.25}
    assert dressing.caption_of("{attribute} {alpha:+.1f} {frame:03}", **values) == "older +1.5 007"
    for wrong in ("{name}", "{stem.__class__}", "{alpha!r}", "{alpha:999999999}", "{", "{stem:d}"):
        with pytest.raises(UsageError):
            dressing.check_caption(wrong)


def test_options_are_told_and_checked():
    for declared in parameters(MovieOptions).values():
        assert declared.help.endswith(".")
    for wrong in ({"side": 3}, {"quality": 0}, {"loop": -1}, {"side": 100.5}):
        with pytest.raises(UsageError):
            MovieOptions(**wrong)
