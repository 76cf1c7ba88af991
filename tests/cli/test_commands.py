"""Each command as a user types it, with a network small enough for a test."""

import json
import os

import numpy as np
import PIL.Image
import pytest

from dfi_studio import __version__
from dfi_studio.cli.main import DONE, FAILED, INTERRUPTED, WRONG_USE, main
from dfi_studio.library.attributes import load_attribute
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline import problem as problem_module

SETS = ["--source", "young", "--target", "old"]
QUICK = ["--size", "48", "--iterations", "4"]


def edit(*arguments):
    return main(["edit", "anna.png", *SETS, *QUICK, *arguments])


def events(text):
    return [json.loads(line) for line in text.splitlines()]


def test_one_result_is_a_file(desk):
    assert edit("-o", "older.png") == DONE
    assert open_photo(desk / "older.png").shape == (48, 48, 3)


def test_several_alphas_fill_a_folder(desk):
    assert edit("--alpha", "0,0.5,-1", "-o", "out") == DONE
    names = {path.name for path in (desk / "out").iterdir()}
    assert names == {"anna_+0.00.png", "anna_+0.50.png", "anna_-1.00.png"}


def test_names_follow_a_template(desk):
    assert edit("--alpha", "1,2", "-o", "{attribute}_{stem}_{alpha:.0f}.jpg") == DONE
    assert (desk / "young-to-old_anna_1.jpg").is_file()
    assert (desk / "young-to-old_anna_2.jpg").is_file()


def test_a_result_is_marked_as_edited_and_carries_its_recipe(desk):
    edit("--alpha", "0.5", "-o", "older.png")
    mark = read_mark(desk / "older.png")
    assert mark.original == "anna.png"
    assert mark.recipe.directions[0].alpha == 0.5
    assert mark.recipe.space.size == 48


def test_alpha_zero_gives_the_photo(desk):
    main(["edit", "anna.png", *SETS, "--size", "64", "--alpha", "0", "-o", "same.png"])
    assert np.array_equal(open_photo(desk / "same.png"), open_photo(desk / "anna.png"))


def test_an_attribute_is_learned_saved_and_used(desk):
    assert main(["learn", *SETS, "--size", "48", "-o", "older.safetensors"]) == DONE
    assert load_attribute(desk / "older.safetensors").source.count == 4
    # The file says at which size and in which layers it was learned: no flag repeats it.
    command = ["edit", "anna.png", "--attribute", "older.safetensors", "--iterations", "4"]
    assert main([*command, "-o", "by-file.png"]) == DONE
    assert edit("--k", "0", "-o", "by-sets.png") == DONE
    by_file, by_sets = (open_photo(desk / f"by-{each}.png") for each in ("file", "sets"))
    assert np.array_equal(by_file, by_sets)


def test_learning_near_a_photo_takes_its_neighbours(desk):
    command = ["learn", *SETS, "--near", "anna.png", "--k", "2", "--size", "48"]
    assert main([*command, "-o", "near.safetensors"]) == DONE
    record = load_attribute(desk / "near.safetensors")
    assert record.k == 2
    assert record.near.name == "anna.png"


def test_neighbours_are_listed_nearest_first(desk, capsys):
    command = ["neighbours", "anna.png", "--in", "young", "--k", "3", "--size", "48", "--json"]
    assert main(command) == DONE
    found = [each for each in events(capsys.readouterr().out) if "distance" in each]
    assert len(found) == 3
    assert [each["distance"] for each in found] == sorted(each["distance"] for each in found)


def test_json_tells_of_progress_and_results(desk, capsys):
    edit("--alpha", "1,2", "-o", "out", "--json")
    told = events(capsys.readouterr().out)
    assert [each["alpha"] for each in told if each["event"] == "saved"] == [1.0, 2.0]
    assert any(each["event"] == "progress" and each["total"] == 4 for each in told)


def test_plain_lines_go_to_standard_error(desk, capsys):
    edit("-o", "older.png")
    captured = capsys.readouterr()
    assert not captured.out
    assert "Learning the source 4/4" in captured.err
    assert "Solving 4/4, objective" in captured.err
    assert "Saved older.png" in captured.err


def test_info_says_what_a_bug_report_needs(capsys):
    assert main(["info", "--json"]) == DONE
    (facts,) = events(capsys.readouterr().out)
    assert facts["dfi-studio"] == __version__
    assert facts["devices"][0] == "cpu"
    assert {"torch", "python", "networks", "caches"} <= set(facts)


def test_weights_are_listed_with_their_origin(capsys):
    assert main(["weights", "list"]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["vgg16", "vgg19"]
    assert all("not here" in line for line in lines)


def test_an_interrupt_keeps_the_frame_that_was_reached(desk, monkeypatch, capsys):
    real = problem_module.reverse_mapping

    def interrupted(*arguments, **options):
        for count, mapped in enumerate(real(*arguments, **options)):
            if count == 3:
                raise KeyboardInterrupt
            yield mapped

    monkeypatch.setattr(problem_module, "reverse_mapping", interrupted)
    assert edit("-o", "older.png") == INTERRUPTED
    kept, photo = open_photo(desk / "older.png"), open_photo(desk / "anna.png")
    assert kept.shape == (48, 48, 3)
    assert abs(float(kept.mean()) - float(photo.mean())) < 0.2
    assert "Stopped: the frame that was reached is in older.png" in capsys.readouterr().err


# -- what a user may get wrong: one sentence, the right exit code, nothing lost ------------------


def refused(capsys, *arguments):
    code = main([*arguments])
    captured = capsys.readouterr()
    (sentence,) = [line for line in captured.err.splitlines() if line]
    assert "Traceback" not in captured.err
    return code, sentence


def test_neither_sets_nor_attribute(desk, capsys):
    code, sentence = refused(capsys, "edit", "anna.png", "--source", "young", "-o", "x.png")
    assert code == WRONG_USE
    assert "--source and --target, or --attribute" in sentence


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--alpha", "one"], "list of numbers"),
        (["--alpha", "1000"], "between -100 and 100"),
        (["--alpha", "nan"], "between -100 and 100"),
        (["--size", "8"], "between 32 and 2048"),
        (["--tv=-1"], "between 0 and 1000"),
        (["--iterations", "0"], "between 1 and 10000"),
        (["--layers", "conv3_1=x"], "conv4_1=0.5"),
        (["--layers", "conv9_1"], "no layer conv9_1"),
    ],
)
def test_impossible_settings(desk, capsys, flags, words):
    code, sentence = refused(capsys, "edit", "anna.png", *SETS, *flags, "-o", "x.png")
    assert code == WRONG_USE
    assert words in sentence
    assert not (desk / "x.png").exists()


def test_a_missing_photo(desk, capsys):
    code, sentence = refused(capsys, "edit", "nobody.png", *SETS, "-o", "x.png")
    assert code == FAILED
    assert "nobody.png" in sentence


def test_a_photo_that_is_none(desk, capsys):
    (desk / "notes.png").write_text("not a picture")
    code, sentence = refused(capsys, "edit", "notes.png", *SETS, "-o", "x.png")
    assert code == FAILED
    assert "notes.png" in sentence


def test_a_photo_of_twenty_pixels(desk, capsys):
    PIL.Image.new("RGB", (20, 20)).save(desk / "tiny.png")
    code, sentence = refused(capsys, "edit", "tiny.png", *SETS, "-o", "x.png")
    assert code == FAILED
    assert "20 x 20" in sentence


def test_a_photo_of_twelve_thousand_pixels(desk):
    PIL.Image.new("RGB", (12_000, 1_600), "brown").save(desk / "wide.jpg")
    assert main(["edit", "wide.jpg", *SETS, *QUICK, "--alpha", "0", "-o", "wide.png"]) == DONE
    assert open_photo(desk / "wide.png").shape == (48, 360, 3)


def test_an_empty_folder(desk, capsys):
    (desk / "empty").mkdir()
    code, sentence = refused(
        capsys, "edit", "anna.png", "--source", "empty", "--target", "old", "-o", "x.png"
    )
    assert code == FAILED
    assert "empty" in sentence


def test_a_set_of_one_picture(desk, capsys):
    (desk / "one.txt").write_text("anna.png\n")
    code, sentence = refused(
        capsys, "edit", "anna.png", "--source", "one.txt", "--target", "old", "-o", "x.png"
    )
    assert code == FAILED
    assert "one picture" in sentence


def test_a_result_never_replaces_the_photo(desk, capsys):
    before = (desk / "anna.png").read_bytes()
    code, sentence = refused(capsys, "edit", "anna.png", *SETS, *QUICK, "-o", "anna.png")
    assert code == WRONG_USE
    assert "never replaced" in sentence
    assert (desk / "anna.png").read_bytes() == before


def test_a_full_disk_keeps_what_was_there(desk, monkeypatch, capsys):
    (desk / "older.png").write_bytes(b"precious")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert edit("-o", "older.png") == FAILED
    assert "disk is full" in capsys.readouterr().err
    assert (desk / "older.png").read_bytes() == b"precious"
    assert {path.name for path in desk.iterdir()} == {"anna.png", "young", "old", "older.png"}


def test_a_device_that_is_not_there(desk, capsys):
    code, sentence = refused(capsys, "edit", "anna.png", *SETS, "--device", "cuda:9", "-o", "x.png")
    assert code == FAILED
    assert "cuda:9" in sentence


def test_k_without_a_photo_to_be_near_to(desk, capsys):
    code, sentence = refused(capsys, "learn", *SETS, "--k", "3", "-o", "a.safetensors")
    assert code == WRONG_USE
    assert "--near" in sentence


def test_an_attribute_file_that_is_none(desk, capsys):
    (desk / "a.safetensors").write_bytes(b"12345678 nothing")
    code, sentence = refused(
        capsys, "edit", "anna.png", "--attribute", "a.safetensors", "-o", "x.png"
    )
    assert code == FAILED
    assert "a.safetensors" in sentence


def test_a_network_that_nobody_knows(capsys):
    code, sentence = refused(capsys, "weights", "get", "alexnet")
    assert code == WRONG_USE
    assert "alexnet" in sentence


def test_errors_are_told_to_machines_too(desk, capsys):
    assert main(["edit", "nobody.png", *SETS, "-o", "x.png", "--json"]) == FAILED
    (event,) = events(capsys.readouterr().out)
    assert event["event"] == "error"
    assert "nobody.png" in event["text"]


def test_wrong_words_end_with_the_code_for_wrong_use():
    with pytest.raises(SystemExit) as ended:
        main(["edit"])
    assert ended.value.code == WRONG_USE
