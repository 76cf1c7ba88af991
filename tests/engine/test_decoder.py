import pytest
import torch
from tiny_decoder import CHANNELS, seen_noise, tiny_decoder

from dfi_studio.engine.decoder import Decoder

SIZES = [(48, 40), (50, 47), (33, 61), (32, 32)]


def test_the_paper_s_layers_take_less_than_a_million_parameters():
    decoder = Decoder({"conv3_1": 256, "conv4_1": 512, "conv5_1": 512})
    assert sum(each.numel() for each in decoder.parameters()) < 0.9e6


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_has_the_size_that_is_asked_for(backbone, decoder, size):
    _, found = seen_noise(backbone, size)
    assert decoder(found, size).shape == (1, 3, *size)


def test_layers_finer_than_its_grid_can_be_decoded(backbone):
    decoder = Decoder({"conv2_1": 8, "conv3_1": 16}).ready(torch.float32)
    _, found = seen_noise(backbone, (50, 47), ("conv2_1", "conv3_1"))
    assert decoder(found, (50, 47)).shape == (1, 3, 50, 47)


def test_what_is_ready_is_a_copy(decoder):
    trained = tiny_decoder()
    ready = trained.ready(torch.float32)
    with torch.no_grad():
        trained.bias.add_(1)
    assert torch.equal(ready.bias, decoder.bias)
    assert not any(each.requires_grad for each in ready.parameters())
    assert ready.layers == tuple(CHANNELS)
