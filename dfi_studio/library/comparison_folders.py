"""Where the window keeps trainings: a folder for each question, so that it goes on by itself.

Trainings of one folder have pictures, classes and plan in common; methods, lambdas and seeds may
be added later, and what is there is taken as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from dfi_studio.core.comparison import Comparison
from dfi_studio.library.folders import data
from dfi_studio.library.set_names import place_of

_FOLDER = "classifiers"
_LONGEST, _DIGITS = 40, 10


def comparison_folder(asked: Comparison) -> Path:
    """Return the folder of a comparison, which may not be there yet.

    Raises
    ------
    OutputError
        The program's own folder cannot be made.
    """
    question = [asked.pictures, asked.labels, asked.groups, asdict(asked.plan)]
    key = sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()[:_DIGITS]
    name = re.sub(r"[^\w-]+", "-", Path(place_of(asked.pictures)).stem).strip("-")[:_LONGEST]
    return data() / _FOLDER / f"{name or 'pictures'}-{key}"
