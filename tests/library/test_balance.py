"""How two sets differ, and subsets that do not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.library.balance import BalanceRow, balance, match
from dfi_studio.library.catalog.labelling import Column
from dfi_studio.library.catalog.values import Value


def column(*values: Value | None) -> Column:
    words = np.full(len(values), None, np.object_)
    words[:] = [value if isinstance(value, str) else None for value in values]
    numbers = [math.nan if value is None or isinstance(value, str) else value for value in values]
    return Column(np.array(numbers, np.float64), words)


class TestBalance:
    def test_means_and_shares(self) -> None:
        source = {
            "age": column(20, 30, None),
            "glasses": column(0, 0, 0),
            "sex": column("f", "m", "F"),
        }
        target = {"age": column(60, 70), "glasses": column(1, 0), "sex": column("f", "f")}
        rows = {row.label: row for row in balance(source, target)}
        age = rows["age"]
        assert (age.source, age.target, age.difference) == (25, 65, 40)
        assert age.effect == pytest.approx(40 / 5)  # both deviate by 5
        assert (age.source_known, age.target_known, age.is_share) == (2, 2, False)
        glasses = rows["glasses"]
        assert (glasses.source, glasses.target, glasses.is_share) == (0, 0.5, True)
        assert glasses.effect == pytest.approx(math.pi / 2)
        assert (rows["sex"].word, rows["sex"].source) == ("f", pytest.approx(2 / 3))

    def test_the_most_unequal_first_without_the_wanted_one(self) -> None:
        source = {"age": column(20, 30), "a": column(0, 1), "b": column(0, 0)}
        target = {"age": column(60, 70), "a": column(0, 1), "b": column(1, 1), "c": column(1, 1)}
        assert [row.label for row in balance(source, target, wanted=["AGE"])] == ["b", "a"]

    def test_a_constant_that_differs_is_as_unequal_as_can_be(self) -> None:
        (row,) = balance({"age": column(30, 30)}, {"age": column(20, 20)})
        assert row.effect == -math.inf
        (row,) = balance({"age": column(30, 30)}, {"age": column(30, 30)})
        assert row.effect == 0

    def test_celeba_flags_are_shares(self) -> None:
        (row,) = balance({"Young": column(-1, 1)}, {"Young": column(1, 1)})
        assert (row.is_share, row.source, row.target) == (True, 0.5, 1)

    def test_many_words_give_the_most_unequal(self) -> None:
        source = {"race": column(*"abcdefgh")}
        target = {"race": column(*"aaaabcde")}
        rows = balance(source, target)
        assert len(rows) == 4
        assert rows[0].word == "a"

    @given(st.lists(st.sampled_from([0.0, 1.0, 5.5, "x", "y", None]), min_size=1, max_size=8))
    def test_a_set_is_in_balance_with_itself(self, values: list[Value | None]) -> None:
        rows: list[BalanceRow] = balance({"a": column(*values)}, {"a": column(*values)})
        assert all(row.effect == row.difference == 0 for row in rows)


VALUES = st.sampled_from([0.0, 1.0, 30.0, 31.0, 32.0, "x", "X", "y", None])
SETS = st.lists(st.tuples(VALUES, VALUES), max_size=12)


def columns(rows: Sequence[tuple[Value | None, Value | None]]) -> dict[str, Column]:
    return {"a": column(*(row[0] for row in rows)), "b": column(*(row[1] for row in rows))}


def key(row: tuple[Value | None, Value | None]) -> tuple[Value | None, ...]:
    return tuple(each.lower() if isinstance(each, str) else each for each in row)


class TestMatch:
    @given(SETS, SETS)
    def test_both_have_the_same_distribution_and_no_pair_more_could_be_kept(
        self, source: list[tuple[Value | None, ...]], target: list[tuple[Value | None, ...]]
    ) -> None:
        ours, theirs = match(columns(source), columns(target), ["a", "b"])  # type: ignore[arg-type]
        counts = [Counter(key(rows[place]) for place in places) for rows, places in  # type: ignore[arg-type]
                  ((source, ours), (target, theirs))]  # fmt: skip
        assert counts[0] == counts[1]
        wanted = Counter(map(key, source)) & Counter(map(key, target))  # type: ignore[arg-type]
        assert counts[0] == wanted
        assert ours.tolist() == sorted(set(ours.tolist()))

    def test_many_numbers_are_matched_by_eighths(self) -> None:
        chance = np.random.default_rng(0)
        source = {"age": column(*chance.normal(30, 10, 400))}
        target = {"age": column(*chance.normal(40, 10, 300))}
        ours, theirs = match(source, target, ["age"])
        assert len(ours) == len(theirs) > 100
        (before,) = balance(source, target)
        (after,) = balance(
            {"age": column(*source["age"].numbers[ours])},
            {"age": column(*target["age"].numbers[theirs])},
        )
        assert abs(before.effect) > 0.8
        assert abs(after.effect) < 0.15

    def test_without_labels_both_are_as_long(self) -> None:
        ours, theirs = match({"a": column(1, 2, 3)}, {"a": column(1, 2)}, [])
        assert (ours.tolist(), theirs.tolist()) == ([0, 1], [0, 1])

    def test_a_label_that_one_set_lacks_matches_nothing(self) -> None:
        ours, theirs = match({"a": column(1, 2)}, {"b": column(1, 2)}, ["a"])
        assert (len(ours), len(theirs)) == (0, 0)

    def test_empty(self) -> None:
        ours, theirs = match({}, {}, ["a"])
        assert (len(ours), len(theirs)) == (0, 0)
