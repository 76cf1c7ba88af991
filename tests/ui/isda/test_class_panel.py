from __future__ import annotations

from PySide6.QtWidgets import QCompleter

from dfi_studio.ui.isda.class_panel import ClassPanel


def test_sets_are_offered_by_one_completer_however_often_they_change(qtbot) -> None:
    panel = ClassPanel()
    qtbot.addWidget(panel)
    for number in range(20):
        panel.show_known([f"set {number}"])
    assert len(panel.findChildren(QCompleter)) == 1
    completer = panel.picker.path.completer()
    assert completer.model().data(completer.model().index(0, 0)) == "set 19"
