"""Agreement by columns means what `labels.LabelTable` means picture by picture."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.library.catalog.labelling import Column
from dfi_studio.library.label_agreement import Agreement
from dfi_studio.library.labels import LabelTable


def column(values: list[float | str | None]) -> Column:
    words = np.full(len(values), None, np.object_)
    numbers = np.full(len(values), math.nan)
    for place, value in enumerate(values):
        if isinstance(value, str):
            words[place] = value
        elif value is not None:
            numbers[place] = value
    return Column(numbers, words)


def test_the_count_of_labels_that_differ() -> None:
    agreement = Agreement(
        {
            "gender": column(["male", "Male", "female", None, None]),
            "age": column([20.0, 21.0, 90.0, 20.0, None]),
        },
        5,
    )
    found = agreement.differing(0)
    assert found is not None
    assert found.tolist() == [0, 0, 2, 0, 2]


def test_a_word_differs_from_a_number() -> None:
    agreement = Agreement({"age": column([30.0, "old", 31.0])}, 3)
    assert agreement.differing(0).tolist() == [0, 1, 1]  # type: ignore[union-attr]
    assert agreement.differing(1).tolist() == [1, 0, 1]  # type: ignore[union-attr]


@pytest.mark.parametrize("columns", [{}, {"age": column([None, 3.0])}])
def test_without_own_labels_there_is_no_answer(columns: dict[str, Column]) -> None:
    assert Agreement(columns, 2).differing(0) is None


rows = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 9)), st.one_of(st.none(), st.sampled_from("ab"))),
    min_size=1,
    max_size=8,
)


@given(rows=rows, data=st.data())
def test_it_is_the_meaning_of_the_label_table(
    rows: list[tuple[int | None, str | None]], data: st.DataObject
) -> None:
    own = data.draw(st.integers(0, len(rows) - 1))
    columns = {
        "n": column([None if n is None else float(n) for n, _ in rows]),
        "w": column([w for _, w in rows]),
    }
    paths = [Path(f"/{place}") for place in range(len(rows))]
    texts = {
        path: {name: str(v) for name, v in (("n", n), ("w", w)) if v is not None}
        for path, (n, w) in zip(paths, rows, strict=True)
    }
    table = LabelTable({path: known for path, known in texts.items() if known})
    want, found = (
        table.disagreements(paths[own], paths),
        Agreement(columns, len(rows)).differing(own),
    )
    assert (None if found is None else found.tolist()) == (None if want is None else want.tolist())
