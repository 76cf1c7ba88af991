"""Project files whose manifest says something else than what was written."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dfi_studio.session.project import MANIFEST


def changed(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Rewrite the manifest of a project."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    values = json.loads(content[MANIFEST])
    change(values)
    content[MANIFEST] = json.dumps(values).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, each in content.items():
            archive.writestr(name, each)
    return path
