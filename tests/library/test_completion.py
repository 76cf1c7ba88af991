"""What is offered while a query is typed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.library.catalog.completion import complete
from dfi_studio.library.catalog.labelling import LabelKind, LabelSummary

LABELS = {
    "age": LabelSummary(LabelKind.NUMBERS, 90, 16.0, 85.0, ()),
    "Gender": LabelSummary(LabelKind.WORDS, 90, math.nan, math.nan, (("male", 60), ("female", 30))),
    "glasses(mask)": LabelSummary(LabelKind.NUMBERS, 5, 0.0, 1.0, ()),
    "mood": LabelSummary(LabelKind.MIXED, 5, 1.0, 2.0, (("not sure", 3),)),
}


def offered(text: str) -> list[str]:
    return [each.text for each in complete(text, len(text), LABELS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["age", "Gender", '"glasses(mask)"', "mood", "not"]),
        ("g", ["Gender", '"glasses(mask)"', "age"]),  # what begins with it comes first
        ('age > 3 and "gla', ['"glasses(mask)"']),
        ("not ", ["age", "Gender", '"glasses(mask)"', "mood", "not"]),
        ("(", ["age", "Gender", '"glasses(mask)"', "mood", "not"]),
        ("age ", [">=", ">", "<=", "<", "!=", "=", "in", "is", "and", "or"]),
        ("GENDER ", ["=", "!=", "in", "contains", "is", "and", "or"]),
        ("gender = ", ["male", "female"]),
        ("gender = fe", ["female"]),
        ("gender = 'fe", ["female"]),
        ("gender contains ", ["male", "female"]),
        ("mood = ", ['"not sure"', "1", "2"]),
        ("age >= ", ["16", "85"]),
        ("gender in ", ["("]),
        ("gender not in (male, ", ["male", "female"]),
        ("gender in (male ", [",", ")"]),
        ("gender in (male) ", ["and", "or"]),
        ("age is ", ["known", "unknown"]),
        ("age is known ", ["and", "or"]),
        ("age > 3 ", ["and", "or"]),
        ("(age > 3) a", ["and"]),
        ("hair = ", []),
        ("a ! ", []),
    ],
)
def test_what_may_stand_next(text: str, expected: list[str]) -> None:
    assert offered(text) == expected


def test_what_is_typed_already_is_not_offered() -> None:
    assert offered("age > 3 and") == []


def test_the_place_that_is_filled() -> None:
    (found,) = complete("gender = fem and age", 12, LABELS)
    assert (found.text, found.start, found.end) == ("female", 9, 12)
    assert found.help == "30 pictures"
    assert complete("a", 1, LABELS)[0].help == "16 to 85 (90 pictures)"


@given(st.text(st.sampled_from("age ()'\"<>=,! notinis"), max_size=15), st.integers(0, 15))
def test_any_text_is_answered(text: str, cursor: int) -> None:
    for found in complete(text, cursor, LABELS):
        assert 0 <= found.start <= found.end
        assert found.help
