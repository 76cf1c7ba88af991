"""A window that is killed at any moment loses nothing that is older than a second."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from journal_kill import exactly, killed, replayed


@pytest.mark.parametrize("seed", range(4))
def test_what_is_left_is_exactly_what_was_there_less_than_a_second_ago(
    tmp_path: Path, seed: int
) -> None:
    after = random.Random(seed).uniform(0.5, 2.5)
    result = killed(tmp_path, seed=seed, after=after)
    assert result.lost_s < 1  # so only what was killed in its first second may leave nothing
    assert (result.project is None) == (result.kept == 0)
    assert result.kept <= result.made
    if result.project is not None:
        assert exactly(result.project, replayed(seed, result.kept))
