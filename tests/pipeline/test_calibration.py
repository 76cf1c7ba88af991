"""The calibration pictures: few, small, each with its origin told; and what they measure."""

import pytest
import torch

from dfi_studio.core.steps import Progress
from dfi_studio.engine.backbone import Architecture, Backbone
from dfi_studio.library.resources import resource
from dfi_studio.pipeline.calibration import calibration_pictures, measure_scale

ONE_LAYER = Architecture("tiny", (3,), bgr=False, mean=(0, 0, 0), deviation=(1, 1, 1))


def red_only() -> Backbone:
    """A network whose one layer shows the red channel three times."""
    weight = torch.zeros(3, 3, 3, 3)
    weight[:, 0, 1, 1] = 1
    return Backbone(ONE_LAYER, {"conv1_1.weight": weight, "conv1_1.bias": torch.zeros(3)})


def test_every_picture_has_its_origin_told() -> None:
    folder = resource("calibration")
    told = (folder / "SOURCES.md").read_text(encoding="utf-8")
    pictures = sorted(folder.glob("*.jpg"))
    assert 6 <= len(pictures) <= 10
    assert all(f"| `{picture.name}` |" in told for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 300_000


def test_the_pictures_are_what_a_network_takes() -> None:
    for picture in calibration_pictures():
        assert picture.shape[:2] == (1, 3)
        assert min(picture.shape[2:]) == 256
        assert picture.dtype == torch.float32
        assert 0 <= float(picture.min()) < float(picture.max()) <= 1


def test_the_scale_is_the_mean_over_the_pictures() -> None:
    steps = []
    measuring = measure_scale(red_only())
    while True:
        try:
            steps.append(next(measuring))
        except StopIteration as end:
            found = end.value
            break
    red = [float(picture[:, 0].mean()) for picture in calibration_pictures()]
    assert found == {"conv1_1": pytest.approx(sum(red) / len(red), rel=1e-3)}
    assert steps == [
        Progress("measuring the feature scale", number, len(red)) for number in range(len(red) + 1)
    ]
