"""A query as a condition in SQL: what the user wrote travels as parameters only.

A label that a picture lacks is NULL, and a comparison with NULL is neither true nor false in SQL;
``IS NOT TRUE`` makes the negation of it true, as `conditions` has it. Words sort after numbers,
hence the bounds by type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dfi_studio.library.catalog.conditions import (
    And,
    Compare,
    Condition,
    Contains,
    Flag,
    Known,
    Not,
    OneOf,
    Or,
    Query,
)
from dfi_studio.library.catalog.values import NO_WORDS, Value, name_key

_WILD = re.compile("([%_!])")
_ESCAPED = r"!\1"

Sql = tuple[str, list[Value]]
"""A condition with ``?`` for each of the parameters."""


def to_sql(query: Query | None, columns: Mapping[str, str]) -> Sql:
    """Return the condition that a query sets.

    Parameters
    ----------
    query : Query or None
        None for the one that every picture meets.
    columns : mapping of str to str
        `values.name_key` of each label -> its column in the table `shown`. A label that is not
        among them is one that no picture has.
    """
    match query:
        case None:
            return "1", []
        case And(parts):
            return _joined(parts, " AND ", columns)
        case Or(parts):
            return _joined(parts, " OR ", columns)
        case Not(part):
            inner, parameters = to_sql(part, columns)
            return f"(({inner}) IS NOT TRUE)", parameters
        case _:
            column = columns.get(name_key(query.name))
            return ("0", []) if column is None else _condition(query, column)


def _joined(parts: tuple[Query, ...], word: str, columns: Mapping[str, str]) -> Sql:
    made = [to_sql(part, columns) for part in parts]
    return (
        "(" + word.join(each for each, _ in made) + ")",
        [parameter for _, parameters in made for parameter in parameters],
    )


def _condition(condition: Condition, column: str) -> Sql:
    match condition:
        case Compare(_, sign, value):
            return _compared(column, sign, value)
        case OneOf(_, values):
            made = [_compared(column, "=", value)[0] for value in values]
            return f"({' OR '.join(made)})", list(values)
        case Contains(_, part):
            pattern = f"%{_WILD.sub(_ESCAPED, part)}%"
            return f"({column} >= '' AND {column} LIKE ? ESCAPE '!')", [pattern]
        case Known():
            return f"({column} IS NOT NULL)", []
        case Flag():
            marks = ", ".join("?" for _ in NO_WORDS)
            return f"({column} > 0 AND {column} COLLATE NOCASE NOT IN ({marks}))", [*NO_WORDS]


def _compared(column: str, sign: str, value: Value) -> Sql:
    if isinstance(value, str):
        return f"({column} >= '' AND {column} {sign} ? COLLATE NOCASE)", [value]
    return f"({column} < '' AND {column} {sign} ?)", [value]
