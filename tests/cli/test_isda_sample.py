"""`isda sample` as a user types it, with a network small enough for a test."""

import csv
import json
from contextlib import contextmanager

import numpy as np
import pytest

from dfi_studio.cli.main import DONE, FAILED, INTERRUPTED, WRONG_USE, main
from dfi_studio.core.recipe import Recipe
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.photos import open_photo
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.pipeline import cluster as cluster_module
from dfi_studio.pipeline import problem as problem_module

QUICK = ["--size", "48", "--iterations", "3", "--no-align"]


def sample(*arguments, into="out"):
    return main(["isda", "sample", "anna.png", "--class", "old", *QUICK, *arguments, "-o", into])


def rows(desk, into="out"):
    with (desk / into / "pictures" / "labels.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def pictures(desk, into="out"):
    return sorted((desk / into / "pictures").glob("*.png"))


def test_draws_are_pictures_with_labels_and_recipes(desk):
    assert sample("--n", "3", "--lambda", "0.25", "--seed", "7") == DONE
    made = pictures(desk)
    assert [each.name for each in made] == [f"anna-draw-7-000{n}+0.500.png" for n in range(3)]
    assert [row["filename"] for row in rows(desk)] == [each.name for each in made]
    assert {row["class"] for row in rows(desk)} == {"old"}
    assert {row["original"] for row in rows(desk)} == {"anna.png"}
    recipes = json.loads((desk / "out" / "recipes.json").read_text())["pictures"]
    recipe = Recipe.from_values(recipes[made[1].name])
    assert recipe.directions[0].attribute.number == 1
    assert read_mark(made[1]).recipe == recipe
    assert (desk / "out" / "anna-sheet.png").is_file()


def test_what_is_made_is_a_set_with_labels(desk):
    sample("--n", "3")
    assert len(picture_set(f"{desk}/out/pictures?class = old and number < 2").paths) == 2


def test_again_makes_nothing_and_more_goes_on(desk, capsys):
    sample("--n", "2")
    before = [each.stat().st_mtime_ns for each in pictures(desk)]
    capsys.readouterr()
    assert sample("--n", "3", "--json") == DONE
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    saved = [each["path"] for each in events if each["event"] == "saved"]
    assert len(saved) == 2  # the third, and the sheet
    assert [each.stat().st_mtime_ns for each in pictures(desk)[:2]] == before
    assert len(rows(desk)) == 3


def test_another_strength_is_another_picture(desk):
    sample("--n", "1")
    sample("--n", "1", "--lambda", "1")
    assert len(pictures(desk)) == len(rows(desk)) == 2


def test_an_interrupt_keeps_what_is_done(desk, monkeypatch, capsys):
    whole, calls = problem_module.reverse_mapping, []

    def stopping(*arguments, **options):
        calls.append(1)
        for mapped in whole(*arguments, **options):
            yield mapped
            if len(calls) == 2:
                raise KeyboardInterrupt

    monkeypatch.setattr(problem_module, "reverse_mapping", stopping)
    assert sample("--n", "3") == INTERRUPTED
    assert len(pictures(desk)) == len(rows(desk)) == 1
    assert "goes on" in capsys.readouterr().err


def test_the_same_command_goes_on_to_the_same_pictures(desk):
    sample("--n", "2", into="whole")
    sample("--n", "1")
    sample("--n", "2")
    for one, other in zip(pictures(desk), pictures(desk, "whole"), strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_principal_directions_go_both_ways(desk):
    assert sample("--principal", "2", "--deviations", "2") == DONE
    assert [(row["number"], row["alpha"]) for row in rows(desk)] == [
        ("0", "2"),
        ("0", "-2"),
        ("1", "2"),
        ("1", "-2"),
    ]
    sheet = open_photo(desk / "out" / "anna-sheet.png")
    assert sheet.shape[1] > 3 * 48


def test_shares_are_told_of_what_is_there_too(desk, capsys):
    sample("--principal", "2")
    capsys.readouterr()
    assert sample("--principal", "2") == DONE
    assert capsys.readouterr().out.count("of the variance") == 2


def test_the_figure_compares_three_directions(desk, capsys):
    sets = ["--source", "young", "--target", "old", "--size", "48"]
    assert main(["learn", *sets, "-o", "older.safetensors"]) == DONE
    assert sample("--figure", "older.safetensors", "--n", "2", "--json") == DONE
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [each["direction"] for each in events if each["event"] == "measured"]
    assert kinds == ["labelled", "random", "class", "photo"]
    with (desk / "out" / "anna-figure.csv").open(newline="") as stream:
        table = list(csv.DictReader(stream))
    assert [each["direction"] for each in table] == ["photo", *["labelled", "random", "class"] * 2]
    assert (desk / "out" / "anna-figure.png").is_file()


def test_the_figure_goes_on_from_the_pictures_that_are_there(desk, capsys):
    sets = ["--source", "young", "--target", "old", "--size", "48"]
    main(["learn", *sets, "-o", "older.safetensors"])
    sample("--figure", "older.safetensors", "--n", "1")
    capsys.readouterr()
    assert sample("--figure", "older.safetensors", "--n", "2", "--json") == DONE
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    saved = [each["path"] for each in events if each["event"] == "saved"]
    assert len([path for path in saved if "pictures" in path]) == 3  # the second row's
    assert {row["direction"] for row in rows(desk)} == {"labelled", "random", "draw"}


def test_several_photos_make_one_set(desk):
    names = ["anna.png", "young/p00.png"]
    assert main(["isda", "sample", *names, "--class", "old", *QUICK, "--n", "1", "-o", "out"]) == 0
    assert {row["original"] for row in rows(desk)} == {"anna.png", "p00.png"}


def test_lambda_zero_only_lets_the_photo_settle(desk):
    sample("--n", "1", "--lambda", "0", "--size", "64")
    (made,) = pictures(desk)
    np.testing.assert_allclose(open_photo(made), open_photo(desk / "anna.png"), atol=0.01)


@pytest.mark.parametrize(
    ("flags", "code", "told"),
    [
        (["--lambda=-1"], WRONG_USE, "Strength (lambda) is -1"),
        (["--n", "0"], WRONG_USE, "Draws (n) is 0"),
        (["--principal", "0"], WRONG_USE, "must be 1 or more"),
        (["--principal", "9"], FAILED, "gives 3 principal directions"),
        (["--deviations", "nan", "--principal", "1"], WRONG_USE, "--deviations is nan"),
        (["--figure", "none.safetensors"], FAILED, "none.safetensors cannot be read"),
        (["--workers", "0"], WRONG_USE, "0 workers cannot"),
        (["--scheduler", "tcp://h:1", "--workers", "2"], WRONG_USE, "workers of its own"),
        (["--class", "nowhere"], FAILED, "There is no folder or file nowhere"),
    ],
)
def test_bad_input_gets_one_sentence(desk, capsys, flags, code, told):
    assert sample(*flags) == code
    assert told in capsys.readouterr().err


def test_a_scheduler_that_is_not_there_is_one_sentence(desk, capsys, monkeypatch):
    monkeypatch.setattr(cluster_module, "_PATIENCE", 0.5)
    assert sample("--scheduler", "tcp://127.0.0.1:1") == FAILED
    assert "There is no scheduler at tcp://127.0.0.1:1" in capsys.readouterr().err


@pytest.mark.parametrize("asked", [["--n", "2"], ["--principal", "1"], ["--figure", "w"]])
def test_who_looked_at_the_class_is_not_seen(desk, monkeypatch, capsys, asked):
    sets = ["--source", "young", "--target", "old", "--size", "48"]
    main(["learn", *sets, "-o", "w.safetensors"])
    asked = [each.replace("w", "w.safetensors") for each in asked]
    assert sample(*asked, into="alone") == DONE
    given = []

    @contextmanager
    def opened(scheduler, *, device, workers):
        given.append((scheduler, device, workers))
        yield Here()

    monkeypatch.setenv("DFI_STUDIO_HOME", str(desk / "home"))  # where nothing is known yet
    monkeypatch.setattr(cluster_module, "opened_cluster", opened)
    capsys.readouterr()
    assert sample(*asked, "--workers", "3") == DONE
    assert given == [("local", "auto", 3)]
    assert "3 workers." in capsys.readouterr().err
    assert Here.done > 0
    for one, other in zip(pictures(desk), pictures(desk, "alone"), strict=True):
        assert one.read_bytes() == other.read_bytes()


class Here:
    """A cluster whose tasks are done on the spot."""

    device, workers, done = "auto", 3, 0

    def in_order(self, work, tasks):
        for task in tasks:
            Here.done += 1
            yield work(task)


def test_a_class_of_one_picture_is_refused(desk, capsys):
    for path in sorted((desk / "old").iterdir())[1:]:
        path.unlink()
    assert sample() == FAILED
    assert "one picture" in capsys.readouterr().err


def test_labels_of_something_else_are_not_lost(desk, capsys):
    (desk / "out" / "pictures").mkdir(parents=True)
    (desk / "out" / "pictures" / "labels.csv").write_text("filename,age\na.png,4\n")
    assert sample() == WRONG_USE
    assert "choose another folder" in capsys.readouterr().err
    assert "age" in (desk / "out" / "pictures" / "labels.csv").read_text()
