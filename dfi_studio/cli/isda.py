"""``dfi-studio isda``: implicit semantic data augmentation, each of its verbs in a module."""

from __future__ import annotations

import argparse

from dfi_studio.cli import isda_sample, isda_train
from dfi_studio.cli.terminal import Terminal

_ACTIONS = {
    "train": (isda_train, "Train classifiers with ISDA and without, and compare them."),
    "sample": (
        isda_sample,
        "Move photos along directions drawn from N(0, lambda Sigma), Sigma being the covariance of "
        "a class in feature space: an augmented set, with labels and recipes. What is there "
        "already is not made again.",
    ),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(_ACTIONS))
    for name, (action, summary) in _ACTIONS.items():
        own = actions.add_parser(name, help=summary, description=summary)
        action.configure(own)
        # people write it last as well
        own.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Run one of the verbs."""
    action, _ = _ACTIONS[arguments.action]
    action.run(arguments, terminal)
