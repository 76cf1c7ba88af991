from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio import __version__
from dfi_studio.core.errors import PhotoError
from dfi_studio.core.recipe import Contrast, Direction, Recipe, SavedAttribute
from dfi_studio.library.edit_mark import SOURCE_TYPE, EditMark, packet, read_mark

RECIPE = Recipe(
    (
        Direction(Contrast("/home/anna/faces/young", r"C:\Users\anna\old"), 1.5),
        Direction(SavedAttribute("~/attributes/smile.safetensors"), -0.5),
    )
)
MARK = EditMark(RECIPE, "/home/anna/pictures/<me & you>.jpg")


def marked(path: Path, content: bytes) -> Path:
    PIL.Image.new("RGB", (32, 32)).save(path, "WEBP", xmp=content)
    return path


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], EditMark | None]:
    return lambda content: read_mark(marked(tmp_path / "m.webp", content))


def test_folders_are_cut_off() -> None:
    contrast, saved = (direction.attribute for direction in MARK.recipe.directions)
    assert contrast == Contrast("young", "old")
    assert saved == SavedAttribute("smile.safetensors")
    assert MARK.original == "<me & you>.jpg"
    assert b"anna" not in packet(MARK)
    assert b"home" not in packet(MARK)


def test_other_programs_find_what_they_know() -> None:
    root = ElementTree.fromstring(packet(MARK).decode())
    spaces = {
        "iptc": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    }
    about = root.find("rdf:RDF/rdf:Description", spaces)
    assert about is not None
    assert about.findtext("iptc:DigitalSourceType", namespaces=spaces) == SOURCE_TYPE
    assert about.findtext("xmp:CreatorTool", namespaces=spaces) == f"DFI Studio {__version__}"
    text = about.findtext("dc:description/rdf:Alt/rdf:li", namespaces=spaces)
    assert text is not None
    assert "<me & you>.jpg" in text


def test_comes_back(read: Callable[[bytes], EditMark | None]) -> None:
    assert read(packet(MARK)) == MARK
    assert packet(MARK) == packet(EditMark(RECIPE, MARK.original))


@given(name=st.text(), source=st.text(), alpha=st.floats(-100, 100))
def test_any_name_comes_back(name: str, source: str, alpha: float) -> None:
    mark = EditMark(Recipe((Direction(Contrast(source, "t"), alpha),)), name)
    root = ElementTree.fromstring(packet(mark).decode())
    found = {each.tag.rpartition("}")[2]: each.text or "" for each in root.iter()}
    assert EditMark(Recipe.from_json(found["Recipe"]), found["Original"]) == mark


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<x xmlns:d="urn:dfi-studio:mark:1.0/"><d:Recipe>&b;</d:Recipe><d:Original>&b;</d:Original></x>"""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not XML",
        b"<x>",
        b"\xff\xfe\x00",
        BOMB,
        BOMB.decode().encode("utf-16"),
        b"<x/>",
        b"<x>" + b" " * 1_000_001 + b"</x>",
        b"<a>" * 100_000 + b"</a>" * 100_000,
    ],
)
def test_what_is_not_ours_is_no_mark(
    read: Callable[[bytes], EditMark | None], content: bytes
) -> None:
    assert read(content) is None


def test_document_type_is_refused_though_the_rest_is_ours(
    read: Callable[[bytes], EditMark | None],
) -> None:
    body = packet(MARK).decode()
    assert read(body.replace("?>\n", "?>\n<!DOCTYPE x>", 1).encode()) is None


@pytest.mark.parametrize("recipe", ["{}", "[" * 100_000, "nonsense", '{"directions": 3}'])
def test_damaged_recipe_is_no_mark_and_is_told(
    read: Callable[[bytes], EditMark | None], caplog: pytest.LogCaptureFixture, recipe: str
) -> None:
    xml = (
        f'<x xmlns:d="urn:dfi-studio:mark:1.0/"><d:Recipe>{recipe}</d:Recipe>'
        "<d:Original>a</d:Original></x>"
    )
    assert read(xml.encode()) is None
    assert "recipe cannot be read" in caplog.text


def test_file_that_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="no file"):
        read_mark(tmp_path / "missing.png")
