from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from dfi_studio.ui.drawing import Drawing

INK, FAINT = "#ff0000", "#0000ff"
SQUARE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<rect width="24" height="24" fill="currentColor"/></svg>"""


@pytest.fixture
def file(qapp: QApplication, tmp_path: Path) -> Path:
    path = tmp_path / "square.svg"
    path.write_text(SQUARE, encoding="utf-8")
    return path


def test_the_file_is_read_when_the_icon_is_first_shown(file: Path) -> None:
    icon = QIcon(Drawing(file, INK, FAINT, 1.0))
    file.write_text(SQUARE.replace("currentColor", "#00ff00"), encoding="utf-8")
    assert icon.pixmap(16).toImage().pixelColor(8, 8).name() == "#00ff00"


@pytest.mark.parametrize("side", [16, 18, 24, 32])
def test_an_icon_has_the_size_that_was_asked_for_and_the_colour_of_its_mode(
    file: Path, side: int
) -> None:
    icon = QIcon(Drawing(file, INK, FAINT, 2.0))
    shown = {QIcon.Mode.Normal: INK, QIcon.Mode.Active: INK, QIcon.Mode.Disabled: FAINT}
    for mode, colour in shown.items():
        pixmap = icon.pixmap(QSize(side, side), 2.0, mode)
        assert pixmap.size() == QSize(2 * side, 2 * side)
        assert pixmap.toImage().pixelColor(side, side).name() == colour


def test_a_clone_shows_the_same(file: Path) -> None:
    drawing = Drawing(file, INK, FAINT, 1.0)
    clone = QIcon(drawing.clone())
    assert clone.pixmap(24).toImage() == QIcon(drawing).pixmap(24).toImage()


def test_a_copy_that_gets_a_pixmap_of_its_own_lives_on(file: Path) -> None:
    """Qt asks the engine for a clone then, and holds it."""
    icon = QIcon(Drawing(file, INK, FAINT, 1.0))
    copy = QIcon(icon)
    copy.addPixmap(QPixmap(4, 4))
    gc.collect()
    assert copy.pixmap(16).toImage() == icon.pixmap(16).toImage()
    del copy
    gc.collect()
    assert not icon.pixmap(16).isNull()
