"""A few cases of every kind of file in every run of the tests; `python tests/fuzz` runs more."""

from __future__ import annotations

import pytest
from fuzz.engine import run_apart
from fuzz.kinds import KINDS

CASES = 120


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_every_changed_file_is_read_or_refused_in_one_sentence() -> None:
    found = run_apart(list(KINDS), range(CASES), 0)
    failures = [str(each) for figures in found.values() for each in figures.failures]
    assert not failures, "\n".join(failures[:10])
    assert {each.cases for each in found.values()} == {CASES}
    assert sum(each.accepted for each in found.values()) > CASES  # else nothing is tried at all
