"""Recipes in files: those of projects, and recipes as JSON."""

from __future__ import annotations

from pathlib import Path

from dfi_studio.core.errors import ProjectError, UsageError
from dfi_studio.core.recipe import Contrast, Recipe
from dfi_studio.library.bounded import read_bounded
from dfi_studio.library.folders import expanded
from dfi_studio.session.project import SUFFIX, open_project

LONGEST = 16_000_000
"""Bytes of a recipe or of a film as JSON: thousands of times what one takes."""


def read_recipe(path: Path) -> Recipe:
    """Return the recipe of a file: of a recipe as JSON, or of a project.

    Raises
    ------
    UsageError
        The file is no recipe, or cannot be read.
    ProjectError
        The project cannot be read, or its recipe is not complete.
    """
    path = expanded(str(path))
    if path.suffix.lower() == SUFFIX:
        return _complete(open_project(path).state.document.recipe, path)
    try:
        text = read_bounded(path, most=LONGEST).decode()
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UsageError(f"The recipe {path} cannot be read: {told}.") from error
    return _complete(Recipe.from_json(text), path)


def is_complete(recipe: Recipe) -> bool:
    """Say whether a recipe moves a photo, and all its sets are chosen."""
    contrasts = [each.attribute for each in recipe.moving if isinstance(each.attribute, Contrast)]
    return bool(recipe.moving) and all(each.source and each.target for each in contrasts)


def _complete(recipe: Recipe, path: Path) -> Recipe:
    if not is_complete(recipe):
        raise ProjectError(
            f"{path} has no attribute, or one without pictures; complete it in the window."
        )
    return recipe
