from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QStyle
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.ui.window.fade import Fade

OLD, NEW = freeze(np.zeros((2, 3, 3))), freeze(np.ones((2, 3, 3)))


def lasting(milliseconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    style = QApplication.style()
    ask = style.styleHint

    def answer(hint: QStyle.StyleHint, *rest: Any) -> int:
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return milliseconds
        return ask(hint, *rest)

    monkeypatch.setattr(style, "styleHint", answer)
    monkeypatch.setattr(QApplication, "style", lambda: style)


def test_the_old_picture_goes_bit_by_bit(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    lasting(200, monkeypatch)
    shares: list[float] = []
    fade = Fade(lambda: shares.append(float(fade.over(NEW).mean())))
    fade.begin(OLD)
    qtbot.waitUntil(lambda: not fade.runs)
    assert shares == sorted(shares)
    assert any(0 < each < 1 for each in shares)
    assert fade.over(NEW) is NEW


def test_it_takes_no_time_where_nothing_may_move(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lasting(0, monkeypatch)
    fade = Fade(lambda: None)
    fade.begin(OLD)
    assert fade.over(NEW) is NEW
    assert not fade.runs


def test_pictures_of_two_sizes_do_not_mix(qtbot: QtBot) -> None:
    fade = Fade(lambda: None)
    fade.begin(freeze(np.zeros((5, 5, 3))))
    assert fade.over(NEW) is NEW
    assert not fade.runs
