"""The log, the notes of crashes, and what both keep to themselves."""

import getpass
import logging
import subprocess
import sys
from pathlib import Path

import pytest

import dfi_studio
from dfi_studio.library import anonymous as module
from dfi_studio.library import log_file
from dfi_studio.library.anonymous import anonymous
from dfi_studio.library.crash_notes import crash_noted, take_crash_notes
from dfi_studio.library.folders import state
from dfi_studio.library.log_file import DEBUG_VARIABLE, last_lines, log_path, logged
from dfi_studio.library.machine import free_space, machine_facts


@pytest.fixture
def anna(monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna.miller")
    monkeypatch.setattr(getpass, "getuser", lambda: "anna.miller")
    monkeypatch.setattr(module.platform, "node", lambda: "annas-laptop")
    module._names.cache_clear()
    yield
    module._names.cache_clear()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The photo /home/anna.miller/a b/Rome 2024.JPG is gone.", "The photo <path>"),
        ("“Anna on the beach.jpg” cannot be read", "“<file>.jpg” cannot be read"),
        ("FileNotFoundError: 'wedding.tar.png'", "FileNotFoundError: '<file>.png'"),
        (r"C:\Users\Anna\My Pictures\x.tif: no", "<path>: no"),
        (r"\\server\photos\Anna: no", "<path>: no"),
        ("Rome 2024.dfistudio is damaged", "<file>.dfistudio is damaged"),
        ("user anna.miller on annas-laptop", "user <user> on <machine>"),
        ("key=~/Private things, 3 of 4", "key=<path>, 3 of 4"),
        ("caches /home/anna.miller/.cache (3 GB free)", "caches <path> (3 GB free)"),
        ("1/2 of 3.5 GB; alpha +0.50; a/b", "1/2 of 3.5 GB; alpha +0.50; a/b"),
        ("conv3_1, conv4_1: nan at step 3", "conv3_1, conv4_1: nan at step 3"),
    ],
)
def test_nothing_of_the_user_is_left(anna, text, told):
    assert anonymous(text) == told


def test_a_traceback_keeps_the_programs_own_modules(anna):
    package = Path(dfi_studio.__file__).parent
    text = f'  File "{package}/library/photos.py", line 12, in open_photo\n    raise PhotoError(x)'
    assert anonymous(text) == text.replace(str(package.parent), "<program>")
    library = f'  File "{sys.prefix}/lib/python3/site-packages/PIL/Image.py", line 3, in open'
    assert anonymous(library) == library.replace(sys.prefix, "<python>")


def test_the_log_tells_of_errors_without_names(anna):
    with logged():
        logging.getLogger("dfi_studio.ui").info("it began")
        logging.getLogger("elsewhere").warning("%s is odd", "/home/anna.miller/x y.jpg")
    text = log_path().read_text()
    assert "INFO dfi_studio.ui: it began" in text
    assert "WARNING elsewhere: <path>" in text
    assert "anna" not in text + last_lines(5)
    assert not any(isinstance(each, log_file._Log) for each in logging.getLogger().handlers)


def test_whoever_looks_for_a_fault_sees_names(anna, monkeypatch):
    monkeypatch.setenv(DEBUG_VARIABLE, "1")
    with logged():
        logging.getLogger("dfi_studio.ui").debug("opened %s", "/home/anna.miller/x.jpg")
    assert "opened /home/anna.miller/x.jpg" in log_path().read_text()
    assert "anna" not in last_lines(5)


def test_the_log_stays_small(monkeypatch):
    monkeypatch.setattr(log_file, "MOST_BYTES", 2000)
    with logged():
        for number in range(400):
            logging.getLogger("dfi_studio.ui").info("line %d", number)
    files = sorted(state().glob("studio.log*"))
    assert len(files) == 1 + log_file.KEPT
    assert all(each.stat().st_size <= 2000 for each in files)
    assert "line 399" in log_path().read_text()


def test_no_log_is_no_fault(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DFI_STUDIO_HOME", str(tmp_path / "file"))
    with logged(), crash_noted():
        pass
    assert last_lines(3) == ""
    assert take_crash_notes() == []


def test_a_native_crash_leaves_a_note_and_a_clean_end_none():
    code = (
        "import faulthandler, os, sys\n"
        "from dfi_studio.library.crash_notes import crash_noted\n"
        "with crash_noted():\n"
        "    if sys.argv[1] == 'crash': faulthandler._sigsegv()\n"
        "    if sys.argv[1] == 'kill': os.kill(os.getpid(), 9)\n"
    )
    for way in ("clean", "kill", "crash"):
        subprocess.run([sys.executable, "-c", code, way], check=False, timeout=60)
    with crash_noted():  # a window that runs
        (note,) = take_crash_notes()
        assert len(list(state().glob("crash-*"))) == 1
    assert "Segmentation fault" in note
    assert "in crash_noted" not in note
    assert not list(state().glob("crash-*"))
    assert take_crash_notes() == []


def test_the_machine_is_told_without_its_name(anna):
    facts = machine_facts()
    assert facts["dfi-studio"] == dfi_studio.__version__
    assert {"python", "torch", "processor", "memory"} <= set(facts)
    assert "annas-laptop" not in str(facts)
    assert "GB free" in free_space(state())
    assert "unknown" in free_space(Path("/nowhere/at/all"))
