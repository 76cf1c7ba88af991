"""Queries, from text to text: all that a caller needs of them under one name."""

from __future__ import annotations

from dfi_studio.library.catalog.conditions import (
    And,
    Compare,
    Contains,
    Flag,
    Known,
    Not,
    OneOf,
    Or,
    Query,
    chips,
    conditions,
    matches,
    quoted,
    text,
)
from dfi_studio.library.catalog.parser import QueryError, check_names, parse
from dfi_studio.library.catalog.sql import to_sql

__all__ = [
    "And",
    "Compare",
    "Contains",
    "Flag",
    "Known",
    "Not",
    "OneOf",
    "Or",
    "Query",
    "QueryError",
    "check_names",
    "chips",
    "conditions",
    "matches",
    "parse",
    "quoted",
    "text",
    "to_sql",
]
