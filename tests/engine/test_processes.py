import subprocess
import sys
from pathlib import Path

import pytest
import torch
from joined_worker import train
from safetensors.torch import load_file

from dfi_studio.engine.processes import ALONE

WORKER = Path(__file__).parents[1] / "joined_worker.py"


def joined(path, *arguments):
    """Train in two processes over gloo, as torchrun starts them."""
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command += ["--rdzv-backend", "c10d", "--rdzv-endpoint", "localhost:0"]
    done = subprocess.run(
        [*command, str(WORKER), str(path), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    return load_file(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "spread"),
    [("isda", "full"), ("isda", "low-rank"), ("random", "diagonal")],
)
def test_two_processes_are_one(tmp_path, method, spread):
    # Explicit draws go by eigenvectors, which the last digit turns: they are alike, not the same.
    found, wanted = joined(tmp_path / "out", method, spread), train(ALONE, method, spread)
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        if "factors" in name:  # directions of no strength are anybody's
            factors = (each.transpose(1, 2) @ each for each in (found[name], value))
            torch.testing.assert_close(*factors, atol=1e-5, rtol=1e-5)
        else:
            torch.testing.assert_close(found[name], value, atol=1e-5, rtol=1e-5, msg=name)


def test_one_alone_is_all():
    rows = torch.arange(6)
    assert torch.equal(ALONE.own(rows), rows)
    assert torch.equal(ALONE.sum(rows), rows)
    assert torch.equal(ALONE.gather(rows), rows)
