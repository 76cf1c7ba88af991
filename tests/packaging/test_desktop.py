"""What desktops read: the menu entry, the software centre's page, the types of files, the icons."""

from __future__ import annotations

import importlib
import io
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from PySide6.QtWidgets import QApplication

import dfi_studio
from dfi_studio.core.recipe import Scaling
from dfi_studio.library.attribute_record import AttributeRecord, SetRecord
from dfi_studio.library.attributes import save_attribute
from dfi_studio.session.project import SUFFIX

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging" / "linux"
SPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"


def validated(tool: str, *arguments: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_menu_entry_is_valid() -> None:
    validated("desktop-file-validate", str(LINUX / "dfi-studio.desktop"))


def test_the_page_of_software_centres_is_valid_and_of_this_version(
    scripts: Path, tmp_path: Path
) -> None:
    package = importlib.import_module("debian_package")
    text = package.metainfo()
    [release] = ET.fromstring(text).iter("release")
    assert release.get("version") == dfi_studio.__version__
    path = tmp_path / f"{package.COMPONENT}.metainfo.xml"
    path.write_text(text, encoding="utf-8")
    assert ET.fromstring(text).findtext("id") == package.COMPONENT
    validated("appstreamcli", "validate", "--no-net", str(path))


def types() -> dict[str, ET.Element]:
    root = ET.parse(LINUX / "dfi-studio.mime.xml").getroot()
    return {str(each.get("type")): each for each in root.iter(f"{SPACE}mime-type")}


def test_projects_are_known_by_their_suffix() -> None:
    [glob] = types()["application/x-dfi-studio-project"].iter(f"{SPACE}glob")
    assert glob.get("pattern") == f"*{SUFFIX}"


def test_attributes_are_known_by_how_they_begin_and_no_suffix_is_claimed(tmp_path: Path) -> None:
    record = AttributeRecord(
        name="smile",
        arrays={"conv3_1": np.zeros((1, 2, 2), np.float32)},
        height=64,
        width=64,
        backbone="vgg16",
        backbone_identity="fake",
        k=0,
        scaling=Scaling.NONE,
        source=SetRecord("source", ()),
        target=SetRecord("target", ()),
    )
    path = tmp_path / "smile.safetensors"
    save_attribute(path, record)
    kind = types()["application/x-dfi-studio-attribute"]
    assert not list(kind.iter(f"{SPACE}glob"))
    [match] = kind.iter(f"{SPACE}match")
    begins = str(match.get("value")).encode()
    assert path.read_bytes()[int(str(match.get("offset"))) :].startswith(begins)


def test_all_that_the_menu_entry_opens_is_a_known_type() -> None:
    lines = (LINUX / "dfi-studio.desktop").read_text(encoding="utf-8").splitlines()
    [line] = [each for each in lines if each.startswith("MimeType=")]
    own = {each for each in line.removeprefix("MimeType=").split(";") if "dfi-studio" in each}
    assert own == set(types())


def test_icons_have_their_sizes_and_show_something(
    scripts: Path, tmp_path: Path, qapp: QApplication
) -> None:
    icons = importlib.import_module("program_icons")
    icons.write_icons(tmp_path)
    for side in icons.SIZES:
        for name in ("dfi-studio", "dfi-studio-project"):
            with PIL.Image.open(tmp_path / f"{side}x{side}" / f"{name}.png") as icon:
                assert icon.size == (side, side)
                pixels = np.asarray(icon.convert("RGBA"))
            assert pixels[side // 2, side // 2, 3] == 255  # opaque in the middle
            assert pixels[0, 0, 3] < 255  # round, or a sheet, in the corner
            assert len(np.unique(pixels.reshape(-1, 4), axis=0)) > 8
    with PIL.Image.open(tmp_path / "dfi-studio.ico") as icon:
        assert icon.info["sizes"] == {(side, side) for side in icons.WINDOWS_SIZES}
    with PIL.Image.open(tmp_path / "dfi-studio.icns") as icon:
        assert {width * scale for width, _, scale in icon.info["sizes"]} >= {128, 256, 512, 1024}


def test_a_drawing_that_is_none_is_told(scripts: Path, qapp: QApplication) -> None:
    icons = importlib.import_module("program_icons")
    with pytest.raises(ValueError, match="not a drawing"):
        icons.drawn(64, "no-such")


def test_the_package_is_laid_out_as_desktops_look_for_it(
    scripts: Path, tmp_path: Path, qapp: QApplication
) -> None:
    importlib.import_module("program_icons").write_icons(tmp_path / "icons")
    package = importlib.import_module("debian_package")
    tree = tmp_path / "tree"
    package.lay_out(tree, tmp_path / "icons")
    package.write_control(tree, ["libc6 (>= 2.36)", "libx11-6"], architecture="amd64")
    share = tree / "usr/share"
    for name in (
        "applications/dfi-studio.desktop",
        "mime/packages/dfi-studio.xml",
        "icons/hicolor/512x512/apps/dfi-studio.png",
        "icons/hicolor/16x16/mimetypes/application-x-dfi-studio-project.png",
        "icons/hicolor/scalable/apps/dfi-studio.svg",
    ):
        assert (share / name).is_file()
    assert (tree / "usr/bin/dfi-studio").readlink() == Path("../lib/dfi-studio/dfi-studio")
    control = (tree / "DEBIAN/control").read_text(encoding="utf-8")
    assert f"\nVersion: {dfi_studio.__version__}\n" in control
    assert "\nDepends: libc6 (>= 2.36), libx11-6\n" in control
    sums = (tree / "DEBIAN/md5sums").read_text(encoding="utf-8")
    assert "  usr/share/applications/dfi-studio.desktop\n" in sums
    assert io.StringIO(sums).readline().count(" ") == 2
