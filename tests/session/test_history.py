from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.session.history import History

moves = st.lists(
    st.one_of(
        st.tuples(st.just("push"), st.integers(), st.sampled_from([None, "a", "b"])),
        st.tuples(st.sampled_from(["undo", "redo", "settle"])),
    ),
    max_size=60,
)


def played(script: list[tuple[object, ...]], **options: object) -> History[int]:
    history = History(0, **options)  # type: ignore[arg-type]
    for move in script:
        match move:
            case ("push", int(value), merge):
                history.push(value, "x", merge)  # type: ignore[arg-type]
            case (name,):
                getattr(history, str(name))()
    return history


@given(moves)
def test_undo_then_redo_is_nothing(script: list[tuple[object, ...]]) -> None:
    history = played(script, depth=10)
    assert history.position <= 10
    before = history.present.value
    if history.undo_label is not None:
        history.undo()
        history.redo()
    assert history.present.value == before
    values = [entry.value for entry in history.entries]
    while history.undo_label is not None:
        history.undo()
    while history.redo_label is not None:
        history.redo()
    assert [entry.value for entry in history.entries] == values


@given(st.lists(st.integers(), min_size=1))
def test_a_drag_is_one_step(values: list[int]) -> None:
    history = History(0)
    for value in values:
        history.push(value, "strength", "alpha")
    assert history.present.value == values[-1]
    history.undo()
    assert history.present.value == 0


def test_a_drag_after_letting_go_is_another_step() -> None:
    history = History(0)
    history.push(1, "strength", "alpha")
    history.settle()
    history.push(2, "strength", "alpha")
    history.undo()
    assert history.present.value == 1


def test_a_drag_after_undo_is_another_step() -> None:
    history = played([("push", 1, "a"), ("push", 2, "b"), ("undo",), ("push", 3, "a"), ("undo",)])
    assert history.present.value == 1


def test_a_new_change_forgets_the_future() -> None:
    history = played([("push", 1, None), ("push", 2, None), ("undo",), ("push", 3, None)])
    assert history.redo_label is None
    assert [entry.value for entry in history.entries] == [0, 1, 3]


def test_jump_goes_anywhere_and_forgets_nothing() -> None:
    history = played([("push", 1, None), ("push", 2, None), ("push", 3, None)])
    history.jump(1)
    assert (history.present.value, history.redo_label) == (1, "x")
    assert len(history.entries) == 4
    with pytest.raises(IndexError, match="no step 4"):
        history.jump(4)


@given(st.lists(st.integers(1, 50), max_size=30))
def test_weight_stays_within_the_budget(weights: list[int]) -> None:
    history = History(0, budget=100, weigh=sum)
    for weight in weights:
        history.push(weight, "photo")
        assert history.present.value == weight
        assert sum(entry.value for entry in history.entries) <= 100
