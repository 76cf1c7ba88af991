"""The File menu."""

from __future__ import annotations

from dfi_studio.ui.actions.action import A_RESULT, QT_TRANSLATE_NOOP, Action, Need, Place

_FILE = (QT_TRANSLATE_NOOP("Actions", "&File"),)
_SOMETHING = Need(
    lambda state: state.begun, QT_TRANSLATE_NOOP("Actions", "The project is still empty.")
)

RECENT = (*_FILE, QT_TRANSLATE_NOOP("Actions", "Open &recent"))
"""The menu of what was open lately; the window fills it."""

ACTIONS = (
    Action(
        "new_project", QT_TRANSLATE_NOOP("Actions", "&New project"), _FILE, ("Ctrl+N",), "new",
    ),
    Action(
        "open_photo", QT_TRANSLATE_NOOP("Actions", "&Open photo or project…"), _FILE, ("Ctrl+O",),
        "photo", bar=QT_TRANSLATE_NOOP("Actions", "Open"),
    ),
    Action(
        "open_project", QT_TRANSLATE_NOOP("Actions", "Open &project…"), _FILE, ("Ctrl+Alt+O",),
        "project",
    ),
    Action("open_sample", QT_TRANSLATE_NOOP("Actions", "Open the sa&mple project"), _FILE),
    Action(
        "save_project", QT_TRANSLATE_NOOP("Actions", "&Save project"), _FILE, ("Ctrl+S",), "save",
        bar=QT_TRANSLATE_NOOP("Actions", "Save"), rule=True, needs=_SOMETHING,
    ),
    Action(
        "save_project_as", QT_TRANSLATE_NOOP("Actions", "Save project &as…"), _FILE,
        ("Ctrl+Shift+S",), needs=_SOMETHING,
    ),
    Action(
        "export_result", QT_TRANSLATE_NOOP("Actions", "&Export the result…"), _FILE, ("Ctrl+E",),
        "export", bar=QT_TRANSLATE_NOOP("Actions", "Export"), rule=True, needs=A_RESULT,
        place=Place.EDIT,
    ),
    Action(
        "export_pair", QT_TRANSLATE_NOOP("Actions", "Export &before and after…"), _FILE,
        needs=A_RESULT, place=Place.EDIT,
    ),
    Action(
        "export_sheet", QT_TRANSLATE_NOOP("Actions", "Export the strip as a s&heet…"), _FILE,
        needs=A_RESULT, place=Place.EDIT,
    ),
    Action("export_options", QT_TRANSLATE_NOOP("Actions", "Export op&tions…"), _FILE),
    Action("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), _FILE, ("Ctrl+Q",), rule=True),
)  # fmt: skip
