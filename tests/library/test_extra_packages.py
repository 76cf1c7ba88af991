import sys

import pytest

from dfi_studio.library.extra_packages import how_to_get, is_built


def test_from_source_pip_brings_it() -> None:
    assert not is_built()
    assert how_to_get("av") == "install it with `pip install av`"
    assert (
        how_to_get("dfi-studio[cluster]") == 'install it with `pip install "dfi-studio[cluster]"`'
    )


def test_the_built_program_does_not_speak_of_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert is_built()
    assert "pip" not in how_to_get("av")
    assert "from its source" in how_to_get("av")
