from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.core.recipe import Contrast, FeatureSpace, Recipe
from dfi_studio.core.steps import Preview
from dfi_studio.session import edits
from dfi_studio.session.document import Document, Missing
from dfi_studio.session.session import Session
from dfi_studio.ui.actions import ACTIONS, Place, WindowState
from dfi_studio.ui.browser.commands import DatasetCommands
from dfi_studio.ui.browser.gathering import GatheringCommands
from dfi_studio.ui.browser.search import SearchCommands
from dfi_studio.ui.canvas.picture import PictureCanvas
from dfi_studio.ui.commands import Commands
from dfi_studio.ui.help import key_list
from dfi_studio.ui.main_window import MainWindow
from dfi_studio.ui.message_bar import MessageBar
from dfi_studio.ui.panels.attribute_panel import AttributePanel
from dfi_studio.ui.panels.set_picker import SetPicker
from dfi_studio.ui.panels.solver_panel import SolverPanel, duration, readable
from dfi_studio.ui.panels.strength_panel import StrengthPanel
from dfi_studio.ui.pixels import SHOWN_SIDE, from_qimage, to_qimage, to_shown
from dfi_studio.ui.recent import Recent
from dfi_studio.ui.theme import DARK, LIGHT, icon, palette
from dfi_studio.ui.work import Message, Pace, Phase, SetReport, Severity, Work


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


def test_notices_gather_and_an_error_takes_their_place(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.say(Message("a.jpg was skipped."))
    bar.say(Message("b.jpg was skipped."))
    bar.say(Message("b.jpg was skipped."))
    assert bar.text.text() == "a.jpg was skipped. (and 1 more)"
    assert bar.details.toPlainText() == "a.jpg was skipped.\nb.jpg was skipped."
    bar.unfold.click()
    assert not bar.details.isHidden()
    bar.say(Message("The disk is full.", Severity.ERROR))
    assert bar.text.text() == "The disk is full."
    assert bar.details.isHidden()
    assert bar.unfold.isHidden()
    bar.dismiss.click()
    assert bar.isHidden()


def dropped(path: Path, target: SetPicker) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, plain = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(QPoint(5, 5), copy, content, left, plain)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        drop = QDropEvent(QPointF(5, 5), copy, content, left, plain)
        QApplication.sendEvent(target, drop)


def test_a_set_is_typed_or_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    picker = SetPicker("From", "Pictures without.")
    qtbot.addWidget(picker)
    heard: list[str] = []
    picker.chosen.connect(heard.append)
    qtbot.keyClicks(picker.path, "  /pictures ")
    qtbot.keyClick(picker.path, Qt.Key.Key_Return)
    assert heard == ["/pictures"]
    picker.show_text("/pictures")
    qtbot.keyClick(picker.path, Qt.Key.Key_Return)
    assert heard == ["/pictures"]  # nothing new was said
    (tmp_path / "list.txt").write_text("a.png\n")
    (tmp_path / "a.png").write_bytes(b"")
    for name in ("", "list.txt", "a.png"):
        dropped(tmp_path / name, picker)
    assert heard[1:] == [str(tmp_path), str(tmp_path / "list.txt")]


def test_a_set_shows_its_count_or_its_error(qtbot: QtBot) -> None:
    picker = SetPicker("From", "Pictures without.")
    qtbot.addWidget(picker)
    picker.show_text("/pictures")
    picker.show_report(SetReport(1))
    assert (picker.count.text(), picker.error.isHidden()) == ("1 picture", True)
    picker.show_report(SetReport(error="It is empty."))
    assert (picker.count.text(), picker.error.text()) == ("", "It is empty.")
    assert not picker.error.isHidden()
    picker.show_text("")
    assert picker.error.isHidden()


def test_the_attribute_panel_and_the_document_agree(qtbot: QtBot) -> None:
    session, panel = Session(), AttributePanel()
    qtbot.addWidget(panel)
    panel.edited.connect(session.do)
    session.subscribe(lambda old, new: panel.show_document(new))
    panel.source.chosen.emit("young")
    panel.target.chosen.emit("old")
    panel.k.moved.emit(30.0)
    assert session.document.attribute == Contrast("young", "old", 30)
    panel.swap.click()
    assert (panel.source.path.text(), panel.target.path.text()) == ("old", "young")
    session.do(edits.use_attribute_file("older.safetensors", FeatureSpace(size=96)))
    assert panel.file.text() == "older.safetensors"
    assert panel.swap.isHidden()
    session.undo()
    assert not panel.swap.isHidden()
    assert panel.source.path.text() == "old"


def test_the_sliders_and_the_document_agree(qtbot: QtBot) -> None:
    session, panel = Session(), StrengthPanel()
    qtbot.addWidget(panel)
    panel.edited.connect(session.do)
    sliders = {
        panel.alpha: 2.5,
        panel.tv: 0.02,
        panel.tv_beta: 1.5,
        panel.size_: 96.0,
        panel.iterations: 40.0,
    }
    for slider, value in sliders.items():
        slider.moved.emit(value)
    recipe = session.document.recipe
    assert recipe.directions[0].alpha == 2.5
    assert (recipe.solver.tv, recipe.solver.tv_beta, recipe.solver.iterations) == (0.02, 1.5, 40)
    assert recipe.space.size == 96
    panel.show_document(session.document)
    assert {slider: slider.box.value() for slider in sliders} == sliders
    panel.show_document(Document(recipe=Recipe()))
    assert panel.alpha.box.value() == 1.0


@pytest.mark.parametrize(
    ("work", "text", "can_stop", "can_render"),
    [
        (Work(Phase.WAITING, Missing.PHOTO), "Open a photo to begin.", False, False),
        (Work(Phase.WAITING), "Choose a set that can be used.", False, True),
        (Work(Phase.STARTING), "Starting the engine…", True, False),
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
    texts = [label.text() for label in panel.losses.findChildren(QLabel)]
    assert texts == ["conv3_1", "2", "conv4_1", "1", "smoothness", "1"]
    assert panel.left.text() == "1:23 left"


def test_the_canvas_fits_the_picture_and_reveals_the_photo(qtbot: QtBot) -> None:
    canvas = PictureCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(640, 440)
    zooms: list[float] = []
    canvas.zoom_changed.connect(zooms.append)
    photo, result = (to_qimage(freeze(np.full((20, 40, 3), shade))) for shade in (0.2, 0.8))
    canvas.show_photo(photo, QSize(40, 20))
    assert (canvas.frame.width(), canvas.frame.height()) == (600, 300)
    assert zooms[-1] == pytest.approx(15)
    middle = QPoint(320, 220)

    def shade() -> int:
        return canvas.grab().toImage().pixelColor(middle).red()

    assert shade() == 51
    canvas.show_result(result)
    assert shade() == 204
    canvas.reveal_original()
    assert shade() == 51
    canvas.return_to_result()
    assert shade() == 204


def test_every_action_can_be_done_and_has_a_key_of_its_own() -> None:
    for place in Place:
        here = [action for action in ACTIONS if action.place in (None, place)]
        keys = [key for action in here for key in action.shortcuts]
        assert len(keys) == len(set(keys))
    owners = (Commands, DatasetCommands, SearchCommands, GatheringCommands, MainWindow)
    for action in ACTIONS:
        assert any(callable(getattr(owner, action.id, None)) for owner in owners), action.id
        assert action.enabled(WindowState()) in (True, False)
    listed = " ".join(keys for keys, _ in key_list())
    for wanted in ("Ctrl+O", "Ctrl+S", "Ctrl+Shift+Z", "Ctrl+.", "Esc", "F1", "\\"):
        assert wanted in listed


def test_icons_are_drawn_and_names_are_checked(qapp: QApplication) -> None:
    for action in ACTIONS:
        if action.icon:
            assert not icon(action.icon).pixmap(24).isNull()
    with pytest.raises(FileNotFoundError, match=r"nothing\.svg"):
        icon("nothing")


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_text_is_readable_on_every_ground(colours: object) -> None:
    for ink, ground, least in (
        ("text", "window", 7.0),
        ("text", "base", 7.0),
        ("quiet", "window", 4.5),
        ("wrong", "window", 4.5),
        ("on_accent", "accent", 4.5),
        ("on_surround_quiet", "card", 4.5),
    ):
        ratio = contrast(getattr(colours, ink), getattr(colours, ground))
        assert ratio >= least, (ink, ground, ratio)
    assert palette(colours).window().color().isValid()  # type: ignore[arg-type]


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
