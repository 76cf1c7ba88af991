"""Every command of the guide and of the front page: read by the real parser, and run where it can.

They run page by page, in order, in a folder with what the pages speak of: the painted sample under
the names of the examples. The network is the tests' own, the pictures and the films are small.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from tiny_network import tiny_network

from dfi_studio.cli.main import DONE, main, make_parser
from dfi_studio.library.resources import resource
from dfi_studio.pipeline import workshop as workshop_module

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
ELSEWHERE = ("tcp://", "weights get", "decoder train", "--decoder", "catalog fetch", "estimate")
"""What needs another machine, a network or twenty minutes; and what is made by that."""
SMALL = {"--size": "48", "--iterations": "3"}


def commands(page: Path) -> list[str]:
    """Return the lines of a page that begin with the program's name, one command each."""
    found = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            line = re.sub(r"\s+# .*$", "", line).strip()
            for part in line.split(" && "):
                if part.startswith("dfi-studio "):
                    found.append(part.removeprefix("dfi-studio "))
    return found


def kinds(command: str) -> list[list[str]]:
    """Return `catalog list | index` as both, which are names of commands and no whole lines."""
    first, *others = (part.split() for part in command.split(" | "))
    return [first[:2], *([first[0], other[0]] for other in others)]


PAIRS = [(page, command) for page in PAGES for command in commands(page)]
WHOLE = [(page, command) for page, command in PAIRS if " | " not in command]


def told(pair: object) -> str:
    return pair.name if isinstance(pair, Path) else str(pair)[:60]


@pytest.mark.parametrize(("page", "command"), WHOLE, ids=told)
def test_the_parser_takes_every_command(page: Path, command: str) -> None:
    make_parser().parse_args(shlex.split(command))


@pytest.mark.parametrize(
    "kind", [kind for _, each in PAIRS if " | " in each for kind in kinds(each)], ids=" ".join
)
def test_every_kind_of_command_is_there(kind: list[str], capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as left:
        make_parser().parse_args([*kind, "--help"])
    assert left.value.code == 0


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all that the pages name."""
    monkeypatch.setattr(workshop_module, "load_backbone", lambda *_, **__: tiny_network())
    monkeypatch.chdir(tmp_path)
    samples = resource("samples")
    rows = (samples / "labels.csv").read_text().splitlines()
    old = [row for row in rows[1:] if int(row.split(",")[1]) >= 60]
    young = [row for row in rows[1:] if int(row.split(",")[1]) < 30]
    sets = {"faces": old[:6] + young[:6], "young": young[:4], "old": old[:4], "holiday": young[:2]}
    for folder, chosen in sets.items():
        (tmp_path / folder).mkdir()
        for number, row in enumerate(chosen):
            file, _, labels = row.partition(",")
            shutil.copy(samples / file, tmp_path / folder / file)
            age, gender, smile, _, beard = labels.split(",")
            chosen[number] = f"{file},{age},{gender},{smile},{number % 2},{beard}"
        if folder == "faces":
            (tmp_path / folder / "labels.csv").write_text("\n".join([rows[0], *chosen]) + "\n")
    for name in ("anna.jpg", "party.jpg"):
        shutil.copy(samples / "portrait_013.jpg", tmp_path / name)
    with PIL.Image.open(tmp_path / "anna.jpg") as photo:
        width, height = photo.size
    mask = np.zeros((height, width), np.uint8)
    mask[height // 2 : height // 2 + 24, width // 2 : width // 2 + 24] = 255
    for name in ("hole.png", "face.png"):
        PIL.Image.fromarray(mask).save(tmp_path / name)
    return tmp_path


def runs(command: str) -> bool:
    """Whether a command can run here, in a moment."""
    return not any(each in command for each in ELSEWHERE) and ".dfistudio" not in command


def small(command: str) -> list[str]:
    """Return a command's words, with patterns of names expanded as a shell does, made small."""
    words = []
    for word in shlex.split(command):
        words += sorted(map(str, Path().glob(word))) if word.startswith("*") else [word]
    if words[:2] == ["isda", "train"]:
        return [*words, "--size", "16", "--epochs", "1", "--batch", "4", "--seeds", "1"]
    if words[0] == "batch" and "--workers" in words:
        words[words.index("--workers") + 1] = "1"
    known = set(SMALL) if words[0] in ("edit", "batch", "inpaint", "sequence") else set()
    known |= {"--size"} if words[0] in ("learn", "neighbours") else set()
    known |= set(SMALL) if words[:2] == ["isda", "sample"] else set()
    if any(each in words for each in ("--size", "--working-size", "--attribute")):
        known -= {"--size"}  # an attribute file says at which size it holds
    extra = [part for flag in sorted(known) for part in (flag, SMALL[flag])]
    fewer = {"sequence": ["--frames", "4"], "isda": ["--n", "1"]}.get(words[0], [])
    if "--principal" in words:
        fewer = ["--principal", "2"]
    return [*words, *extra, *fewer]  # of a flag that stands twice the last holds


@pytest.mark.slow
@pytest.mark.timeout(600)  # the front page's are some twenty commands
@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(map(runs, commands(page)))], ids=told
)
def test_what_the_page_says_can_be_done(page: Path, desk: Path, capsys) -> None:
    """Two faces of a page are one photo here: `--face 2` is tried as the first."""
    for command in commands(page):
        if runs(command) and " | " not in command:
            words = [
                word.replace("2", "1") if before == "--face" else word
                for before, word in zip(["", *small(command)], small(command), strict=False)
            ]
            code = main(words)
            said = capsys.readouterr().err
            assert code == DONE, f"{command}\n{said[-2000:]}"
