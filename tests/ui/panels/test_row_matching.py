from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.recipe import Direction, SavedAttribute
from dfi_studio.ui.panels.row_matching import kept_rows

directions = st.builds(
    Direction, st.sampled_from("abcd").map(SavedAttribute), st.sampled_from([0.0, 1.0])
)
stacks = st.lists(directions, max_size=5)


def stack(names: str) -> list[Direction]:
    return [Direction(SavedAttribute(name)) for name in names]


def test_a_moved_direction_takes_its_row_along() -> None:
    assert kept_rows(stack("abc"), stack("cab")) == [2, 0, 1]
    assert kept_rows(stack("abc"), stack("ac")) == [0, 2]
    assert kept_rows(stack("ac"), stack("abc")) == [0, None, 1]
    assert kept_rows(stack("ab"), stack("xy")) == [0, 1]  # exchanged where they stood
    assert kept_rows([], stack("ab")) == [None, None]


def test_twins_are_told_apart_by_their_strength() -> None:
    weak, strong = Direction(SavedAttribute("a"), 0.5), Direction(SavedAttribute("a"), 2)
    assert kept_rows([weak, strong], [strong, weak]) == [1, 0]


@given(old=stacks, new=stacks)
def test_no_row_shows_two_directions_and_none_is_made_in_vain(
    old: list[Direction], new: list[Direction]
) -> None:
    kept = kept_rows(old, new)
    rows = [row for row in kept if row is not None]
    assert len(kept) == len(new)
    assert len(set(rows)) == len(rows)
    assert set(rows) <= set(range(len(old)))
    for at, row in enumerate(kept):
        if row is None:  # then nothing that is alike was left without a direction
            left = set(range(len(old))) - set(rows)
            assert not any(old[each].attribute == new[at].attribute for each in left)


@given(old=stacks, data=st.data())
def test_an_order_is_followed(old: list[Direction], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(old))))
    kept = kept_rows(old, [old[at] for at in order])
    assert [old[row] for row in kept if row is not None] == [old[at] for at in order]


@given(old=stacks.filter(bool), data=st.data())
def test_a_drag_keeps_every_row(old: list[Direction], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(old) - 1))
    new = [*old[:at], Direction(old[at].attribute, 3.25), *old[at + 1 :]]
    assert kept_rows(old, new) == list(range(len(old)))
