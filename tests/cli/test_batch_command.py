"""``dfi-studio batch``: the flags, what it says, and that it makes what ``edit`` makes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from drawn_faces import drawn_face
from pasted import pasted, placed_at
from portraits import portrait

from dfi_studio.cli.batch import SOME_FAILED
from dfi_studio.cli.main import DONE, FAILED, INTERRUPTED, WRONG_USE, main
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline import batch_photo
from dfi_studio.session.document import Document
from dfi_studio.session.project import Project, save_project
from dfi_studio.session.session import Session

SETS = ["--source", "young", "--target", "old", "--k", "0"]
QUICK = ["--size", "48", "--iterations", "2"]
FLAGS = [*SETS, *QUICK, "--no-align", "-o", "out"]


@pytest.fixture
def album(desk):
    """Three photos in a folder, the sets beside it."""
    (desk / "album" / "below").mkdir(parents=True)
    for seed, name in enumerate(("a.png", "b.png", "below/c.png")):
        save_photo(desk / "album" / name, portrait(old=False, seed=seed), mark=None)
    return desk


def batch(*arguments):
    return main(["batch", *arguments])


def names(folder="out"):
    return {each.name for each in Path(folder).glob("*.png")}


def test_a_folder_at_several_alphas(album, capsys):
    assert batch("album", *FLAGS, "--alpha", "0.5,1") == DONE
    assert names() == {
        f"{stem}_young-to-old_+{alpha}.png" for stem in "abc" for alpha in ("0.50", "1.00")
    }
    told = capsys.readouterr().err
    assert "Batch 6/6" in told
    assert "6 made, in" in told
    assert batch("album", *FLAGS, "--alpha", "0.5,1") == DONE
    assert "6 made before" in capsys.readouterr().err


def test_makes_the_bytes_that_edit_makes(album):
    assert batch("album/a.png", *FLAGS, "--alpha", "0.5,1") == DONE
    for alpha in ("0.5", "1"):
        only = ["--alpha", alpha, "-o", "one.png"]
        assert main(["edit", "album/a.png", *SETS, *QUICK, "--no-align", *only]) == DONE
        made = Path(f"out/a_young-to-old_{float(alpha):+.2f}.png")
        assert made.read_bytes() == Path("one.png").read_bytes()


def test_makes_the_bytes_that_edit_makes_of_a_face(album):
    pytest.importorskip("dlib")
    for name, shade in (("plain", 1.0), ("dark", 0.6)):
        (album / name).mkdir()
        for seed in range(2):
            save_photo(album / name / f"{seed}.png", drawn_face(128, seed=seed) * shade, mark=None)
    person = pasted(
        [(drawn_face(seed=5), placed_at(60, 40, turn=12, scale=1.4))], height=460, width=500
    )
    save_photo(album / "far.png", person, mark=None)
    flags = ["--source", "plain", "--target", "dark", "--k", "0", *QUICK, "--match-colour"]
    assert batch("far.png", *flags, "-o", "out", "--alpha", "0.5,1") == DONE
    assert main(["edit", "far.png", *flags, "--alpha", "1", "-o", "one.png"]) == DONE
    assert Path("out/far_plain-to-dark_+1.00.png").read_bytes() == Path("one.png").read_bytes()


def test_several_recipes_attributes_and_a_project(album):
    recipe = Recipe(
        (Direction(Contrast("young", "old", k=0), alpha=0.25),),
        FeatureSpace(size=48),
        Solver(iterations=2),
    )
    Path("mine.json").write_text(recipe.to_json())
    moved = replace(recipe.directions[0], alpha=0.75)
    session = Session(Document(recipe=replace(recipe, directions=(moved,))))
    save_project(Path("mine.dfistudio"), Project(session.state))
    learn = ["--source", "young", "--target", "old", "--size", "48", "-o", "glad.safetensors"]
    assert main(["learn", *learn]) == DONE
    asked = ["--recipe", "mine.json", "--recipe", "mine.dfistudio", "--attribute"]
    where = ["--no-align", "--iterations", "1", "-o", "out", "--format", "jpg"]
    assert batch("album/a.png", *asked, "glad.safetensors", *where) == DONE
    assert {each.name for each in Path("out").glob("*.jpg")} == {
        "a_young-to-old_+0.25.jpg",
        "a_young-to-old_+0.75.jpg",
        "a_glad_+1.00.jpg",
    }


def test_failures_have_a_code_and_a_line_each(album, capsys):
    Path("album/b.png").write_bytes(b"no picture")
    assert batch("album", "gone.png", *FLAGS, "--alpha", "1,2", "--json") == SOME_FAILED
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    failed = [each for each in events if each["event"] == "item" and each["made"] == "failed"]
    assert [Path(each["photo"]).name for each in failed] == ["b.png", "b.png"] + 2 * ["gone.png"]
    assert events[-1]["event"] == "batch"
    assert (events[-1]["done"], events[-1]["failed"]) == (4, 4)
    assert Path(events[-1]["report"]).is_file()
    assert batch("album", "gone.png", *FLAGS, "--alpha", "1,2") == SOME_FAILED
    told = capsys.readouterr().err
    assert told.count("b.png is not a picture") == told.count("gone.png cannot") == 1
    assert "4 made before, 4 failed" in told


def test_interrupted_it_says_how_to_go_on(album, capsys, monkeypatch):
    real = batch_photo.read_photo

    def interrupted(path):
        if path.name == "b.png":
            raise KeyboardInterrupt
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(batch_photo, "read_photo", interrupted)
        assert batch("album", *FLAGS) == INTERRUPTED
    assert "Stopped: 1 of 3 results are over" in capsys.readouterr().err
    assert len(names()) == 1
    assert "Stopped" in Path("out/report.html").read_text()
    assert batch("album", *FLAGS) == DONE
    assert "2 made, 1 made before" in capsys.readouterr().err
    assert len(names()) == 3


def test_results_in_the_folder_of_the_photos_are_not_edited_again(album):
    for _ in range(2):
        assert batch("album", *SETS, *QUICK, "--no-align", "--pair", "-o", "album") == DONE
    assert len(list(Path("album").rglob("*.png"))) == 3 + 2 * 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say what to do"),
        (["--source", "young"], "Give --source and --target together"),
        ([*SETS, "--face", "0"], "counts from 1"),
        ([*SETS, "--alpha", "x"], "is not a list of numbers"),
        ([*SETS, "--workers", "0"], "0 workers cannot"),
        ([*SETS, "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"], "workers of its own"),
        (["--recipe", "album/a.png"], "is no text"),
        (["--recipe", "gone.json"], "cannot be read"),
    ],
)
def test_what_cannot_be_meant(album, capsys, arguments, words):
    assert batch("album", "-o", "out", *arguments) == WRONG_USE
    assert words in capsys.readouterr().err
    assert not Path("out").exists()


def test_a_recipe_without_pictures(album, capsys):
    Path("empty.json").write_text(Recipe().to_json())
    assert batch("album", "-o", "out", "--recipe", "empty.json") == FAILED
    assert "complete it in the window" in capsys.readouterr().err
