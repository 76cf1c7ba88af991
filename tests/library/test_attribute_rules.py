"""Ready-made attributes on the labels of known data sets, and what their queries find."""

from __future__ import annotations

import math

import pytest

from dfi_studio.library.attribute_rules import AttributeRule, attribute_rules
from dfi_studio.library.catalog.labelling import LabelKind, LabelSummary
from dfi_studio.library.catalog.query import matches, parse


def numbers(low: float, high: float) -> LabelSummary:
    return LabelSummary(LabelKind.NUMBERS, 100, low, high, ())


def words(*found: str) -> LabelSummary:
    return LabelSummary(LabelKind.WORDS, 100, math.nan, math.nan, tuple((w, 9) for w in found))


def rule(name: str, **labels: LabelSummary) -> AttributeRule:
    return next(each for each in attribute_rules(labels) if each.name == name)


def test_without_labels_there_is_none() -> None:
    assert attribute_rules({}) == []
    assert attribute_rules({"colour": words("red"), "age": words("40s")}) == []


def test_ages_in_years() -> None:
    older = rule("older", age=numbers(1, 90))
    assert (older.source, older.target) == ("age <= 35", "age >= 55")
    younger = rule("younger", age=numbers(1, 90))
    assert (younger.source, younger.target) == ("age >= 55", "age <= 35")


def test_ages_of_a_narrow_range_are_split_by_it() -> None:
    older = rule("older", age=numbers(20, 50))
    assert (older.source, older.target) == ("age <= 30", "age >= 40")


def test_ages_in_words() -> None:
    older = rule("older", age=words("young", "middle", "Old", "senior"))
    assert (older.source, older.target) == ("age = young", "age in (Old, senior)")


def test_given_ages_before_estimated_ones() -> None:
    labels = {"est_age": numbers(1, 90), "age": numbers(1, 90)}
    assert {each.label for each in attribute_rules(labels)} == {"age"}
    assert attribute_rules({"est_age": numbers(1, 90)})[0].target == "est_age >= 55"


def test_celeba() -> None:
    names = ["Young", "Smiling", "Mouth_Slightly_Open", "Eyeglasses", "No_Beard", "Mustache"]
    found = attribute_rules({name: numbers(-1, 1) for name in names})
    assert [(each.name, each.label) for each in found] == [
        ("older", "Young"),
        ("younger", "Young"),
        ("smile", "Smiling"),
        ("mouth open", "Mouth_Slightly_Open"),
        ("glasses", "Eyeglasses"),
        ("beard", "No_Beard"),
        ("moustache", "Mustache"),
    ]


def test_our_own_test_data() -> None:
    labels = {"smile_prob": numbers(0, 1), "glasses(mask)": numbers(0, 1)}
    smile, glasses = attribute_rules(labels)
    assert (smile.source, smile.target) == ("smile_prob <= 0.2", "smile_prob >= 0.8")
    assert matches(parse(glasses.target), {"glasses(mask)": 1.0})


@pytest.mark.parametrize(
    ("label", "with_it", "without"),
    [
        ("Smiling", 1.0, -1.0),
        ("smile", "yes", "no"),
        ("No Smile", None, None),
        ("Mouth Closed", -0.3, 1.7),
        ("mouth open", 1.0, 0.0),
    ],
)
def test_the_queries_tell_those_with_it_from_those_without(
    label: str, with_it: float | str | None, without: float | str | None
) -> None:
    found = attribute_rules({label: numbers(-1, 1)})
    if with_it is None or without is None:
        assert found == []
        return
    source, target = parse(found[0].source), parse(found[0].target)
    assert matches(target, {label: with_it})
    assert not matches(source, {label: with_it})
    assert matches(source, {label: without})
    assert not matches(target, {label: without})
    assert not matches(source, {})
    assert not matches(target, {})
