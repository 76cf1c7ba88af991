import pytest
import torch

from dfi_studio.engine.spectrum import spectral_preconditioner

CPU = torch.device("cpu")


@pytest.mark.parametrize(("height", "width"), [(8, 8), (7, 10), (12, 5)])
def test_it_is_linear_symmetric_and_positive(height, width):
    apply = spectral_preconditioner(height, width, device=CPU)
    size = 3 * height * width
    columns = torch.eye(size).unbind()
    matrix = torch.stack([apply(column) for column in columns])
    torch.testing.assert_close(matrix, matrix.T, atol=1e-6, rtol=0)
    assert float(torch.linalg.eigvalsh(matrix).min()) > 0


@pytest.mark.parametrize("power", [0.5, 1.0, 1.2])
def test_a_wave_is_weighted_by_a_power_of_its_frequency(power):
    apply = spectral_preconditioner(16, 16, device=CPU, power=power)
    for cycles in (1, 2, 4):
        wave = torch.cos(2 * torch.pi * cycles * torch.arange(16) / 16)
        picture = wave.expand(3, 16, 16).reshape(-1)
        torch.testing.assert_close(apply(picture), picture * cycles**-power, atol=1e-5, rtol=0)


def test_power_zero_changes_nothing():
    vector = torch.rand(3 * 6 * 6)
    apply = spectral_preconditioner(6, 6, device=CPU, power=0, colour=1)
    torch.testing.assert_close(apply(vector), vector)


def test_what_differs_between_the_channels_is_weighted_once_more():
    red = torch.zeros(3, 6, 6)
    red[0] = torch.rand(6, 6)
    apply = spectral_preconditioner(6, 6, device=CPU, power=0, colour=0.25)
    shade = red.mean(dim=0, keepdim=True)
    expected = shade + 0.25 * (red - shade)
    torch.testing.assert_close(apply(red.reshape(-1)), expected.reshape(-1))
