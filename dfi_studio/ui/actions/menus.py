"""The menu bar, made from the table of actions; two of its menus are filled by the window."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from dfi_studio.core.device import Device
from dfi_studio.ui.actions.action import translated
from dfi_studio.ui.actions.action_set import ActionSet
from dfi_studio.ui.actions.file_menu import RECENT
from dfi_studio.ui.actions.solve_menu import DEVICES
from dfi_studio.ui.actions.table import ACTIONS

_AFTER = {"open_project": RECENT, "quality_final": DEVICES}
"""Behind which actions the menus stand that are filled later."""
_GIGA = 2**30


class Menus(QObject):
    """Puts the actions into the menu bar of a window; empty menus are hidden."""

    path_wanted = Signal(Path)
    """A file that was open lately."""
    device_wanted = Signal(str)

    def __init__(self, window: QMainWindow, actions: ActionSet) -> None:
        super().__init__(window)
        self._window = window
        self._menus: dict[tuple[str, ...], QMenu] = {}
        for action in ACTIONS:
            menu = self._menu(action.menu)
            if action.rule:
                menu.addSeparator()
            menu.addAction(actions.made[action.id])
            if action.id in _AFTER:
                self._menu(_AFTER[action.id])
        self.recent, self.devices = self._menus[RECENT], self._menus[DEVICES]
        self.recent.setToolTipsVisible(True)
        self._ticked = QActionGroup(self)
        actions.changed.connect(self._hide_idle)
        self.show_recent(())
        self.show_devices((), "")
        self._hide_idle()

    def show_recent(self, paths: Sequence[Path], missing: Collection[Path] = ()) -> None:
        """List the files that were open lately, the latest first; the missing ones greyed."""
        self.recent.clear()
        for number, path in enumerate(paths, start=1):
            mnemonic = f"&{number}  " if number < 10 else ""
            made = self.recent.addAction(mnemonic + path.name.replace("&", "&&"))
            made.setEnabled(path not in missing)
            gone = self.tr("{} is not there any more")
            made.setToolTip(gone.format(path) if path in missing else str(path))
            made.triggered.connect(self._saying(self.path_wanted, path))
        self.recent.setEnabled(bool(paths))

    def show_devices(self, devices: Sequence[Device], chosen: str) -> None:
        """Offer the devices of this machine; the one in use is ticked."""
        self.devices.clear()
        for device in devices:
            made = self.devices.addAction(self._told(device))
            made.setCheckable(True)
            made.setChecked(device.name == chosen)
            made.triggered.connect(self._saying(self.device_wanted, device.name))
            self._ticked.addAction(made)
        self.devices.setEnabled(bool(devices))

    def _told(self, device: Device) -> str:
        free = self.tr("{:.1f} GB free").format(device.free / _GIGA) if device.free else ""
        return "   ".join(each for each in (device.name, device.model, free) if each)

    def _saying(self, signal: SignalInstance, value: object) -> Callable[..., None]:
        return lambda *_: signal.emit(value)

    def _menu(self, path: tuple[str, ...]) -> QMenu:
        if path not in self._menus:
            holder = self._menu(path[:-1]) if len(path) > 1 else self._window.menuBar()
            self._menus[path] = holder.addMenu(translated(path[-1]))
        return self._menus[path]

    def _hide_idle(self) -> None:
        """Hide the menus that hold nothing here; those within others first."""
        for path in sorted(self._menus, key=len, reverse=True):
            if path in _AFTER.values():
                continue
            shown: list[QAction] = [
                each for each in self._menus[path].actions() if each.isVisible()
            ]
            there = any(not each.isSeparator() for each in shown)
            self._menus[path].menuAction().setVisible(there)
