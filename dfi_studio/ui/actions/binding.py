"""Which command answers which action, button and drop of the window: by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance

from dfi_studio.ui.actions.action import Action, Place
from dfi_studio.ui.actions.table import ACTIONS

if TYPE_CHECKING:
    from dfi_studio.ui.window.main_window import MainWindow


def bind(window: MainWindow, *owners: object) -> None:
    """Connect everything that can be done outside the Dataset and Sequence workspaces.

    Whatever is done, the strokes before it are in the document then.

    Raises
    ------
    LookupError
        Nobody has a method of that name.
    """
    late = (Place.DATASET, Place.SEQUENCE)
    _bind(window, owners, [each for each in ACTIONS if each.place not in late])
    for signal, name in (*_of_the_panels(window), *_of_masks(window), *_of_the_rest(window)):
        _connect(signal, window, _method(owners, name))
    window.canvas.mask_painted.connect(_method(owners, "paint_mask"))
    window.canvas.flood_wanted.connect(_method(owners, "find_region"))


def bind_dataset(window: MainWindow, *owners: object) -> None:
    """Connect what can be done in the Dataset workspace only, as `bind` does."""
    _bind(window, owners, [each for each in ACTIONS if each.place is Place.DATASET])
    window.folder_dropped.connect(_method(owners, "add_path"))
    window.likeness_dropped.connect(_method(owners, "neighbours_of_file"))


def bind_sequence(window: MainWindow, *owners: object) -> None:
    """Connect what can be done in the Sequence workspace only, as `bind` does."""
    _bind(window, owners, [each for each in ACTIONS if each.place is Place.SEQUENCE])


def _bind(window: MainWindow, owners: Sequence[object], actions: Iterable[Action]) -> None:
    for action in actions:
        command = _method(owners, action.id)
        triggered = window.actions_.made[action.id].triggered
        _connect(triggered, window, _without_arguments(command))


def _method(owners: Sequence[object], name: str) -> Callable[..., None]:
    """Return the method of a name, of whoever has it first."""
    for owner in owners:
        method: Callable[..., None] | None = getattr(owner, name, None)
        if method is not None:
            return method
    raise LookupError(f"Nobody can do “{name}”.")


def _of_the_panels(window: MainWindow) -> tuple[tuple[SignalInstance, str], ...]:
    stack, solver, history = window.edit.stack, window.solver, window.history
    return (
        (window.edit.photo.open_wanted, "open_photo"),
        (window.edit.device.device_wanted, "use_device"),
        (stack.file_wanted, "choose_attribute_file"),
        (stack.file_named, "use_attribute_file"),
        (stack.folder_wanted, "choose_folder"),
        (stack.list_wanted, "choose_list"),
        (stack.instant_wanted, "make_attribute_instant"),
        (stack.add_sets_wanted, "add_attribute_sets"),
        (stack.add_file_wanted, "add_attribute_file"),
        (stack.add_card_wanted, "add_attribute_card"),
        (stack.dataset_wanted, "show_dataset"),
        (solver.pause_wanted, "pause"),
        (solver.stop_wanted, "stop"),
        (solver.cancel_wanted, "cancel"),
        (solver.render_wanted, "render_again"),
        (history.jump_wanted, "jump"),
        (history.snapshot_wanted, "take_snapshot"),
        (history.restore_wanted, "restore"),
        (history.rename_wanted, "rename_snapshot"),
        (history.delete_wanted, "delete_snapshot"),
        (history.compare_wanted, "compare_with"),
    )


def _of_masks(window: MainWindow) -> tuple[tuple[SignalInstance, str], ...]:
    panel = window.mask_panel
    return (
        (window.masks.mask_wanted, "add_fill_mask"),
        (panel.add_wanted, "add_mask"),
        (panel.part_wanted, "add_face_part"),
        (panel.turned, "turn_mask"),
        (panel.renamed, "rename_mask"),
        (panel.role_chosen, "set_mask_role"),
        (panel.removed, "remove_mask"),
        (panel.load_wanted, "load_mask"),
        (panel.paste_wanted, "paste_mask"),
        (panel.save_wanted, "save_mask"),
        (panel.copy_wanted, "copy_mask"),
        (panel.invert_wanted, "invert_mask"),
        (panel.grow_wanted, "grow_mask"),
        (panel.shrink_wanted, "shrink_mask"),
        (panel.feather_wanted, "feather_mask"),
        (panel.fill_changed, "change_fill"),
        (panel.edit_feather_changed, "set_feather"),
        (panel.folder_wanted, "choose_fill_folder"),
        (panel.list_wanted, "choose_fill_list"),
        (panel.fill_wanted, "fill"),
    )


def _of_the_rest(window: MainWindow) -> tuple[tuple[SignalInstance, str], ...]:
    return (
        (window.welcome.photo_wanted, "open_photo"),
        (window.welcome.folder_wanted, "add_first_folder"),
        (window.welcome.sample_wanted, "open_sample"),
        (window.welcome.path_wanted, "open_path"),
        (window.canvas.crop_chosen, "crop_chosen"),
        (window.canvas.crop_left, "crop_left"),
        (window.faces.chosen, "choose_face"),
        (window.faces.moved, "move_points"),
        (window.faces.placed, "face_placed"),
        (window.faces.left, "leave_faces"),
        (window.menus.path_wanted, "open_path"),
        (window.menus.device_wanted, "use_device"),
        (window.card_wanted, "add_attribute_card"),
        (window.close_wanted, "quit"),
        (window.dropped, "open_path"),
    )


def _connect(signal: SignalInstance, window: MainWindow, command: Callable[..., None]) -> None:
    """Let a command answer a signal, once every stroke of the hand is in the document."""
    signal.connect(window.canvas.finish_strokes)
    signal.connect(command)


def _without_arguments(command: Callable[..., None]) -> Callable[..., None]:
    """Leave out whether the action was ticked: the state says what is."""
    return lambda *_: command()
