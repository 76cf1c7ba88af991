"""A recipe in words, for whoever wants to know later what was done."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.recipe import Attribute, Contrast, Direction, Recipe, SavedAttribute, Solver
from dfi_studio.core.scaling import Scaling


def recipe_words(recipe: Recipe) -> str:
    """Return what a recipe does, in one line: directions, feature space, solver."""
    moves = "; ".join(_move(each) for each in recipe.moving) or "settled only"
    space = recipe.space
    where = f"{space.backbone}, {', '.join(space.layers)}, {space.size} px"
    solver = recipe.solver
    how = f"at most {solver.iterations} iterations, smoothness {solver.tv:g}"
    rest = [_told(solver, name) for name in ("tv_beta", "smooth", "layer_weights")]
    rest.append("colours matched" if recipe.match_colour else "")
    return ". ".join((moves, where, ", ".join((how, *filter(None, rest))))) + "."


def _move(direction: Direction) -> str:
    apart = ", without what it shares with those before" if direction.orthogonal else ""
    return f"{_attribute(direction.attribute)} by {direction.alpha:g}{apart}"


def _attribute(attribute: Attribute) -> str:
    match attribute:
        case SavedAttribute(path):
            return f"the attribute {path}"
        case Contrast(source, target, k, scaling):
            near = f", {k} neighbours" if k else ", all pictures"
            scaled = "" if scaling is Scaling.NONE else f", scaled by {scaling}"
            return f"from {source} to {target}{near}{scaled}"
        case ClassDirection():
            number = attribute.number + 1
            return f"{attribute.move} {number} of {attribute.pictures}, seed {attribute.seed}"


def _told(solver: Solver, name: str) -> str:
    """Return a setting that is not the usual one."""
    usual: dict[str, Any] = {each.name: each.default for each in fields(solver)}
    value = getattr(solver, name)
    words = {"tv_beta": "exponent", "smooth": "of the", "layer_weights": "weights"}[name]
    if value == usual[name]:
        return ""
    told = " : ".join(f"{each:g}" for each in value) if isinstance(value, tuple) else value
    return f"{words} {told}"
