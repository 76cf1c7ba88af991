from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from dfi_studio.core.recipe import Attribute, Contrast, SavedAttribute
from dfi_studio.session.trays import write_set
from dfi_studio.ui.panels.attribute_names import attribute_in_full, attribute_name, set_name

NAMES = {"/library/x7.safetensors": "older"}


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        (SavedAttribute("/library/x7.safetensors"), "older"),
        (SavedAttribute("/elsewhere/smile.safetensors"), "smile"),
        (SavedAttribute(""), "Attribute file"),
        (Contrast("", ""), "New attribute"),
        (Contrast("/faces/young", "/faces/old/"), "young → old"),
        (Contrast("/faces/young", ""), "young → …"),
        (Contrast("lists/serious.txt", "lists/smiling.txt"), "serious → smiling"),
        (Contrast("/a/faces", "/b/faces"), "a/faces → b/faces"),
        (Contrast("/faces?age<30", "catalog:*?age>60"), "age<30 → age>60"),
        (Contrast("catalog:*", "catalog:celeba"), "all pictures → celeba"),
    ],
)
def test_an_attribute_is_called_by_what_tells_it_apart(
    qapp: QApplication, attribute: Attribute, name: str
) -> None:
    assert attribute_name(attribute, NAMES) == name


def test_trays_are_called_by_what_filled_them(qapp: QApplication, tmp_path: Path) -> None:
    paths = [tmp_path / "a.png"]
    assert set_name(str(write_set(tmp_path, paths, words="age < 30"))) == "age 30"
    assert set_name(str(write_set(tmp_path, paths))) == "picked by hand"


def test_the_whole_of_it_is_kept_for_the_tool_tip() -> None:
    assert attribute_in_full(SavedAttribute("/a/b.safetensors")) == "/a/b.safetensors"
    assert attribute_in_full(Contrast("/a/young", "")) == "/a/young\n→ …"
