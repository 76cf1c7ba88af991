"""``dfi-studio sequence`` as a user types it."""

import argparse
import json
from fractions import Fraction

import av
import numpy as np
import PIL.Image
import pytest
from drawn_faces import drawn_face
from pasted import pasted, placed_at
from PIL import ImageSequence

from dfi_studio.cli import filming
from dfi_studio.cli.main import DONE, FAILED, INTERRUPTED, WRONG_USE, main
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute
from dfi_studio.core.sequence import Curve, Easing, Key, Sequence
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.movies.saving import read_movie_mark
from dfi_studio.library.photos import open_photo, read_photo, save_photo
from dfi_studio.pipeline import sequence as sequence_module
from dfi_studio.session import edits
from dfi_studio.session.project import Project, save_project
from dfi_studio.session.session import Session

SETS = ["--source", "young", "--target", "old"]
QUICK = ["--size", "64", "--iterations", "3", "--frames", "5", "--to", "1"]


@pytest.fixture(autouse=True)
def _cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DFI_STUDIO_HOME", str(tmp_path / "home"))


def sequence(*arguments):
    return main(["sequence", "anna.png", *SETS, *QUICK, *arguments])


def frames_of(path):
    if path.suffix in (".mp4", ".webm"):
        with av.open(str(path)) as file:
            return [each.to_ndarray(format="rgb24") for each in file.decode(video=0)]
    with PIL.Image.open(path) as picture:
        return [np.asarray(each.convert("RGB")) for each in ImageSequence.Iterator(picture)]


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".webp", ".gif", ".png"])
def test_a_film_in_every_format(desk, suffix):
    assert sequence("-o", f"older{suffix}") == DONE
    frames = frames_of(desk / f"older{suffix}")
    assert len(frames) == 5
    photo = open_photo(desk / "anna.png") * 255
    assert np.abs(frames[0] - photo).mean() < 12
    change = [np.abs(each - photo).mean() for each in frames]
    assert change[-1] > change[0]
    if suffix != ".webm":
        mark = read_movie_mark(desk / f"older{suffix}")
        assert mark.original == "anna.png"
        assert mark.sequence.frames == 5


def test_a_folder_is_given_numbered_pictures(desk):
    assert sequence("--ping-pong", "--hold-last", "2", "-o", "out") == DONE
    names = sorted(each.name for each in (desk / "out").iterdir())
    assert names == [f"anna_{at:05}.png" for at in range(1, 11)]
    first, *_, last = (open_photo(desk / "out" / name) for name in names)
    assert np.array_equal(first, open_photo(desk / "anna.png"))
    assert not np.array_equal(first, last)
    assert read_mark(desk / "out" / names[3]).sequence.ping_pong


def test_names_follow_templates(desk):
    assert sequence("-o", "{attribute}_{stem}_{alpha:.0f}.{ext}", "--format", "gif") == DONE
    assert (desk / "young-to-old_anna_1.gif").is_file()
    assert sequence("-o", "{stem}-{frame:03}.jpg", "--sheet") == DONE
    assert [(desk / f"anna-{at:03}.jpg").is_file() for at in range(1, 7)] == [True] * 5 + [False]
    assert open_photo(desk / "anna-sheet.png").shape[1] > 5 * 64


def test_an_interrupted_film_keeps_its_frames_and_goes_on(desk, monkeypatch, capsys):
    real, count = sequence_module.render, [0]

    def interrupted(*arguments, **options):
        count[0] += 1
        if count[0] == 4:
            raise KeyboardInterrupt
        return (yield from real(*arguments, **options))

    monkeypatch.setattr(sequence_module, "render", interrupted)
    assert sequence("-o", "older.webp") == INTERRUPTED
    assert "3 of 5 frames are kept; run the same command again" in capsys.readouterr().err
    assert not (desk / "older.webp").exists()
    monkeypatch.setattr(sequence_module, "render", real)
    assert sequence("-o", "older.webp", "--json") == DONE
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["found"] for each in told if each["event"] == "frame"] == [True] * 3 + [False] * 2
    (saved,) = [each for each in told if each["event"] == "saved"]
    assert (saved["frames"], saved["seconds"]) == (5, pytest.approx(5 / 24))
    gone_on = (desk / "older.webp").read_bytes()
    monkeypatch.setenv("DFI_STUDIO_HOME", str(desk / "another"))
    assert sequence("-o", "older.webp") == DONE
    assert (desk / "older.webp").read_bytes() == gone_on


def test_size_split_and_caption(desk):
    assert sequence("--film-size", "48", "-o", "plain.png") == DONE
    dressed = ["--split", "--caption", "{alpha:+.1f}", "--film-size", "48"]
    assert sequence(*dressed, "-o", "dressed.png") == DONE
    plain, shown = (frames_of(desk / f"{name}.png") for name in ("plain", "dressed"))
    assert plain[0].shape == shown[0].shape == (48, 48, 3)
    assert not np.array_equal(plain[-1], shown[-1])


def test_a_mask_holds_and_the_film_has_the_size_of_the_photo(desk):
    mask = np.zeros((64, 64, 3), np.float32)
    mask[:32] = 1
    save_photo(desk / "mask.png", mask, mark=None)
    assert sequence("--size", "48", "--mask", "mask.png", "--feather", "0", "-o", "f.png") == DONE
    photo = np.rint(open_photo(desk / "anna.png") * 255)
    frames = frames_of(desk / "f.png")
    assert all(np.array_equal(each[32:], photo[32:]) for each in frames)
    assert not np.array_equal(frames[-1], photo)


def test_a_face_moves_in_its_photo(desk):
    pytest.importorskip("dlib")
    for name, shade in (("plain", 1.0), ("dark", 0.6)):
        (desk / name).mkdir()
        for seed in range(3):
            save_photo(desk / name / f"{seed}.png", drawn_face(128, seed=seed) * shade, mark=None)
    image = pasted([(drawn_face(seed=6), placed_at(320, 130))], height=400, width=600)
    save_photo(desk / "wide.png", image, mark=None)
    flags = ["--source", "plain", "--target", "dark", "--k", "0", *QUICK]
    assert main(["sequence", "wide.png", *flags, "-o", "wide-film.png"]) == DONE
    frames = frames_of(desk / "wide-film.png")
    assert {each.shape for each in frames} == {(400, 600, 3)}
    assert np.array_equal(frames[0], np.rint(open_photo(desk / "wide.png") * 255))
    moved = (frames[-1] != frames[0]).any(axis=2)
    assert moved.any()
    assert not moved[:, :150].any()


@pytest.fixture
def project(desk):
    session = Session()
    session.do(edits.open_photo(read_photo(desk / "anna.png")))
    session.do(edits.set_sets(str(desk / "young"), str(desk / "old")))
    session.do(edits.set_size(48))
    session.do(edits.set_iterations(3))
    path = desk / "a.dfistudio"
    save_project(path, Project(session.state))
    return path


def test_a_film_of_a_project(desk, project):
    keys = ["--key", "0:0", "--key", ".5:1:both", "--key", "1:0", "--frames", "5"]
    assert main(["sequence", str(project), *keys, "-o", "{stem}.webp"]) == DONE
    mark = read_movie_mark(desk / "anna.webp")
    assert [each.value for each in mark.sequence.alphas[0].keys] == [0, 1, 0]
    assert len(frames_of(desk / "anna.webp")) == 5


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["-o", "older.avi"], FAILED, "cannot be saved as .avi"),
        (["-o", "anna.png"], WRONG_USE, "is never replaced"),
        (["-o", "{name}.mp4"], WRONG_USE, "cannot hold {name}"),
        (["-o", "{frame}.gif"], WRONG_USE, "Numbered pictures end with"),
        (["--caption", "{name}", "-o", "a.gif"], WRONG_USE, "caption cannot hold"),
        (["--key", "0:0", "-o", "a.gif"], WRONG_USE, "either --key, or --from and --to"),
        (["--frames", "0", "-o", "a.gif"], WRONG_USE, "Frames is 0"),
        (["--sequence", "none.json", "-o", "a.gif"], WRONG_USE, "cannot be read"),
        (["-o", "no/such/folder.mp4"], FAILED, "no folder"),
    ],
)
def test_wrong_use_is_told_before_any_work(desk, capsys, arguments, code, told):
    assert sequence(*arguments) == code
    captured = capsys.readouterr()
    assert told in captured.err
    assert "Learning" not in captured.err


def test_a_project_is_not_told_anew_what_it_says(project, capsys):
    assert main(["sequence", str(project), "--iterations", "9", "-o", "a.gif"]) == WRONG_USE
    assert "leave out --iterations" in capsys.readouterr().err


def parsed(*arguments, own=None, recipe=None):
    parser = argparse.ArgumentParser()
    filming.add_sequence(parser)
    recipe = recipe or Recipe((Direction(SavedAttribute("a")),))
    return filming.sequence_from(parser.parse_args(arguments), recipe, own)


def test_flags_make_a_sequence(tmp_path):
    assert parsed() == Sequence((Curve.through(0, 1),))
    assert parsed("--from", "-1", "--to", "2", "--easing", "both") == Sequence(
        (Curve.through(-1, 2, easing=Easing.BOTH),)
    )
    keys = (Key(0, 0, Easing.IN), Key(0.5, 2, Easing.HOLD), Key(1, 1, Easing.IN))
    found = parsed("--key", ".5:2:hold", "--key", "0:0", "--key", "1:1", "--easing", "in")
    assert found.alphas == (Curve(keys),)
    assert parsed("--tv-key", "0:.001", "--tv-key", "1:.1").tv == Curve.through(0.001, 0.1)
    assert parsed("--fps", "12.5", "--ping-pong", "--hold-first", "3").rate == Fraction(25, 2)
    own = Sequence((Curve.through(0, 3),), frames=9)
    assert parsed(own=own) == own
    assert parsed("--fps", "12", own=own).alphas == own.alphas
    (tmp_path / "s.json").write_text(own.to_json())
    assert parsed("--sequence", str(tmp_path / "s.json")) == own
    off = Recipe((Direction(SavedAttribute("a"), on=False), Direction(SavedAttribute("b"))))
    assert parsed(recipe=off).alphas == (Curve(), Curve.through(0, 1))


@pytest.mark.parametrize("key", ["0", "0:x", "a:1", "0:1:bouncing", "2:1"])
def test_what_is_no_key_is_told(key):
    with pytest.raises(UsageError):
        parsed("--key", key)
