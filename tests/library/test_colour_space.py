import io

import numpy as np
import PIL.Image
import pytest
from PIL import ImageCms
from profiles import matrix_profile

from dfi_studio.library.colour import srgb_profile
from dfi_studio.library.colour_space import Primaries, Tables, colour_space

COLOURS = np.random.default_rng(0).random((500, 3)).astype(np.float32)


def through_littlecms(icc):
    picture = PIL.Image.fromarray(np.rint(COLOURS * 255).astype(np.uint8)[None])
    profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    done = ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"))
    return np.asarray(done, np.float32)[0] / 255


def test_primaries_and_curves_agree_with_littlecms():
    icc = matrix_profile()
    space = colour_space(icc, 3)
    assert isinstance(space, Primaries)
    ours = space.to_srgb((np.rint(COLOURS * 255) / 255).astype(np.float32))
    assert np.abs(ours - through_littlecms(icc)).max() < 2.5 / 255


def test_the_way_back_leads_back():
    space = colour_space(matrix_profile(1.8), 3)
    inner = (0.3 + 0.4 * COLOURS).astype(np.float32)  # within sRGB
    assert np.abs(space.to_srgb(space.from_srgb(inner)) - inner).max() < 2e-4


def test_srgb_is_itself():
    for icc in (None, srgb_profile()):
        assert colour_space(icc, 3).to_srgb(COLOURS) is COLOURS
    grey = colour_space(None, 1)
    assert grey.to_srgb(COLOURS[:, :1]).shape == (500, 3)
    assert np.allclose(grey.from_srgb(grey.to_srgb(COLOURS[:, :1])), COLOURS[:, :1], atol=1e-6)


def test_littlecms_takes_what_has_no_primaries():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    with pytest.raises(ValueError, match="cannot be used"):
        colour_space(lab, 3)
    by_tables = Tables(matrix_profile(), 3)
    assert np.abs(by_tables.to_srgb(COLOURS) - through_littlecms(matrix_profile())).max() < 2 / 255


@pytest.mark.parametrize("icc", [b"short", matrix_profile()[:200], b"\xff" * 400])
def test_a_damaged_profile_is_told(icc):
    with pytest.raises(ValueError):  # noqa: PT011
        colour_space(icc, 3)
