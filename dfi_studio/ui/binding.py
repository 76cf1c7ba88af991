"""Which command answers which action, button and drop of the window: by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance

if TYPE_CHECKING:
    from dfi_studio.ui.main_window import MainWindow


def bind(window: MainWindow, *owners: object) -> None:
    """Connect everything that can be done to the method of its name, of whoever has it first.

    Raises
    ------
    LookupError
        Nobody has a method of that name.
    """

    def command(name: str) -> Callable[..., None]:
        for owner in owners:
            method: Callable[..., None] | None = getattr(owner, name, None)
            if method is not None:
                return method
        raise LookupError(f"Nobody can do “{name}”.")

    for id_, action in window.actions_.made.items():
        action.triggered.connect(_without_arguments(command(id_)))
    for signal, name in (*_of_the_panels(window), *_of_the_rest(window)):
        signal.connect(command(name))


def _of_the_panels(window: MainWindow) -> tuple[tuple[SignalInstance, str], ...]:
    stack, solver, history = window.edit.stack, window.solver, window.history
    return (
        (window.edit.photo.open_wanted, "open_photo"),
        (window.edit.device.device_wanted, "use_device"),
        (stack.file_wanted, "choose_attribute_file"),
        (stack.file_named, "use_attribute_file"),
        (stack.folder_wanted, "choose_folder"),
        (stack.list_wanted, "choose_list"),
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


def _of_the_rest(window: MainWindow) -> tuple[tuple[SignalInstance, str], ...]:
    return (
        (window.welcome.photo_wanted, "open_photo"),
        (window.welcome.folder_wanted, "show_dataset"),
        (window.welcome.folder_wanted, "add_folder"),
        (window.welcome.sample_wanted, "open_sample"),
        (window.welcome.path_wanted, "open_path"),
        (window.canvas.crop_chosen, "crop_chosen"),
        (window.canvas.crop_left, "crop_left"),
        (window.menus.path_wanted, "open_path"),
        (window.menus.device_wanted, "use_device"),
        (window.card_wanted, "add_attribute_card"),
        (window.close_wanted, "quit"),
        (window.dropped, "open_path"),
        (window.folder_dropped, "add_path"),
        (window.likeness_dropped, "neighbours_of_file"),
    )


def _without_arguments(command: Callable[..., None]) -> Callable[..., None]:
    """Leave out whether the action was ticked: the state says what is."""
    return lambda *_: command()
