import pytest
import torch

from dfi_studio.engine import precision
from dfi_studio.engine.precision import fast_dtype


@pytest.mark.parametrize(("has", "wanted"), [(True, torch.bfloat16), (False, torch.float32)])
def test_bfloat16_only_where_the_processor_multiplies_in_it(monkeypatch, has, wanted):
    monkeypatch.setattr(precision, "_cpu_multiplies_bfloat16", lambda: has)
    assert fast_dtype(torch.device("cpu")) == wanted


def test_other_devices_stay_in_float32():
    assert fast_dtype(torch.device("mps")) == torch.float32
