"""Films on the command line: the flags that say what moves, and how the film is saved."""

from __future__ import annotations

import argparse
from collections.abc import Sequence as Several
from dataclasses import replace

from dfi_studio.cli import flags
from dfi_studio.core.errors import UsageError
from dfi_studio.core.movie import Codec, MovieOptions
from dfi_studio.core.recipe import Recipe
from dfi_studio.core.sequence import Curve, Easing, Key, Sequence
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.folders import expanded
from dfi_studio.library.movies.dressing import check_caption
from dfi_studio.session.recipe_files import LONGEST

_NUMBERS = ("frames", "fps", "hold_first", "hold_last")


def add_sequence(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say how strengths move."""
    parser.add_argument(
        "--from", dest="begin", type=float, metavar="A", help="Strength at the first frame: 0."
    )
    parser.add_argument(
        "--to", dest="end", type=float, metavar="A", help="Strength at the last frame: 1."
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="AT:A[:EASING]",
        help="A strength at a place from 0, the first frame, to 1, the last; give several, such as "
        "--key 0:0 --key .5:2 --key 1:-1.",
    )
    parser.add_argument(
        "--tv-key",
        action="append",
        default=[],
        metavar="AT:X[:EASING]",
        help="The same for smoothness, which moves by equal factors.",
    )
    parser.add_argument(
        "--easing",
        type=Easing,
        choices=list(Easing),
        default=Easing.LINEAR,
        help="How to get from a key to the next: linear (default), in (from rest), out (to rest), "
        "both, or hold, which stands still and jumps.",
    )
    flags.add_parameters(parser, Sequence, *_NUMBERS)
    parser.add_argument(
        "--ping-pong", action="store_true", default=None, help="Go back the same way."
    )
    parser.add_argument(
        "--sequence", metavar="FILE", help="How everything moves, as JSON that a project holds."
    )


def add_movie(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say how a film is saved."""
    called = {"side": "film-size"}
    flags.add_parameters(parser, MovieOptions, "side", "quality", "loop", called=called)
    parser.add_argument(
        "--codec",
        type=Codec,
        choices=list(Codec),
        default=Codec.AUTO,
        help="What MP4 and WebM are compressed with: auto (default) is AV1, or VP9 where that is "
        "missing; h264 only where this machine has it.",
    )
    parser.add_argument(
        "--caption",
        default="",
        metavar="TEXT",
        help="Text burnt into every frame, with {alpha:+.1f}, {attribute}, {stem}, {frame}, "
        "{seconds:.1f}.",
    )
    parser.add_argument(
        "--split",
        action="store_true",
        help="Show the photo left of a divider that moves from side to side and back.",
    )


def movie_from(arguments: argparse.Namespace) -> MovieOptions:
    """Return how the film is saved.

    Raises
    ------
    UsageError
        A number is outside its limits, or the caption holds unknown fields.
    """
    check_caption(arguments.caption)
    return MovieOptions(
        **flags.given(arguments, "side", "quality", "loop"),
        codec=arguments.codec,
        caption=arguments.caption,
        split=arguments.split,
        marked=not arguments.no_mark,
    )


def sequence_from(
    arguments: argparse.Namespace, recipe: Recipe, own: Sequence | None = None
) -> Sequence:
    """Return how a recipe moves.

    Keys move the first attribute that takes part. Without any the sequence of the file or of the
    project holds, or else the strength goes from 0 to 1.

    Parameters
    ----------
    own : Sequence or None
        That of a project.

    Raises
    ------
    UsageError
        A key is not written like one, or the flags contradict each other.
    """
    ends = arguments.begin, arguments.end
    if arguments.key and ends != (None, None):
        raise UsageError("Give either --key, or --from and --to.")
    base = _read(arguments.sequence) if arguments.sequence else own or Sequence()
    if arguments.key:
        keys = _curve(arguments.key, arguments.easing)
    elif ends != (None, None) or not (any(each.keys for each in base.alphas) or base.tv.keys):
        begin, end = (
            given if given is not None else usual for given, usual in zip(ends, (0, 1), strict=True)
        )
        keys = Curve.through(begin, end, easing=arguments.easing)
    else:
        keys = None
    if keys is not None:
        first = next((at for at, each in enumerate(recipe.directions) if each.on), None)
        if first is None:
            raise UsageError("There is no attribute to move: the film would stand still.")
        alphas = [*base.alphas, *[Curve()] * (first + 1 - len(base.alphas))]
        alphas[first] = keys
        base = replace(base, alphas=tuple(alphas))
    if arguments.tv_key:
        base = replace(base, tv=_curve(arguments.tv_key, arguments.easing))
    return replace(base, **flags.given(arguments, *_NUMBERS, "ping_pong"))


def _curve(texts: Several[str], easing: Easing) -> Curve:
    keys = (_key(text, easing) for text in texts)
    return Curve(tuple(sorted(keys, key=lambda each: each.at)))


def _key(text: str, easing: Easing) -> Key:
    place, _, rest = text.partition(":")
    value, _, way = rest.partition(":")
    try:
        return Key(float(place), float(value), Easing(way) if way else easing)
    except ValueError as error:
        ways = ", ".join(Easing)
        raise UsageError(
            f"{text} is not a key: write a place from 0 to 1 and a value, such as .5:2 or "
            f".5:2:both; the ways are {ways}."
        ) from error


def _read(name: str) -> Sequence:
    path = expanded(name)
    try:
        return Sequence.from_json(read_bounded(path, most=LONGEST).decode())
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UsageError(f"The sequence {path} cannot be read: {told}.") from error
