"""Every control of every dialog has a name for a screen reader, in every language."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accessible_tree import controls, nameless
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.film_order import FilmKind, FilmOrder
from dfi_studio.core.treatment import ExportOptions
from dfi_studio.library.result_names import EXAMPLE
from dfi_studio.ui.actions.command_palette import CommandPalette, Offer
from dfi_studio.ui.actions.help_dialogs import KeysDialog, show_about
from dfi_studio.ui.actions.shortcut_editor import ShortcutEditor
from dfi_studio.ui.actions.shortcuts import Shortcuts
from dfi_studio.ui.dialogs import Dialogs
from dfi_studio.ui.export.options import OptionsDialog, Outgoing
from dfi_studio.ui.help.opening import INDEX
from dfi_studio.ui.help.viewer import GuideViewer
from dfi_studio.ui.language import LANGUAGES, speak
from dfi_studio.ui.panels.card_chooser import CardChooser
from dfi_studio.ui.question import Question
from dfi_studio.ui.queue.batch_dialog import BatchDialog
from dfi_studio.ui.queue.batch_plan import BatchPlan
from dfi_studio.ui.queue.destination import Destination
from dfi_studio.ui.queue.names_dialog import NamesDialog
from dfi_studio.ui.sequence.export_dialog import FilmExportDialog
from dfi_studio.ui.training.dialog import TrainingDialog
from dfi_studio.ui.training.state import Lesson, Stage, TrainingState

UI = Path(__file__).parents[2] / "dfi_studio"
Make = Callable[[QWidget], QWidget]


def _settings() -> QSettings:
    """Settings without any in them; nothing is written here."""
    return QSettings("/none/settings.ini", QSettings.Format.IniFormat)


def _keys(kind: Callable[[Shortcuts, QWidget], QWidget]) -> Make:
    return lambda parent: kind(Shortcuts(_settings()), parent)


def _guide(parent: QWidget) -> QWidget:
    viewer = GuideViewer(parent)
    viewer.show_page(INDEX)
    return viewer


def _training(parent: QWidget) -> QWidget:
    dialog = TrainingDialog(parent)
    dialog.show_training(TrainingState(LESSON, Stage.RUNNING))
    return dialog


LESSON = Lesson(("young", "old"), "vgg19", ("conv3_1",))
WHERE = Destination("/out")
MAKERS: dict[str, Make] = {
    "BatchDialog": lambda parent: BatchDialog(parent, BatchPlan(WHERE), None),
    "FilmExportDialog": lambda parent: FilmExportDialog(
        parent, FilmOrder("/out", FilmKind.MP4), EXAMPLE, "48 frames", queues=True
    ),
    "GuideViewer": _guide,
    "KeysDialog": _keys(KeysDialog),
    "NamesDialog": lambda parent: NamesDialog(parent, WHERE, EXAMPLE),
    "OptionsDialog": lambda parent: OptionsDialog(parent, Outgoing(ExportOptions(), False)),
    "Question": lambda parent: Question(
        parent, "Which?", "One of them.", answers=("This", "That"), later="Cancel"
    ),
    "ShortcutEditor": _keys(ShortcutEditor),
    "TrainingDialog": _training,
}
POPUPS: dict[str, Make] = {
    "CardChooser": CardChooser,
    "CommandPalette": lambda parent: CommandPalette(parent, [Offer("Zoom in", print)]),
}
BOXES: dict[str, Callable[[Dialogs, QWidget], object]] = {
    "about": lambda _, parent: show_about(parent),
    "save": lambda dialogs, _: dialogs.ask_to_save("Save?"),
    "confirm": lambda dialogs, _: dialogs.confirm("Sure?", "Remove"),
    "choose": lambda dialogs, _: dialogs.choose("Which?", [("One", "The first")], accept="Take"),
}
"""What is asked in a box of Qt's or in a dialog without a class."""


@pytest.fixture(params=[each.code for each in LANGUAGES])
def spoken(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    speak(qapp, request.param)
    yield request.param
    speak(qapp, "en")


@pytest.fixture
def parent(spoken: str, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    return made


def told(shown: QWidget) -> None:
    """Assert that a dialog says what it is, and that each of its controls does."""
    tree = QAccessible.queryAccessibleInterface(shown)
    assert list(controls(tree)), "the tree was not walked"
    found = sorted(nameless(tree))
    assert not found, "\n".join(found)


def test_no_dialog_is_left_out() -> None:
    """A dialog that is new has to be walked too."""
    classes = {
        node.name
        for path in UI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "QDialog" for base in node.bases)
    }
    assert classes == set(MAKERS)


@pytest.mark.parametrize("name", [*MAKERS, *POPUPS])
def test_every_control_of_a_dialog_says_what_it_is(name: str, parent: QWidget) -> None:
    dialog = (MAKERS | POPUPS)[name](parent)
    dialog.show()
    for field in dialog.findChildren(QLineEdit):
        field.setText(field.text() or "7")  # a button to clear it appears
    QApplication.processEvents()
    if isinstance(dialog, QDialog):
        assert dialog.windowTitle() or dialog.accessibleName()
    told(dialog)
    dialog.close()


@pytest.mark.parametrize("name", BOXES)
def test_every_button_of_a_box_says_what_it_is(
    name: str, parent: QWidget, run: Callable[[object], object]
) -> None:
    async def flow() -> None:
        asked = BOXES[name](Dialogs(parent, _settings()), parent)
        asking = asyncio.ensure_future(asked) if asyncio.iscoroutine(asked) else None
        await asyncio.sleep(0.02)
        box = QApplication.activeModalWidget()
        assert isinstance(box, QDialog)
        told(box)
        box.reject()
        if asking is not None:
            await asking

    run(flow())
