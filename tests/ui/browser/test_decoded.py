"""Thumbnails become pictures in threads of their own, whatever the window's thread does."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import PIL.Image
import pytest

from dfi_studio.library.thumbnails import SIDE
from dfi_studio.ui.browser.shelf import decoded
from dfi_studio.ui.pixels import from_qimage

BESIDE_THE_WINDOW = """
import io, threading, time
import PIL.Image
from PySide6.QtGui import QGuiApplication, QImage
from dfi_studio.ui.browser.shelf import decoded

app = QGuiApplication(["test", "-platform", "offscreen"])
encoded = io.BytesIO()
PIL.Image.new("RGB", (64, 64)).save(encoded, "JPEG")
ended = time.monotonic() + 2

def load():
    while time.monotonic() < ended:
        assert not decoded(encoded.getvalue()).isNull()

loading = threading.Thread(target=load)
loading.start()
while time.monotonic() < ended:
    QImage.fromData(encoded.getvalue())  # as an icon is read: Qt's lock is asked for, Python's held
loading.join()
"""


def jpeg(picture: PIL.Image.Image) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=95, subsampling=0)
    return encoded.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_pixels_are_those_of_the_file(mode: str) -> None:
    columns = np.linspace(0, 1, 37 * 20 * 3, dtype=np.float32).reshape(20, 37, 3)
    drawn = PIL.Image.fromarray((columns * 255).astype(np.uint8)).convert(mode)
    content = jpeg(drawn)
    with PIL.Image.open(io.BytesIO(content)) as file:
        expected = np.asarray(file.convert("RGB"), np.float32) / 255
    np.testing.assert_allclose(from_qimage(decoded(content)), expected, atol=1e-6)


@pytest.mark.parametrize("cut", [0, 1, 100, 400])
def test_a_damaged_file_is_null(cut: int) -> None:
    assert decoded(jpeg(PIL.Image.effect_noise((64, 64), 40))[:cut]).isNull()


def test_what_is_not_a_thumbnail_is_null() -> None:
    assert decoded(jpeg(PIL.Image.new("RGB", (SIDE + 1, 8)))).isNull()
    encoded = io.BytesIO()
    PIL.Image.new("RGB", (8, 8)).save(encoded, "PNG")
    assert decoded(encoded.getvalue()).isNull()


def test_no_thread_waits_for_the_window_while_the_window_waits_for_it() -> None:
    command = [sys.executable, "-c", BESIDE_THE_WINDOW]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0
