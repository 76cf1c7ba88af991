"""The installers: icons, a folder that runs without Python, and a Debian package of it.

    python3 packaging/build.py deb       # all of it: build/dist/dfi-studio and build/*.deb
    python3 packaging/build.py folder    # what the package is made of
    python3 packaging/build.py icons

Takes about 4 GB of disk and some minutes; what was made once is made again only where it has to be.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import build_environment
import debian_package
import licences
from freezing import NAME
from processes import ROOT, StopError, call
from versions import source_date

DEFAULT_NETWORK = "vgg16"


def main(arguments: Sequence[str]) -> int:
    """Build what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(description="Build what DFI Studio is installed from.")
    parser.add_argument("what", choices=("icons", "folder", "deb"))
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="default: build/")
    options = parser.parse_args(arguments)
    work: Path = options.work.resolve()
    try:
        work.mkdir(parents=True, exist_ok=True)
        made = _made(options.what, work)
    except StopError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nThe files in {work} could not be made: {error}.", file=sys.stderr)
        return 1
    print(f"Made {made}.")
    return 0


def _made(what: str, work: Path) -> Path:
    python = build_environment.prepare(work / "venv")
    icons = draw_icons(python, work)
    if what == "icons":
        return icons
    folder = freeze(python, work)
    if what == "folder":
        return folder
    [site] = (work / "venv" / "lib").glob("python*/site-packages")
    bundled = [*licences.installed(site), *licences.system_libraries(folder)]
    return debian_package.build(folder, icons, bundled, into=work)


def draw_icons(python: Path, work: Path) -> Path:
    """Draw the icons of all sizes, and return their folder."""
    folder = work / "icons"
    script = str(ROOT / "packaging" / "program_icons.py")
    if call([str(python), script, str(folder)], QT_QPA_PLATFORM="offscreen"):
        raise StopError("The icons could not be drawn: see the message above.")
    return folder


def freeze(python: Path, work: Path) -> Path:
    """Build the folder that runs without Python, with the network in it, and return it.

    It is the same for the same source and packages: dates and the order of sets are fixed.
    """
    network = fetch_network(python, work)
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(work / "dist"), "--workpath", str(work / "pyinstaller")]
    spec = str(ROOT / "packaging" / "specs" / "linux.spec")
    date = str(source_date())
    if call([*command, *places, spec], SOURCE_DATE_EPOCH=date, PYTHONHASHSEED="1"):
        raise StopError("PyInstaller could not build the program: see the message above.")
    folder = work / "dist" / NAME
    target = folder / "_internal" / "dfi_studio" / "resources" / "networks"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(network, target / network.name)
    return folder


def fetch_network(python: Path, work: Path) -> Path:
    """Have the program fetch and measure the default network, and return its file."""
    home = work / "home"
    command = [str(python), "-m", "dfi_studio", "weights", "get", DEFAULT_NETWORK]
    if call(command, DFI_STUDIO_HOME=str(home), PYTHONPATH=os.fspath(ROOT)):
        raise StopError("The default network is missing: see the message above.")
    return home / "cache" / "weights" / f"{DEFAULT_NETWORK}.safetensors"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
