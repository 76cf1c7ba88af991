"""Whatever writes, whenever the disk fails: one sentence, and nothing that was there is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from faults.failing_disk import FailingDisk, Fault
from faults.native_writers import SEEN
from faults.writers import WRITERS, Writer

from dfi_studio.core.errors import StudioError

FAULTS = [
    Fault.FULL,
    *(
        pytest.param(each, marks=pytest.mark.slow)
        for each in (Fault.BROKEN, Fault.DENIED, Fault.UNPLUGGED)
    ),
]
"""Not `Fault.KILLED`, which would end the tests themselves."""


def count(writer: Writer, folder: Path) -> tuple[int, dict[str, object], dict[str, object]]:
    """Return how many calls a writer makes, and what is there before and after."""
    folder.mkdir()
    writer.prepare(folder)
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    before = dict(writer.found(folder)) if any(folder.iterdir()) else {}
    with FailingDisk(folder) as disk:
        writer.write(folder)
    after = dict(writer.found(folder))
    shutil.rmtree(folder)
    assert disk.calls
    return len(disk.calls), before, after


def check_sentence(error: StudioError) -> None:
    text = str(error)
    assert text.endswith("."), text
    assert "\n" not in text, text
    assert "Errno" not in text, text


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("writer", [*WRITERS, *SEEN], ids=lambda writer: writer.name)
def test_any_call_that_fails_is_one_sentence_and_loses_nothing(
    tmp_path: Path, writer: Writer, fault: Fault
) -> None:
    folder = tmp_path / "disk"
    calls, before, after = count(writer, folder)
    for at in range(calls):
        shutil.copytree(tmp_path / "kept", folder)
        told = None
        with FailingDisk(folder, fault, at=at) as disk:
            try:
                writer.write(folder)
            except StudioError as error:
                check_sentence(error)
                told = error
        where = f"{fault.value} at {at}: {disk.calls[at]}; {told}"
        assert told is None or not writer.quiet, where
        if fault is not Fault.UNPLUGGED:
            left = [each.name for each in folder.rglob(".dfi-studio-*.part")]
            assert fault is not Fault.FULL or not left, f"{where}: {left}"
        found = dict(writer.found(folder)) if any(folder.iterdir()) else {}
        for name in before.keys() | after.keys() | found.keys():
            assert found.get(name) in (before.get(name), after.get(name)), f"{where}: {name}"
        passed_over = told is None and not writer.quiet and disk.struck
        if writer.whole or passed_over:
            assert found in (before, after), where
        writer.write(folder)  # once the disk is well again
        assert dict(writer.found(folder)).items() >= after.items(), where
        shutil.rmtree(folder)
