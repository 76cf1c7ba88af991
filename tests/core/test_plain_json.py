"""JSON that says anything is read, or refused, before it costs much."""

from __future__ import annotations

import pytest

from dfi_studio.core import plain_json
from dfi_studio.core.plain_json import loaded


@pytest.mark.parametrize("brackets", ["[]", "{}"])
@pytest.mark.parametrize("encoded", [False, True])
def test_more_lists_than_we_write_are_refused(
    monkeypatch: pytest.MonkeyPatch, brackets: str, encoded: bool
) -> None:
    monkeypatch.setattr(plain_json, "_MOST_LISTS", 4)
    few, many = (f"[{', '.join([brackets] * number)}]" for number in (3, 4))
    assert len(loaded(few.encode() if encoded else few)) == 3
    with pytest.raises(ValueError, match="more than 4 lists"):
        loaded(many.encode() if encoded else many)


def test_what_is_nested_beyond_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="nested beyond reason"):
        loaded("[" * 100_000)


@pytest.mark.parametrize("text", ["NaN", "[1, Infinity]"])
def test_numbers_that_json_does_not_have_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a number of JSON"):
        loaded(text)
