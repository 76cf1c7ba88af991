"""``dfi-studio isda``: implicit semantic data augmentation, each of its verbs in a module."""

from __future__ import annotations

import argparse

from dfi_studio.cli.isda_sample import add_sample, run_sample
from dfi_studio.cli.isda_train import add_train, run_train
from dfi_studio.cli.terminal import Terminal

_ACTIONS = {"train": run_train, "sample": run_sample}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(_ACTIONS))
    add_train(actions)
    add_sample(actions)
    for action in actions.choices.values():  # people write it last as well
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    """Run one of the verbs."""
    _ACTIONS[arguments.action](arguments, terminal)
