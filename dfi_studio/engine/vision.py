"""torchvision, made importable beside a CPU-only torch.

The wheels of torchvision are linked against CUDA. Beside a torch without it their C++ extension
does not load, and ``import torchvision`` fails because two detection operators are not registered,
though nothing here detects anything. Declaring the operators (without an implementation) is all
the import asks for: `models`, `transforms` and `datasets` then work; `io` and `ops.nms` do not.
Import `torchvision` from here and nowhere else.
"""

from __future__ import annotations

import sys

import torch

_MISSING = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)

_declared = torch.library.Library("torchvision", "FRAGMENT")  # torch forgets it with the object

try:
    import torchvision
except RuntimeError as error:
    if "torchvision::nms" not in str(error):
        raise
    for name in [each for each in sys.modules if each.split(".")[0] == "torchvision"]:
        del sys.modules[name]  # half imported
    for schema in _MISSING:
        _declared.define(schema)
    import torchvision

from torchvision.transforms.v2 import functional as transforms  # noqa: E402 - the guard comes first

__all__ = ["torchvision", "transforms"]
