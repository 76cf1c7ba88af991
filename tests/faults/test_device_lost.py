"""A GPU that is lost in any evaluation is one sentence, and the next job begins anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from portraits import portrait, portrait_folder
from pulling import pulled
from tiny_network import tiny_network

from dfi_studio.core.errors import DeviceError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, FeatureSpace, Recipe, Solver
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.trunk import Trunk
from dfi_studio.pipeline import workshop as workshop_module
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.workshop import Workshop, is_lost

WORDS = "CUDA error: unspecified launch failure\nCUDA kernel errors might be reported later."


def lost() -> RuntimeError:
    kind = getattr(torch, "AcceleratorError", RuntimeError)
    return kind(WORDS)  # type: ignore[no-any-return]


class Failing:
    """Lets the n-th evaluation of any network fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls, self.at = 0, -1
        for kind, name in ((Backbone, "forward"), (Trunk, "__call__")):
            monkeypatch.setattr(kind, name, self._counted(getattr(kind, name)))

    def _counted(self, real: Callable[..., object]) -> Callable[..., object]:
        def called(*values: object, **options: object) -> object:
            self.calls += 1
            if self.calls == self.at:
                raise lost()
            return real(*values, **options)

        return called


def test_a_gpu_lost_in_any_evaluation_is_told_and_the_next_job_is_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(workshop_module, "load_backbone", lambda *_, **__: tiny_network())
    sets = [
        str(portrait_folder(tmp_path / name, old=name == "old", count=2)) for name in ("a", "old")
    ]
    recipe = Recipe((Direction(Contrast(*sets, k=0)),), FeatureSpace(size=32), Solver(iterations=3))
    photo, network = Photo.of(portrait(old=False, seed=9)), Failing(monkeypatch)
    _, whole = pulled(render(Workshop("cpu", folder=tmp_path / "first"), photo, recipe))
    count = network.calls
    assert count > 4
    for at in range(1, count + 1):
        workshop = Workshop("cpu", folder=tmp_path / f"cache {at}")
        network.calls, network.at = 0, at
        with pytest.raises(
            DeviceError, match=r"^The device cpu does not answer .* again\.$"
        ) as told:
            pulled(render(workshop, photo, recipe))
        assert "\n" not in str(told.value)
        network.at = -1
        _, again = pulled(render(workshop, photo, recipe))
        assert (again.image == whole.image).all()


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        "CUDA driver error: unknown error",
        "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
        "HIP error: the operation cannot be performed in the present state",
    ],
)
def test_what_a_lost_device_says(words):
    assert is_lost(RuntimeError(words))


def test_faults_of_ours_are_not_taken_for_it():
    assert not is_lost(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))
