"""The queue: what is to be computed one after another, and what became of it, as values.

An item says here only what it is called and how it fares; what it computes lies in a folder of its
own (see `queue_store`), whole, so that nothing that is edited later changes it. Every operation
returns another queue. Knows no files, and does not know what runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dfi_studio.session.queue_item import Claim as Claim
from dfi_studio.session.queue_item import Event as Event
from dfi_studio.session.queue_item import Item as Item
from dfi_studio.session.queue_item import Kind as Kind
from dfi_studio.session.queue_item import Stage as Stage
from dfi_studio.session.queue_item import What as What


@dataclass(frozen=True, slots=True)
class Queue:
    """Items in the order in which they have their turn, one at a time.

    Attributes
    ----------
    paused : bool
        Whether the one that runs is laid aside, and none is begun.
    stopping : bool
        Whether it pauses once the item that runs, or has the next turn, is over.
    """

    items: tuple[Item, ...] = ()
    paused: bool = False
    stopping: bool = False

    @property
    def running(self) -> Item | None:
        """The item that is being computed."""
        return next((each for each in self.items if each.stage is Stage.RUNNING), None)

    @property
    def waiting(self) -> tuple[Item, ...]:
        """The items that have not had their turn."""
        return tuple(each for each in self.items if each.stage is Stage.WAITING)

    @property
    def failed(self) -> tuple[Item, ...]:
        """The items that failed."""
        return tuple(each for each in self.items if each.stage is Stage.FAILED)

    @property
    def next(self) -> Item | None:
        """The item that can be begun now; None while another runs, or while it is paused."""
        if self.paused or self.running is not None:
            return None
        return next(iter(self.waiting), None)

    def item(self, key: str) -> Item:
        """Return an item.

        Raises
        ------
        KeyError
            There is none of this key.
        """
        return self.items[self.place(key)]

    def place(self, key: str) -> int:
        """Return the place of an item, from 0; see `item`."""
        for place, each in enumerate(self.items):
            if each.key == key:
                return place
        raise KeyError(key)

    # -- what the user does ---------------------------------------------------------------------

    def add(self, item: Item, when: float) -> Queue:
        """Put an item at the end, to wait for its turn.

        Raises
        ------
        ValueError
            Its key is another item's.
        """
        if any(each.key == item.key for each in self.items):
            raise ValueError(f"there is an item {item.key} already")
        new = replace(item, stage=Stage.WAITING).noting(Event(What.ADDED, when))
        return replace(self, items=(*self.items, new))

    def remove(self, key: str) -> Queue:
        """Take an item out; what it has written stays.

        Raises
        ------
        ValueError
            It runs: stop it first.
        """
        if self.item(key).stage is Stage.RUNNING:
            raise ValueError(f"the item {key} is running")
        return replace(self, items=tuple(each for each in self.items if each.key != key))

    def move(self, key: str, to: int) -> Queue:
        """Put an item at another place, from 0; beyond either end means the end."""
        place = self.place(key)
        rest = [*self.items[:place], *self.items[place + 1 :]]
        rest.insert(min(max(to, 0), len(rest)), self.items[place])
        return replace(self, items=tuple(rest))

    def pause(self, paused: bool) -> Queue:
        """Lay everything aside, or go on."""
        return replace(self, paused=paused, stopping=False)

    def stop_after(self, stopping: bool) -> Queue:
        """Pause after the item in hand, or do not after all."""
        return replace(self, stopping=stopping and not self.paused)

    def retry(self, key: str, when: float) -> Queue:
        """Let an item that is over wait for its turn again; nothing where it is not over."""
        if not self.item(key).stage.over:
            return self
        return self._with(key, Stage.WAITING, Event(What.RETRIED, when), forget=True)

    def retry_failed(self, when: float) -> Queue:
        """Let all that failed wait for their turn again."""
        queue = self
        for each in self.failed:
            queue = queue.retry(each.key, when)
        return queue

    def clear(self) -> Queue:
        """Take out what is done."""
        left = tuple(each for each in self.items if each.stage is not Stage.DONE)
        return replace(self, items=left)

    # -- what becomes of an item ----------------------------------------------------------------

    def begin(self, key: str, when: float) -> Queue:
        """Let an item have its turn.

        Raises
        ------
        ValueError
            It does not wait, or another runs.
        """
        if self.running is not None or self.item(key).stage is not Stage.WAITING:
            raise ValueError(f"the item {key} cannot begin")
        return self._with(key, Stage.RUNNING, Event(What.BEGUN, when))

    def claim(self, key: str, claim: Claim) -> Queue:
        """Take note of the file that an item is about to write."""
        return self._changed(key, lambda item: replace(item, claim=claim))

    def note(self, key: str, event: Event) -> Queue:
        """Take note of something that happened to an item."""
        return self._changed(key, lambda item: item.noting(event))

    def spent(self, key: str, seconds: float) -> Queue:
        """Add to the time that an item has run."""
        return self._changed(key, lambda item: replace(item, seconds=item.seconds + seconds))

    def finish(self, key: str, when: float) -> Queue:
        """Take note that the item that runs is done."""
        return self._over(key, Stage.DONE, Event(What.DONE, when))

    def fail(self, key: str, when: float, sentence: str) -> Queue:
        """Take note that the item that runs has failed, and why."""
        return self._over(key, Stage.FAILED, Event(What.FAILED, when, sentence))

    def stop(self, key: str, when: float) -> Queue:
        """Take note that the user stopped an item, running or waiting."""
        if self.item(key).stage is Stage.RUNNING:
            return self._over(key, Stage.STOPPED, Event(What.STOPPED, when))
        if self.item(key).stage is Stage.WAITING:
            return self._with(key, Stage.STOPPED, Event(What.STOPPED, when))
        return self

    def interrupted(self, when: float) -> Queue:
        """Return it as the next start finds it: what ran waits again, with what it has claimed."""
        if self.running is None:
            return self
        return self._with(self.running.key, Stage.WAITING, Event(What.INTERRUPTED, when))

    # -- inside ---------------------------------------------------------------------------------

    def _over(self, key: str, stage: Stage, event: Event) -> Queue:
        if self.item(key).stage is not Stage.RUNNING:
            raise ValueError(f"the item {key} does not run")
        queue = self._with(key, stage, event, forget=True)
        return replace(queue, paused=queue.paused or queue.stopping, stopping=False)

    def _with(self, key: str, stage: Stage, event: Event, *, forget: bool = False) -> Queue:
        def changed(item: Item) -> Item:
            claim = None if forget else item.claim
            return replace(item, stage=stage, claim=claim).noting(event)

        return self._changed(key, changed)

    def _changed(self, key: str, change: Callable[[Item], Item]) -> Queue:
        place = self.place(key)
        items = (*self.items[:place], change(self.items[place]), *self.items[place + 1 :])
        return replace(self, items=items)
