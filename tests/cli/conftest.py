import pytest
from portraits import portrait, portrait_folder
from tiny_network import tiny_network

from dfi_studio.library.photos import save_photo
from dfi_studio.pipeline import workshop as workshop_module


@pytest.fixture(autouse=True)
def _tiny(monkeypatch):
    monkeypatch.setattr(workshop_module, "load_backbone", lambda *_, **__: tiny_network())


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a photo and two sets, in which the command is run."""
    monkeypatch.chdir(tmp_path)
    save_photo(tmp_path / "anna.png", portrait(old=False, seed=99), mark=None)
    portrait_folder(tmp_path / "young", old=False)
    portrait_folder(tmp_path / "old", old=True, first=50)
    return tmp_path
