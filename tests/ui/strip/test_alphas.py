from __future__ import annotations

from dfi_studio.ui.strip.alphas import FIVE, NINE, SEVEN, alphas_that_fit, nearest, written


def test_as_many_strengths_as_fit() -> None:
    assert [alphas_that_fit(width, least=70) for width in (100, 489, 490, 629, 630, 4000)] == [
        FIVE, FIVE, SEVEN, SEVEN, NINE, NINE
    ]  # fmt: skip


def test_strengths_are_written_briefly_and_the_nearest_is_found() -> None:
    assert [written(each) for each in (-2.0, 0.5, 0.0, 1.3000000001, -0.0)] == [
        "\N{MINUS SIGN}2", "0.5", "0", "1.3", "0"
    ]  # fmt: skip
    assert [nearest(NINE, each) for each in (9.0, 0.25, 1.3, -7)] == [4.0, 0.0, 1.5, -2.0]
