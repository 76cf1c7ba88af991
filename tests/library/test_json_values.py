from __future__ import annotations

from collections.abc import Callable

import pytest

from dfi_studio.library.json_values import (
    as_flag,
    as_number,
    as_text,
    as_whole,
    parsed,
    reason,
    written,
)


def test_an_object_is_read() -> None:
    assert parsed(b'{"a": [1, 2.5, "x", true, null]}') == {"a": [1, 2.5, "x", True, None]}


@pytest.mark.parametrize(
    "values",
    [{}, {"a": []}, {"a": [1, [2], {"b": None}], "é\udcff\n": '\\"'}, {"a": {"b": [1, 2]}}],
)
def test_what_is_written_is_read_again(values: dict[str, object]) -> None:
    assert parsed(written(values)) == values


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b"\xff\xfe\x00",
        b'{"a":' * 100_000,
        b'{"a":' + b"9" * 10_000 + b"}",
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason is for people
        parsed(content)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (as_text, ["", "x"], [None, 1, [], True]),
        (as_whole, [0, -3, 10**20], [None, "1", 1.0, True]),
        (as_number, [0, -3.5, 7], [None, "1", True, 10**400, float("nan"), float("inf")]),
        (as_flag, [True, False], [None, 0, 1, "true"]),
    ],
)
def test_kinds_are_told_apart(
    kind: Callable[[object], object], good: list[object], bad: list[object]
) -> None:
    assert [kind(each) for each in good] == good
    for each in bad:
        with pytest.raises((ValueError, TypeError, OverflowError)):
            kind(each)


def test_a_whole_number_may_have_a_least() -> None:
    assert as_whole(0, least=0) == 0
    with pytest.raises(ValueError, match="less than 0"):
        as_whole(-1, least=0)


def test_what_is_missing_is_said_to_be() -> None:
    assert reason(KeyError("name")) == "'name' is missing"
    assert reason(ValueError("it is odd.")) == "it is odd"
