"""Queries: what they mean, how they are written, where they go wrong; and SQL means the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dfi_studio.core.errors import UsageError
from dfi_studio.library.catalog.query import (
    And,
    Compare,
    Contains,
    Flag,
    Known,
    Not,
    OneOf,
    Or,
    Query,
    QueryError,
    check_names,
    chips,
    matches,
    parse,
    text,
    to_sql,
)
from dfi_studio.library.catalog.values import Value, name_key, stored, value_of

OLD_MAN = {"age": 71.0, "Gender": "male", "glasses": 0.0}


def parsed(asked: str) -> Query:
    query = parse(asked)
    assert query is not None
    return query


class TestMeaning:
    @pytest.mark.parametrize(
        "asked",
        [
            "age >= 60 and gender = male and not glasses",
            "AGE > 70 AND gender = MALE",
            "gender in (female, 'male')",
            "gender not in (female)",
            "gender != female",
            "age = 71.0",
            "'age' = \"71\"",
            "(age < 20 or age > 70) and gender contains AL",
            "hair is unknown and age is known",
            "not hair = red",
            "not (glasses or hair)",
            "age",
            "age > -1",
        ],
    )
    def test_what_an_old_man_meets(self, asked: str) -> None:
        assert matches(parsed(asked), OLD_MAN)

    @pytest.mark.parametrize(
        "asked",
        [
            "age < 71",
            "age != 71",
            "gender",  # is a word, and no `no`; see below
            "hair != red",  # a label that is missing is unequal to nothing
            "hair",
            "glasses",
            "age contains 7",
            "gender > 3",
            "age > male",
        ],
    )
    def test_what_an_old_man_does_not_meet(self, asked: str) -> None:
        assert matches(parsed(asked), {**OLD_MAN, "gender": "no"}) is False

    def test_and_binds_closer_than_or(self) -> None:
        assert parse("a or b and not c") == Or((Flag("a"), And((Flag("b"), Not(Flag("c"))))))

    @pytest.mark.parametrize("asked", ["", "   "])
    def test_nothing_is_met_by_all(self, asked: str) -> None:
        assert parse(asked) is None
        assert to_sql(None, {}) == ("1", [])

    def test_celeba_says_no_with_minus_one(self) -> None:
        assert matches(parsed("Smiling"), {"Smiling": 1.0})
        assert not matches(parsed("Smiling"), {"Smiling": -1.0})

    def test_words_sort_as_words(self) -> None:
        assert matches(parsed("date >= 2004-05-01"), {"date": "2004-12-24"})


class TestMistakes:
    @pytest.mark.parametrize(
        ("asked", "place", "words"),
        [
            ("age >= 60 and", 14, "expected the name of a label"),
            ("age >=", 7, "expected a value"),
            ("age >= and b", 8, "expected a value, not and"),
            ("(age > 3", 9, r"expected \) to close the parenthesis at character 1"),
            ("age > 3)", 8, r"expected and, or, or the end, not \)"),
            ("gender in male", 11, r"expected \( after in"),
            ("gender in ()", 12, "expected a value"),
            ("gender in (a b)", 14, r"expected \)"),
            ("a b", 3, "expected and, or, or the end, not b"),
            ("name = 'x", 8, "quote is not closed"),
            ("a ! b", 3, "! means nothing here; write != for unequal"),
            ("age is old", 8, "expected known or unknown"),
            ("= 3", 1, "expected the name of a label, not ="),
            ("'' = 3", 1, "the name of a label is empty"),
            ("a = ''", 5, "an empty value"),
            ("or", 1, "expected the name of a label, not or"),
            ("(" * 60, 51, "nested"),
            ("not " * 60 + "a", 201, "nested"),
            ("a and " * 500 + "a", 1, "more than 400 conditions"),
            ("a" * 30_000, 20_001, "longer than 20000"),
        ],
    )
    def test_say_where(self, asked: str, place: int, words: str) -> None:
        with pytest.raises(QueryError, match=words) as caught:
            parse(asked)
        assert caught.value.position == place - 1
        assert f"at character {place}:" in str(caught.value)
        assert isinstance(caught.value, UsageError)

    def test_a_label_that_there_is_not(self) -> None:
        with pytest.raises(QueryError, match="character 11: there is no label gendr; did you mean"):
            check_names(parsed("age=3 and gendr=male"), ["age", "Gender"])
        with pytest.raises(QueryError, match="no picture has labels yet"):
            check_names(parsed("age"), [])
        check_names(parsed("AGE or gender"), ["age", "Gender"])

    @given(st.text(st.sampled_from("a1 ='\"()<>!,é?%_;-"), max_size=20))
    def test_any_text_is_read_or_refused(self, asked: str) -> None:
        query, position = None, 0
        try:
            query = parse(asked)
        except QueryError as error:
            position = error.position
        assert 0 <= position <= len(asked)
        assert query is None or parse(text(query)) == query


NAMES = ("age", "Gender", "has hat", "glasses(mask)", "not", "ärger", 'a"b')
WORDS = st.one_of(
    st.sampled_from(["male", "MALE", "female", "no", "NO", "yes", "and", "100%", "a_b", "!", "Ä"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=4),
)
NUMBERS = st.one_of(st.integers(-3, 3).map(float), st.floats(allow_nan=False, allow_infinity=False))
VALUES: st.SearchStrategy[Value] = st.one_of(
    NUMBERS.map(lambda number: number + 0.0),
    WORDS.map(value_of).filter(lambda value: value is not None),  # type: ignore[arg-type]
)
TABLES = st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES), max_size=6)
NAMED = st.sampled_from((*NAMES, "AGE", "absent"))
CONDITIONS = st.one_of(
    st.builds(Compare, NAMED, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), VALUES),
    st.builds(OneOf, NAMED, st.lists(VALUES, min_size=1, max_size=3).map(tuple)),
    st.builds(Contains, NAMED, WORDS.filter(bool)),
    st.builds(Known, NAMED),
    st.builds(Flag, NAMED),
)


def several(
    parts: st.SearchStrategy[Query], kind: type[And] | type[Or]
) -> st.SearchStrategy[Query]:
    """Two parts or more, none of the kind itself: so the parser gives them."""
    unlike = parts.filter(lambda part: not isinstance(part, kind))
    return st.lists(unlike, min_size=2, max_size=3).map(lambda found: kind(tuple(found)))


QUERIES: st.SearchStrategy[Query] = st.recursive(
    CONDITIONS,
    lambda parts: st.one_of(several(parts, And), several(parts, Or), st.builds(Not, parts)),
    max_leaves=8,
)


def found(query: Query, table: list[dict[str, Value]]) -> set[int]:
    return {row for row, labels in enumerate(table) if matches(query, labels)}


def found_by_sql(query: Query, table: list[dict[str, Value]]) -> set[int]:
    columns = {name_key(name): f"v{place}" for place, name in enumerate(NAMES)}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE shown (id, {', '.join(columns.values())})")
        for row, labels in enumerate(table):
            values = [stored(labels[name]) if name in labels else None for name in NAMES]
            marks = ", ".join("?" * (len(NAMES) + 1))
            connection.execute(f"INSERT INTO shown VALUES ({marks})", [row, *values])
        where, parameters = to_sql(query, columns)
        rows = connection.execute(f"SELECT id FROM shown WHERE {where}", parameters)
        return {number for (number,) in rows}


class TestLaws:
    @given(QUERIES, TABLES)
    def test_sql_means_the_same(self, query: Query, table: list[dict[str, Value]]) -> None:
        assert found_by_sql(query, table) == found(query, table)

    @given(QUERIES)
    def test_text_and_back(self, query: Query) -> None:
        assert parse(text(query)) == query

    @given(QUERIES)
    def test_chips_join_to_the_query(self, query: Query) -> None:
        assert parse(" and ".join(chips(query))) == query

    @settings(max_examples=50)
    @given(QUERIES, QUERIES, TABLES)
    def test_sets(self, one: Query, other: Query, table: list[dict[str, Value]]) -> None:
        everything = set(range(len(table)))
        a, b = found(one, table), found(other, table)
        assert found(Not(one), table) == everything - a
        assert found(And((one, other)), table) == a & b
        assert found(Or((one, other)), table) == a | b
        assert found(Not(And((one, other))), table) == found(Or((Not(one), Not(other))), table)
        assert found_by_sql(Not(Or((one, other))), table) == everything - a - b

    @given(CONDITIONS, st.dictionaries(st.sampled_from(NAMES), VALUES))
    def test_case_of_names_makes_no_difference(
        self, condition: Query, labels: Mapping[str, Value]
    ) -> None:
        louder = {name.upper(): value for name, value in labels.items()}
        assert matches(condition, labels) == matches(condition, louder)


def test_what_the_user_wrote_is_never_in_the_sql() -> None:
    evil = "x'; DROP TABLE picture; --"
    where, parameters = to_sql(
        And((Compare("age", "=", evil), OneOf("age", (evil,)), Contains("age", evil))),
        {"age": "v1"},
    )
    assert "DROP" not in where
    assert sum("DROP" in str(each) for each in parameters) == 3


def test_chips_of_an_or_keep_their_parentheses() -> None:
    assert chips(parse("(a or b) and not c and d = 'e f'")) == ["(a or b)", "not c", 'd = "e f"']
    assert chips(parse("a or b")) == ["(a or b)"]
    assert chips(None) == []
