"""What concerns the window alone: zoom, comparison, panels, workspaces, colours and keys.

The dialogs are imported when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.canvas.comparison import Comparison
from dfi_studio.ui.language import SYSTEM
from dfi_studio.ui.theme import Theme

if TYPE_CHECKING:
    from dfi_studio.ui.window.main_window import MainWindow


class ViewCommands:
    """The actions of the table that change nothing but what is seen."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._canvas = window.canvas
        self._workspaces = window.workspaces

    # -- zoom -----------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """Come nearer."""
        self._canvas.zoom_in()

    def zoom_out(self) -> None:
        """Step back."""
        self._canvas.zoom_out()

    def zoom_fit(self) -> None:
        """Show all of the picture."""
        self._canvas.fit()

    def zoom_actual(self) -> None:
        """Show one pixel of the photo as one of the screen."""
        self._canvas.zoom_to(1)

    def zoom_double(self) -> None:
        """Show one pixel of the photo as two by two of the screen."""
        self._canvas.zoom_to(2)

    # -- comparison -----------------------------------------------------------------------------

    def compare_off(self) -> None:
        """Show the result alone."""
        self._canvas.compare(Comparison.OFF)

    def compare_split(self) -> None:
        """Show both, with a line between that can be dragged."""
        self._canvas.compare(Comparison.SPLIT)

    def compare_side(self) -> None:
        """Show both beside each other."""
        self._canvas.compare(Comparison.SIDE)

    def compare_flip(self) -> None:
        """Show one and the other by turns."""
        self._canvas.compare(Comparison.FLIP)

    def compare_difference(self) -> None:
        """Show what differs."""
        self._canvas.compare(Comparison.DIFFERENCE)

    def next_comparison(self) -> None:
        """Compare in the next way."""
        self._canvas.next_comparison()

    def swap_sides(self) -> None:
        """Let the two change places."""
        self._canvas.swap_sides()

    def rotate_split(self) -> None:
        """Turn the line between the two by a right angle."""
        self._canvas.rotate_split()

    # -- panels and workspaces ------------------------------------------------------------------

    def toggle_edit(self) -> None:
        """Open or close the panel of the edit."""
        self._workspaces.toggle("edit")

    def toggle_solver(self) -> None:
        """Open or close the panel of the solver."""
        self._workspaces.toggle("solver")

    def toggle_history(self) -> None:
        """Open or close the panel of the history."""
        self._workspaces.toggle("history")

    def toggle_strip(self) -> None:
        """Open or close the strip of drafts."""
        self._workspaces.toggle("strip")

    def toggle_mask(self) -> None:
        """Open or close the panel of the masks."""
        self._workspaces.toggle("mask")

    def toggle_sequence(self) -> None:
        """Open or close the panel of the film."""
        self._workspaces.toggle("sequence")

    def toggle_jobs(self) -> None:
        """Open or close the panel of the jobs."""
        self._workspaces.toggle("jobs")

    def reset_layout(self) -> None:
        """Arrange the panels as they were at first."""
        self._workspaces.reset()

    def show_edit(self) -> None:
        """Show the photo and its panels."""
        self._workspaces.show(Place.EDIT)

    def show_dataset(self) -> None:
        """Show the browser."""
        self._workspaces.show(Place.DATASET)

    def add_first_folder(self) -> None:
        """Show the browser, and ask for a folder there."""
        self.show_dataset()
        self._window.actions_.made["add_folder"].trigger()

    def show_inpaint(self) -> None:
        """Show the photo and its masks."""
        self._workspaces.show(Place.INPAINT)

    def show_isda(self) -> None:
        """Show what a class varies in."""
        self._workspaces.show(Place.ISDA)

    def show_sequence(self) -> None:
        """Show the photo and its film."""
        self._workspaces.show(Place.SEQUENCE)

    def show_library(self) -> None:
        """Show the attributes that were kept, in the browser."""
        self.show_dataset()
        self._window.dataset.side.setCurrentWidget(self._window.dataset.library)

    def full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    # -- colours, language, keys, help ----------------------------------------------------------

    def theme_system(self) -> None:
        """Be light or dark as the system is."""
        self._window.choose_theme(Theme.SYSTEM)

    def theme_light(self) -> None:
        """Be light."""
        self._window.choose_theme(Theme.LIGHT)

    def theme_dark(self) -> None:
        """Be dark."""
        self._window.choose_theme(Theme.DARK)

    def speak_system(self) -> None:
        """Speak as the system does."""
        self._window.choose_language(SYSTEM)

    def speak_en(self) -> None:
        """Speak English."""
        self._window.choose_language("en")

    def speak_de(self) -> None:
        """Speak German."""
        self._window.choose_language("de")

    def speak_fr(self) -> None:
        """Speak French."""
        self._window.choose_language("fr")

    def speak_es(self) -> None:
        """Speak Spanish."""
        self._window.choose_language("es")

    def speak_zh(self) -> None:
        """Speak Chinese, in simplified characters."""
        self._window.choose_language("zh")

    def speak_ar(self) -> None:
        """Speak Arabic."""
        self._window.choose_language("ar")

    def edit_shortcuts(self) -> None:
        """Change what the keys do."""
        from dfi_studio.ui.actions.shortcut_editor import ShortcutEditor

        ShortcutEditor(self._window.shortcuts, self._window).open()

    def command_palette(self) -> None:
        """Look for a command by its name."""
        from dfi_studio.ui.actions.command_palette import CommandPalette

        CommandPalette(self._window, self._window.offers()).open()

    def show_help(self) -> None:
        """Show the page of the guide that fits the workspace."""
        from dfi_studio.ui.help.opening import PAGES, open_guide

        open_guide(self._window, PAGES[self._workspaces.place])

    def show_guide(self) -> None:
        """Show what pages the guide has."""
        from dfi_studio.ui.help.opening import INDEX, open_guide

        open_guide(self._window, INDEX)

    def copy_report(self) -> None:
        """Put on the clipboard what a bug report needs, without names of the user's."""
        from dfi_studio.ui.report import copy_report

        copy_report("", "")
        self._window.tell(self._window.tr("A report is on the clipboard"))

    def show_keys(self) -> None:
        """List the keys."""
        from dfi_studio.ui.actions.help_dialogs import KeysDialog

        KeysDialog(self._window.shortcuts, self._window).show()

    def about(self) -> None:
        """Say what the program is."""
        from dfi_studio.ui.actions.help_dialogs import show_about

        show_about(self._window)
