"""``dfi-studio learn``: make an attribute file from two sets of pictures."""

from __future__ import annotations

import argparse
from pathlib import Path

from dfi_studio.cli import clustering, flags
from dfi_studio.cli.terminal import Terminal
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Contrast, FeatureSpace
from dfi_studio.library.attributes import save_attribute
from dfi_studio.library.photos import read_photo


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--source", required=True, metavar="SET", help="Pictures to move from.")
    parser.add_argument("--target", required=True, metavar="SET", help="Pictures to move towards.")
    parser.add_argument(
        "--near",
        type=Path,
        metavar="PHOTO",
        help="Learn from the K pictures of each set that are most like this photo, in its shape; "
        "without it from the whole sets, in squares.",
    )
    flags.add_parameters(parser, Contrast, "k")
    flags.add_scaling(parser)
    flags.add_space(parser)
    flags.add_device(parser)
    clustering.add_scheduler(parser)
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Learn an attribute and save it."""
    if arguments.k is not None and arguments.near is None:
        raise UsageError("--k counts neighbours of a photo: name the photo with --near.")
    if arguments.output.suffix != ".safetensors":
        raise UsageError(f"{arguments.output} must end in .safetensors, the format it will have.")
    contrast = Contrast(
        arguments.source, arguments.target, **flags.given(arguments, "k", "scaling")
    )
    space = flags.space_from(arguments, FeatureSpace())
    near = None
    if arguments.near is not None:
        near = read_photo(arguments.near)

    from dfi_studio.pipeline.cluster_sums import sums_on
    from dfi_studio.pipeline.frames import working_frame
    from dfi_studio.pipeline.learn import learn
    from dfi_studio.pipeline.set_faces import with_landmarks
    from dfi_studio.pipeline.workshop import Workshop

    frame = working_frame(near.image, space.size) if near else (space.size, space.size)
    workshop = Workshop(arguments.device)
    with clustering.opened(arguments, terminal) as cluster:
        summing = None if cluster is None else sums_on(cluster)
        steps = learn(workshop, contrast, space, frame, near=near, summing=summing)
        record = terminal.follow(steps)
    record = terminal.follow(with_landmarks(workshop, record, contrast))
    save_attribute(arguments.output, record)
    sizes = {"source": record.source.count, "target": record.target.count}
    terminal.report(
        f"Saved {arguments.output}: from {sizes['source']} to {sizes['target']} pictures.",
        {"event": "saved", "path": str(arguments.output), **sizes},
    )
