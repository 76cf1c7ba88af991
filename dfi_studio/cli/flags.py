"""Flags made from the fields of the recipe, and recipes made from flags."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any, TypeVar

from dfi_studio.core.errors import UsageError
from dfi_studio.core.feature_space import PAPER_LAYERS
from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Contrast, FeatureSpace, Scaling, Smoothing, Solver

NO_NAMES: Mapping[str, str] = MappingProxyType({})

Owner = TypeVar("Owner", FeatureSpace, Contrast, Solver)


def add_parameters(
    parser: argparse.ArgumentParser, owner: type, *names: str, called: Mapping[str, str] = NO_NAMES
) -> None:
    """Add a flag for each named parameter of a dataclass, with its default, range and help.

    Parameters
    ----------
    called : mapping of str to str
        Flags that are called otherwise than the fields.
    """
    defaults = {each.name: each.default for each in fields(owner)}
    for name in names:
        declared = parameters(owner)[name]
        default: Any = defaults[name]
        unit = f" {declared.unit}" if declared.unit else ""
        parser.add_argument(
            f"--{called.get(name, name).replace('_', '-')}",
            dest=name,
            type=type(default),
            default=None,
            metavar="N" if declared.decimals == 0 else "X",
            help=f"{declared.label}: {declared.help} "
            f"{declared.low:g} to {declared.high:g}{unit}; default {default:g}.",
        )


def add_space(parser: argparse.ArgumentParser) -> None:
    """Add the flags of the feature space: network, layers, size."""
    parser.add_argument(
        "--backbone", metavar="NAME", help="The network: vgg16 (default) or vgg19, the paper's."
    )
    parser.add_argument(
        "--layers",
        metavar="LAYER[=WEIGHT],...",
        help="Layers whose features are matched, with their weights; "
        f"default {','.join(PAPER_LAYERS)}, equally.",
    )
    add_parameters(parser, FeatureSpace, "size")
    parser.add_argument(
        "--working-size", dest="size", type=int, metavar="N", help="Another name for --size."
    )


def add_smooth(parser: argparse.ArgumentParser) -> None:
    """Add the flag that says what total variation is taken of."""
    parser.add_argument(
        "--smooth",
        type=Smoothing,
        choices=list(Smoothing),
        help="What smoothness is asked of: the change (default), which leaves the photo's grain "
        "alone, or the whole picture, as in the paper.",
    )


def add_device(parser: argparse.ArgumentParser) -> None:
    """Add the flag that names the device."""
    parser.add_argument(
        "--device", default="auto", help="auto (default), cpu, cuda:N or mps: where to compute."
    )


def add_scaling(parser: argparse.ArgumentParser) -> None:
    """Add the flag that chooses how an attribute vector is scaled."""
    parser.add_argument(
        "--scaling",
        type=Scaling,
        choices=list(Scaling),
        help="none (default): alpha 1 is the difference of the means; "
        "beta: w / mean(w^2), the authors' option, for alphas near 0.4.",
    )


def space_from(arguments: argparse.Namespace, default: FeatureSpace) -> FeatureSpace:
    """Return the feature space that the flags ask for, on top of a default."""
    layers, _ = parse_layers(arguments.layers) if arguments.layers else (default.layers, ())
    return FeatureSpace(
        backbone=arguments.backbone or default.backbone,
        layers=layers,
        size=default.size if arguments.size is None else arguments.size,
    )


def solver_from(
    arguments: argparse.Namespace,
    names: Sequence[str] = ("tv", "tv_beta", "iterations", "smooth"),
) -> Solver:
    """Return the solver's settings that the flags ask for; `names` are those that there are."""
    weights = parse_layers(arguments.layers)[1] if arguments.layers else ()
    return Solver(layer_weights=weights, **given(arguments, *names))


def given(arguments: argparse.Namespace, *names: str) -> dict[str, Any]:
    """Return the flags among these that the user gave; the rest keep the recipe's defaults."""
    values = {name: getattr(arguments, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def parse_layers(text: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Read ``conv3_1,conv4_1=0.5``: names, and weights (none where no weight was given).

    Raises
    ------
    UsageError
        A weight is not a number.
    """
    names, weights = [], []
    for part in text.split(","):
        name, _, weight = part.partition("=")
        names.append(name.strip())
        try:
            weights.append(float(weight or 1))
        except ValueError as error:
            raise UsageError(
                f"{part} is not a layer and its weight: write it like conv4_1=0.5."
            ) from error
    return tuple(names), tuple(weights) if "=" in text else ()


def parse_alphas(text: str) -> tuple[float, ...]:
    """Read ``0,0.5,1``.

    Raises
    ------
    UsageError
        A part is not a number.
    """
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"{text} is not a list of numbers: write alphas like 0,0.5,1.") from error
