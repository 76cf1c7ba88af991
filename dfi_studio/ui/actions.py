"""The table of actions: menus, tool bar, shortcuts and the list of keys are all made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from dfi_studio.ui.work import Phase


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - what lupdate looks for
    """Mark a text for translation where it stands, and return it as it is."""
    return text


@dataclass(frozen=True, slots=True)
class WindowState:
    """What decides which actions can be taken.

    Attributes
    ----------
    undo, redo : str or None
        The change that would be taken back or brought again.
    """

    has_photo: bool = False
    has_result: bool = False
    phase: Phase = Phase.WAITING
    undo: str | None = None
    redo: str | None = None


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
    """

    id: str
    text: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    bar: str = ""
    rule: bool = False
    enabled: Callable[[WindowState], bool] = _always


FILE, EDIT, SOLVE, HELP = (
    QT_TRANSLATE_NOOP("Actions", "&File"),
    QT_TRANSLATE_NOOP("Actions", "&Edit"),
    QT_TRANSLATE_NOOP("Actions", "&Solve"),
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
        enabled=lambda state: state.undo is not None,
    ),
    Action(
        "redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
        bar=QT_TRANSLATE_NOOP("Actions", "Redo"),
        enabled=lambda state: state.redo is not None,
    ),
    Action(
        "paste", QT_TRANSLATE_NOOP("Actions", "&Paste a photo"), EDIT, ("Ctrl+V",), rule=True
    ),
    Action("swap_sets", QT_TRANSLATE_NOOP("Actions", "S&wap source and target"), EDIT, (), "swap"),
    Action(
        "render_again", QT_TRANSLATE_NOOP("Actions", "&Render again, or resume"), SOLVE,
        ("Ctrl+Return",), "render", bar=QT_TRANSLATE_NOOP("Actions", "Render"),
        enabled=lambda state: state.phase in (Phase.DONE, Phase.STOPPED, Phase.FAILED)
        or (state.phase is Phase.WAITING and state.has_photo),
    ),
    Action(
        "stop", QT_TRANSLATE_NOOP("Actions", "&Stop and keep"), SOLVE, ("Ctrl+.", "Esc"), "stop",
        bar=QT_TRANSLATE_NOOP("Actions", "Stop"),
        enabled=lambda state: state.phase.busy,
    ),
    Action("show_keys", QT_TRANSLATE_NOOP("Actions", "&Keys"), HELP, ("F1", "H"), "keys"),
    Action("about", QT_TRANSLATE_NOOP("Actions", "&About DFI Studio"), HELP),
)  # fmt: skip

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
        QT_TRANSLATE_NOOP("Actions", "A photo on the picture; a folder on a set"),
    ),
)
"""What the hand can do besides, for the list of keys."""


def translated(text: str) -> str:
    """Return a text of this table in the user's language."""
    return QCoreApplication.translate("Actions", text)
