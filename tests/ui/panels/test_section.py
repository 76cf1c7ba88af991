"""What is put away until asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dfi_studio.ui.panels.section import Fold, fold_icon


def test_a_closed_fold_points_to_where_lines_go_on(qtbot: QtBot) -> None:
    fold = Fold("More")
    qtbot.addWidget(fold)
    before = fold.button.icon().pixmap(14, 14).toImage()
    fold.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    after = fold.button.icon().pixmap(14, 14).toImage()
    assert after != before
    assert fold_icon(fold, False) == "expand_mirrored"
    assert fold_icon(fold, True) == "collapse"
    fold.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert fold.button.icon().pixmap(14, 14).toImage() == before
