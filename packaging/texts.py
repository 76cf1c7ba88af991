"""Gather the texts of the window for its translations: `python packaging/texts.py`.

Brings `resources/languages/*.json` up to date with the source: a text that is new is added without
a translation, one that is gone is taken out and told. A test fails until every text has one again.
`--ask CODE` prints what has none, numbered; `--answer CODE FILE` takes lines of a number, a blank
and the translation.

A text of the window is what stands in quotes in a call of `tr`, `_tr`, `translated`, `translate`
or `QT_TRANSLATE_NOOP`, and in the place of a parameter `label`, `help` or `unit` of a function or
class of the layers below: the window shows what those declare. Whoever adds one runs this.
"""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ROOT / "resources" / "languages"

_MARKS = {"tr": 0, "_tr": 0, "translated": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}
"""The calls that hold a text, and at which argument."""
_DECLARING = ("label", "help", "unit")
"""The parameters of functions below the window whose words it shows."""
_BELOW = ("core", "session", "pipeline", "library")
Places = dict[str, tuple[tuple[int, str], ...]]


def texts() -> list[str]:
    """Return every text of the window, in the order of the alphabet."""
    package = ROOT / "dfi_studio"
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))
    }
    declaring: Places = {}
    for path, tree in trees.items():
        if path.relative_to(package).parts[0] in _BELOW:
            declaring |= dict(_declaring(tree))
    found: set[str] = set()
    for path, tree in trees.items():
        place = path.relative_to(package).parts[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                shown = _marked(node) if place in ("ui", "app") else iter(())
                found |= {*shown, *_declared(node, declaring)}
            elif place in _BELOW and isinstance(node, ast.FunctionDef):
                found |= set(_defaults(node))
    return sorted(each for each in found if any(letter.isalpha() for letter in _bare(each)))


def _bare(text: str) -> str:
    """Return a text without its placeholders: "{}: {}" has nothing to translate."""
    return "".join(part.split("{")[0] for part in text.split("}"))


def _literals(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an argument may be: a choice between two has both."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _marked(call: ast.Call) -> Iterator[str]:
    at = _MARKS.get(_name(call))
    if at is not None and len(call.args) > at:
        yield from _literals(call.args[at])


def _declaring(tree: ast.Module) -> Iterator[tuple[str, tuple[tuple[int, str], ...]]]:
    """Yield the functions and classes that take words, with the places of those among theirs."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.FunctionDef):
            names = [each.arg for each in (*node.args.args, *node.args.kwonlyargs)]
            names = names[1:] if names[:1] in (["self"], ["cls"]) else names
        elif isinstance(node, ast.ClassDef):
            fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
            names = [each.target.id for each in fields if isinstance(each.target, ast.Name)]
        places = tuple((at, each) for at, each in enumerate(names) if each in _DECLARING)
        if places and isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, places


def _declared(call: ast.Call, declaring: Places) -> Iterator[str]:
    for at, name in declaring.get(_name(call), ()):
        if at < len(call.args):
            yield from _literals(call.args[at])
        for keyword in call.keywords:
            if keyword.arg == name:
                yield from _literals(keyword.value)


def _defaults(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the words that a function takes where it is given none."""
    places = [*function.args.posonlyargs, *function.args.args]
    taking = places[len(places) - len(function.args.defaults) :]
    for argument, default in zip(taking, function.args.defaults, strict=True):
        if argument.arg in _DECLARING:
            yield from _literals(default)


def read(path: Path) -> dict[str, str]:
    """Return the translations of a file, by the text."""
    made: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return made


def write(path: Path, translations: Mapping[str, str]) -> None:
    """Write translations, a line each, in the order of the alphabet."""
    words = json.dumps(dict(sorted(translations.items())), ensure_ascii=False, indent=0)
    path.write_text(words + "\n", encoding="utf-8")


def update(path: Path, wanted: list[str]) -> None:
    """Bring a file up to date, and tell what has changed."""
    held = read(path)
    for gone in sorted(held.keys() - set(wanted)):
        print(f"{path.stem}: gone: {gone!r} ({held[gone]!r})")
    made = {each: held.get(each, "") for each in wanted}
    write(path, made)
    lacking = sum(not each for each in made.values())
    print(f"{path.stem}: {len(made)} texts, {lacking} without a translation")


def ask(path: Path) -> None:
    """Print what has no translation yet, numbered in the order of the file."""
    for number, (text, translation) in enumerate(read(path).items()):
        if not translation:
            print(number, json.dumps(text, ensure_ascii=False)[1:-1])


def answer(path: Path, answers: Path) -> None:
    """Take translations by the number that `ask` gave their texts."""
    held = read(path)
    order = list(held)
    for line in answers.read_text(encoding="utf-8").splitlines():
        number, _, translation = line.strip().partition(" ")
        if translation:
            held[order[int(number)]] = json.loads(f'"{translation}"')
    write(path, held)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Gather the texts of the window.")
    parser.add_argument("--ask", metavar="CODE", help="print what has no translation")
    parser.add_argument("--answer", nargs=2, metavar=("CODE", "FILE"), help="take translations")
    options = parser.parse_args()
    if options.ask:
        ask(LANGUAGES / f"{options.ask}.json")
    elif options.answer:
        answer(LANGUAGES / f"{options.answer[0]}.json", Path(options.answer[1]))
    else:
        wanted = texts()
        for path in sorted(LANGUAGES.glob("*.json")):
            update(path, wanted)


if __name__ == "__main__":
    main()
