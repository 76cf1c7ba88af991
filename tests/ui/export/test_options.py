"""What goes out with results is chosen once and remembered."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.library.exports import ExportOptions
from dfi_studio.ui.export.options import OptionsDialog, Outgoing, remember, remembered


def test_at_first_pictures_are_marked_and_all_else_is_the_photos(settings: QSettings) -> None:
    assert remembered(settings) == Outgoing(ExportOptions(True, False, None), False)


def test_what_is_ticked_is_remembered(qtbot: QtBot, settings: QSettings) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = OptionsDialog(parent, remembered(settings))
    assert dialog.chosen == Outgoing()
    dialog.depths.button(2).click()
    for box in (dialog.marked, dialog.drop_place, dialog.whole):
        box.click()
    wanted = Outgoing(ExportOptions(False, True, 16), True)
    assert dialog.chosen == wanted
    remember(settings, dialog.chosen)
    assert remembered(settings) == wanted
    assert OptionsDialog(parent, wanted).chosen == wanted


def test_settings_that_say_nonsense_are_the_default(settings: QSettings) -> None:
    settings.setValue("export/depth", 12)
    assert remembered(settings).options.depth is None
