import numpy as np
import pytest
import torch

from dfi_studio.engine.membrane import membrane


def exact(values, hole):
    """Laplace's equation as a dense linear system."""
    height, width = hole.shape
    places = {each: i for i, each in enumerate(zip(*np.nonzero(hole), strict=True))}
    matrix, right = np.zeros((len(places),) * 2), np.zeros(len(places))
    for (y, x), row in places.items():
        for other in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if 0 <= other[0] < height and 0 <= other[1] < width:
                matrix[row, row] += 1
                if other in places:
                    matrix[row, places[other]] -= 1
                else:
                    right[row] += values[other]
    found = values.copy()
    for place, value in zip(places, np.linalg.solve(matrix, right), strict=True):
        found[place] = value
    return found


@pytest.mark.parametrize("where", [(5, 20, 4, 22), (0, 12, 0, 9), (18, 25, 3, 30), (7, 8, 7, 8)])
def test_agrees_with_a_direct_solution(where):
    values = torch.rand(1, 1, 25, 31, generator=torch.manual_seed(0))
    hole = torch.zeros(25, 31, dtype=torch.bool)
    hole[where[0] : where[1], where[2] : where[3]] = True
    hole[2, 28] = True
    found = membrane(values, hole)[0, 0].numpy()
    assert np.abs(found - exact(values[0, 0].double().numpy(), hole.numpy())).max() < 0.01
    assert np.array_equal(found[~hole.numpy()], values[0, 0].numpy()[~hole.numpy()])


def test_a_plane_is_continued_and_channels_do_not_mix():
    plane = torch.linspace(0, 1, 40).expand(1, 1, 30, 40)
    values = torch.cat([plane, 1 - plane, plane * 0 + 0.5], dim=1)
    hole = torch.zeros(30, 40, dtype=torch.bool)
    hole[8:25, 10:33] = True
    torch.testing.assert_close(membrane(values, hole), values, atol=0.01, rtol=0)


def test_what_is_in_the_hole_is_not_read():
    values = torch.rand(1, 3, 20, 20)
    hole = torch.zeros(20, 20, dtype=torch.bool)
    hole[3:12, 5:15] = True
    other = torch.where(hole, torch.nan, values)
    assert torch.equal(membrane(values, hole), membrane(other, hole))


def test_a_hole_that_is_everything_is_refused():
    with pytest.raises(ValueError, match="nothing around"):
        membrane(torch.rand(1, 3, 4, 4), torch.ones(4, 4, dtype=torch.bool))
