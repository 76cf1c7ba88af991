"""Recipes, films, batches, the queue and ledgers: all that is JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from fuzz.engine import Files, Kind
from fuzz.kinds.projects import FILM, RECIPE

from dfi_studio.cli.filming import sequence_from
from dfi_studio.core.batch import Batch, Variant
from dfi_studio.core.keyframes import Easing
from dfi_studio.core.recipe import Direction, Recipe, SavedAttribute
from dfi_studio.library.augmented_set import AugmentedSet
from dfi_studio.library.batch_ledger import LEDGER, Entry, Ledger
from dfi_studio.library.landmarks import LandmarkStore
from dfi_studio.session.queue import Claim, Event, Item, Queue, What
from dfi_studio.session.queue import Kind as Making
from dfi_studio.session.queue_store import QueueStore
from dfi_studio.session.queue_values import queue_values
from dfi_studio.session.recipe_files import read_recipe

_MOVING = Recipe((Direction(SavedAttribute("/a/older.safetensors"), 0.4),))


def _recipes(folder: Path) -> Sequence[Files]:
    return [{"a.json": each.to_json().encode()} for each in (RECIPE, _MOVING)]


def _recipe(folder: Path) -> bool:
    recipe = read_recipe(folder / "a.json")
    assert Recipe.from_json(recipe.to_json()) == recipe
    return bool(hash(recipe) or recipe)


def _sequences(folder: Path) -> Sequence[Files]:
    return [{"a.json": FILM.to_json().encode()}]


def _sequence(folder: Path) -> bool:
    asked = argparse.Namespace(
        begin=None, end=None, key=[], tv_key=[], easing=Easing.LINEAR, ping_pong=None,
        sequence=str(folder / "a.json"), frames=None, fps=None, hold_first=None, hold_last=None,
    )  # fmt: skip
    film = sequence_from(asked, RECIPE)
    _ = film.length, film.duration, hash(film)
    if film.frames < 100:
        film.order(RECIPE)
    return True


def _batches(folder: Path) -> Sequence[Files]:
    batch = Batch((Path("/a/anna.jpg"), Path("/a/b.jpg")), (Variant.of(_MOVING),), "/out")
    return [{"batch.json": batch.to_json().encode()}]


def _batch(folder: Path) -> bool:
    text = (folder / "batch.json").read_text(encoding="utf-8", errors="replace")
    batch = Batch.from_json(text)
    for item in list(batch)[:3]:
        batch.identity(item, "d")
    return Batch.from_json(batch.to_json()) == batch


def _queues(folder: Path) -> Sequence[Files]:
    log = (Event(What.ADDED, 1.0, ""), Event(What.WROTE, 2.0, "/out/a.png"))
    items = (
        Item("ab12", Making.STILL, "anna", Path("/out"), log=log, claim=Claim(Path("/out/a.png"))),
        Item("cd34", Making.FILM, "film", Path("/out"), seconds=3.5),
    )
    content = json.dumps(queue_values(Queue(items))).encode()
    return [{"queue.json": content, "ab12/x": b"", "cd34/x": b"", "lock": b""}]


def _queue(folder: Path) -> bool:
    store = QueueStore(folder)
    try:
        store.save(store.load(3.0))
    finally:
        store.release()
    return True


def _ledgers(folder: Path) -> Sequence[Files]:
    ledger = Ledger(folder)
    for number in range(3):
        ledger.write(Entry(f"{number:032x}", folder / f"{number}.png", "d" * 32, 1.5))
    return [{LEDGER: (folder / LEDGER).read_bytes()}]


def _ledger(folder: Path) -> bool:
    ledger = Ledger(folder)
    for identity in ledger.entries:
        ledger.made(identity)
    return True


def _faces(folder: Path) -> Sequence[Files]:
    store = LandmarkStore(folder / "faces.json")
    store.put("a" * 32, ((0.6, 0.3), (0.55, 0.3), (0.3, 0.3), (0.4, 0.3), (0.5, 0.6)))
    store.put("b" * 32, None)
    store.save()
    return [{"faces.json": (folder / "faces.json").read_bytes()}]


def _face(folder: Path) -> bool:
    store = LandmarkStore(folder / "faces.json")
    store.put("c" * 32, None)
    store.save()
    return True


def _augmented(folder: Path) -> Sequence[Files]:
    (folder / "recipes.json").write_text(
        json.dumps({"pictures": {"a.png": json.loads(_MOVING.to_json())}})
    )
    return [{"recipes.json": (folder / "recipes.json").read_bytes()}]


def _augment(folder: Path) -> bool:
    made = AugmentedSet(folder)
    made.holds("a.png", "b.png", _MOVING)
    return True


KINDS = (
    Kind("recipe", _recipes, _recipe),
    Kind("sequence", _sequences, _sequence),
    Kind("batch", _batches, _batch),
    Kind("queue", _queues, _queue, changed=lambda name: name == "queue.json"),
    Kind("batch ledger", _ledgers, _ledger),
    Kind("landmark store", _faces, _face),
    Kind("augmented set", _augmented, _augment),
)
