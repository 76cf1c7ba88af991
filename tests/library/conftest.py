"""Pictures that the tests of the library share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dfi_studio.core.image import Image, freeze


@pytest.fixture
def picture() -> Image:
    """48 x 64 smooth colours, every channel different, exact in 8 bits."""
    y, x = np.mgrid[0:48, 0:64]
    levels = np.stack([x * 4, y * 5, (x + y) * 2], axis=2)
    return freeze(levels.astype(np.float32) / 255)


@pytest.fixture
def research_data() -> Path:
    """The folder of photographs that lies beside a developer's checkout, and in no other."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the research photographs are not at {folder}")
    return folder
