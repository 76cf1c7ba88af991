import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.engine.neighbours import nearest, shortlist


def test_labels_decide_and_leave_only_ties_to_distance():
    short = shortlist(np.array([2, 0, 1, 1, 0, 1]), k=3)
    assert short.certain == (1, 4)
    assert short.contested == (2, 3, 5)
    assert short.places == 1


def test_without_doubt_nothing_is_measured():
    short = shortlist(np.array([2, 0, 1, 3]), k=3)
    assert short.certain == (0, 1, 2)
    assert not short.contested


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.integers(1, 50))
def test_the_shortlist_holds_the_k_with_fewest_differences(differing, k):
    counts = np.array(differing)
    short = shortlist(counts, k)
    assert len(short.certain) + short.places == min(k, len(differing))
    chosen = [*short.certain, *short.contested[: short.places]]
    assert sorted(counts[chosen]) == sorted(differing)[: len(chosen)]
    assert short.places == 0 or short.places < len(short.contested)
    assert not set(short.certain) & set(short.contested)


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5]), max_size=30), st.integers(0, 30))
def test_nearest_are_the_smallest_and_of_equal_ones_the_earlier(distances, places):
    found = nearest(distances, places)
    assert found == sorted(range(len(distances)), key=lambda i: (distances[i], i))[:places]


def test_nearest_of_none_is_none():
    assert nearest([], 3) == []


def test_zero_places_take_none():
    assert nearest([0.5, 0.1], 0) == []


@pytest.mark.parametrize("k", [3, 10])
def test_k_as_large_as_the_set_takes_all(k):
    assert shortlist(np.array([5, 1, 2]), k).certain == (0, 1, 2)
