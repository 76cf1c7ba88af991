from dfi_studio.engine.backbone import VGG16
from dfi_studio.engine.footprint import solve_bytes

LAYERS = ("conv3_1", "conv4_1", "conv5_1")


def needed(side, *, bands, itemsize=4):
    return solve_bytes(VGG16, LAYERS, side, side, bands=bands, itemsize=itemsize)


def test_the_largest_picture_fits_into_six_gigabytes_in_bands_and_not_whole():
    assert needed(2048, bands=True) < 5.5e9
    assert needed(2048, bands=False) > 6e9


def test_it_grows_with_the_pixels_and_with_the_digits():
    assert 3.9 < needed(800, bands=False) / needed(400, bands=False) < 4.1
    assert needed(400, bands=False, itemsize=2) < needed(400, bands=False)
