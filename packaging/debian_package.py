"""A built folder as a Debian package: where its files lie, and what the package says of itself."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import licences
import needed_packages
from licences import Bundled
from processes import ROOT, StopError
from versions import program_version, source_date

LINUX = ROOT / "packaging" / "linux"
COMPONENT = "studio.dfi.DfiStudio"
"""What software centres know the program by."""

_CONTROL = """\
Package: dfi-studio
Version: {version}
Section: graphics
Priority: optional
Architecture: {architecture}
Maintainer: The DFI Studio developers <dfi-studio@localhost>
Installed-Size: {size}
Depends: {depends}
Recommends: ca-certificates, shared-mime-info, desktop-file-utils, hicolor-icon-theme
Description: change what is in a photograph
 Show the program pictures without something and pictures with it (young and
 old faces, serious and smiling ones) and it moves your photo from the one
 towards the other: by a slider, on your own machine, with no generator to be
 trained and nothing uploaded.
 .
 A window and a command line around Deep Feature Interpolation. The package
 brings its own Python, PyTorch (for CPUs) and Qt, and the default network.
"""


def build(folder: Path, icons: Path, bundled: Iterable[Bundled], *, into: Path) -> Path:
    """Make a package of a built folder, and return its file.

    Parameters
    ----------
    folder : Path
        What PyInstaller made.
    icons : Path
        See `program_icons.write_icons`.
    bundled : iterable of Bundled
        What came along.
    into : Path
        Where the package is to lie; a folder ``package`` with its files is made beside.

    Raises
    ------
    StopError
        ``dpkg-deb`` is missing or fails, or a library is in no package.
    """
    tree = into / "package"
    shutil.rmtree(tree, ignore_errors=True)
    lay_out(tree, icons)
    shutil.copytree(folder, tree / "usr/lib/dfi-studio", symlinks=True)
    licences.write(tree / "usr/share/doc/dfi-studio", bundled, python=_python_licence())
    depends = needed_packages.packages(tree / "usr/lib/dfi-studio")
    write_control(tree, depends, architecture=_said("dpkg", "--print-architecture"))
    _set_modes(tree)
    target = into / f"dfi-studio_{program_version()}_{_said('dpkg', '--print-architecture')}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", str(tree), str(target)]
    dated = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date())}
    if subprocess.call(command, env=dated):
        raise StopError("dpkg-deb could not make the package: see the message above.")
    return target


def lay_out(tree: Path, icons: Path) -> None:
    """Put what desktops read where they look for it: menu entry, types of files, icons."""
    share = tree / "usr" / "share"
    _copy(LINUX / "dfi-studio.desktop", share / "applications/dfi-studio.desktop")
    _copy(LINUX / "dfi-studio.mime.xml", share / "mime/packages/dfi-studio.xml")
    about = share / "metainfo" / f"{COMPONENT}.metainfo.xml"
    about.parent.mkdir(parents=True)
    about.write_text(metainfo(), encoding="utf-8")
    hicolor = share / "icons" / "hicolor"
    for each in sorted(icons.glob("*x*")):
        _copy(each / "dfi-studio.png", hicolor / each.name / "apps/dfi-studio.png")
        for kind in ("project", "attribute"):
            name = f"application-x-dfi-studio-{kind}.png"
            _copy(each / "dfi-studio-project.png", hicolor / each.name / "mimetypes" / name)
    drawing = ROOT / "resources" / "program" / "dfi-studio.svg"
    _copy(drawing, hicolor / "scalable/apps/dfi-studio.svg")
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/dfi-studio").symlink_to("../lib/dfi-studio/dfi-studio")


def metainfo() -> str:
    """Return what software centres show, with the version and the day of this build."""
    text = (LINUX / "dfi-studio.metainfo.xml").read_text(encoding="utf-8")
    day = datetime.fromtimestamp(source_date(), UTC).date().isoformat()
    return text.replace("@VERSION@", program_version()).replace("@DATE@", day)


def write_control(tree: Path, depends: Iterable[str], *, architecture: str) -> None:
    """Write what dpkg reads: the package's description, and a sum of each of its files."""
    files = sorted(each for each in tree.rglob("*") if each.is_file() and not each.is_symlink())
    size = sum(each.stat().st_size for each in files)
    control = tree / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(
        _CONTROL.format(
            version=program_version(),
            architecture=architecture,
            size=-(-size // 1024),
            depends=", ".join(depends),
        ),
        encoding="utf-8",
    )
    with (control / "md5sums").open("w", encoding="utf-8") as sums:
        for each in files:
            with each.open("rb") as file:
                digest = hashlib.file_digest(file, "md5").hexdigest()
            sums.write(f"{digest}  {each.relative_to(tree).as_posix()}\n")


def _set_modes(tree: Path) -> None:
    """Let everybody read all of it, and run what can be run, whatever the builder's umask."""
    for each in (tree, *tree.rglob("*")):
        if not each.is_symlink():
            each.chmod(0o755 if each.is_dir() or each.stat().st_mode & 0o100 else 0o644)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _python_licence() -> Path | None:
    found = Path(os.__file__).parent / "LICENSE.txt"
    return found if found.is_file() else None


def _said(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise StopError(f"{command[0]} is needed to make a package: see to it.") from error
