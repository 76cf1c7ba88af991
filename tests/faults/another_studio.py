"""Another process that uses a catalogue or a project when it is told to: see `test_two_studios`.

    python -m faults.another_studio scan CATALOGUE FOLDER...
    python -m faults.another_studio label CATALOGUE NAME VALUE
    python -m faults.another_studio hold CATALOGUE
    python -m faults.another_studio save PROJECT SHADE TIMES

It says that it is ready, and begins when a line comes in; what the program tells it, it says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from faults.writers import _project
from pulling import pulled

from dfi_studio.core.errors import StudioError
from dfi_studio.library.catalog.scan import scan
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.session.project import save_project


def wait() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def scanned(place: str, *folders: str) -> None:
    wait()
    with Catalog(Path(place)) as catalog:
        for each in folders:
            pulled(scan(catalog, Path(each)))


def labelled(place: str, name: str, value: str) -> None:
    wait()
    with Catalog(Path(place)) as catalog:
        for each in catalog.ids():
            catalog.set_labels([int(each)], name, value)


def held(place: str) -> None:
    """Write for as long as nobody says anything."""
    with Catalog(Path(place)) as catalog, catalog.writing():
        wait()


def saved(place: str, shade: str, times: str) -> None:
    project = _project(float(shade))
    wait()
    for _ in range(int(times)):
        save_project(Path(place), project)


def main() -> None:
    kinds: dict[str, Callable[..., None]] = {
        "scan": scanned,
        "label": labelled,
        "hold": held,
        "save": saved,
    }
    try:
        kinds[sys.argv[1]](*sys.argv[2:])
    except StudioError as error:
        sys.stdout.write(f"{error}\n")


if __name__ == "__main__":
    main()
