"""The report of a batch as a page: well-formed, self-contained, and safe whatever names say."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from portraits import portrait

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.batch_steps import BatchReport, Made, Outcome
from dfi_studio.core.recipe import Contrast, Direction, Recipe, SavedAttribute, Solver
from dfi_studio.library import batch_page
from dfi_studio.library.batch_page import page_path, write_page
from dfi_studio.library.photos import save_photo

NASTY = "<script>alert('&\")</script>.png"
VOID = {"meta", "img", "br", "link"}


class Checked(HTMLParser):
    """Fails where an element is not closed, and gathers what the page refers to."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.outside, self.words = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        values = dict(attrs)
        assert not [name for name in values if name.startswith("on")]
        self.outside += [values[name] for name in ("src", "href") if name in values]
        if tag == "img":
            assert values["alt"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def checked(path):
    parser = Checked()
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    assert not parser.open
    return parser


@pytest.fixture
def batch():
    directions = (
        Direction(SavedAttribute("/a/older.safetensors"), 1.5),
        Direction(Contrast("sets/<plain>", "sets/glad", k=0), -0.5, orthogonal=True),
    )
    recipe = Recipe(directions, solver=Solver(tv_beta=1.5, layer_weights=(1, 2, 0.5)))
    return Batch((Path("/photos") / NASTY, Path("/photos/b.png")), (Variant.of(recipe),), "out")


@pytest.fixture
def report(batch, tmp_path):
    for name in ("photo.png", NASTY.replace("/", "_")):
        save_photo(tmp_path / name, portrait(old=False), mark=None)
    made = tmp_path / NASTY.replace("/", "_")
    outcomes = (
        Outcome(tmp_path / "photo.png", "<b>older", 1.5, Made.DONE, made, 75.2),
        Outcome(tmp_path / "photo.png", "older", 2.0, Made.KNOWN, tmp_path / "gone.png", 3700.0),
        Outcome(tmp_path / "photo.png", "older", 3.0, Made.SKIPPED, made),
        Outcome(Path("/photos") / NASTY, "older", 1.5, Made.FAILED, None, 0.1, "It's <broken>."),
        Outcome(Path("/photos") / NASTY, "older", 2.0, Made.FAILED, None, 0.1, "It's <broken>."),
    )
    return BatchReport(outcomes, 3.5, 7, tmp_path / "report.html")


def test_is_well_formed_and_needs_nothing_else(report, batch):
    write_page(report, batch)
    page = checked(report.page)
    assert page.tags.count("img") == 3
    assert page.tags.count("figure") == 4
    assert not {"script", "link", "iframe"} & set(page.tags)
    links = [each for each in page.outside if not each.startswith("data:image/jpeg;base64,")]
    assert links[:2] == ["%3Cscript%3Ealert%28%27%26%22%29%3C_script%3E.png", "gone.png"]
    assert all("://" not in each for each in links)


def test_says_what_was_made_and_what_failed_once_a_photo(report, batch):
    write_page(report, batch)
    words = checked(report.page).words
    text = " ".join(words)
    assert words.count("It's <broken>.") == 1
    assert "with 2 results to be made" in text
    assert "the attribute /a/older.safetensors by 1.5; from sets/<plain> to sets/glad" in text
    assert "weights 1 : 2 : 0.5" in text
    assert "1 min 15 s" in text
    assert "1 h 01 min" in text
    assert "prefers-color-scheme: dark" in report.page.read_text()


def test_of_very_many_it_shows_the_first(report, batch, monkeypatch):
    monkeypatch.setattr(batch_page, "_MOST_THUMBNAILS", 3)
    write_page(report, batch)
    page = checked(report.page)
    assert "img" not in page.tags
    assert "are not shown here" in " ".join(page.words)


def test_replaces_the_report_of_the_same_batch_alone(report, batch, tmp_path):
    assert page_path(tmp_path, batch) == report.page
    write_page(report, batch)
    assert page_path(tmp_path, batch) == report.page
    other = replace(batch, out="elsewhere")
    assert page_path(tmp_path, other).name == "report-2.html"
    (tmp_path / "report-2.html").write_text("my own")
    assert page_path(tmp_path, other).name == "report-3.html"
