"""Tables of labels and landmarks, lists of pictures, and queries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fuzz.engine import Files, Kind
from fuzz.kinds.pictures import _encoded

from dfi_studio.library.catalog.query import check_names, parse, text, to_sql
from dfi_studio.library.labels import labels_for
from dfi_studio.library.landmarks import listed_landmarks
from dfi_studio.library.picture_sets import picture_set

_LABELS = "file,age,name,glasses\n" + "".join(
    f'{each}.png,{each * 3},"Ann, {each}",{each % 2}\n' for each in range(8)
)
_SEMICOLONS = "file;age;name\n0.png;1,5;a\n1.png;2,5;b\n"
_CELEBA = "3\nMale Smiling Young\n0.png 1 -1 1\n1.png -1 -1 1\n2.png 1 1 1\n"
_LFW = "# lfw\n#\tperson\timagenum\tMale\tSmiling\nAnna B\t1\t0.5\t-1.5\nCarl\t12\t-0.25\t1e3\n"
_FIVE = "filename," + ",".join(f"x{n},y{n}" for n in range(5)) + "\n" + (
    "photo.png,30,12,24,12,10,12,16,12,20,24\n" * 2
)  # fmt: skip
_MANY = "filename," + ",".join(f"x{n},y{n}" for n in range(68)) + "\nphoto.png" + "".join(
    f",{n % 40},{n % 30}" for n in range(68)
)  # fmt: skip
_NAMES = ("age", "name", "glasses", "a", "b", "c", "x", "hair colour")
_QUERIES = (
    "age >= 60 and not glasses", "(a or b) and name = 'Ann'", "x in (1, 2, 3)",
    "a or not (b and c)",
    "age > 1.5e3 or \"hair colour\" != brown", "name is unknown or age not in (3, 9)",
)  # fmt: skip


def _tables(folder: Path) -> Sequence[Files]:
    return [
        {"labels.csv": _LABELS.encode()},
        {"labels.csv": _SEMICOLONS.encode("utf-16")},
        {"list_attr_celeba.txt": _CELEBA.encode()},
        {"lfw_attributes.txt": _LFW.encode()},
    ]


def _table(folder: Path) -> bool:
    paths = [folder / f"{each}.png" for each in range(8)]
    table = labels_for([*paths, folder / "Anna_B_0001.jpg"])
    table.disagreements(paths[0], paths)
    return True


def _points(folder: Path) -> Sequence[Files]:
    photo = _encoded("PNG", "L")
    return [
        {"landmarks5.csv": _FIVE.encode(), "photo.png": photo},
        {"landmarks68.csv": _MANY.encode(), "photo.png": photo},
    ]


def _point(folder: Path) -> bool:
    return listed_landmarks(folder / "photo.png") is not None


def _lists(folder: Path) -> Sequence[Files]:
    return [{"set.txt": b"# faces\na.png\nb.png\n./c/../a.png\n", "a.png": b"", "b.png": b""}]


def _list(folder: Path) -> bool:
    return len(picture_set(str(folder / "set.txt")).paths) > 1


def _queries(folder: Path) -> Sequence[Files]:
    return [{"query": each.encode()} for each in _QUERIES]


def _query(folder: Path) -> bool:
    asked = (folder / "query").read_bytes().decode(errors="surrogateescape")
    query = parse(asked)
    if query is not None:
        to_sql(query, {})
        assert parse(text(query)) == query
        check_names(query, _NAMES)
    return True


KINDS = (
    Kind("labels", _tables, _table),
    Kind("landmark CSV", _points, _point, changed=lambda name: name.endswith(".csv")),
    Kind("list of pictures", _lists, _list, changed=lambda name: name == "set.txt"),
    Kind("query", _queries, _query),
)
