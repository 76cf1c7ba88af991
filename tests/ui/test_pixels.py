from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace, QImage

from dfi_studio.core.image import freeze
from dfi_studio.ui.pixels import from_qimage, to_qimage


@pytest.mark.parametrize("size", [(1, 1), (3, 70_001), (301, 457)])
def test_every_pixel_arrives_over_all_bands(size: tuple[int, int]) -> None:
    levels = np.random.default_rng(0).integers(0, 256, (*size, 3))
    picture = to_qimage(freeze(levels / 255))
    assert picture.format() is QImage.Format.Format_RGB32
    assert (from_qimage(picture) * 255).round().astype(int).tolist() == levels.tolist()


def test_levels_are_rounded_to_the_nearest() -> None:
    picture = to_qimage(freeze(np.array([[[0.499 / 255, 0.501 / 255, 1.0]]])))
    assert picture.pixelColor(0, 0).getRgb() == (0, 1, 255, 255)


def test_pictures_are_marked_as_srgb_and_own_their_pixels() -> None:
    image = np.full((4, 5, 3), 0.5, np.float32)
    picture = to_qimage(image)
    image[:] = 0
    assert picture.pixelColor(0, 0).red() == 128
    assert picture.colorSpace() == QColorSpace(QColorSpace.NamedColorSpace.SRgb)


def test_a_part_of_a_photo_can_be_converted() -> None:
    whole = freeze(np.random.default_rng(1).random((40, 50, 3)))
    part = to_qimage(whole[10:30, 20:45])
    assert part == to_qimage(freeze(whole[10:30, 20:45].copy()))
