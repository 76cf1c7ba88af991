from types import SimpleNamespace

import pytest
import torch

from dfi_studio.core.errors import DeviceError
from dfi_studio.pipeline.workshop import _MOST_BYTES, Workshop, devices, find_device


def test_auto_takes_a_device_that_is_there():
    assert str(find_device("auto")) in devices()


@pytest.mark.parametrize("name", ["cuda:77", "tpu", "", "cpu:x"])
def test_a_missing_device_is_told_with_the_present_ones(name):
    with pytest.raises(DeviceError, match="this machine has cpu"):
        find_device(name)


def test_a_network_is_loaded_once(workshop, space):
    assert workshop.backbone(space) is workshop.backbone(space)


def test_the_attributes_unused_for_longest_make_room(workshop):
    half = SimpleNamespace(nbytes=_MOST_BYTES // 2)
    workshop.remember("a", half)
    workshop.remember("b", half)
    workshop.recall("a")
    workshop.remember("c", half)
    assert workshop.recall("a") is half
    assert workshop.recall("b") is None
    workshop.remember("too large", SimpleNamespace(nbytes=_MOST_BYTES + 1))
    assert workshop.recall("too large") is None


def test_a_device_out_of_memory_is_told_in_plain_words():
    with pytest.raises(DeviceError, match="smaller size"), Workshop("cpu").enough_memory():
        raise torch.OutOfMemoryError("CUDA out of memory")


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_auto_prefers_the_gpu():
    assert Workshop("auto").device.type == "cuda"


def test_curvature_is_gone_on_with_for_the_same_variables_only(workshop):
    first = workshop.curvature("photo", 9, warm=False)
    assert workshop.curvature("photo", 9, warm=True) is first
    assert workshop.curvature("another", 9, warm=True) is not first
    again = workshop.curvature("photo", 9, warm=True)
    assert again is not first
    assert workshop.curvature("photo", 9, warm=False) is not again
    large = workshop.curvature("large", 3 * 2048 * 2048, warm=True)
    assert workshop.curvature("large", 3 * 2048 * 2048, warm=True) is not large
