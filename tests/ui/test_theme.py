from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dfi_studio.ui.theme import (
    DARK,
    LIGHT,
    Colours,
    Theme,
    colours,
    dress,
    icon,
    palette,
    put_icon,
    put_symbol,
    remembered_theme,
    theme,
)

GROUNDS = ("window", "base", "raised", "hover", "pressed")
PAIRS = [
    *((ink, ground, 4.5) for ink in ("text", "quiet") for ground in GROUNDS[:4]),
    ("text", "window", 7.0), ("text", "base", 7.0), ("text", "pressed", 4.5),
    ("wrong", "window", 4.5), ("wrong", "raised", 4.5),
    ("on_accent", "accent", 4.5), ("accent", "window", 4.5), ("accent", "base", 4.5),
    ("on_surround", "surround", 7.0), ("on_surround", "card", 7.0),
    ("on_surround", "card_hover", 7.0), ("on_surround_quiet", "surround", 4.5),
    ("on_surround_quiet", "card", 4.5), ("on_surround_quiet", "card_hover", 4.5),
]  # fmt: skip


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    dress(qapp, Theme.LIGHT)


@pytest.mark.parametrize("chosen", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_text_is_readable_on_every_ground(
    chosen: Colours, ink: str, ground: str, least: float
) -> None:
    assert contrast(getattr(chosen, ink), getattr(chosen, ground)) >= least


@pytest.mark.parametrize("chosen", [LIGHT, DARK], ids=["light", "dark"])
def test_the_palette_holds_the_colours(qapp: QApplication, chosen: Colours) -> None:
    made = palette(chosen)
    assert made.window().color() == QColor(chosen.window)
    dull = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert dull == QColor(chosen.faint)


def test_the_choice_dresses_the_whole_application(app: QApplication, qtbot: QtBot) -> None:
    button, label = QPushButton(), QLabel()
    for each in (button, label):
        qtbot.addWidget(each)
    put_icon(button, "stop")
    put_symbol(label, "warning", 20)
    shown = []
    for chosen in (Theme.LIGHT, Theme.DARK):
        dress(app, chosen)
        assert theme() is chosen
        assert app.palette().window().color() == QColor(colours().window)
        assert colours().accent in app.styleSheet()
        icons = button.icon().pixmap(16).toImage(), label.pixmap().toImage()
        shown.append([each.pixelColor(*place) for each, place in zip(icons, inks(), strict=True)])
    assert all(
        light.lightness() < 128 < dark.lightness() for light, dark in zip(*shown, strict=True)
    )


def test_a_heavy_word_stays_heavy(app: QApplication, qtbot: QtBot) -> None:
    label = QLabel("current")
    qtbot.addWidget(label)
    dress(app, Theme.LIGHT)
    label.show()
    font = QFont(label.font())
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    for chosen in (Theme.DARK, Theme.LIGHT):
        dress(app, chosen)
        assert label.font().weight() == QFont.Weight.DemiBold


def inks() -> list[tuple[int, int]]:
    """Return a pixel that is ink, of the icon on the button and of the one on the label."""
    found = []
    for name, side in (("stop", 16), ("warning", 20)):
        drawn = icon(name).pixmap(side).toImage()
        places = ((x, y) for y in range(drawn.height()) for x in range(drawn.width()))
        found.append(max(places, key=lambda place: drawn.pixelColor(*place).alpha()))
    return found


def test_a_call_without_a_choice_keeps_it(app: QApplication) -> None:
    dress(app, Theme.DARK)
    dress(app)
    assert (theme(), colours()) == (Theme.DARK, DARK)
    dress(app, Theme.SYSTEM)
    assert theme() is Theme.SYSTEM


def test_the_choice_is_remembered(settings: QSettings) -> None:
    assert remembered_theme(settings) is Theme.SYSTEM
    settings.setValue("window/theme", "dark")
    assert remembered_theme(settings) is Theme.DARK
    settings.setValue("window/theme", "pink")
    assert remembered_theme(settings) is Theme.SYSTEM


def test_icons_are_checked_by_name(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg"):
        icon("nothing")


def contrast(ink: str, ground: str) -> float:
    """WCAG 2.1's contrast ratio."""

    def luminance(colour: str) -> float:
        parts = QColor(colour).getRgbF()[:3]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)
