"""The workspaces: named arrangements of the panels around a page, each with a memory of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QStackedWidget, QWidget

from dfi_studio.ui.actions.action import Place
from dfi_studio.ui.window.docks import Panel
from dfi_studio.ui.window.sealed import sealed, unsealed

_VERSION = 3
"""Counts up when panels come or go, so that no arrangement from before is mistaken for one."""
_TALL = 84
"""Lines of text that a window is high in which three panels find room above one another."""
_HISTORY = 20
"""How high the history is at first, in lines of text."""
_FILM = 20
"""How high the film is at first, in lines of text; at most half of the window."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A workspace as it looks at first.

    Attributes
    ----------
    name : str
        By which it is remembered.
    panels : tuple of str
        The names of the panels that are open.
    solver : int
        How high that panel is, in lines of text; what stands above it takes what is left.
    """

    place: Place
    name: str
    panels: tuple[str, ...] = ()
    solver: int = 24


ARRANGEMENTS = (
    Arrangement(Place.EDIT, "edit", ("edit", "solver", "history", "strip")),
    Arrangement(Place.DATASET, "dataset"),
    Arrangement(Place.INPAINT, "inpaint", ("mask", "solver", "history"), solver=13),
    Arrangement(Place.ISDA, "isda"),
    Arrangement(Place.SEQUENCE, "sequence", ("sequence",)),
)


class Workspaces(QObject):
    """Shows one workspace at a time, and remembers how the user left each.

    Parameters
    ----------
    pages : mapping of Place to QWidget
        What fills the middle in each; put into a stack that is `middle`.
    panels : mapping of str to Panel
        By name: "strip", "sequence" and "jobs" stand below the page, the others beside it: at
        the right, and at the left in a language that is read from the right.
    """

    changed = Signal()
    """Another workspace is shown, or another panel is open."""

    def __init__(
        self,
        window: QMainWindow,
        *,
        pages: Mapping[Place, QWidget],
        panels: Mapping[str, Panel],
    ) -> None:
        super().__init__(window)
        self._window, self._pages, self._panels = window, pages, panels
        self._states: dict[tuple[Place, bool], QByteArray] = {}  # by whether it is mirrored
        self._mirrored = window.isRightToLeft()
        self._arrangements = {each.place: each for each in ARRANGEMENTS}
        self.middle = QStackedWidget()
        self.place = Place.EDIT
        for page in dict.fromkeys(pages.values()):
            self.middle.addWidget(page)
        window.setDockNestingEnabled(True)
        self._give_corner()
        for panel in panels.values():
            window.addDockWidget(self._beside, panel)
            panel.toggleViewAction().toggled.connect(self.changed)

    @property
    def open_panels(self) -> frozenset[str]:
        """The names of the panels that are open."""
        return frozenset(name for name, panel in self._panels.items() if not panel.isHidden())

    def show(self, place: Place) -> None:
        """Go to a workspace; the one that is left keeps its arrangement."""
        if place is self.place:
            return
        self._keep()
        self._turn_to(place)
        self.changed.emit()

    def follow_direction(self) -> None:
        """Put the panels at the side that the language has them at, as they were there last."""
        if self._mirrored == self._window.isRightToLeft():
            return
        self._keep()
        self._mirrored = not self._mirrored
        self._turn_to(self.place)
        self.changed.emit()

    def toggle(self, name: str) -> None:
        """Open a panel, in front of those it shares a place with, or close it."""
        panel = self._panels[name]
        panel.setVisible(panel.isHidden())
        QTimer.singleShot(0, panel.raise_)  # once its tab is there

    def open(self, name: str) -> None:
        """Open a panel, or bring the open one in front of those it shares a place with."""
        panel = self._panels[name]
        panel.show()
        QTimer.singleShot(0, panel.raise_)

    def reset(self) -> None:
        """Arrange the panels of this workspace as they were at first."""
        self._arrange(self._arrangements[self.place])
        self.changed.emit()

    def remember(self, settings: QSettings) -> None:
        """Write down how each workspace is arranged."""
        self._keep()
        settings.setValue("window/workspace", self._arrangements[self.place].name)
        for (place, mirrored), state in self._states.items():
            settings.setValue(_key(self._arrangements[place], mirrored), sealed(state))

    def restore(self, settings: QSettings) -> None:
        """Arrange each workspace as it was written down, and show the one that was left last."""
        last = settings.value("window/workspace")
        for arrangement in ARRANGEMENTS:
            for mirrored in (False, True):
                state = unsealed(settings.value(_key(arrangement, mirrored)))
                if state is not None:
                    self._states[arrangement.place, mirrored] = state
        self._turn_to(next((each.place for each in ARRANGEMENTS if each.name == last), self.place))
        self.changed.emit()

    @property
    def _beside(self) -> Qt.DockWidgetArea:
        """Where the panels beside the page are."""
        areas = Qt.DockWidgetArea
        return areas.LeftDockWidgetArea if self._mirrored else areas.RightDockWidgetArea

    def _keep(self) -> None:
        """Keep how this workspace is arranged now."""
        self._states[self.place, self._mirrored] = self._window.saveState(_VERSION)

    def _turn_to(self, place: Place) -> None:
        for panel in self._panels.values():
            panel.hide()  # until the page is there: together they are wider than a small screen
        for page in self._pages.values():
            there = page is self._pages[place]
            fitting = QSizePolicy.Policy.Preferred if there else QSizePolicy.Policy.Ignored
            page.setSizePolicy(fitting, fitting)  # a hidden page must not hold the window wide
        self.middle.setCurrentWidget(self._pages[place])
        self.place = place
        self._give_corner()
        state = self._states.get((place, self._mirrored))
        if state is None or not self._window.restoreState(state, _VERSION):
            self._arrange(self._arrangements[place])

    def _give_corner(self) -> None:
        """Let a film be as wide as the window; else what is beside the page goes down."""
        film = self.place is Place.SEQUENCE
        area = Qt.DockWidgetArea.BottomDockWidgetArea if film else self._beside
        corners = Qt.Corner
        corner = corners.BottomLeftCorner if self._mirrored else corners.BottomRightCorner
        self._window.setCorner(corner, area)

    def _arrange(self, arrangement: Arrangement) -> None:
        window, panels = self._window, self._panels
        for panel in panels.values():
            panel.setFloating(False)
            window.removeDockWidget(panel)
        down = Qt.Orientation.Vertical
        solver, history = panels["solver"], panels["history"]
        main, beside = panels["edit"], panels["mask"]
        if "mask" in arrangement.panels:
            main, beside = beside, main
        window.addDockWidget(self._beside, main)
        window.splitDockWidget(main, solver, down)
        window.tabifyDockWidget(main, beside)
        line = window.fontMetrics().height()
        tall = window.height() >= _TALL * line
        if tall:
            window.splitDockWidget(solver, history, down)
        else:
            window.tabifyDockWidget(solver, history)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, panels["strip"])
        for panel in (panels["sequence"], panels["jobs"]):
            window.tabifyDockWidget(panels["strip"], panel)
        for name, panel in panels.items():
            panel.setVisible(name in arrangement.panels)
        if not tall:
            solver.raise_()
        main.raise_()
        lower = {solver: arrangement.solver * line}
        if tall:
            lower[history] = _HISTORY * line
        upper = max(window.height() - sum(lower.values()), window.height() // 2)
        window.resizeDocks([main, *lower], [upper, *lower.values()], down)
        below, high = panels["strip"], panels["strip"].sizeHint().height()
        if "sequence" in arrangement.panels:
            below, high = panels["sequence"], min(_FILM * line, window.height() // 2)
        window.resizeDocks([below], [high], down)  # else it is as high as what was there before


def _key(arrangement: Arrangement, mirrored: bool) -> str:
    """Return under which name the settings have a workspace."""
    return f"workspaces/{arrangement.name}{'-mirrored' if mirrored else ''}"
