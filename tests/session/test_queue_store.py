"""The queue on disk: it comes back as it was left, and each item as it was put there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from documents import PASTED, documents
from hypothesis import HealthCheck, given, settings
from PIL import Image

from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.conflict import Conflict
from dfi_studio.core.errors import OutputError, ProjectError
from dfi_studio.core.film_order import FilmKind, FilmOrder
from dfi_studio.core.image import freeze
from dfi_studio.core.movie import Codec, MovieOptions
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute
from dfi_studio.core.sequence import Curve, Sequence
from dfi_studio.core.treatment import Extent, Treatment
from dfi_studio.library.photos import read_photo
from dfi_studio.session.document import Document
from dfi_studio.session.orders import Order, Still
from dfi_studio.session.queue import Item, Kind, Queue, Stage
from dfi_studio.session.queue_store import QueueStore, new_key, queue_folder, stamp

STILL = Still("/out/{stem}.{ext}", "jpg", Conflict.SKIP, Treatment(extent=Extent.WHOLE))
RECIPE = Recipe((Direction(SavedAttribute("/a/older.safetensors"), 0.4),))


@pytest.fixture
def store(tmp_path: Path) -> QueueStore:
    return QueueStore(tmp_path)


def kept(store: QueueStore, order: Order, queue: Queue | None = None) -> tuple[Queue, str]:
    key = new_key()
    store.put(key, order)
    queue = (queue or Queue()).add(Item(key, order.kind, "anna", Path("/out")), 1.0)
    store.save(queue)
    return queue, key


def photo_in(folder: Path) -> Path:
    path = folder / "anna.png"
    Image.effect_noise((40, 40), 80).convert("RGB").save(path)
    return path


def test_an_empty_folder_is_an_empty_queue(store: QueueStore) -> None:
    assert store.load(1.0) == Queue()


def test_it_comes_back_as_it_was_left(store: QueueStore, tmp_path: Path) -> None:
    queue, key = kept(store, Order(STILL, Document(recipe=RECIPE)))
    store.save(queue := queue.begin(key, 2.0))
    store.release()
    again = QueueStore(tmp_path).load(3.0)
    assert again == queue.interrupted(3.0)
    assert again.item(key).stage is Stage.WAITING


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(documents(PASTED))
def test_what_is_put_comes_back(store: QueueStore, document: Document) -> None:
    order = Order(STILL, document)
    _, key = kept(store, order)
    assert store.get(key) == order


def test_a_batch_comes_back(store: QueueStore) -> None:
    batch = Batch((Path("/p/a.jpg"), Path("/p/b.jpg")), (Variant.of(RECIPE),), "/out")
    _, key = kept(store, Order(batch))
    assert store.get(key) == Order(batch)
    assert store.get(key).kind is Kind.BATCH


def test_a_film_comes_back_with_how_it_moves(store: QueueStore) -> None:
    options = MovieOptions(side=256, caption="{alpha:+.1f}", codec=Codec.VP9, split=True)
    make = FilmOrder("/out", FilmKind.WEBM, Conflict.OVERWRITE, options)
    document = Document(recipe=RECIPE, sequence=Sequence((Curve.through(0.0, 2.0),), frames=48))
    _, key = kept(store, Order(make, document))
    assert store.get(key) == Order(make, document)
    assert store.get(key).kind is Kind.FILM


def test_a_photo_stays_in_its_file_and_is_read_again(store: QueueStore, tmp_path: Path) -> None:
    document = Document(read_photo(photo_in(tmp_path)), RECIPE)
    _, key = kept(store, Order(STILL, document))
    assert store.get(key).document == document
    size = sum(each.stat().st_size for each in (tmp_path / key).rglob("*") if each.is_file())
    assert size < 5000


def test_a_photo_that_is_gone_or_another_is_told(store: QueueStore, tmp_path: Path) -> None:
    path = photo_in(tmp_path)
    _, key = kept(store, Order(STILL, Document(read_photo(path), RECIPE)))
    Image.new("RGB", (40, 40), "red").save(path)
    with pytest.raises(ProjectError, match=r"anna\.png has changed since it was queued"):
        store.get(key)
    path.unlink()
    with pytest.raises(ProjectError, match=r"anna\.png is not where it was"):
        store.get(key)


def test_what_is_removed_leaves_nothing(store: QueueStore, tmp_path: Path) -> None:
    queue, key = kept(store, Order(STILL, Document(recipe=RECIPE)))
    queue, other = kept(store, Order(STILL), queue)
    store.save(queue.remove(key))
    assert not (tmp_path / key).exists()
    assert (tmp_path / other).is_dir()


def test_what_was_just_put_is_not_tidied_away(store: QueueStore) -> None:
    queue, _ = kept(store, Order(STILL))
    key = new_key()
    store.put(key, Order(STILL))
    store.save(queue)
    assert store.get(key) == Order(STILL)


def test_a_folder_that_no_item_has_goes_with_the_next_start(
    store: QueueStore, tmp_path: Path
) -> None:
    store.put("abc", Order(STILL))
    store.save(Queue())
    store.release()
    QueueStore(tmp_path).load(1.0)
    assert not (tmp_path / "abc").exists()


def test_an_item_without_its_folder_is_left_out(store: QueueStore, tmp_path: Path) -> None:
    queue = Queue().add(Item("abc", Kind.STILL, "anna", Path("/out")), 1.0)
    store.save(queue.begin("abc", 2.0))
    assert store.load(3.0) == Queue()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"format": "x"}', b"\xff"])
def test_a_damaged_list_is_put_aside(store: QueueStore, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "queue.json").write_bytes(content)
    with pytest.raises(ProjectError, match="damaged"):
        store.load(1.0)
    assert (tmp_path / "queue.damaged.json").read_bytes() == content
    assert store.load(1.0) == Queue()


@pytest.mark.parametrize("change", [{"kind": "x"}, {"version": 9}, {"make": {}}, {"make": None}])
def test_a_damaged_order_is_told(store: QueueStore, change: dict[str, object]) -> None:
    _, key = kept(store, Order(STILL))
    path = store.folder / key / "order.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ProjectError, match="queue it again"):
        store.get(key)


def test_one_window_holds_it(store: QueueStore, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="another window"):
        QueueStore(tmp_path)
    store.release()
    QueueStore(tmp_path).release()


def test_a_stamp_tells_files_apart(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert stamp(path) == ""
    path.write_text("one")
    before = stamp(path)
    other = tmp_path / "b"
    other.write_text("two")
    other.replace(path)
    assert stamp(path) not in ("", before)


def test_the_folder_is_in_the_users_own() -> None:
    assert queue_folder().is_dir()


def test_later_edits_do_not_change_what_was_put(store: QueueStore) -> None:
    document = Document(Photo.of(freeze(np.full((40, 40, 3), 0.5, np.float32))), RECIPE)
    _, key = kept(store, Order(STILL, document))
    edited = replace(document, recipe=RECIPE.at(2.0))
    assert store.get(key).document == document != edited
