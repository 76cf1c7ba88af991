import pytest
import torch
from tiny_decoder import tiny_decoder
from tiny_network import tiny_network

from dfi_studio.engine import reverse_mapping


@pytest.fixture
def backbone():
    return tiny_network()


@pytest.fixture
def decoder():
    return tiny_decoder().ready(torch.float32)


@pytest.fixture
def picture():
    """A smooth coloured picture, (1, 3, 48, 40)."""
    down, across = torch.linspace(0, 6, 48)[:, None], torch.linspace(0, 5, 40)[None]
    channels = [(torch.sin(down * k + across) + 1) / 2 for k in (0.5, 1.0, 1.5)]
    return torch.stack(channels)[None]


@pytest.fixture
def float32_only(monkeypatch):
    """A machine that is not faster in fewer digits."""
    monkeypatch.setattr(reverse_mapping, "fast_dtype", lambda device: torch.float32)


@pytest.fixture
def bfloat16_first(monkeypatch):
    """A machine that begins in bfloat16, whether it is faster in it or not."""
    monkeypatch.setattr(reverse_mapping, "fast_dtype", lambda device: torch.bfloat16)
