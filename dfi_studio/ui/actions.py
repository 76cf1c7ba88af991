"""The table of actions: menus, tool bar, shortcuts and the list of keys are all made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from dfi_studio.ui.work import Phase


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - what lupdate looks for
    """Mark a text for translation where it stands, and return it as it is."""
    return text


class Place(Enum):
    """A workspace: what fills the window."""

    EDIT = auto()
    DATASET = auto()


@dataclass(frozen=True, slots=True)
class WindowState:
    """What decides which actions can be taken.

    Attributes
    ----------
    undo, redo : str or None
        The change that would be taken back or brought again.
    desk_undo, desk_redo : str or None
        The same for trays and labels.
    selected : int
        How many pictures are selected in the browser.
    """

    place: Place = Place.EDIT
    selected: int = 0
    desk_undo: str | None = None
    desk_redo: str | None = None
    trays_filled: bool = False

    has_photo: bool = False
    has_result: bool = False
    phase: Phase = Phase.WAITING
    undo: str | None = None
    redo: str | None = None


def _some_selected(state: WindowState) -> bool:
    return state.selected > 0


def _always(state: WindowState) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do.

    Attributes
    ----------
    id : str
        The name of the method of `Commands` that does it.
    text : str
        As in a menu, with its mnemonic; to be translated in the context "Actions".
    menu : str
        The menu that holds it; actions of one menu stand in the order of the table.
    shortcuts : tuple of str
        In Qt's portable notation; the first is shown.
    icon : str
        Name in `resources/icons`, or empty.
    bar : str
        Its text in the tool bar, or empty where it is not there.
    rule : bool
        Whether a line is drawn above it.
    place : Place or None
        The workspace in which it is shown; None for all.
    shows : Place or None
        The workspace that it leads to: it stands at the right of the bar, and is ticked there.
    """

    id: str
    text: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    bar: str = ""
    rule: bool = False
    enabled: Callable[[WindowState], bool] = _always
    place: Place | None = None
    shows: Place | None = None


FILE, EDIT, VIEW, SOLVE, DATASET, HELP = (
    QT_TRANSLATE_NOOP("Actions", "&File"),
    QT_TRANSLATE_NOOP("Actions", "&Edit"),
    QT_TRANSLATE_NOOP("Actions", "&View"),
    QT_TRANSLATE_NOOP("Actions", "&Solve"),
    QT_TRANSLATE_NOOP("Actions", "&Dataset"),
    QT_TRANSLATE_NOOP("Actions", "&Help"),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        "open_photo", QT_TRANSLATE_NOOP("Actions", "&Open photo…"), FILE, ("Ctrl+O",), "photo",
        bar=QT_TRANSLATE_NOOP("Actions", "Open"),
    ),
    Action("open_sample", QT_TRANSLATE_NOOP("Actions", "Open the sa&mple project"), FILE),
    Action(
        "choose_source", QT_TRANSLATE_NOOP("Actions", "Choose s&ource folder…"), FILE, rule=True
    ),
    Action("choose_target", QT_TRANSLATE_NOOP("Actions", "Choose &target folder…"), FILE),
    Action("choose_attribute_file", QT_TRANSLATE_NOOP("Actions", "Use an &attribute file…"), FILE),
    Action(
        "save_result", QT_TRANSLATE_NOOP("Actions", "&Save result as…"), FILE, ("Ctrl+S",), "save",
        bar=QT_TRANSLATE_NOOP("Actions", "Save"), rule=True,
        enabled=lambda state: state.has_result,
    ),
    Action("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), FILE, ("Ctrl+Q",), rule=True),
    Action(
        "undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), EDIT, ("Ctrl+Z",), "undo",
        bar=QT_TRANSLATE_NOOP("Actions", "Undo"),
        enabled=lambda state: state.undo is not None, place=Place.EDIT,
    ),
    Action(
        "redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
        bar=QT_TRANSLATE_NOOP("Actions", "Redo"),
        enabled=lambda state: state.redo is not None, place=Place.EDIT,
    ),
    Action(
        "undo_desk", QT_TRANSLATE_NOOP("Actions", "&Undo"), EDIT, ("Ctrl+Z",), "undo",
        bar=QT_TRANSLATE_NOOP("Actions", "Undo"),
        enabled=lambda state: state.desk_undo is not None, place=Place.DATASET,
    ),
    Action(
        "redo_desk", QT_TRANSLATE_NOOP("Actions", "&Redo"), EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo", bar=QT_TRANSLATE_NOOP("Actions", "Redo"),
        enabled=lambda state: state.desk_redo is not None, place=Place.DATASET,
    ),
    Action(
        "paste", QT_TRANSLATE_NOOP("Actions", "&Paste a photo"), EDIT, ("Ctrl+V",), rule=True,
        place=Place.EDIT,
    ),
    Action(
        "swap_sets", QT_TRANSLATE_NOOP("Actions", "S&wap source and target"), EDIT, (), "swap",
        place=Place.EDIT,
    ),
    Action(
        "give_label", QT_TRANSLATE_NOOP("Actions", "&Label the selection…"), EDIT, ("L",), "label",
        bar=QT_TRANSLATE_NOOP("Actions", "Label"), rule=True,
        enabled=_some_selected, place=Place.DATASET,
    ),
    Action(
        "show_edit", QT_TRANSLATE_NOOP("Actions", "&Edit a photo"), VIEW, ("Alt+1",), "edit",
        bar=QT_TRANSLATE_NOOP("Actions", "Edit"), shows=Place.EDIT,
    ),
    Action(
        "show_dataset", QT_TRANSLATE_NOOP("Actions", "&Browse the dataset"), VIEW, ("Alt+2",),
        "dataset", bar=QT_TRANSLATE_NOOP("Actions", "Dataset"), shows=Place.DATASET,
    ),
    Action(
        "focus_filter", QT_TRANSLATE_NOOP("Actions", "&Filter"), VIEW, ("Ctrl+F",), "search",
        rule=True, place=Place.DATASET,
    ),
    Action(
        "show_all_pictures", QT_TRANSLATE_NOOP("Actions", "Show &all pictures again"), VIEW,
        ("Backspace",), "back", place=Place.DATASET,
    ),    Action(
        "render_again", QT_TRANSLATE_NOOP("Actions", "&Render again, or resume"), SOLVE,
        ("Ctrl+Return",), "render", bar=QT_TRANSLATE_NOOP("Actions", "Render"),
        enabled=lambda state: state.phase in (Phase.DONE, Phase.STOPPED, Phase.FAILED)
        or (state.phase is Phase.WAITING and state.has_photo), place=Place.EDIT,
    ),
    Action(
        "stop", QT_TRANSLATE_NOOP("Actions", "&Stop and keep"), SOLVE, ("Ctrl+.", "Esc"), "stop",
        bar=QT_TRANSLATE_NOOP("Actions", "Stop"),
        enabled=lambda state: state.phase.busy, place=Place.EDIT,
    ),
    Action(
        "add_folder", QT_TRANSLATE_NOOP("Actions", "&Add folder…"), DATASET, ("Ctrl+Shift+O",),
        "add_folder", bar=QT_TRANSLATE_NOOP("Actions", "Add folder"), place=Place.DATASET,
    ),
    Action(
        "fetch_set", QT_TRANSLATE_NOOP("Actions", "Get a &well-known set…"), DATASET,
        place=Place.DATASET,
    ),
    Action(
        "rescan", QT_TRANSLATE_NOOP("Actions", "&Look for changes in all folders"), DATASET,
        ("F5",), place=Place.DATASET,
    ),
    Action(
        "show_broken", QT_TRANSLATE_NOOP("Actions", "&Broken files"), DATASET, place=Place.DATASET
    ),
    Action(
        "index_pictures", QT_TRANSLATE_NOOP("Actions", "&Index what is new"), DATASET,
        place=Place.DATASET,
    ),
    Action(
        "estimate_labels", QT_TRANSLATE_NOOP("Actions", "Esti&mate age and gender"), DATASET,
        place=Place.DATASET,
    ),
    Action(
        "forget_folder", QT_TRANSLATE_NOOP("Actions", "Take the folder &out of the catalogue"),
        DATASET, place=Place.DATASET,
    ),
    Action(
        "to_source", QT_TRANSLATE_NOOP("Actions", "To the &source"), DATASET, ("S",), "",
        bar=QT_TRANSLATE_NOOP("Actions", "S  Source"), rule=True,
        enabled=_some_selected, place=Place.DATASET,
    ),
    Action(
        "to_target", QT_TRANSLATE_NOOP("Actions", "To the &target"), DATASET, ("T",), "",
        bar=QT_TRANSLATE_NOOP("Actions", "T  Target"),
        enabled=_some_selected, place=Place.DATASET,
    ),
    Action(
        "take_out", QT_TRANSLATE_NOOP("Actions", "Out of the t&rays"), DATASET, ("Del",), "",
        enabled=_some_selected, place=Place.DATASET,
    ),
    Action(
        "use_trays", QT_TRANSLATE_NOOP("Actions", "&Use as source and target"), DATASET,
        ("Ctrl+Return",), enabled=lambda state: state.trays_filled, place=Place.DATASET,
    ),
    Action(
        "find_neighbours", QT_TRANSLATE_NOOP("Actions", "Find &neighbours"), DATASET, ("N",),
        "neighbours", bar=QT_TRANSLATE_NOOP("Actions", "Neighbours"), rule=True,
        enabled=_some_selected, place=Place.DATASET,
    ),
    Action(
        "find_agreeing", QT_TRANSLATE_NOOP("Actions", "Find neighbours, &equal labels first"),
        DATASET, ("Shift+N",), enabled=_some_selected, place=Place.DATASET,
    ),
    Action(
        "find_duplicates", QT_TRANSLATE_NOOP("Actions", "Find near-&duplicates"), DATASET,
        place=Place.DATASET,
    ),
    Action("show_keys", QT_TRANSLATE_NOOP("Actions", "&Keys"), HELP, ("F1", "H"), "keys"),
    Action("about", QT_TRANSLATE_NOOP("Actions", "&About DFI Studio"), HELP),
)  # fmt: skip

PICTURE_MENU = (
    "find_neighbours", "find_agreeing", "", "to_source", "to_target", "take_out", "", "give_label",
    "", "show_all_pictures",
)  # fmt: skip
"""What can be done with the pictures under the pointer; empty for a line."""

GESTURES: tuple[tuple[str, str], ...] = (
    (QT_TRANSLATE_NOOP("Actions", "Hold \\"), QT_TRANSLATE_NOOP("Actions", "Show the original")),
    (
        QT_TRANSLATE_NOOP("Actions", "Arrows, wheel"),
        QT_TRANSLATE_NOOP("Actions", "Move a slider; with Shift \u00d7 10, with Ctrl ÷ 10"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Double click"),
        QT_TRANSLATE_NOOP("Actions", "Bring a slider's default back"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Drop"),
        QT_TRANSLATE_NOOP("Actions", "A photo on the picture; a folder on a set or the browser"),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "Space"),
        QT_TRANSLATE_NOOP("Actions", "Show a picture of the dataset in large"),
    ),
)
"""What the hand can do besides, for the list of keys."""


def translated(text: str) -> str:
    """Return a text of this table in the user's language."""
    return QCoreApplication.translate("Actions", text)
