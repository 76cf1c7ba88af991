"""The command line: absurd values for every flag, run as a function."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from fuzz.engine import Files, Kind
from fuzz.kinds.pictures import _encoded
from fuzz.mutations import EXTREMES, REALS, TEXTS

from dfi_studio.cli.main import main, make_parser
from dfi_studio.core.errors import StudioError

_COMMANDS = (
    ["edit", "photo.png", "-o", "out.png", "--source", "a", "--target", "b", "--alpha", "0,1"],
    ["edit", "photo.png", "-o", "out.png", "--attribute", "x.safetensors", "--size", "64"],
    ["sequence", "photo.png", "-o", "out.mp4", "--source", "a", "--target", "b", "--key", "0:1"],
    ["sequence", "photo.png", "-o", "out.gif", "--source", "a", "--target", "b", "--fps", "12"],
    ["batch", "photo.png", "-o", "out", "--recipe", "recipe.json", "--alpha", "1"],
    ["batch", "*.png", "-o", "out/{stem}", "--source", "a", "--target", "b"],
    ["inpaint", "photo.png", "-o", "out.png", "--mask", "photo.png", "--in", "a", "--k", "4"],
    ["run", "project.dfistudio", "-o", "out.png", "--snapshot", "first"],
    ["learn", "--source", "a", "--target", "b", "-o", "x.safetensors", "--k", "3"],
    ["faces", "photo.jpg"],
    ["neighbours", "photo.png", "--in", "a", "--k", "2", "--layers", "conv1_1=1"],
    ["decoder", "show", "x.safetensors"],
    ["decoder", "train", "a", "-o", "x.safetensors"],
    ["catalog", "list"],
    ["catalog", "query", "age > 3"],
    ["catalog", "label", "age > 3", "age", "4"],
    ["catalog", "remove", "faces"],
    ["catalog", "add", "folder"],
    ["weights", "list"],
    ["weights", "add", "vgg16", "photo.png"],
    ["isda", "sample", "--class", "a", "photo.png", "-o", "out"],
    ["isda", "train", "a", "-o", "out"],
    ["info"],
)
_VALUES = (
    # What is written to lies in the folder of a case, whatever the flag; and no system hands over
    # a zero or half of a pair.
    *(each for each in TEXTS if each[:1] not in ("/", "~", "\0", "\ud800")),
    *map(str, EXTREMES[:24]),
    *map(str, REALS),
    *("1,2,,", "=", ":", "0:nan", "conv9_9=nan", "{stem", "{stem!r}", "{0}", "{stem.__class__}"),
    *("{alpha:99999999999}", "?", "catalog:", "a?"),
)


def _commands(folder: Path) -> Sequence[Files]:
    photo = _encoded("PNG", "RGB")
    return [{"arguments": json.dumps(each).encode(), "photo.png": photo} for each in _COMMANDS]


def _other_arguments(content: bytes, random: Random) -> bytes:
    values = json.loads(content)
    for _ in range(random.choice((1, 1, 2, 4))):
        at = random.randrange(1, max(2, len(values)))
        chance = random.random() if at < len(values) else 0.9
        if chance < 0.6:
            values[at] = random.choice(_VALUES)
        elif chance < 0.7:
            del values[at]
        elif chance < 0.8:
            values.insert(at, random.choice(_flags(values[0])))
        else:
            values[at:at] = [random.choice(_flags(values[0])), random.choice(_VALUES)]
    return json.dumps(values).encode()


def _flags(command: str) -> list[str]:
    [commands] = [each for each in make_parser()._actions if each.dest == "command"]
    parser = commands.choices[command]  # type: ignore[index]
    known = [flag for action in parser._actions for flag in action.option_strings]
    return [each for each in known if each not in ("-h", "--help", "--scheduler", "--workers")]


def _command(folder: Path) -> bool:
    """Run the command: its exit code and one sentence, or what argparse says."""
    arguments = json.loads((folder / "arguments").read_bytes())
    said = io.StringIO()
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stderr(said),
        contextlib.redirect_stdout(out),
    ):
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
    if code in (1, 2) and "usage:" not in said.getvalue():
        raise StudioError(said.getvalue().strip().splitlines()[-1])
    return code in (0, 3)


KINDS = (Kind("command line", _commands, _command, changed=lambda name: name == "arguments",
              mutate=_other_arguments, valid=0.1),)  # fmt: skip
