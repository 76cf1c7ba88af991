import json

import numpy as np
import pytest
from tiny_decoder import WIDTHS

from dfi_studio.cli.main import DONE, FAILED, WRONG_USE, main
from dfi_studio.engine.decoder import Widths
from dfi_studio.library.decoders import describe_decoder
from dfi_studio.library.edit_mark import read_mark
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline import train_decoder as module

EDIT = ["edit", "anna.png", "--source", "young", "--target", "old", "--size", "48"]


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(module, "_EARLY", ((32, 1.0),))
    monkeypatch.setattr(module, "_LATE", ((32, 1.0),))
    monkeypatch.setattr(module, "_PIXELS", 2 * 32 * 32)
    monkeypatch.setattr(Widths, "of", classmethod(lambda *_: WIDTHS))


def train(*arguments):
    command = ["decoder", "train", "old", "-o", "old.safetensors", "--minutes", "0.005"]
    return main([*command, *arguments])


@pytest.fixture
def decoder(desk):
    assert train() == DONE
    return desk / "old.safetensors"


def events(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_decoder_is_trained_and_described(decoder, capsys):
    record = describe_decoder(decoder)
    assert record.steps >= 1
    capsys.readouterr()
    assert main(["decoder", "show", "old.safetensors"]) == DONE
    shown = capsys.readouterr().out
    assert "conv3_1, conv4_1, conv5_1" in shown
    assert "old (4)" in shown


def test_machines_are_told(desk, capsys):
    assert train("--json") == DONE
    told = events(capsys.readouterr().out)
    assert told[-1]["event"] == "saved"
    training = [each for each in told if each["event"] == "training"]
    assert training[-1]["quality"] == pytest.approx(told[-1]["quality"], abs=1e-4)
    assert main(["decoder", "--json", "show", "old.safetensors"]) == DONE
    (record,) = events(capsys.readouterr().out)
    assert record["pictures"] == "old"


def test_a_preview_is_saved_for_each_alpha(decoder, desk, capsys):
    command = [*EDIT, "--alpha", "0,1", "--preview", "--decoder", "old.safetensors"]
    assert main([*command, "--json", "-o", "out"]) == DONE
    still, moved = (open_photo(desk / "out" / f"anna_{each}.png") for each in ("+0.00", "+1.00"))
    assert not np.array_equal(still, moved)
    assert read_mark(desk / "out" / "anna_+1.00.png").recipe.directions[0].alpha == 1
    saved = [each for each in events(capsys.readouterr().out) if each["event"] == "saved"]
    assert [each["preview"] for each in saved] == [True, True]


def test_a_preview_and_its_decoder_are_named_together(desk, capsys):
    assert main([*EDIT, "--preview", "-o", "x.png"]) == WRONG_USE
    assert main([*EDIT, "--decoder", "old.safetensors", "-o", "x.png"]) == WRONG_USE
    assert "give --preview and --decoder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["decoder", "train", "none", "-o", "x.safetensors"], FAILED, "no folder or file none"),
        (["decoder", "train", "empty", "-o", "x.safetensors"], FAILED, "is empty"),
        (["decoder", "train", "old", "-o", "x.pt"], WRONG_USE, "must end in .safetensors"),
        (["decoder", "train", "old", "-o", "none/x.safetensors"], FAILED, "there is no folder"),
        (
            ["decoder", "train", "old", "-o", "x.safetensors", "--minutes", "0"],
            WRONG_USE,
            "more than 0 minutes",
        ),
        (
            ["decoder", "train", "old", "-o", "x.safetensors", "--layers", "conv9_9"],
            WRONG_USE,
            "no layer conv9_9",
        ),
        (["decoder", "show", "none.safetensors"], FAILED, "cannot be read"),
        (["decoder", "show", "anna.png"], FAILED, "is not a decoder"),
        (
            [*EDIT, "--preview", "--decoder", "anna.png", "-o", "x.png"],
            FAILED,
            "is not a decoder",
        ),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(desk, capsys, arguments, code, sentence):
    (desk / "empty").mkdir()
    assert main(arguments) == code
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") <= 2
    assert not (desk / "x.safetensors").exists()
