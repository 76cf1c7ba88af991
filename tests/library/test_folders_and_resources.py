from pathlib import Path

import pytest

import dfi_studio
from dfi_studio.core.errors import OutputError
from dfi_studio.library.folders import caches, data, expanded, state
from dfi_studio.library.resources import guide, resource


def test_one_variable_moves_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DFI_STUDIO_HOME", str(tmp_path / "portable"))
    assert caches() == tmp_path / "portable/cache"
    assert data() == tmp_path / "portable/data"
    assert state() == tmp_path / "portable/state"
    assert caches().is_dir()
    assert data().is_dir()
    (caches() / "kept").touch()
    assert (caches() / "kept").exists()


def test_customary_places_are_named_after_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DFI_STUDIO_HOME", raising=False)
    for kind in ("cache", "data", "state"):
        place = tmp_path / kind / "dfi-studio"
        monkeypatch.setattr(f"platformdirs.user_{kind}_path", lambda *_, p=place, **__: p)
    assert caches() == tmp_path / "cache/dfi-studio"
    assert data() == tmp_path / "data/dfi-studio"
    assert state() == tmp_path / "state/dfi-studio"
    assert data().is_dir()


def test_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DFI_STUDIO_HOME", str(tmp_path / "file"))
    with pytest.raises(OutputError, match=r"cannot be made .* DFI_STUDIO_HOME"):
        caches()


def test_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert expanded("~/a") == tmp_path / "a"
    assert expanded("~nobody-of-that-name/a") == Path("~nobody-of-that-name/a")


@pytest.mark.parametrize("place", ["dfi_studio/resources", "resources"])
def test_resources_in_a_checkout_and_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "dfi_studio").mkdir()
    (tmp_path / place / "icons").mkdir(parents=True)
    (tmp_path / place / "icons/open.svg").touch()
    monkeypatch.setattr(dfi_studio, "__file__", str(tmp_path / "dfi_studio/__init__.py"))
    assert resource("icons", "open.svg") == tmp_path / place / "icons/open.svg"
    assert resource() == tmp_path / place


@pytest.mark.parametrize("place", ["dfi_studio/docs", "docs"])
def test_the_guide_in_a_checkout_and_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "dfi_studio").mkdir()
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / "README.md").touch()
    monkeypatch.setattr(dfi_studio, "__file__", str(tmp_path / "dfi_studio/__init__.py"))
    assert guide("README.md") == tmp_path / place / "README.md"


def test_missing_resource() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg is missing: .* install it again"):
        resource("icons", "nothing.svg")
