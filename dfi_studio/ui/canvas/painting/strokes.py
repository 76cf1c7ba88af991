"""Strokes that the hand is done with, laid on their mask one after the other, in slices.

Until then they are seen through their coverage, and the hand goes on. Whoever reads or changes what
the masks are says `finish` first: what is left of them is done there and then, so none is lost, and
none is passed by another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dfi_studio.core.mask import Mask
from dfi_studio.ui.canvas.painting.laying import Laying, Spare
from dfi_studio.ui.canvas.painting.pile import Pile
from dfi_studio.ui.canvas.painting.sheet import Cover
from dfi_studio.ui.canvas.slices import Slices

AT_ONCE = 1_000_000
"""Pixels of a mask that is painted, copied and reduced here and now."""
_SPARE, _LAYING = "spare mask", "strokes"


class Strokes:
    """Lays strokes on the current mask of a pile.

    Parameters
    ----------
    take : callable
        Called with each `Laying` at its end; the pile shows the new mask by then.

    Attributes
    ----------
    handing : bool
        Whether one is just being taken: what is shown meanwhile is the answer to it.
    """

    def __init__(self, pile: Pile, slices: Slices, take: Callable[[Laying], None]) -> None:
        self._pile, self._slices, self._take = pile, slices, take
        self._waiting: list[Laying] = []
        self._steps: Iterator[None] = iter(())
        self._spare: Spare | None = None
        self.handing = False

    @property
    def waiting(self) -> tuple[Laying, ...]:
        """Those that are not in the mask yet, the oldest first."""
        return tuple(self._waiting)

    @property
    def covers(self) -> tuple[Cover, ...]:
        """What the mask is to be looked at through."""
        return tuple(Cover(each.coverage.levels, each.erases) for each in self._waiting)

    def add(self, laying: Laying) -> None:
        """Lay a stroke on the current mask, after those before it; on a small one at once."""
        mask = self._pile.current
        assert mask is not None
        self._waiting.append(laying)
        if len(self._waiting) == 1:
            self._steps = self._lay()
            self._slices.start(_LAYING, self._steps)
        if mask.size <= AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """Lay all of them now."""
        if not self.handing:  # else who asks for them is who takes them
            for _ in self._steps:
                pass
            self._slices.drop(_LAYING)

    def forget(self) -> None:
        """Lay none of them: their mask is not the current one any more."""
        self._waiting.clear()
        self._steps = iter(())
        self._slices.drop(_LAYING)

    def prepare(self, mask: Mask | None) -> None:
        """Let a copy of the mask be made for the next stroke, unless it is small."""
        if self._waiting:
            return  # the next one is painted on what they make of it
        if mask is None or mask.size <= AT_ONCE:
            self._spare = None
            self._slices.drop(_SPARE)
        elif self._spare is None or self._spare.mask is not mask:
            self._spare = Spare(mask)
            self._slices.start(_SPARE, self._spare.grow())

    def _lay(self) -> Iterator[None]:
        while self._waiting:
            laying, mask = self._waiting[0], self._pile.current
            if mask is None:
                self._waiting.clear()  # no mask fits the picture any more
                return
            yield from laying.steps(self._copy_of(mask))
            del self._waiting[0]
            if laying.laid is not None:
                self._pile.succeed(laying.laid.mask)
            self.handing = True
            try:
                self._take(laying)
            finally:
                self.handing = False

    def _copy_of(self, mask: Mask) -> Spare:
        spare, self._spare = self._spare, None
        self._slices.drop(_SPARE)
        return spare if spare is not None and spare.mask is mask else Spare(mask)
