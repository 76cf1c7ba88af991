import pytest
import torch
from tiny_decoder import tiny_decoder
from torch import nn
from torch.nn import functional

from dfi_studio.engine.decoder import SLOPE, Decoder
from dfi_studio.engine.decoder_tail import DecoderTail, _Enlarged

SIZES = [(48, 40), (50, 47), (33, 61), (32, 32), (46, 44)]


def head_of(decoder: Decoder, size: tuple[int, int]) -> torch.Tensor:
    chance = torch.Generator().manual_seed(1)
    shape = (2, decoder.widths.head, size[0] // 4, size[1] // 4)
    return torch.randn(shape, generator=chance)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("dtype", "off"), [(torch.float32, 1e-5), (torch.bfloat16, 0.02)])
def test_the_picture_is_that_of_the_decoder(size, dtype, off):
    decoder = tiny_decoder().ready(dtype)
    head = head_of(decoder, size)
    with torch.inference_mode():
        found, wanted = DecoderTail(decoder, size)(head), decoder.tail(head, size)
    assert found.dtype == torch.float32
    assert wanted.std() > off
    torch.testing.assert_close(found, wanted, atol=off, rtol=0)


@pytest.mark.parametrize("size", [(14, 10), (15, 11), (14, 11)])
def test_what_is_enlarged_is_convolved_at_the_small_size(size):
    torch.manual_seed(0)
    module = nn.Conv2d(3, 5, 3, padding=1).requires_grad_(requires_grad=False)
    x = torch.randn(2, 3, 7, 5).contiguous(memory_format=torch.channels_last)
    large = functional.interpolate(x, size=size, mode="nearest")
    wanted = functional.leaky_relu(module(large), SLOPE)
    torch.testing.assert_close(_Enlarged(module)(x, size), wanted)
