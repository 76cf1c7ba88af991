from pathlib import Path

import pytest
import torch

from dfi_studio.core.steps import Notice, Progress
from dfi_studio.pipeline.set_features import Pictures, SetReader
from dfi_studio.pipeline.within_memory import Place, within_memory

CPU, GPU = torch.device("cpu"), torch.device("cuda:0")


def pulled(steps):
    said = []
    while True:
        try:
            said.append(next(steps))
        except StopIteration as end:
            return said, end.value


def needs_more_than(*too_small):
    """An attempt that fails at some places, after a step."""

    def attempt(place):
        yield Progress(f"{place.device} {place.bands}", 0, 1)
        if place in too_small:
            raise torch.OutOfMemoryError
        return place

    return attempt


def test_where_the_memory_suffices_nothing_is_said():
    said, place = pulled(within_memory(GPU, needs_more_than()))
    assert place == Place(GPU)
    assert len(said) == 1


def test_first_in_bands_and_then_on_the_cpu_each_said_in_words():
    said, place = pulled(within_memory(GPU, needs_more_than(Place(GPU))))
    assert place == Place(GPU, bands=True)
    (notice,) = (each for each in said if isinstance(each, Notice))
    assert "memory of cuda:0" in notice.text
    assert "bands" in notice.text
    said, place = pulled(within_memory(GPU, needs_more_than(Place(GPU), Place(GPU, bands=True))))
    assert place == Place(CPU)
    assert ["CPU" in each.text for each in said if isinstance(each, Notice)] == [False, True]


def test_on_the_cpu_there_is_no_other_place():
    with pytest.raises(torch.OutOfMemoryError):
        pulled(within_memory(CPU, needs_more_than(Place(CPU))))


def test_a_batch_too_large_for_the_gpu_is_halved(workshop, photo, space, monkeypatch):
    backbone = workshop.backbone(space)
    sizes = []

    def small_gpu(pixels, layers):
        sizes.append(len(pixels))
        if len(pixels) > 2:
            raise torch.OutOfMemoryError
        return backbone(pixels, layers)

    reader = SetReader(workshop, space, (48, 48))
    paths = tuple(Path(f"{number}.png") for number in range(5))
    pixels = torch.rand(5, 3, 48, 48)
    batches = reader._features(small_gpu, Pictures(paths, pixels), 8)
    assert [path for batch in batches for path in batch.paths] == list(paths)
    assert sizes == [8, 4, 2, 2, 4, 2]  # each filled up to a size that is tried alike
    found = torch.cat([batch.features["conv3_1"] for batch in batches])
    torch.testing.assert_close(found, backbone(pixels, space.layers)["conv3_1"])
