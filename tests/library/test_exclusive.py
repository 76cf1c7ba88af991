"""A lock between processes: one at a time, and free again whatever happens."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from dfi_studio.core.errors import OutputError
from dfi_studio.library.exclusive import exclusive

HOLDING = """
import sys
from pathlib import Path
from dfi_studio.library.exclusive import exclusive
with exclusive(Path(sys.argv[1]), what="Indexing"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_kept_out_until_this_one_ends(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDING, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        refused = pytest.raises(OutputError, match="Indexing is already under way")
        with refused, exclusive(lock, what="Indexing"):
            pass
        other.kill()  # a crash gives it back
    with exclusive(lock, what="Indexing"):
        pass


def test_a_failure_gives_it_back(tmp_path: Path) -> None:
    with suppress(KeyError), exclusive(tmp_path / "lock", what="Indexing"):
        raise KeyError
    with exclusive(tmp_path / "lock", what="Indexing"):
        pass


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    refused = pytest.raises(OutputError, match="cannot be made")
    with refused, exclusive(tmp_path / "missing" / "lock", what="Indexing"):
        pass
