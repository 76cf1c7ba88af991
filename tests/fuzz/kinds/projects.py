"""Projects, journals, and what the queue keeps of an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from fuzz.engine import Files, Kind
from fuzz.kinds.pictures import noise

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.face import Face
from dfi_studio.core.fill import Fill
from dfi_studio.core.film_order import FilmOrder
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, Recipe, SavedAttribute
from dfi_studio.core.sequence import Curve
from dfi_studio.core.sequence import Sequence as Film
from dfi_studio.library.parts import FolderParts, write_folder
from dfi_studio.session.document import Document, FaceEdit
from dfi_studio.session.history import Entry
from dfi_studio.session.journal import Journal
from dfi_studio.session.orders import Order, Still, order_of, order_parts
from dfi_studio.session.project import Project, open_project, save_project
from dfi_studio.session.result import Result
from dfi_studio.session.session import SessionState, Snapshot

FACE = Face.of([[30.0, 12], [24, 12], [10, 12], [16, 12], [20, 24]])
RECIPE = Recipe(
    (
        Direction(SavedAttribute("/a/older.safetensors"), 0.4),
        Direction(Contrast("young", "old?age > 60"), -1.0, on=False),
        Direction(ClassDirection("cats"), 0.5, orthogonal=True),
    ),
    fill=Fill("faces"),
)
FILM = Film((Curve.through(0, 1, 2),), Curve.through(0.001, 0.1), frames=4, ping_pong=True)


def image() -> Image:
    """Return a picture in the program's own form."""
    return freeze(np.asarray(noise(), np.float32) / np.float32(255))


def project() -> Project:
    """Return a project with something of everything."""
    photo = Photo.of(image())
    height, width = photo.image.shape[:2]
    mask = np.zeros((height, width), np.float32)
    mask[5:9, 5:9] = 1
    soft = mask / np.float32(3)
    layers = (
        MaskLayer.of("hole", MaskRole.FILL, mask),
        MaskLayer.of("soft", MaskRole.EDIT, soft, digest="d" * 32),
    )
    faced = Document(photo, RECIPE, None, layers, FACE, (FaceEdit(FACE, RECIPE, FILM),), FILM)
    plain = replace(faced, masks=(), face=None, others=(), recipe=replace(RECIPE, fill=None))
    outside = replace(plain, photo=replace(photo, path=Path("/nowhere/anna.jpg")))
    entries = tuple(
        Entry(each, label, None, "", 1.0)
        for each, label in ((Document(), "new"), (plain, "opened"), (outside, "b"), (faced, "c"))
    )
    results = (Result(photo, plain.recipe, image(), True, frozenset()),)
    state = SessionState(entries, 3, (Snapshot("first", plain),))
    return Project(state, results, embed=False)


def _projects(folder: Path) -> Sequence[Files]:
    path = folder / "a.dfistudio"
    save_project(path, project())
    return [{"a.dfistudio": path.read_bytes()}]


def _project(folder: Path) -> bool:
    stored = open_project(folder / "a.dfistudio")
    stored.assembled({})
    return True


def _in(folder: Path) -> Files:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


def _journals(folder: Path) -> Sequence[Files]:
    journal = Journal.begin(folder)
    journal.write(project())
    journal.release()
    return [_in(journal.folder)]


def _journal(folder: Path) -> bool:
    journal = Journal(folder)
    try:
        journal.read().assembled({})
    finally:
        journal.release()
    return True


def _orders(folder: Path) -> Sequence[Files]:
    document = project().state.entries[1].value
    batch = Batch((Path("/a.png"),), (Variant.of(RECIPE),), "/out")
    made = (Still("/out/{stem}.{ext}"), FilmOrder("/out"), batch)
    found = []
    for number, make in enumerate(made):
        order = Order(make, Document() if isinstance(make, Batch) else document)
        write_folder(folder / str(number), order_parts(order))
        found.append(_in(folder / str(number)))
    return found


def _order(folder: Path) -> bool:
    order_of(FolderParts(folder))
    return True


KINDS = (
    Kind("project", _projects, _project),
    Kind("journal", _journals, _journal, changed=lambda name: name != "lock"),
    Kind("queue item", _orders, _order),
)
