"""How long a film will take to solve, before its first frame: told from the last edit's solve."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.sequence import Sequence
from dfi_studio.ui.language import from_below
from dfi_studio.ui.rendering.work import Phase
from dfi_studio.ui.sequence.filming import Shooting
from dfi_studio.ui.sequence.words import about

_SHARE = 0.2
"""Of an edit's time that a frame takes which begins from its neighbours."""


class SolveClock:
    """Measures how long the solve of the document took."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self.took: float | None = None

    def note(self, phase: Phase) -> None:
        """Take note of how far the render is."""
        if phase is Phase.SOLVING:
            if self._begun is None:
                self._begun = time.monotonic()
            return
        if phase is Phase.DONE and self._begun is not None:
            self.took = time.monotonic() - self._begun
        self._begun = None

    def film(self, frames: int) -> float | None:
        """Return the seconds that so many frames may take; None where nothing was solved yet."""
        return None if self.took is None else self.took * (1 + _SHARE * max(frames - 1, 0))


def told(
    film: Sequence, count: int, solved: int, *, shooting: Shooting | None, seconds: float | None
) -> str:
    """Return in words how long a film is, and how long it takes to solve.

    Parameters
    ----------
    count : int
        How many distinct frames it has.
    solved : int
        How many of these are solved.
    seconds : float or None
        What the others may take; None where that is not known.
    """
    words = [_tr("{} frames, {:.1f} s").format(film.length, float(film.duration))]
    if count == 1 and film.frames > 1:
        return "  \u00b7  ".join([*words, _tr("nothing moves yet")])
    if shooting is not None:
        words.clear()  # there is little room, and it was said before
        if shooting.label.strip() and not shooting.done:
            words.append(from_below(shooting.label[:1].upper() + shooting.label[1:]))
        else:
            words.append(_tr("{} of {} solved").format(shooting.done, len(shooting.recipes)))
        if shooting.seconds_left is not None:
            words.append(_tr("{} left").format(about(shooting.seconds_left)))
    elif solved >= count:
        words.append(_tr("all solved"))
    else:
        left = _tr("{} to solve") if not solved else _tr("{} still to solve")
        words.append(left.format(count - solved))
        if seconds is not None:
            words.append(about(seconds))
    return "  \u00b7  ".join(words)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sequence", text)
