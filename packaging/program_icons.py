"""The program's icon as files of all sizes, for the desktops of Linux, Windows and macOS.

    python packaging/program_icons.py FOLDER

Drawn by Qt from the drawings in ``resources/program``; small sizes have a drawing of their own.
Needs PySide6 and Pillow, which the program needs itself.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import PIL.Image
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from processes import ROOT

DRAWINGS = ROOT / "resources" / "program"
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
"""Of the PNG files, in pixels a side; those of the hicolor theme."""
WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)
MACOS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
LARGEST_SMALL = 32
"""Up to this many pixels a side the small drawing serves."""


def drawn(side: int, name: str = "dfi-studio") -> PIL.Image.Image:
    """Return an icon of some pixels a side, with opacity.

    Parameters
    ----------
    side : int
    name : str
        Of the drawing; the program's own has a second one for small sizes.
    """
    small = name == "dfi-studio" and side <= LARGEST_SMALL
    path = DRAWINGS / f"{name}{'-small' if small else ''}.svg"
    renderer = QSvgRenderer(str(path)) if path.is_file() else None
    if renderer is None or not renderer.isValid():
        raise ValueError(f"{path} is not a drawing that Qt can read")
    image = QImage(side, side, QImage.Format.Format_RGBA8888)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return PIL.Image.frombytes("RGBA", (side, side), bytes(image.constBits()))


def write_icons(folder: Path) -> None:
    """Write ``NxN/dfi-studio.png``, ``dfi-studio.ico`` and ``dfi-studio.icns`` into a folder."""
    for side in SIZES:
        place = folder / f"{side}x{side}"
        place.mkdir(parents=True, exist_ok=True)
        drawn(side).save(place / "dfi-studio.png", optimize=True)
        drawn(side, "dfi-studio-project").save(place / "dfi-studio-project.png", optimize=True)
    largest, *others = (drawn(side) for side in reversed(WINDOWS_SIZES))
    sides = [(side, side) for side in WINDOWS_SIZES]
    largest.save(folder / "dfi-studio.ico", sizes=sides, append_images=others)
    largest, *others = (drawn(side) for side in reversed(MACOS_SIZES))
    largest.save(folder / "dfi-studio.icns", append_images=others)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Draw the program's icon in all sizes.")
    parser.add_argument("folder", type=Path, help="where the files go")
    write_icons(parser.parse_args().folder)
