from __future__ import annotations

import numpy as np

from dfi_studio.session.trays import Trays
from dfi_studio.ui.browser.comparison import Row, compare, heat_map, mean_picture, spread


def flat(level: int) -> np.ndarray:
    return np.full((4, 4, 3), level, np.uint8)


def test_the_mean_is_the_mean() -> None:
    mean = mean_picture([flat(10), flat(20), flat(60)])
    assert mean is not None
    assert (mean == 30).all()
    assert mean_picture([]) is None


def test_the_heat_map_grows_lighter_with_the_difference() -> None:
    target = flat(100)
    target[0, 0], target[0, 1] = 110, 160
    heat = heat_map(flat(100), target)
    assert heat is not None
    lightness = heat.astype(int).sum(axis=2)
    assert lightness[1, 1] < lightness[0, 0] < lightness[0, 1]
    assert heat_map(None, target) is None


def test_pictures_are_taken_evenly() -> None:
    assert spread(range(5), 10) == range(5)
    taken = spread(range(1000), 10)
    assert len(taken) == 10
    assert (taken[0], taken[-1]) == (0, 999)


def test_an_unreadable_picture_is_left_out_and_one_tray_is_not_balanced() -> None:
    row = Row("smile", "smile", "10%", "20%", 0.3)
    pictures = {1: flat(0), 2: None, 3: flat(200)}
    found = compare(Trays((1, 2), (3,)), picture=pictures.get, balance=lambda trays: [row])
    assert found.source is not None
    assert found.source.max() == 0
    assert found.rows == (row,)
    one = compare(Trays((1,)), picture=pictures.get, balance=lambda trays: [row])
    assert one.rows == ()
    assert one.heat is None
