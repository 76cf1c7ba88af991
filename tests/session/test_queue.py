"""What can be done with a queue, and what always holds of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from dfi_studio.session.queue import (
    Claim,
    Event,
    Item,
    Kind,
    Queue,
    Stage,
    What,
)
from dfi_studio.session.queue_item import MOST_EVENTS
from dfi_studio.session.queue_values import queue_of, queue_values


def item(key: str, title: str = "anna") -> Item:
    return Item(key, Kind.STILL, title, Path("/out"))


def queue(*keys: str) -> Queue:
    made = Queue()
    for key in keys:
        made = made.add(item(key), 1.0)
    return made


def keys(made: Queue) -> list[str]:
    return [each.key for each in made.items]


def test_items_have_their_turn_in_order() -> None:
    made = queue("a", "b")
    assert made.next is not None
    assert made.next.key == "a"
    made = made.begin("a", 2.0)
    assert made.next is None, "one at a time"
    made = made.finish("a", 3.0)
    assert made.next is not None
    assert made.next.key == "b"


@pytest.mark.parametrize(
    ("key", "to", "order"),
    [("a", 2, "bca"), ("c", 0, "cab"), ("b", 1, "abc"), ("b", -5, "bac"), ("a", 99, "bca")],
)
def test_items_are_moved(key: str, to: int, order: str) -> None:
    assert keys(queue("a", "b", "c").move(key, to)) == list(order)


def test_a_paused_queue_begins_nothing() -> None:
    made = queue("a").pause(True)
    assert made.next is None
    assert made.pause(False).next is not None


def test_it_pauses_after_the_item_in_hand() -> None:
    made = queue("a", "b").begin("a", 2.0).stop_after(True)
    assert not made.paused
    made = made.fail("a", 3.0, "No.")
    assert made.paused
    assert not made.stopping
    assert made.next is None


def test_it_goes_on_after_all() -> None:
    made = queue("a", "b").begin("a", 2.0).stop_after(True).stop_after(False).finish("a", 3.0)
    assert made.next is not None


def test_what_failed_says_why_and_is_retried() -> None:
    made = queue("a", "b").begin("a", 2.0).fail("a", 3.0, "The photo is broken.")
    assert made.item("a").failure == "The photo is broken."
    made = made.retry_failed(4.0)
    assert made.item("a").stage is Stage.WAITING
    assert made.item("a").failure == ""
    assert [each.what for each in made.item("a").log] == [
        What.ADDED, What.BEGUN, What.FAILED, What.RETRIED,
    ]  # fmt: skip


def test_what_runs_is_stopped_before_it_is_removed() -> None:
    made = queue("a").begin("a", 2.0)
    with pytest.raises(ValueError, match="running"):
        made.remove("a")
    assert made.stop("a", 3.0).remove("a").items == ()


def test_the_next_start_finds_what_ran_waiting_with_its_claim() -> None:
    claim = Claim(Path("/out/a.png"))
    made = queue("a").begin("a", 2.0).claim("a", claim).interrupted(5.0)
    assert made.item("a").stage is Stage.WAITING
    assert made.item("a").claim == claim
    assert made.begin("a", 6.0).item("a").claim == claim
    assert made.begin("a", 6.0).finish("a", 7.0).item("a").claim is None


def test_files_are_told_once() -> None:
    made = queue("a")
    for name in ("x.png", "y.png", "x.png"):
        made = made.note("a", Event(What.WROTE, 2.0, name))
    assert made.item("a").files == (Path("x.png"), Path("y.png"))


def test_a_log_is_bounded_and_keeps_its_beginning() -> None:
    made = item("a").noting(Event(What.ADDED, 0.0))
    for number in range(MOST_EVENTS + 10):
        made = made.noting(Event(What.NOTICE, float(number), str(number)))
    assert len(made.log) == MOST_EVENTS
    assert made.log[0].what is What.ADDED
    assert made.log[-1].text == str(MOST_EVENTS + 9)


def test_clearing_takes_out_what_is_done() -> None:
    made = queue("a", "b", "c").begin("a", 2.0).finish("a", 3.0)
    made = made.begin("b", 4.0).fail("b", 5.0, "No.")
    assert keys(made.clear()) == ["b", "c"]


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 2},
        {"version": True},
        {"paused": 1},
        {"items": [{"key": "../x"}]},
        {"items": 3},
    ],
)
def test_values_that_are_no_queue_are_refused(change: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        queue_of({**queue_values(queue("a")), **change})


KEYS = st.text("0123456789abcdef", min_size=1, max_size=32)
EVENTS = st.builds(Event, st.sampled_from(What), st.floats(0, 1e10), st.text(max_size=5))
ITEMS = st.builds(
    Item,
    KEYS,
    st.sampled_from(Kind),
    st.text(max_size=9),
    st.just(Path("/out/Grüße")),
    st.sampled_from([each for each in Stage if each is not Stage.RUNNING]),
    st.lists(EVENTS, max_size=4).map(tuple),
    st.floats(0, 1e6),
    st.none() | st.builds(Claim, st.just(Path("/out/a.png")), st.text(max_size=4)),
)


@given(st.lists(ITEMS, max_size=4, unique_by=lambda each: each.key), st.booleans(), st.booleans())
def test_a_queue_is_read_as_it_was_written(items: list[Item], paused: bool, stopping: bool) -> None:
    made = Queue(tuple(items), paused, stopping)
    assert queue_of(json.loads(json.dumps(queue_values(made)))) == made


class AnyOrder(RuleBasedStateMachine):
    """Whatever is done in whatever order."""

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.queue = Queue()
        self.count = 0
        self.logs: dict[str, int] = {}

    @rule(target=names)
    def add(self) -> str:
        self.count += 1
        self.queue = self.queue.add(item(f"{self.count:x}"), self.count)
        return f"{self.count:x}"

    @rule(name=names, to=st.integers(-2, 9))
    def move(self, name: str, to: int) -> None:
        before = self.queue
        self.queue = before.move(name, to)
        assert sorted(keys(self.queue)) == sorted(keys(before))
        others = [each for each in keys(before) if each != name]
        assert [each for each in keys(self.queue) if each != name] == others

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.queue = self.queue.pause(paused)

    @rule(stopping=st.booleans())
    def stop_after(self, stopping: bool) -> None:
        self.queue = self.queue.stop_after(stopping)

    @rule()
    def begin_next(self) -> None:
        following = self.queue.next
        if following is not None:
            first = next(e for e in self.queue.items if e.stage is Stage.WAITING)
            assert following == first
            assert not self.queue.paused
            self.queue = self.queue.begin(following.key, 1.0)

    @rule(how=st.sampled_from(["finish", "fail", "stop"]))
    def end(self, how: str) -> None:
        running = self.queue.running
        if running is None:
            return
        stopping = self.queue.stopping
        rest = ("No.",) if how == "fail" else ()
        self.queue = getattr(self.queue, how)(running.key, 1.0, *rest)
        assert not self.queue.stopping
        assert self.queue.paused or not stopping

    @rule(name=names)
    def retry(self, name: str) -> None:
        over = self.queue.item(name).stage.over
        self.queue = self.queue.retry(name, 1.0)
        assert not self.queue.item(name).stage.over
        assert over or self.queue.retry(name, 2.0) == self.queue

    @rule()
    def retry_failed(self) -> None:
        self.queue = self.queue.retry_failed(1.0)
        assert not self.queue.failed

    @rule(name=consumes(names))
    def remove(self, name: str) -> None:
        if self.queue.item(name).stage is Stage.RUNNING:
            self.queue = self.queue.stop(name, 1.0)
        self.queue = self.queue.remove(name)
        self.logs.pop(name, None)

    @rule()
    def restart(self) -> None:
        read = queue_of(json.loads(json.dumps(queue_values(self.queue))))
        assert read == self.queue
        self.queue = read.interrupted(1.0)
        assert self.queue.running is None

    @invariant()
    def always(self) -> None:
        names = keys(self.queue)
        assert len(set(names)) == len(names)
        assert sum(each.stage is Stage.RUNNING for each in self.queue.items) <= 1
        assert not (self.queue.paused and self.queue.stopping)
        for each in self.queue.items:
            assert len(each.log) >= self.logs.get(each.key, 1), "a log only grows"
            self.logs[each.key] = len(each.log)
            assert bool(each.failure) == (each.stage is Stage.FAILED)


TestAnyOrder = AnyOrder.TestCase
