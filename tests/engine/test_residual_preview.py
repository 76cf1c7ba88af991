import pytest
import torch
from tiny_decoder import seen_noise, tiny_decoder

from dfi_studio.core.errors import DecoderFileError
from dfi_studio.engine.residual_preview import ResidualPreview

SIZES = [(48, 40), (50, 47), (33, 61), (32, 32)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_alpha_zero_is_the_photo(backbone, size, dtype):
    photo, found = seen_noise(backbone, size)
    _, w = seen_noise(backbone, size, seed=2)
    preview = ResidualPreview(tiny_decoder().ready(dtype), photo, found, [w, w])
    assert torch.equal(preview.frame([0.0, 0.0]), photo)
    assert not torch.equal(preview.frame([1.0, 0.0]), photo)


def test_a_frame_is_what_the_formula_says(backbone, decoder):
    photo, found = seen_noise(backbone, (50, 47))
    one, other = (seen_noise(backbone, (50, 47), seed=seed)[1] for seed in (2, 3))
    frame = ResidualPreview(decoder, photo, found, [one, other]).frame([0.5, -1.5])
    moved = {layer: found[layer] + 0.5 * one[layer] - 1.5 * other[layer] for layer in found}
    size = (50, 47)
    wanted = (photo + decoder(moved, size) - decoder(found, size)).clamp(0, 1)
    torch.testing.assert_close(frame, wanted)


@pytest.mark.parametrize("layers", [("conv3_1",), ("conv5_1",), ("conv3_1", "conv5_1")])
def test_layers_that_are_switched_off_have_no_part(backbone, decoder, layers):
    photo, found = seen_noise(backbone, (50, 47), layers)
    _, w = seen_noise(backbone, (50, 47), seed=2)  # may well hold more than is used
    preview = ResidualPreview(decoder, photo, found, [w])
    assert torch.equal(preview.frame([0.0]), photo)
    assert not torch.equal(preview.frame([1.0]), photo)


def test_a_layer_that_was_never_seen_is_refused(backbone, decoder):
    photo, found = seen_noise(backbone, (48, 40), ("conv2_1",))
    with pytest.raises(DecoderFileError, match="not on conv2_1"):
        ResidualPreview(decoder, photo, found, [])


def test_half_the_digits_change_the_picture_little(backbone):
    photo, found = seen_noise(backbone, (48, 40))
    _, w = seen_noise(backbone, (48, 40), seed=2)
    frames = [
        ResidualPreview(tiny_decoder().ready(dtype), photo, found, [w]).frame([1.0])
        for dtype in (torch.float32, torch.bfloat16)
    ]
    torch.testing.assert_close(*frames, atol=0.05, rtol=0)
