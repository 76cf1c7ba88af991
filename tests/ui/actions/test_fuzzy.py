from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.ui.actions.fuzzy import best, score

COMMANDS = [
    "Save project", "Save project as", "Export the result", "Split", "Side by side",
    "Keyboard shortcuts", "Add older", "Zoom in", "Take a snapshot",
]  # fmt: skip


def found(typed: str, texts: Sequence[str] = COMMANDS) -> list[int]:
    return best(typed, [(text, "") for text in texts])


def first(typed: str) -> str:
    return COMMANDS[found(typed)[0]]


def test_few_letters_find_what_is_meant() -> None:
    assert first("sp") == "Save project"
    assert first("spa") == "Save project as"
    assert first("spl") == "Split"
    assert first("sbs") == "Side by side"
    assert first("snap") == "Take a snapshot"
    assert first("OLDER add") == "Add older"


def test_nothing_typed_keeps_the_order_and_nonsense_finds_nothing() -> None:
    assert found("", ["b", "a", "c"]) == [0, 1, 2]
    assert found("xyzzy") == []
    assert score("zi", "Zoom in") is not None
    assert score("iz", "Zoom in") is None  # letters come in their order


def test_what_is_read_comes_before_what_is_known_besides() -> None:
    texts = [("Pause", "Solve"), ("Cancel", "Solve"), ("Save as", "File")]
    assert best("s", texts) == [2, 0, 1]
    assert best("pause solve", texts) == [0]


@given(st.text(max_size=20), st.text(max_size=40))
def test_a_fit_holds_every_letter_in_order(typed: str, text: str) -> None:
    fits = score(typed, text) is not None
    expected = True
    for word in typed.casefold().split():
        rest = iter(text.casefold())
        expected = expected and all(letter in rest for letter in word)
    assert fits is expected


@given(st.text(min_size=1, max_size=30))
def test_a_text_finds_itself(text: str) -> None:
    assert score(text, text) is not None
