"""The queue as JSON values, and back; what is read may say anything, so every value is checked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dfi_studio.library.json_values import as_flag, as_number, as_text, as_whole
from dfi_studio.session.queue import Claim, Event, Item, Kind, Queue, Stage, What

VERSION = 1
"""Of what is written; a reader refuses a higher one."""

_FORMAT = "dfi-studio-queue"
_KEY = re.compile(r"[0-9a-f]{1,32}")
"""Keys are names of folders: nothing else may be one."""

Values = dict[str, Any]


def queue_values(queue: Queue) -> Values:
    """Return a queue as values."""
    return {
        "format": _FORMAT,
        "version": VERSION,
        "paused": queue.paused,
        "stopping": queue.stopping,
        "items": [_item_values(each) for each in queue.items],
    }


def queue_of(values: Values) -> Queue:
    """Return the queue that values tell of.

    Raises
    ------
    ValueError, TypeError, KeyError
        They tell of none.
    """
    if values["format"] != _FORMAT:
        raise ValueError("it is no queue")
    if as_whole(values["version"], least=1) > VERSION:
        raise ValueError("it was written by a newer DFI Studio")
    items = tuple(_item(each) for each in values["items"])
    if len({each.key for each in items}) < len(items):
        raise ValueError("two items have one key")
    if sum(each.stage is Stage.RUNNING for each in items) > 1:
        raise ValueError("two items run")
    return Queue(items, as_flag(values["paused"]), as_flag(values["stopping"]))


def _item_values(item: Item) -> Values:
    claim = item.claim
    return {
        "key": item.key,
        "kind": item.kind,
        "title": item.title,
        "folder": str(item.folder),
        "stage": item.stage,
        "seconds": item.seconds,
        "claim": None if claim is None else {"path": str(claim.path), "before": claim.before},
        "log": [{"what": each.what, "when": each.when, "text": each.text} for each in item.log],
    }


def _item(values: Values) -> Item:
    key, claim = as_text(values["key"]), values["claim"]
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key")
    log = (
        Event(What(as_text(each["what"])), as_number(each["when"]), as_text(each["text"]))
        for each in values["log"]
    )
    claimed = (
        None if claim is None else Claim(Path(as_text(claim["path"])), as_text(claim["before"]))
    )
    return Item(
        key,
        Kind(as_text(values["kind"])),
        as_text(values["title"]),
        Path(as_text(values["folder"])),
        Stage(as_text(values["stage"])),
        tuple(log),
        as_number(values["seconds"]),
        claimed,
    )
