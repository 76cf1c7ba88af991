"""Everything in the program that writes files: how it is set going, and how what it wrote is read.

A writer finds an earlier state on the disk (`prepare`), writes a later one (`write`), and `found`
reads whatever is there by the program's own means: each part that it names must be the earlier or
the later one, whatever happens in between.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
from documents import result_of
from pulling import pulled

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.batch_steps import BatchReport, Made, Outcome
from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.classifier import EpochFigures, Method, Trial
from dfi_studio.core.classifier import Outcome as Trained
from dfi_studio.core.image import digest, freeze
from dfi_studio.core.movie import MovieOptions
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Direction, Recipe, SavedAttribute
from dfi_studio.library import augmented_set, batch_ledger, comparisons
from dfi_studio.library.attribute_library import AttributeLibrary, Deleted
from dfi_studio.library.attribute_record import AttributeRecord, SetRecord
from dfi_studio.library.attributes import load_attribute, save_attribute
from dfi_studio.library.batch_page import write_page
from dfi_studio.library.decoders import DecoderRecord, load_decoder, save_decoder
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.embedding_store import EmbeddingStore, PictureStates
from dfi_studio.library.exports import save_original
from dfi_studio.library.film_folder import FilmFolder
from dfi_studio.library.landmarks import LandmarkStore
from dfi_studio.library.masks import load_mask, save_mask
from dfi_studio.library.movies.movie import Movie
from dfi_studio.library.movies.numbered import write_numbered
from dfi_studio.library.movies.saving import save_movie
from dfi_studio.library.originals import Original
from dfi_studio.library.photos import open_photo, save_photo
from dfi_studio.library.picture_sets import file_digest
from dfi_studio.library.thumbnails import Thumbnails
from dfi_studio.library.weights import WeightStore
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.journal import Journal, left_behind
from dfi_studio.session.orders import Order, Still
from dfi_studio.session.project import Project, open_project, save_project
from dfi_studio.session.queue import Item, Queue
from dfi_studio.session.queue_store import QueueStore
from dfi_studio.session.session import Session
from dfi_studio.session.trays import write_set

Parts = Mapping[str, Any]


@dataclass(frozen=True)
class Writer:
    """One way in which the program writes.

    Attributes
    ----------
    quiet : bool
        Whether it is a convenience: a fault costs time later, and is told to nobody.
    whole : bool
        Whether all parts are of the earlier state or all of the later one.
    """

    name: str
    prepare: Callable[[Path], None]
    write: Callable[[Path], object]
    found: Callable[[Path], Parts]
    quiet: bool = False
    whole: bool = False


def nothing(folder: Path) -> None:
    """Find an empty folder."""


def _photo(shade: float, path: Path | None = None) -> Photo:
    return Photo.of(freeze(np.full((40, 50, 3), shade, np.float32)), path)


def _shade(path: Path) -> dict[str, float]:
    return {path.name: round(float(open_photo(path).mean()), 1)} if path.exists() else {}


def _files(folder: Path, pattern: str = "*") -> dict[str, str]:
    return {
        each.name: file_digest(each)
        for each in sorted(folder.glob(pattern))
        if each.is_file() and not each.name.startswith(".") and each.name != "lock"
    }


# -- pictures ------------------------------------------------------------------------------------


def _picture(name: str) -> Writer:
    def saved(shade: int) -> Callable[[Path], None]:
        values = np.full((40, 50, 3), shade, np.uint8)
        mark = EditMark(Recipe(), "anna.jpg")
        return lambda folder: save_original(folder / name, Original.of(values), mark=mark)

    return Writer(
        f"picture as {name.split('.')[1]}", saved(51), saved(204), lambda at: _shade(at / name)
    )


def _masked(shade: float) -> Callable[[Path], None]:
    return lambda at: save_mask(at / "mask.png", np.full((9, 12), shade, np.float32))


def _mask_found(folder: Path) -> Parts:
    return {"mask": round(float(load_mask(folder / "mask.png").mean()), 1)}


# -- projects, journal, queue, trays -------------------------------------------------------------


def _project(shade: float) -> Project:
    session = Session()
    session.do(edits.open_photo(_photo(shade)))
    session.take_snapshot("here")
    return Project(session.state, (result_of(session.document, finished=False),))


def _state(project: Project) -> str:
    photo = project.state.document.photo
    assert photo is not None
    assert len(project.results) == 1
    assert digest(photo.image) == photo.digest
    return photo.digest


def _project_found(folder: Path) -> Parts:
    return {"project": _state(open_project(folder / "a.dfistudio").assembled({}))}


def _journal_begun(folder: Path) -> None:
    journal = Journal.begin(folder)
    journal.write(_project(0.25))
    journal.release()


def _journal_written(folder: Path) -> None:
    journal = Journal(next(folder.iterdir()))
    try:
        journal.write(_project(0.75))
    finally:
        journal.release()


def _journal_found(folder: Path) -> Parts:
    [left], unreadable = left_behind(folder)
    assert not unreadable
    left.journal.release()
    return {"journal": _state(left.stored.assembled({}))}


_STILL = Still("/out/{stem}.{ext}", "jpg")


def _queued(*names: str) -> Callable[[Path], None]:
    def put(folder: Path) -> None:
        store = QueueStore(folder)
        try:
            queue = store.load(1.0)
            for name in names:
                if name * 16 in {each.key for each in queue.items}:
                    continue
                order = Order(_STILL, Document(photo=_photo(0.5)))
                store.put(name * 16, order)
                queue = queue.add(Item(name * 16, order.kind, name, Path("/out")), 1.0)
            store.save(queue)
        finally:
            store.release()

    return put


def _queue_found(folder: Path) -> Parts:
    store = QueueStore(folder)
    try:
        queue: Queue = store.load(1.0)
        for each in queue.items:
            assert store.get(each.key).document.photo is not None
        return {each.key: each.title for each in queue.items}
    finally:
        store.release()


def _tray(folder: Path) -> Path:
    return write_set(folder / "trays", [Path("/a.png"), Path("/b.png")], words="older")


# -- attributes, decoders, networks --------------------------------------------------------------


def _attribute(value: float = 1.0, name: str = "older") -> AttributeRecord:
    return AttributeRecord(
        name=name,
        arrays={"conv3_1": np.full((2, 6, 8), value, np.float32)},
        height=48,
        width=64,
        backbone="vgg16",
        backbone_identity="abc",
        k=0,
        scaling=Contrast("a", "b").scaling,
        source=SetRecord("young", ("00",)),
        target=SetRecord("old", ("22",)),
        near=None,
    )


def _attribute_saved(value: float) -> Callable[[Path], None]:
    return lambda at: save_attribute(at / "a.safetensors", _attribute(value))


def _attribute_found(folder: Path) -> Parts:
    arrays = load_attribute(folder / "a.safetensors").arrays
    return {"attribute": float(arrays["conv3_1"].mean())}


def _cards(folder: Path) -> AttributeLibrary:
    return AttributeLibrary(folder / "attributes")


def _card_added(folder: Path) -> None:
    strip = freeze(np.full((32, 96, 3), 0.5, np.float32))
    _cards(folder).add(_attribute(), sets=Contrast("a", "b"), preview=strip)


def _cards_found(folder: Path) -> Parts:
    library = _cards(folder)
    found = {}
    for card in library.cards():
        assert card.sets == Contrast("a", "b"), "a card has lost its sets"
        found[card.name] = (
            None if card.preview is None else round(float(open_photo(card.preview).mean()), 1)
        )
    assert not library.problems
    return found


def _card_renamed(folder: Path) -> None:
    library = _cards(folder)
    library.rename(library.cards()[0].path, "elder")


def _card_copied(folder: Path) -> None:
    library = _cards(folder)
    library.duplicate(next(card.path for card in library.cards() if card.name == "older"))


def _card_deleted(folder: Path) -> None:
    library = _cards(folder)
    for card in library.cards():
        library.delete(card.path)


def _card_restored(folder: Path) -> None:
    library = _cards(folder)
    for trash in (library.folder / ".deleted").iterdir():
        if not any(trash.iterdir()):  # brought back already
            continue
        library.restore(Deleted("older", library.folder / "older.safetensors", trash))


def _card_gone(folder: Path) -> None:
    _card_added(folder)
    _card_deleted(folder)


def _decoder(value: float) -> Callable[[Path], None]:
    widths = {"reduced": [8, 8], "head": 4}
    record = DecoderRecord("vgg16", "abc", {"conv3_1": 256}, widths, "faces", 12, 3, 1.0, 2, 0.4)
    arrays = {"bias": np.full(7, value, np.float32)}
    return lambda at: save_decoder(at / "d.safetensors", record, arrays)


def _decoder_found(folder: Path) -> Parts:
    return {"decoder": float(load_decoder(folder / "d.safetensors")[1]["bias"][0])}


def _network(value: float) -> Callable[[Path], None]:
    weights = {"conv1_1.bias": np.full(4, value, np.float32)}
    told = {"origin": "a test", "source_sha256": "ab" * 32, "scales": {"conv1_1": 2.5}}
    return lambda at: WeightStore(at / "weights").write("vgg16", weights, **told)  # type: ignore[arg-type]


def _network_found(folder: Path) -> Parts:
    return {"network": float(WeightStore(folder / "weights").read("vgg16")[0]["conv1_1.bias"][0])}


# -- films ---------------------------------------------------------------------------------------

_PICTURE = np.full((40, 40, 3), 0.25, np.float32)


def _frames(*numbers: int) -> Callable[[Path], None]:
    def keep(folder: Path) -> None:
        film = FilmFolder.made(folder, "0" * 32, "a film")
        begin = film.solved()[0]
        for number in numbers:
            if number >= begin:
                state = {"step.00": np.full(2, number, np.float32)}
                film.keep(
                    number, _PICTURE, {"point": np.full((2, 2, 3), number, np.float32)}, state
                )

    return keep


def _frames_found(folder: Path) -> Parts:
    film = FilmFolder.made(folder, "0" * 32, "a film")
    count, state = film.solved()
    assert count == 0 or state["step.00"][0] == count - 1
    for number in range(count):
        open_photo(film.picture(number))
    return {str(at): float(film.arrays(at)["point"].mean()) for at in range(count)}


def _movie(first: int) -> Movie:
    def frame(number: int) -> Any:
        picture = np.full((66, 70, 3), 90, np.uint8)
        picture[10 * number : 10 * number + 20, 5:40] = (first, 40, 40)
        return picture

    return Movie(frame, 4, Fraction(24), EditMark(Recipe(), "anna.png"))


def _film(suffix: str) -> Writer:
    name = f"film.{suffix}"

    def saved(first: int) -> Callable[[Path], None]:
        return lambda at: pulled(save_movie(at / name, _movie(first), MovieOptions())) and None

    return Writer(f"film as {suffix}", saved(60), saved(220), lambda at: _files(at))


def _numbered(folder: Path) -> None:
    paths = [folder / f"{at}.png" for at in range(4)]
    pulled(write_numbered(paths, _movie(220), MovieOptions()))


# -- catalogue, batches, tables ------------------------------------------------------------------


def _states(*ids: int) -> PictureStates:
    numbers = np.array(ids, np.int64)
    return PictureStates(numbers, numbers + 100, numbers + 5)


def _embeddings(folder: Path) -> EmbeddingStore:
    return EmbeddingStore(folder / "embeddings", "network", width=8)


def _embedded(*ids: int) -> Callable[[Path], None]:
    def append(folder: Path) -> None:
        with _embeddings(folder).writing() as writer:
            for at in ids:
                writer.append(_states(at), np.full((1, 8), at, np.float32))

    return append


def _compacted(folder: Path) -> None:
    _embeddings(folder).compact(_states(1, 2))


def _embeddings_found(folder: Path) -> Parts:
    store = _embeddings(folder)
    with store.writing():  # as the next run begins
        rows = store.rows_of(_states(*range(10)))
    vectors = store.vectors()
    return {str(at): float(vectors[row].mean()) for at, row in enumerate(rows) if row >= 0}


def _batch_result(*names: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        with batch_ledger.open_ledger(folder) as ledger:
            for name in names:
                if ledger.made(name):
                    continue
                staged, path = ledger.staged(name, ".png"), folder / f"{name}.png"
                save_photo(staged, _PICTURE, mark=None)
                ledger.write(batch_ledger.Entry(name, path, file_digest(staged), 1.0))
                ledger.put_in_place(name)

    return make


def _batch_found(folder: Path) -> Parts:
    with batch_ledger.open_ledger(folder) as ledger:
        made = {name: bool(ledger.made(name)) for name in ledger.entries}
    for each in folder.glob("*.png"):
        open_photo(each)
    return {name: True for name, there in made.items() if there}


def _page(folder: Path) -> None:
    batch = Batch((Path("/photos/b.png"),), (Variant.of(_RECIPE),), "out")
    outcome = Outcome(Path("/photos/b.png"), "older", 1.5, Made.DONE, folder / "b.png", 7.0)
    write_page(BatchReport((outcome,), 3.5, 1, folder / "report.html"), batch)


_RECIPE = Recipe((Direction(SavedAttribute("/a/older.safetensors"), 1.5),))


def _compared(seed: int) -> Callable[[Path], None]:
    epochs = (EpochFigures(1, 2.0, 0.1, 0.1, 0.2),)
    outcomes = [Trained(Trial(Method.CE, 0.0, seed), epochs, 7.0)]
    return lambda at: comparisons.save_comparison(at, outcomes) and None


def _augmented(*numbers: int) -> Callable[[Path], None]:
    def add(folder: Path) -> None:
        made_set = augmented_set.AugmentedSet(folder)
        for number in numbers:
            direction = ClassDirection("/somewhere/old?age > 60", number=number)
            recipe = Recipe((Direction(direction, 0.5),))
            made = augmented_set.Made.of("anna.jpg", "old", direction, 0.5)
            mark = EditMark(recipe, "anna.jpg")
            save_photo(made_set.path(made.name), _PICTURE, mark=mark)
            made_set.add(made, recipe)
        made_set.save()

    return add


def _augmented_found(folder: Path) -> Parts:
    augmented_set.AugmentedSet(folder)  # reads both tables
    return {path.name: True for path in folder.rglob("*.png") if open_photo(path) is not None}


# -- caches --------------------------------------------------------------------------------------

_LANDMARKS = ((0.7, 0.4), (0.6, 0.4), (0.3, 0.4), (0.4, 0.4), (0.5, 0.6))


def _face(name: str) -> Callable[[Path], None]:
    def keep(folder: Path) -> None:
        store = LandmarkStore(folder / "landmarks.json")
        store.put(name, _LANDMARKS)
        store.save()

    return keep


def _faces_found(folder: Path) -> Parts:
    store = LandmarkStore(folder / "landmarks.json")
    return {name: True for name in ("one", "two") if name in store}


def _small_copy(folder: Path) -> None:
    picture = folder.with_name(f"{folder.name}.png")
    PIL.Image.new("RGB", (60, 40), "red").save(picture)
    Thumbnails(folder / "thumbnails").get(picture, 1, 1)


def _small_copies_found(folder: Path) -> Parts:
    found = {}
    for each in (folder / "thumbnails").glob("??/*.jpg"):
        with PIL.Image.open(each) as picture:
            picture.load()
            found[each.name] = picture.size
    return found


WRITERS: tuple[Writer, ...] = (
    *map(_picture, ("a.png", "a.jpg", "a.tif", "a.webp")),
    Writer("mask", _masked(0.2), _masked(0.8), _mask_found),
    Writer(
        "project",
        lambda at: save_project(at / "a.dfistudio", _project(0.25)),
        lambda at: save_project(at / "a.dfistudio", _project(0.75)),
        _project_found,
    ),
    Writer("journal", _journal_begun, _journal_written, _journal_found),
    Writer("queue", _queued("a"), _queued("b"), _queue_found),
    Writer("tray", nothing, _tray, lambda at: _files(at / "trays")),
    Writer("attribute", _attribute_saved(1.0), _attribute_saved(2.0), _attribute_found),
    Writer("card added", nothing, _card_added, _cards_found),
    Writer("card renamed", _card_added, _card_renamed, _cards_found, whole=True),
    Writer("card copied", _card_added, _card_copied, _cards_found),
    Writer("card deleted", _card_added, _card_deleted, _cards_found),
    Writer("card brought back", _card_gone, _card_restored, _cards_found),
    Writer("decoder", _decoder(1.0), _decoder(2.0), _decoder_found),
    Writer("network", _network(1.0), _network(2.0), _network_found),
    Writer("frames of a film", _frames(0, 1), _frames(0, 1, 2), _frames_found),
    *map(_film, ("gif", "webp", "png", "mp4", "webm")),
    Writer("film as numbered pictures", nothing, _numbered, lambda at: _files(at)),
    Writer("embeddings", _embedded(1, 2), _embedded(3, 4), _embeddings_found),
    Writer("embeddings compacted", _embedded(*range(1, 9)), _compacted, _embeddings_found),
    Writer("batch", _batch_result("a"), _batch_result("a", "b", "c"), _batch_found),
    Writer("report of a batch", nothing, _page, lambda at: _files(at)),
    Writer("tables of a comparison", _compared(1), _compared(2), lambda at: _files(at)),
    Writer("augmented set", _augmented(0), _augmented(1), _augmented_found),
    Writer("faces found", _face("one"), _face("two"), _faces_found, quiet=True),
    Writer("thumbnail", nothing, _small_copy, _small_copies_found, quiet=True),
)
"""Those of whom Python can count the calls."""

assert sys.platform != "win32"  # where there are neither limits of files nor signals
__all__ = ["WRITERS", "Writer", "replace"]
