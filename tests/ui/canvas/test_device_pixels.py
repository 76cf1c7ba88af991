"""At 100 % a pixel of the photo is a device pixel, whatever the system's scale.

The scale belongs to the application, so each scale gets a process of its own. The canvas begins
at an odd place in its window: with a scale of 150 % that is in the middle of a device pixel.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = """
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from dfi_studio.core.image import freeze
from dfi_studio.ui.canvas.canvas import Canvas
from dfi_studio.ui.pixels import to_qimage

app = QApplication([])
noise = np.random.default_rng(0).integers(0, 256, (60, 80, 3))
picture = to_qimage(freeze(noise / 255))
window = QWidget()
window.resize(461, 333)
canvas = Canvas()
canvas.setParent(window)
canvas.setGeometry(101, 37, 301, 203)
window.show()
QTest.qWaitForWindowExposed(window)
canvas.show_photo(picture, picture.size())


def levels(image):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8)
    return rows.reshape(image.height(), image.width(), 4)[..., 2::-1].copy()


def is_in(shown, wanted):
    height, width = wanted.shape[:2]
    for y, x in zip(*np.nonzero((shown == wanted[0, 0]).all(axis=2))):
        if np.array_equal(shown[y : y + height, x : x + width], wanted):
            return True
    return False


ratio = canvas.devicePixelRatioF()
for zoom in (1, 2):
    canvas.zoom_to(zoom)
    QTest.qWait(50)
    wanted = noise.repeat(zoom, 0).repeat(zoom, 1)
    assert is_in(levels(window.grab().toImage()), wanted), (ratio, zoom)
canvas.fit()
assert abs(canvas.zoom - (203 - 40) * ratio / 60) < 0.02, canvas.zoom
print(ratio)
"""


@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "2"])
def test_a_pixel_of_the_photo_is_a_device_pixel(scale: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == float(scale)
