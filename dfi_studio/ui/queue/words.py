"""What is said of jobs: their stages, their logs, how long they take."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from dfi_studio.session.queue import Event, Item, Kind, Queue, Stage, What
from dfi_studio.ui.language import from_below
from dfi_studio.ui.queue.headway import Headway

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def stage_icon(stage: Stage) -> str:
    """Return the name of the icon of a stage."""
    return {
        Stage.WAITING: "recent",
        Stage.RUNNING: "render",
        Stage.DONE: "done",
        Stage.FAILED: "warning",
        Stage.STOPPED: "stop",
    }[stage]


def kind_word(kind: Kind) -> str:
    """Return what an item makes."""
    return {Kind.STILL: _tr("Picture"), Kind.FILM: _tr("Film"), Kind.BATCH: _tr("Batch")}[kind]


def standing(item: Item, headway: Headway | None, *, paused: bool) -> str:
    """Return in a few words where an item is.

    Parameters
    ----------
    headway : Headway or None
        How far it is, where it runs.
    """
    match item.stage:
        case Stage.RUNNING if paused:
            return _tr("paused")
        case Stage.RUNNING if headway is not None and headway.key == item.key:
            return progress(headway)
        case Stage.RUNNING:
            return _tr("beginning\u2026")
        case Stage.WAITING:
            return _tr("waiting")
        case Stage.DONE:
            return _tr("done in {}").format(lasting(item.seconds))
        case Stage.FAILED:
            return _tr("failed")
        case Stage.STOPPED:
            return _tr("stopped")


def progress(headway: Headway) -> str:
    """Return how far an item is that runs."""
    parts = []
    if headway.label:
        parts.append(from_below(headway.label))
    if headway.total:
        parts.append(f"{headway.done:,} / {headway.total:,}")
    if headway.seconds_left is not None and headway.done < headway.total:
        parts.append(_tr("{} left").format(lasting(headway.seconds_left)))
    return "  \u00b7  ".join(parts) or _tr("beginning\u2026")


def summary(queue: Queue, headway: Headway | None) -> str:
    """Return how the queue fares, in a line; empty where it has no items."""
    if not queue.items:
        return ""
    parts = []
    if queue.paused:
        parts.append(_tr("paused"))
    counted = (
        (len(queue.waiting) + (queue.running is not None), _tr("{} to do")),
        (sum(each.stage is Stage.DONE for each in queue.items), _tr("{} done")),
        (len(queue.failed), _tr("{} failed")),
    )
    parts += [words.format(count) for count, words in counted if count]
    left = seconds_left(queue, headway)
    if left is not None and not queue.paused:
        parts.append(_tr("about {} left").format(lasting(left)))
    if queue.stopping:
        parts.append(_tr("stops after this one"))
    return "  \u00b7  ".join(parts)


def status(queue: Queue, headway: Headway | None) -> str:
    """Return what the status bar says of the queue; empty while there is nothing to do."""
    count = len(queue.waiting) + (queue.running is not None)
    if not count:
        return _tr("{} failed").format(len(queue.failed)) if queue.failed else ""
    said = _tr("1 job") if count == 1 else _tr("{} jobs").format(count)
    if queue.paused:
        return _tr("{} paused").format(said)
    share = None if headway is None else headway.share
    return said if share is None else f"{said} {share:.0%}"


def seconds_left(queue: Queue, headway: Headway | None) -> float | None:
    """Return how long it will take until all is done; None where that cannot be told.

    What waits is taken to last as long as what is done of its kind did, on average; where nothing
    of a kind is done yet, nothing is foretold.
    """
    lasted: dict[Kind, list[float]] = {}
    for each in queue.items:
        if each.stage is Stage.DONE and each.seconds > 0:
            lasted.setdefault(each.kind, []).append(each.seconds)
    total = 0.0
    if queue.running is not None:
        if headway is None or headway.seconds_left is None:
            return None
        total += headway.seconds_left
    for each in queue.waiting:
        if each.kind not in lasted:
            return None
        total += sum(lasted[each.kind]) / len(lasted[each.kind])
    return total or None


def told(event: Event) -> str:
    """Return a line of a log."""
    words = {
        What.ADDED: _tr("Added to the queue"),
        What.BEGUN: _tr("Begun"),
        What.NOTICE: event.text,
        What.WROTE: _tr("Wrote {}").format(event.text),
        What.DONE: _tr("Done"),
        What.FAILED: _tr("Failed: {}").format(event.text),
        What.STOPPED: _tr("Stopped"),
        What.INTERRUPTED: _tr("Interrupted: the program ended; it goes on where it was"),
        What.RETRIED: _tr("To be tried again"),
    }[event.what]
    return f"{clock(event.when)}  {words}"


def clock(when: float) -> str:
    """Return a time of the day; with its date, where that is not today."""
    at, now = datetime.fromtimestamp(when).astimezone(), datetime.now().astimezone()
    return f"{at:%H:%M:%S}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M:%S}"


def lasting(seconds: float) -> str:
    """Return a span of time in the units that matter of it."""
    whole = round(seconds)
    if whole < _MINUTE:
        return _tr("{} s").format(max(whole, 1))
    if whole < _HOUR:
        return f"{whole // _MINUTE}:{whole % _MINUTE:02d}"
    if whole < _DAY:
        return _tr("{} h {:02d} min").format(whole // _HOUR, whole % _HOUR // _MINUTE)
    return _tr("{} d {} h").format(whole // _DAY, whole % _DAY // _HOUR)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Queue", text)
