"""The project that a newcomer sees first: a painted portrait and what to do with it.

It reads `resources/samples/sample.json`; the window and the command line both start from it.
"""

from __future__ import annotations

import json
from pathlib import Path

from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Recipe
from dfi_studio.library.resources import resource


def sample_project() -> tuple[Path, Recipe]:
    """Return the sample photograph's path and the recipe, with every path made absolute.

    Raises
    ------
    UsageError
        The samples are missing from this installation, or damaged.
    """
    definition = resource("samples", "sample.json")
    folder = definition.parent
    try:
        values = json.loads(definition.read_text(encoding="utf-8"))
        photo = folder / values["photo"]
        for direction in values["recipe"]["directions"]:
            attribute = direction["attribute"]
            for name in ("source", "target", "path"):
                if name in attribute:
                    attribute[name] = str(folder / attribute[name])
        recipe = Recipe.from_json(json.dumps(values["recipe"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"The sample project in {folder} cannot be read ({error}). "
            "Install DFI Studio again to get it back."
        ) from error
    return photo, recipe
