"""What an action is: a line of the table, and the state of the window that decides about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.recipe import Quality
from dfi_studio.session.queue import Stage
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.language import SYSTEM
from dfi_studio.ui.rendering.work import Phase
from dfi_studio.ui.theme import Theme


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - what lupdate looks for
    """Mark a text for translation where it stands, and return it as it is."""
    return text


def translated(text: str) -> str:
    """Return a text of the table in the user's language."""
    return QCoreApplication.translate("Actions", text)


class Place(Enum):
    """A workspace: what fills the middle of the window."""

    EDIT = auto()
    DATASET = auto()
    INPAINT = auto()
    ISDA = auto()
    SEQUENCE = auto()

    def has(self, other: Place | None) -> bool:
        """Say whether what belongs to another is there too: all that is in Edit in some others."""
        of_a_photo = self in (Place.INPAINT, Place.SEQUENCE)
        return other in (None, self) or (of_a_photo and other is Place.EDIT)


@dataclass(frozen=True, slots=True)
class WindowState:
    """What decides which actions can be taken, and which are ticked.

    Attributes
    ----------
    undo, redo : str or None
        The change that would be taken back or brought again.
    swappable : bool
        Whether the attribute has a source and a target to swap.
    referring : bool
        Whether the result is compared with another picture than the photo.
    panels : frozenset of str
        The names of the panels that are open.
    of_face : bool
        Whether a face is edited, and not the photo as it is.
    on_faces : bool
        Whether faces are shown to be chosen and corrected.
    language : str
        The code of the language that was chosen, or `SYSTEM`.
    mask : bool
        Whether a mask is selected.
    masks : int
        How many there are.
    painting : bool
        Whether one can be painted.
    selected : int
        How many pictures are selected in the browser.
    desk_undo, desk_redo : str or None
        As `undo` and `redo`, for trays and labels.
    lanes, keys : bool
        Whether there is something that a film could move, and something that moves in it.
    playing, filming : bool
        Whether the film plays, and whether frames of it are being solved.
    jobs, jobs_failed, jobs_done : int
        How many jobs of the queue wait or run, have failed, are done.
    queue_paused, queue_stopping : bool
        Whether it is paused, or will be after the job in hand.
    job : Stage or None
        Where the job is that is chosen.
    job_report : bool
        Whether it has written a report.
    """

    place: Place = Place.EDIT
    has_photo: bool = False
    has_result: bool = False
    begun: bool = False
    cropped: bool = False
    cropping: bool = False
    swappable: bool = False
    undo: str | None = None
    redo: str | None = None
    phase: Phase = Phase.WAITING
    quality: Quality | None = None

    comparison: Comparison = Comparison.OFF
    referring: bool = False
    panels: frozenset[str] = frozenset()
    theme: Theme = Theme.SYSTEM
    language: str = SYSTEM
    full_screen: bool = False

    of_face: bool = False
    on_faces: bool = False

    mask: bool = False
    masks: int = 0
    painting: bool = False

    selected: int = 0
    desk_undo: str | None = None
    desk_redo: str | None = None
    trays_filled: bool = False

    lanes: bool = False
    keys: bool = False
    playing: bool = False
    filming: bool = False
    jobs: int = 0
    jobs_failed: int = 0
    jobs_done: int = 0
    queue_paused: bool = False
    queue_stopping: bool = False
    job: Stage | None = None
    job_report: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What must be so before an action can be taken.

    Attributes
    ----------
    met : callable
        Whether it is so.
    lack : str
        What to tell while it is not; to be translated in the context "Actions".
    """

    met: Callable[[WindowState], bool]
    lack: str = ""


NOTHING = Need(lambda state: True)
A_PHOTO = Need(lambda state: state.has_photo, QT_TRANSLATE_NOOP("Actions", "Open a photo first."))
A_RESULT = Need(
    lambda state: state.has_result, QT_TRANSLATE_NOOP("Actions", "There is no result yet.")
)
WORK = Need(
    lambda state: state.phase.busy, QT_TRANSLATE_NOOP("Actions", "Nothing is being solved.")
)
A_MASK = Need(lambda state: state.mask, QT_TRANSLATE_NOOP("Actions", "Select a mask first."))
A_SELECTION = Need(
    lambda state: state.selected > 0, QT_TRANSLATE_NOOP("Actions", "Select pictures first.")
)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do.

    Attributes
    ----------
    id : str
        The name of the method that does it, of one of the objects given to `Window.bind`.
    text : str
        As in a menu, with its mnemonic; to be translated in the context "Actions".
    menu : tuple of str
        The menu that holds it, and the menu within that, if any; actions of one menu stand in the
        order of the table.
    shortcuts : tuple of str
        In Qt's portable notation; the first is shown.
    icon : str
        Name in `resources/icons`, or empty.
    bar : str
        Its text in the tool bar, or empty where it is not there.
    bare : bool
        Whether the tool bar shows the icon alone.
    rule : bool
        Whether a line is drawn above it.
    needs : Need
        What it needs before it can be taken.
    place : Place or None
        The workspace in which it is shown; None for all.
    ticked : callable or None
        Whether it is ticked in a state; None where it is nothing to be ticked.
    group : str
        Of the actions of one group, one is ticked at a time.
    wording : callable or None
        Says what the text is in a state, where it changes; already translated.
    """

    id: str
    text: str
    menu: tuple[str, ...]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    bar: str = ""
    bare: bool = False
    rule: bool = False
    needs: Need = NOTHING
    place: Place | None = None
    ticked: Callable[[WindowState], bool] | None = None
    group: str = ""
    wording: Callable[[WindowState], str] | None = None

    def enabled(self, state: WindowState) -> bool:
        """Say whether it can be taken."""
        return state.place.has(self.place) and self.needs.met(state)

    def said(self, state: WindowState) -> str:
        """Return its text in a state, with its mnemonic."""
        return translated(self.text) if self.wording is None else self.wording(state)

    @property
    def plain(self) -> str:
        """Its text without mnemonic and dots, as a list shows it."""
        return bare(translated(self.text))

    @property
    def path(self) -> str:
        """Where it stands in the menus."""
        return " \u203a ".join(bare(translated(each)) for each in self.menu)


def bare(text: str) -> str:
    """Return a text of a menu without its mnemonic and its dots."""
    without = re.sub(r"\(&\w\)", "", text)  # where a script has no letters for it, as in Chinese
    return without.replace("&", "").rstrip("…")
