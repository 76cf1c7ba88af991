"""The kinds of files that are fuzzed: how each is made, and how the program reads it."""

from __future__ import annotations

from fuzz.engine import Kind
from fuzz.kinds import arrays, commands, pictures, projects, settings, stores, tables, values

KINDS: dict[str, Kind] = {
    each.name: each
    for module in (pictures, projects, values, tables, arrays, stores, settings, commands)
    for each in module.KINDS
}
