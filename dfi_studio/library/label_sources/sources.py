"""All that the files in and beside a folder say of its pictures.

Each kind of table is a module of its own; here stands where tables are looked for, and which
picture a row means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dfi_studio.core.errors import PictureSetError
from dfi_studio.library.catalog.values import Origin, Value, name_key, value_of
from dfi_studio.library.label_sources import celeba, labels_csv, lfw
from dfi_studio.library.label_sources.image_folder import read_image_folder
from dfi_studio.library.label_sources.table import Table
from dfi_studio.library.label_sources.utkface import read_utkface

ByPath = Mapping[str, Mapping[str, Value]]

READERS: dict[str, Callable[[Path], Table]] = {
    **dict.fromkeys(labels_csv.FILE_NAMES, labels_csv.read_labels_csv),
    **dict.fromkeys(celeba.FILE_NAMES, celeba.read_celeba),
    **dict.fromkeys(lfw.FILE_NAMES, lfw.read_lfw),
}
"""What reads the table of a name."""

# The folder of pictures in the folder of a set: what lies beside it speaks of it.
_FOLDERS_OF_PICTURES = frozenset({"images", "img_align_celeba", "lfw", "lfw_funneled"})
_FORMAT = "1"


@dataclass(frozen=True, slots=True)
class Labelling:
    """What is said of the pictures of a folder.

    Attributes
    ----------
    values : mapping of Origin to mapping of str to mapping of str to Value
        By origin, then by path in the folder, then by name of the label.
    problems : tuple of str
        A sentence for each table that cannot be read.
    notices : tuple of str
        A sentence for each table that does not fit the pictures.
    """

    values: Mapping[Origin, ByPath] = field(repr=False)
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of all labels, each once, in the order in which they come."""
        found = dict.fromkeys(
            name for by_path in self.values.values() for known in by_path.values() for name in known
        )
        return list(found)

    def of(self, path: str) -> dict[str, Value]:
        """Return the labels of one picture: of each the value of the best origin."""
        found: dict[str, tuple[str, Value]] = {}
        for origin in sorted(self.values, reverse=True):
            for name, value in self.values[origin].get(path, {}).items():
                found[name_key(name)] = name, value
        return dict(found.values())


def read_sources(folder: Path, paths: Sequence[str]) -> Labelling:
    """Read what is said of pictures, by their paths in a folder; never raises for a bad table."""
    said: dict[str, dict[str, Value]] = defaultdict(dict)
    problems: list[str] = []
    notices: list[str] = []
    for path, within in _tables(folder, paths):
        try:
            table = READERS[path.name](path)
        except PictureSetError as error:
            problems.append(str(error))
            continue
        named = _Named(each for each in paths if each.startswith(within))
        rows = named.rows(table, within)
        notices.extend(named.notices(path, table, rows))
        for picture, name in rows.items():
            said[picture].update(_read_values(table.of(name)))
    values: dict[Origin, ByPath] = {
        Origin.FILE: said,
        Origin.NAME: read_utkface(paths),
        Origin.FOLDER: read_image_folder(paths),
    }
    return Labelling(values, tuple(problems), tuple(notices))


def fingerprint(folder: Path, paths: Iterable[str]) -> str:
    """Return a text that changes when a table comes, goes or is written."""
    marks = [_FORMAT]
    for path, _ in _tables(folder, paths):
        try:
            status = path.stat()
        except OSError:
            continue
        marks.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(marks)


def _tables(folder: Path, paths: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """Yield each table and the folder that it speaks of, the outer ones first."""
    inner = {f"{parent}/" for path in paths for parent in _parents(path)}
    for within in ["", *sorted(inner, key=lambda each: (each.count("/"), each))]:
        place = folder / within
        beside = [place.parent] if not within and place.name in _FOLDERS_OF_PICTURES else []
        for where in [*beside, place]:
            for name in READERS:
                if (where / name).is_file():
                    yield where / name, within


def _parents(path: str) -> Iterator[str]:
    """Yield the folders around a picture, without the one that was asked about."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _read_values(texts: Mapping[str, str]) -> dict[str, Value]:
    read = {name: value_of(text) for name, text in texts.items()}
    return {name: value for name, value in read.items() if value is not None}


class _Named:
    """Pictures by what a table may call them: a path, a file's name, either without its suffix."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = set(paths)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self._paths):
            name = PurePosixPath(path)
            self._by_name[name.name].append(path)
            self._by_name[name.stem].append(path)
        self._ambiguous: list[str] = []

    def rows(self, table: Table, within: str) -> dict[str, str]:
        """Return picture -> name of its row."""
        found = {}
        for name in table.rows:
            path = within + name.replace("\\", "/").removeprefix("./")
            if path in self._paths:
                found[path] = name
                continue
            several = self._by_name.get(PurePosixPath(path).name, [])
            if len(several) == 1:
                found.setdefault(several[0], name)
            elif several:
                self._ambiguous.append(name)
        return found

    def notices(self, path: Path, table: Table, rows: Mapping[str, str]) -> Iterator[str]:
        """Yield what does not fit, as sentences."""
        if self._ambiguous:
            yield (
                f"{path} names {self._ambiguous[0]}, but several pictures are called so"
                f"{_more(len(self._ambiguous) - 1)}; write the folder before the name."
            )
        unlabelled = len(self._paths) - len(rows)
        absent = len(table.rows) - len(rows) - len(self._ambiguous)
        if unlabelled:
            yield f"{path} has no row for {unlabelled} of {len(self._paths)} pictures."
        if absent > 0:
            yield f"{path} names {absent} pictures that are not there."


def _more(count: int) -> str:
    return f", and {count} more like it" if count else ""
