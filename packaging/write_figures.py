"""Write the tables of measured figures anew, from the one file that holds them.

    python3 packaging/write_figures.py

`docs/figures.json` says of each figure what it is, what was found, the command that finds it again,
on which machine, and into which table it goes. The tables stand between two marks in a page; what
is around them is left alone. A test holds that the pages say what the file says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "docs" / "figures.json"
_UNTOLD = "not measured yet"

Figure = dict[str, str]


def main() -> None:
    """Write every table into its page."""
    for page, text in pages().items():
        page.write_text(text, encoding="utf-8")
        print(f"{page.relative_to(ROOT)} is written.")


def pages() -> dict[Path, str]:
    """Return each page that has tables, as it ought to be.

    Raises
    ------
    ValueError
        A figure lacks something, or a page lacks the marks of a table.
    """
    told = json.loads(FIGURES.read_text(encoding="utf-8"))
    figures = [_checked(each, told["machines"]) for each in told["figures"]]
    written = {}
    for name in ("README.md", "docs/quality.md"):
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        for group in sorted({each["group"] for each in figures}):
            own = [each for each in figures if each["group"] == group]
            table = _with_commands(own) if page.parent == FIGURES.parent else _brief(own)
            text = _put(text, group, table)
        written[page] = text
    unplaced = {each["group"] for each in figures} - {
        group for text in written.values() for group in re.findall(r"<!-- figures: (\w+) -->", text)
    }
    if unplaced:
        raise ValueError(f"No page has a table for {', '.join(sorted(unplaced))}.")
    return written


def _checked(figure: Figure, machines: dict[str, str]) -> Figure:
    wanted = {"group", "figure", "value", "command", "machine"}
    if set(figure) != wanted or not (figure["figure"] and figure["command"]):
        raise ValueError(f"{figure} is not a figure: it needs {', '.join(sorted(wanted))}.")
    if figure["machine"] not in machines:
        raise ValueError(f"{figure['figure']}: there is no machine {figure['machine']}.")
    return figure


def _put(text: str, group: str, table: str) -> str:
    begin, end = f"<!-- figures: {group} -->\n", "<!-- end of figures -->"
    before, found, after = text.partition(begin)
    if not found:
        return text
    if end not in after:
        raise ValueError(f"The table {group} has no end: {end}")
    return before + begin + table + end + after.partition(end)[2]


def _brief(figures: Iterable[Figure]) -> str:
    rows = [f"| {each['figure']} | {each['value'] or _UNTOLD} |" for each in figures]
    return "\n".join(["| | |", "|---|---|", *rows, ""])


def _with_commands(figures: Iterable[Figure]) -> str:
    rows = [
        f"| {each['figure']} | {each['value'] or _UNTOLD} | `{each['command']}` |"
        for each in figures
    ]
    return "\n".join(["| Figure | Value | Command |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    main()
