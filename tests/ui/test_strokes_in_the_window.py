"""A stroke on a large photo, and at once something that needs it: nothing passes it by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from hands import drag
from PySide6.QtCore import QPoint, QSettings, QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.session import Session
from dfi_studio.ui.commands.mask import MaskCommands
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.window.main_window import MainWindow

SIZE = QSize(1500, 1000)
PHOTO = Photo.of(freeze(np.full((1000, 1500, 3), 0.2, np.float32)))


class Others:
    """Does all that masks are not, and notes how many strokes the document has by then."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.seen: list[tuple[str, int]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def called(*arguments: object) -> None:
            self.seen.append((name, strokes(self.session)))
            if name in ("undo", "redo"):
                getattr(self.session, name)()

        return called


def strokes(session: Session) -> int:
    state = session.state
    return [each.label for each in state.entries[: state.position + 1]].count("Brush stroke")


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def others(session: Session) -> Others:
    return Others(session)


@pytest.fixture
def window(
    qtbot: QtBot, session: Session, settings: QSettings, others: Others
) -> Iterator[MainWindow]:
    made = MainWindow(session, settings)
    qtbot.addWidget(made)
    made.bind(MaskCommands(session, front=made, dialogs=MagicMock(spec=Dialogs)), others)
    made.resize(1400, 900)
    made.show()
    picture = QImage(SIZE, QImage.Format.Format_RGB32)
    picture.fill(QColor("grey"))
    session.do(edits.open_photo(PHOTO))
    made.canvas.show_photo(picture, SIZE)
    session.do(mask_edits.add_mask(blank()))
    made.take_mask(0)
    assert made.canvas.masking
    yield made
    made.canvas.end_mask()


def blank() -> MaskLayer:
    return MaskLayer.blank("region", MaskRole.FILL, height=1000, width=1500)


def paint(window: MainWindow, down: int = 0) -> None:
    """Paint a stroke, and do not wait for anything."""
    middle = window.canvas.rect().center() + QPoint(0, down)
    drag(window.canvas, [middle, middle + QPoint(60, 0)])


def test_undo_takes_back_the_stroke_that_was_just_painted(
    window: MainWindow, session: Session
) -> None:
    paint(window)
    assert strokes(session) == 0
    window.actions_.made["undo"].trigger()
    assert session.redo_label == "Brush stroke"
    assert session.undo_label == "Add mask"
    assert not session.document.masks[0].mask.any()
    window.actions_.made["redo"].trigger()
    assert session.document.masks[0].mask.any()
    paint(window, 50)
    paint(window, 100)
    session.undo()  # whoever asks for it
    assert strokes(session) == 2
    assert [each.label for each in session.state.entries[3:]] == ["Brush stroke"] * 3


@pytest.mark.parametrize("name", ["save_project", "export_result", "fill", "render_again", "quit"])
def test_what_reads_the_document_sees_the_stroke(
    window: MainWindow, others: Others, name: str
) -> None:
    action = window.actions_.made[name]
    paint(window)
    action.setEnabled(True)
    action.trigger()
    assert others.seen[-1] == (name, 1)


def test_closing_the_window_has_the_stroke(window: MainWindow, others: Others) -> None:
    paint(window)
    window.close()
    assert others.seen[-1] == ("quit", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.do(mask_edits.add_mask(blank())),
        lambda session: session.do(edits.open_photo(PHOTO)),
        lambda session: session.take_snapshot("as it is"),
        lambda session: session.jump(0),
        lambda session: session.gather(),
    ],
    ids=["another mask", "another photo", "snapshot", "jump", "gather"],
)
def test_no_change_of_the_document_passes_a_stroke_by(
    window: MainWindow, session: Session, change: Callable[[Session], None]
) -> None:
    paint(window)
    change(session)
    entry = session.state.entries[3]
    assert entry.label == "Brush stroke"
    assert entry.value.masks[0].mask.any()
    for snapshot in session.snapshots:
        assert not snapshot.document.masks[0].empty


def test_the_stroke_stays_in_the_mask_that_it_was_painted_on(
    window: MainWindow, session: Session
) -> None:
    session.do(mask_edits.add_mask(blank()))
    window.take_mask(1)
    paint(window)
    window.take_mask(0)
    assert [each.empty for each in session.document.masks] == [True, False]
    paint(window)
    window.show_bare()
    assert [each.empty for each in session.document.masks] == [False, False]


def test_the_first_stroke_without_a_mask(window: MainWindow, session: Session) -> None:
    session.do(mask_edits.remove_mask(at=0))
    assert window.canvas.masking
    paint(window)
    paint(window, 80)
    window.canvas.finish_strokes()
    labels = [each.label for each in session.state.entries[4:]]
    assert labels == ["Add mask", "Brush stroke", "Brush stroke"]
    assert window.current_mask == 0
