"""Colours that can be told apart, as WCAG 2.1 AA asks: text by 4.5 to 1, controls by 3 to 1."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from dfi_studio.ui.theme import DARK, LIGHT, Colours

TEXT, CONTROL = 4.5, 3.0
PAIRS = {
    "text": (TEXT, ("window", "base", "raised", "hover", "pressed")),
    "quiet": (TEXT, ("window", "base", "raised", "hover", "pressed")),
    "wrong": (TEXT, ("window", "base", "raised", "hover", "pressed")),
    "on_accent": (TEXT, ("accent",)),
    "on_surround": (TEXT, ("surround", "card", "card_hover")),
    "on_surround_quiet": (TEXT, ("surround", "card", "card_hover")),
    "accent": (CONTROL, ("window", "base", "raised", "hover", "pressed", "groove", "surround")),
    "bound": (CONTROL, ("window", "base", "raised", "hover")),
    "scroll": (CONTROL, ("window", "base", "raised")),
    "card_edge": (CONTROL, ("surround", "card")),
}
"""What lies on what. `faint` is the text of what cannot be used now, which WCAG leaves out;
`edge`, `groove` and `share` part areas, and what they show is also said in numbers."""
LINKS = ("window", "base")
"""The grounds on which the accent is a text: links of the guide, a tab that has the focus."""


def luminance(name: str) -> float:
    """The relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    colour = QColor(name)
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("front", PAIRS)
def test_what_lies_on_a_ground_stands_out(theme: Colours, front: str) -> None:
    least, grounds = PAIRS[front]
    found = {each: contrast(getattr(theme, front), getattr(theme, each)) for each in grounds}
    assert min(found.values()) >= least, found


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_links_can_be_read(theme: Colours) -> None:
    assert min(contrast(theme.accent, getattr(theme, each)) for each in LINKS) >= TEXT
