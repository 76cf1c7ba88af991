from __future__ import annotations

import json
from pathlib import Path

import pytest

from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Contrast, SavedAttribute
from dfi_studio.library import sample_project as module
from dfi_studio.library.sample_project import sample_project


@pytest.fixture
def definition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "sample.json"
    monkeypatch.setattr(module, "resource", lambda *parts: path)
    return path


def test_paths_are_made_absolute(definition: Path) -> None:
    sets = {"source": "young.txt", "target": "old.txt", "k": 7, "scaling": "none"}
    directions = [
        {"attribute": sets, "alpha": 1.5},
        {"attribute": {"path": "w.safetensors"}, "alpha": 1},
    ]
    recipe = {"directions": directions, "space": {"size": 96}, "solver": {}}
    definition.write_text(json.dumps({"photo": "anna.png", "recipe": recipe}))
    photo, read = sample_project()
    folder = definition.parent
    assert photo == folder / "anna.png"
    first, second = read.directions
    assert first.attribute == Contrast(str(folder / "young.txt"), str(folder / "old.txt"), 7)
    assert second.attribute == SavedAttribute(str(folder / "w.safetensors"))
    assert (first.alpha, read.space.size) == (1.5, 96)


@pytest.mark.parametrize("text", ["", "{}", '{"photo": "a.png", "recipe": []}', "[1]"])
def test_a_damaged_definition_is_told_in_a_sentence(definition: Path, text: str) -> None:
    definition.write_text(text)
    with pytest.raises(UsageError):
        sample_project()


def test_the_definition_that_we_ship_can_be_read() -> None:
    photo, recipe = sample_project()
    assert photo.is_absolute()
    assert len(recipe.directions) == 1
