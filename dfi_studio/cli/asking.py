"""What edit the command line asks for: the flags, and the recipes that they come to."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from dfi_studio.cli import flags
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import (
    Attribute,
    Contrast,
    Direction,
    FeatureSpace,
    Recipe,
    SavedAttribute,
    Solver,
)
from dfi_studio.library.attributes import load_attribute
from dfi_studio.session.recipe_files import read_recipe

_SOLVER = ("tv", "tv_beta", "iterations", "smooth")


def add_sets(parser: argparse.ArgumentParser) -> None:
    """Add the flags that name two sets of pictures."""
    parser.add_argument("--source", metavar="SET", help="Pictures to move away from.")
    parser.add_argument("--target", metavar="SET", help="Pictures to move towards.")


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say how a direction is learned, and how an edit is solved."""
    flags.add_parameters(parser, Contrast, "k")
    flags.add_scaling(parser)
    flags.add_parameters(parser, Solver, "tv", "tv_beta", "iterations")
    flags.add_smooth(parser)
    flags.add_space(parser)
    flags.add_device(parser)


def recipe_from(arguments: argparse.Namespace) -> Recipe:
    """Return the recipe that the flags ask for, at alpha 1.

    Raises
    ------
    UsageError
        Neither two sets nor an attribute file were given, or both.
    """
    sets = [arguments.source, arguments.target]
    if arguments.attribute and not any(sets):
        return _along(arguments, SavedAttribute(arguments.attribute))
    if all(sets) and not arguments.attribute:
        return _along(arguments, _contrast(arguments))
    raise UsageError("Give either --source and --target, or --attribute.")


def recipes_from(arguments: argparse.Namespace) -> list[tuple[Recipe, bool]]:
    """Return all recipes that the flags of a batch ask for, and whether each has its own alphas.

    Raises
    ------
    UsageError
        There is none, or one of two sets is missing.
    StudioError
        A file cannot be read.
    """
    sets = [arguments.source, arguments.target]
    if any(sets) and not all(sets):
        raise UsageError("Give --source and --target together.")
    found = [(_changed(arguments, read_recipe(Path(each))), True) for each in arguments.recipe]
    found += [(_along(arguments, SavedAttribute(each)), False) for each in arguments.attribute]
    if all(sets):
        found.append((_along(arguments, _contrast(arguments)), False))
    if not found:
        raise UsageError("Say what to do: give --recipe, --attribute, or --source and --target.")
    return found


def _contrast(arguments: argparse.Namespace) -> Contrast:
    return Contrast(arguments.source, arguments.target, **flags.given(arguments, "k", "scaling"))


def _along(arguments: argparse.Namespace, attribute: Attribute) -> Recipe:
    """Return the recipe that moves along one attribute, as the flags have it."""
    default = FeatureSpace()
    if isinstance(attribute, SavedAttribute):
        default = load_attribute(Path(attribute.path).expanduser()).space
    return Recipe(
        (Direction(attribute),),
        flags.space_from(arguments, default),
        flags.solver_from(arguments),
        **_given(arguments),
    )


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    names = ("feather", "framing", "match_colour")
    return flags.given(arguments, *(each for each in names if each in arguments))


def _changed(arguments: argparse.Namespace, recipe: Recipe) -> Recipe:
    """Return a recipe with what the flags say otherwise."""
    solver = replace(recipe.solver, **flags.given(arguments, *_SOLVER))
    if arguments.layers:
        solver = replace(solver, layer_weights=flags.parse_layers(arguments.layers)[1])
    space = flags.space_from(arguments, recipe.space)
    return replace(recipe, space=space, solver=solver, **_given(arguments))
