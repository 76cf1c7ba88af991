from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.core.steps import Preview
from dfi_studio.session.document import Missing
from dfi_studio.ui.panels.solver_panel import SolverPanel, duration
from dfi_studio.ui.panels.terms import readable
from dfi_studio.ui.pixels import SHOWN_SIDE, from_qimage, to_qimage, to_shown
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.rendering.pace import Pace
from dfi_studio.ui.rendering.work import Phase, Work


def test_pixels_go_and_come_back() -> None:
    levels = np.random.default_rng(0).integers(0, 256, (7, 5, 3))
    image = freeze(levels / 255)
    picture = to_qimage(image)
    assert (picture.width(), picture.height()) == (5, 7)
    assert picture.pixelColor(4, 6).getRgb()[:3] == tuple(levels[6, 4])
    assert np.allclose(from_qimage(picture), image, atol=1e-6)


def test_what_is_transparent_lies_over_white() -> None:
    picture = QImage(3, 2, QImage.Format.Format_ARGB32)
    picture.fill(QColor(0, 0, 0, 0))
    assert from_qimage(picture).min() == 1
    with pytest.raises(ValueError, match="null"):
        from_qimage(QImage())


@pytest.mark.parametrize("size", [(40, 30), (9000, 20), (20, 6000)])
def test_a_picture_for_the_screen_is_no_larger_than_a_screen(size: tuple[int, int]) -> None:
    picture = to_shown(freeze(np.zeros((*size, 3))))
    assert max(picture.width(), picture.height()) == min(max(size), SHOWN_SIDE)


def test_the_recent_are_kept() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)
    assert recent.get("a") == 1
    recent.put("c", 3)
    assert (recent.get("a"), recent.get("b"), len(recent)) == (1, None, 2)


def test_pace_foretells_from_what_it_measured() -> None:
    pace = Pace()
    assert pace.seconds_left(0, 100, 50.0) is None
    assert pace.seconds_left(10, 100, 55.0) == pytest.approx(45)
    assert pace.seconds_left(100, 100, 100.0) == 0
    assert Pace().seconds_left(3, 0, 1.0) is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0:00"), (59.6, "1:00"), (61, "1:01"), (3600, "60:00")]
)
def test_durations_read_as_on_a_clock(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.01234, "0.0123"), (12.34, "12.3"), (12345.6, "12,346")]
)
def test_numbers_read_without_exponents(value: float, text: str) -> None:
    assert readable(value) == text


@pytest.mark.parametrize(
    ("work", "text", "can_stop", "can_render"),
    [
        (Work(Phase.WAITING, Missing.PHOTO), "Open a photo to begin.", False, False),
        (Work(Phase.WAITING), "Choose a set that can be used.", False, True),
        (Work(Phase.STARTING), "Starting…", True, False),
        (
            Work(Phase.LEARNING, label="learning the source", done=3, total=60),
            "Learning the source: 3 of 60",
            True,
            False,
        ),
        (Work(Phase.SOLVING, done=12, total=100), "Iteration 12 of at most 100", True, False),
        (Work(Phase.DONE, done=41), "Done after 41 iterations", False, True),
        (Work(Phase.STOPPED), "Stopped; the picture is kept", False, True),
    ],
)
def test_the_solver_says_where_it_is(
    qtbot: QtBot, work: Work, text: str, can_stop: bool, can_render: bool
) -> None:
    panel = SolverPanel()
    qtbot.addWidget(panel)
    panel.show_work(work)
    assert panel.state.text() == text
    assert (panel.stop.isEnabled(), panel.render_.isEnabled()) == (can_stop, can_render)


def test_the_solver_shows_each_term(qtbot: QtBot) -> None:
    panel = SolverPanel()
    qtbot.addWidget(panel)
    image = freeze(np.zeros((2, 2, 3)))
    preview = Preview(3, 10, 4.0, {"conv3_1": 2.0, "conv4_1": 1.0}, 1.0, image)
    panel.show_work(Work(Phase.SOLVING, None, "", 3, 10, 83.0, preview))
    texts = [each.text() for each in panel.terms.findChildren(QLabel) if each.text()]
    assert texts == ["whole", "4", "conv3_1", "2", "conv4_1", "1", "smoothness", "1"]
    assert panel.left.text() == "1:23 left"
