from __future__ import annotations

from pathlib import Path

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.library.picture_sets import picture_set
from dfi_studio.session.trays import Desk, Labelling, Role, Trays, write_set

IDS = st.lists(st.integers(1, 30), max_size=12)
ROLES = st.sampled_from(Role)


@given(st.lists(st.tuples(ROLES, IDS)))
def test_no_picture_is_twice_in_a_tray_or_in_both(puts: list[tuple[Role, list[int]]]) -> None:
    trays = Trays()
    for role, ids in puts:
        trays = trays.put(role, ids)
        assert set(ids) <= set(trays.of(role))
    both = [*trays.source, *trays.target]
    assert len(both) == len(set(both))


@given(IDS, IDS, IDS)
def test_what_is_taken_is_gone_and_the_rest_stays(
    source: list[int], target: list[int], gone: list[int]
) -> None:
    trays = Trays().put(Role.SOURCE, source).put(Role.TARGET, target)
    left = trays.take(gone)
    assert left.source == tuple(each for each in trays.source if each not in gone)
    assert left.target == tuple(each for each in trays.target if each not in gone)


def test_filling_replaces_one_tray_and_swapping_exchanges_both() -> None:
    trays = Trays((1, 2), (3,)).fill(Role.TARGET, [2, 4])
    assert trays == Trays((1,), (2, 4))
    assert trays.swapped() == Trays((2, 4), (1,))


def test_a_desk_remembers_what_its_trays_were_filled_by() -> None:
    desk = Desk().filled(Trays((1,), (2,)), ("age < 30", "age > 60"))
    labelled = desk.with_labelling(Labelling((1,), "smile", "1", None))
    assert labelled.query(Role.TARGET) == "age > 60"
    assert labelled.trays == desk.trays
    assert labelled != desk


def test_equal_sets_are_one_file_that_can_be_read_as_a_set(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number} ä.png" for number in range(3)]
    for path in paths:
        PIL.Image.new("RGB", (40, 40)).save(path)
    first = write_set(tmp_path / "sets", paths)
    assert write_set(tmp_path / "sets", paths) == first
    assert write_set(tmp_path / "sets", paths[:2]) != first
    assert picture_set(str(first)).paths == tuple(paths)
    named = write_set(tmp_path / "sets", paths, words="age >= 60 and 'a b'")
    assert named.name.startswith("age-60-and-a-b-")


@pytest.mark.parametrize("role", Role)
def test_the_other_role_is_the_other(role: Role) -> None:
    assert role.other is not role
    assert role.other.other is role
