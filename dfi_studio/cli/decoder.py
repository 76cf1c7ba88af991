"""``dfi-studio decoder``: networks that show an edit at once, trained for a set of pictures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from dfi_studio.cli import flags
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.library.decoders import SUFFIX, DecoderRecord, describe_decoder
from dfi_studio.library.outputs import check_folder
from dfi_studio.library.picture_sets import picture_set


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="train|show")
    train = actions.add_parser("train", help="Train one; usable from the first minute.")
    train.add_argument("pictures", metavar="SET", help="The pictures whose kind it is to show.")
    train.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
    train.add_argument(
        "--minutes", type=float, default=20.0, metavar="M", help="How long to train; default 20."
    )
    train.add_argument(
        "--resume",
        action="store_true",
        help="Go on from where an earlier training of the same file was stopped.",
    )
    train.add_argument("--seed", type=int, default=0, metavar="N", help="Of chance; default 0.")
    train.add_argument(
        "--backbone", metavar="NAME", help="The network: vgg16 (default) or vgg19, the paper's."
    )
    train.add_argument(
        "--layers", metavar="LAYER,...", help="The layers to read, the finest first."
    )
    flags.add_device(train)
    show = actions.add_parser("show", help="Say what a decoder is for, and how it was trained.")
    show.add_argument("file", type=Path, metavar="FILE")
    for action in actions.choices.values():  # people write it last as well
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Train a decoder, or describe one."""
    if arguments.action == "show":
        _show(arguments.file, terminal)
    else:
        _train(arguments, terminal)


def _show(path: Path, terminal: Terminal) -> None:
    record = describe_decoder(path)
    minutes = f"{record.seconds / 60:.1f} minutes"
    lines = [
        f"for       {record.backbone}, {', '.join(record.layers)}",
        f"pictures  {record.pictures} ({record.count})",
        f"training  {record.steps} steps in {minutes}, seed {record.seed}",
        f"quality   {100 * record.quality:.0f} %",
        f"made by   {record.created_by}",
    ]
    terminal.result("\n".join(lines), {"path": str(path), **json.loads(record.to_json())})


def _train(arguments: argparse.Namespace, terminal: Terminal) -> None:
    output: Path = arguments.output
    if output.suffix != SUFFIX:
        raise UsageError(f"{output} must end in {SUFFIX}, the format it will have.")
    check_folder(output.parent, make=False)
    pictures = picture_set(arguments.pictures)
    default = FeatureSpace()
    layers = flags.parse_layers(arguments.layers)[0] if arguments.layers else default.layers
    space = FeatureSpace(arguments.backbone or default.backbone, layers)

    from dfi_studio.pipeline.train_decoder import TrainingPlan, train_decoder
    from dfi_studio.pipeline.workshop import Workshop

    plan = TrainingPlan(minutes=arguments.minutes, seed=arguments.seed)
    workshop = Workshop(arguments.device)
    steps = train_decoder(workshop, pictures, space, output, plan=plan, resume=arguments.resume)
    _tell(terminal.follow(steps), output, terminal)


def _tell(record: DecoderRecord, path: Path, terminal: Terminal) -> None:
    values = {"steps": record.steps, "seconds": record.seconds, "quality": record.quality}
    terminal.report(
        f"Saved {path}: {record.steps} steps, quality {100 * record.quality:.0f} %.",
        {"event": "saved", "path": str(path), **values},
    )
