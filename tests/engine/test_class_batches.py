import pytest
import torch
from labelled import pixels

from dfi_studio.engine.class_batches import ClassBatches, LabelledPixels


def plain(count=12, size=16):
    """Pictures that tell who they are in all their pixels."""
    values = (torch.arange(count, dtype=torch.uint8) * 20)[:, None, None, None]
    return LabelledPixels(values.repeat(1, size, size, 3), torch.arange(count) % 3)


def test_an_epoch_shows_each_picture_once():
    batches = ClassBatches(plain(), 4, seed=0)
    assert batches.an_epoch == 3
    shown = torch.cat([batches[number][0][:, 0, 0, 0] for number in range(3)])
    assert len(set(shown.tolist())) == 12
    again = torch.cat([batches[number][0][:, 0, 0, 0] for number in range(3, 6)])
    assert set(again.tolist()) == set(shown.tolist())
    assert again.tolist() != shown.tolist()


def test_labels_stay_with_their_pictures():
    pictures = plain()
    batches = ClassBatches(pictures, 5, seed=1)
    found, labels = batches[0]
    values = batches.normalised(pictures.pixels)[:, 0, 0, 0].tolist()
    rows = [values.index(value) for value in found[:, 0, 0, 0].tolist()]
    assert labels.tolist() == pictures.labels[rows].tolist()


def test_a_batch_follows_from_its_number_and_the_seed():
    pictures = pixels(12)
    one, other = ClassBatches(pictures, 4, seed=0), ClassBatches(pictures, 4, seed=0)
    for number in (5, 0, 2):
        assert torch.equal(one[number][0], other[number][0])
    assert not torch.equal(one[0][0], ClassBatches(pictures, 4, seed=1)[0][0])


def test_colours_are_normalised():
    pictures = pixels(60)
    batches = ClassBatches(pictures, 60, seed=0)
    values = batches.normalised(pictures.pixels)
    assert values.shape == (60, 3, 16, 16)
    torch.testing.assert_close(values.mean((0, 2, 3)), torch.zeros(3), atol=1e-4, rtol=0)
    torch.testing.assert_close(values.std((0, 2, 3)), torch.ones(3), atol=1e-3, rtol=0)


def test_a_picture_is_moved_a_little_and_mirrored():
    """A picture that brightens from left to right shows where it was moved to."""
    size, count = 32, 200
    ramp = (torch.arange(size, dtype=torch.uint8) * 7)[None, None, :, None]
    pictures = LabelledPixels(ramp.repeat(count, size, 1, 3), torch.zeros(count, dtype=torch.int64))
    batches = ClassBatches(pictures, count, seed=0)
    found = batches[0][0][:, 0, 0]
    steps = found[:, 16] - found[:, 15]
    assert 0.3 < (steps < 0).float().mean() < 0.7  # mirrored
    level = batches.normalised(pictures.pixels)[0, 0, 0]
    forward = found[steps > 0]
    moves = [int((level - each).abs().argmin()) - 16 for each in forward[:, 16]]
    assert min(moves) == -4
    assert max(moves) == 4


def test_fewer_pictures_than_a_batch_are_one_batch():
    batches = ClassBatches(pixels(5), 64, seed=0)
    assert (batches.size, batches.an_epoch) == (5, 1)


def test_others_come_as_they_are():
    batches = ClassBatches(pixels(12), 4, seed=0)
    others = pixels(7, seed=3)
    parts = list(batches.unvaried(others, 3))
    assert [len(labels) for _, labels in parts] == [3, 3, 1]
    assert torch.equal(torch.cat([each for each, _ in parts]), batches.normalised(others.pixels))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
def test_on_a_gpu_it_is_the_same_batch():
    pictures = pixels(12)
    found = ClassBatches(pictures.to(torch.device("cuda")), 4, seed=0)[1]
    wanted = ClassBatches(pictures, 4, seed=0)[1]
    torch.testing.assert_close(found[0].cpu(), wanted[0])
