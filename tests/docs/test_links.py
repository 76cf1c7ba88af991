"""Every link of the guide leads somewhere: pages, headings in them, pictures, modules."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from dfi_studio.library.markdown import anchors

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "packaging"))

import write_figures  # noqa: E402

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
CARRIED: dict[str, str] = WHEEL["targets"]["wheel"]["force-include"]
SHIPPED = [ROOT / each for each in CARRIED]
SHIPPED_PAGES = [
    page
    for each in SHIPPED
    for page in ([each] if each.is_file() else sorted(each.rglob("*.md")))
    if page.suffix == ".md"
]
LINK = re.compile(r"!?\[[^]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MODULE = re.compile(
    r"`((?:engine|pipeline|library|session|core|ui|cli|app|dfi_studio)/[\w/]+\.py)`"
)
NAMES = re.compile(r"((?:`\w+`(?:, | and )?)+) in `([\w/]+\.py)`")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def links(page: Path) -> list[str]:
    return LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        if link.startswith(("https://", "http://")):
            continue
        target, _, anchor = link.partition("#")
        place = (page.parent / target).resolve() if target else page
        if (
            not place.is_file()
            or not place.is_relative_to(ROOT)
            or (anchor and anchor not in anchors(place.read_text(encoding="utf-8")))
        ):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("page", SHIPPED_PAGES, ids=name)
def test_pages_that_the_wheel_carries_link_to_what_it_carries(page: Path) -> None:
    """What lies in the package lies there as it does here: a link that holds here holds there."""
    for link in links(page):
        if not link.startswith(("https://", "http://", "#")):
            target = (page.parent / link.partition("#")[0]).resolve()
            assert any(target.is_relative_to(each) for each in SHIPPED), link


def test_the_wheel_keeps_the_places_of_what_it_carries() -> None:
    for source, place in CARRIED.items():
        assert place == f"dfi_studio/{source}"


def test_the_index_names_every_page() -> None:
    named = {link.partition("#")[0] for link in links(ROOT / "docs/README.md")}
    assert {page.name for page in PAGES[1:]} - named == {"README.md"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_modules_and_functions_that_are_named_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for path in MODULE.findall(text):
        place = ROOT / path if path.startswith("dfi_studio/") else ROOT / "dfi_studio" / path
        assert place.is_file(), path
    for words, path in NAMES.findall(text):
        place = ROOT / "dfi_studio" / path
        if not place.is_file():
            continue
        code = place.read_text(encoding="utf-8")
        for each in re.findall(r"`(\w+)`", words):
            assert re.search(rf"^(def|class) {each}\b", code, re.M), f"{each} in {path}"


@pytest.mark.parametrize("page", write_figures.pages(), ids=name)
def test_the_tables_of_figures_are_those_of_the_file(page: Path) -> None:
    wanted = write_figures.pages()[page]
    assert page.read_text(encoding="utf-8") == wanted, "run packaging/write_figures.py"


def test_benchmarks_that_are_named_are_there() -> None:
    text = write_figures.FIGURES.read_text(encoding="utf-8")
    for path in set(re.findall(r"tests/benchmarks/\w+\.py", text)):
        assert (ROOT / path).is_file(), path


def test_anchors_are_made_as_code_hosts_make_them() -> None:
    page = "# Ten million, on *paper*\n```\n# no heading\n```\n## `info`\n## A-B c\n## info ##\n"
    assert anchors(page) == ["ten-million-on-paper", "info", "a-b-c", "info-1"]
