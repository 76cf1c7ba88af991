import pytest
from portraits import portrait, portrait_folder
from tiny_network import tiny_network

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline import workshop as workshop_module
from dfi_studio.pipeline.workshop import Workshop


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    monkeypatch.setattr(workshop_module, "load_backbone", lambda *_, **__: tiny_network())
    return Workshop("cpu", folder=tmp_path / "cache")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    image = portrait(old=False, seed=99)
    save_photo(path, image, mark=None)
    return Photo.of(image, path)


@pytest.fixture
def contrast(tmp_path):
    young = portrait_folder(tmp_path / "young", old=False)
    old = portrait_folder(tmp_path / "old", old=True, first=50)
    return Contrast(str(young), str(old), k=0)


@pytest.fixture
def space():
    return FeatureSpace(size=48)


@pytest.fixture
def recipe(contrast, space):
    return Recipe((Direction(contrast, alpha=1.0),), space, Solver(iterations=8))


@pytest.fixture
def faces(tmp_path):
    """A set of pictures that are alike, to fill from."""
    return str(portrait_folder(tmp_path / "faces", old=True, count=6, first=20))
