"""Colours, the style sheet and icons: light, dark, or as the system says.

The surround of the picture is the same neutral dark in both, so that the picture looks the same.
Icons are line drawings in `resources/icons`, painted in the colour of the text.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from string import Template
from typing import TypeVar

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from dfi_studio.library.resources import resource
from dfi_studio.ui.drawing import Drawing

SURROUND = "#1d1d1e"

_THEME, _DRESSED, _PAINTED = "dfi_theme", "dfi_dressed", "dfi_painted"
"""What was chosen; and by their `window`, the colours of the sheet and of the icons."""
_NAMED, _SIDE = "icon_name", "icon_side"
_OWN_FONT = Qt.WidgetAttribute.WA_SetFont
W = TypeVar("W", bound=QWidget)


class Theme(StrEnum):
    """Which colours the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of the window, by what they are for.

    `edge` parts areas; `bound` is the edge of what is pressed or typed into, and can be told from
    what is around as WCAG 2.1 AA asks (1.4.11); a test holds all pairs to it (1.4.3).
    """

    window: str
    base: str
    raised: str
    hover: str
    pressed: str
    edge: str
    bound: str
    groove: str
    text: str
    quiet: str
    faint: str
    accent: str
    on_accent: str
    share: str
    scroll: str
    wrong: str
    surround: str = SURROUND
    on_surround: str = "#ececec"
    on_surround_quiet: str = "#a4a4a6"
    card: str = "#29292b"
    card_hover: str = "#333336"
    card_edge: str = "#76767c"


LIGHT = Colours(
    window="#f3f3f4", base="#ffffff", raised="#fcfcfc", hover="#e6e6e9", pressed="#d8d8dd",
    edge="#cfcfd4", bound="#82828a", groove="#dcdce0", text="#1d1d1f", quiet="#5a5b61",
    faint="#a0a0a6",
    accent="#1c69cd", on_accent="#ffffff", share="#7aa7e0", scroll="#82828a", wrong="#b3261e",
)  # fmt: skip
DARK = Colours(
    window="#2a2a2c", base="#1f1f21", raised="#363639", hover="#3d3d41", pressed="#454549",
    edge="#47474c", bound="#8a8a92", groove="#434347", text="#ececec", quiet="#b4b4b9",
    faint="#6f6f75",
    accent="#4c94f0", on_accent="#0d1320", share="#3f6ca8", scroll="#84848a", wrong="#ff968d",
)  # fmt: skip


def remembered_theme(settings: QSettings) -> Theme:
    """Return what the user chose last; the system's where nothing was."""
    chosen = settings.value("window/theme")
    return next((each for each in Theme if each == chosen), Theme.SYSTEM)


def theme() -> Theme:
    """Return what the application is dressed by."""
    return Theme(_application().property(_THEME) or Theme.SYSTEM)


def colours() -> Colours:
    """Return the colours of the theme; of the system's scheme, or light where it has none."""
    chosen = theme()
    system = QApplication.styleHints().colorScheme()
    dark = chosen is Theme.DARK or (chosen is Theme.SYSTEM and system is Qt.ColorScheme.Dark)
    return DARK if dark else LIGHT


def choose(app: QApplication, chosen: Theme) -> None:
    """Set the style and the colours for what is built from now on; `dress` adds the style sheet.

    A window is built faster without the sheet: Qt would style a widget, and all that it holds,
    with every parent that it is given.
    """
    app.setProperty(_THEME, str(chosen))
    # The system draws what is not ours, such as the title bar, where it can.
    schemes = {Theme.LIGHT: Qt.ColorScheme.Light, Theme.DARK: Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(schemes.get(chosen, Qt.ColorScheme.Unknown))
    if app.property(_DRESSED) is None:
        app.setStyle("Fusion")
        app.setPalette(palette(colours()))
        app.setProperty(_DRESSED, "")
        app.setProperty(_PAINTED, colours().window)


def dress(app: QApplication, chosen: Theme | None = None) -> None:
    """Give the application its look.

    Parameters
    ----------
    chosen : Theme or None
        None to stay with what was chosen; for a call when the system's scheme has changed.
    """
    choose(app, theme() if chosen is None else chosen)
    wanted = colours()
    if app.property(_DRESSED) == wanted.window:  # setting the scheme calls us a second time
        return
    app.setProperty(_DRESSED, wanted.window)
    with nothing_collected():
        _wear(app, wanted)


def _wear(app: QApplication, wanted: Colours) -> None:
    labels = [each for each in widgets_of(app, QLabel) if each.testAttribute(_OWN_FONT)]
    fonts = [(label, QFont(label.font())) for label in labels]
    app.setPalette(palette(wanted))
    sheet = Template(resource("theme", "studio.qss").read_text(encoding="utf-8"))
    app.setStyleSheet(sheet.substitute(asdict(wanted)))
    for label, font in fonts:  # Qt forgets those that were set once the label had been shown
        label.setFont(font)
    if app.property(_PAINTED) != wanted.window:
        app.setProperty(_PAINTED, wanted.window)
        _repaint_icons(app)


def widgets_of(app: QApplication, kind: type[W]) -> Iterator[W]:
    """Yield the widgets of a kind that an application has; not by `allWidgets`.

    That also hands out what Qt is about to delete, which crashes.
    """
    for top in app.topLevelWidgets():
        if isinstance(top, kind):
            yield top
        yield from top.findChildren(kind)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Let no cycle be collected: a widget in it would die while Qt's list of all is read."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def palette(chosen: Colours) -> QPalette:
    """Return the palette for widgets that the style sheet does not name."""
    made = QPalette(QColor(chosen.raised), QColor(chosen.window))
    roles = {
        QPalette.ColorRole.WindowText: chosen.text,
        QPalette.ColorRole.Text: chosen.text,
        QPalette.ColorRole.ButtonText: chosen.text,
        QPalette.ColorRole.Base: chosen.base,
        QPalette.ColorRole.AlternateBase: chosen.window,
        QPalette.ColorRole.ToolTipBase: chosen.raised,
        QPalette.ColorRole.ToolTipText: chosen.text,
        QPalette.ColorRole.PlaceholderText: chosen.quiet,
        QPalette.ColorRole.Highlight: chosen.accent,
        QPalette.ColorRole.HighlightedText: chosen.on_accent,
        QPalette.ColorRole.Accent: chosen.accent,
        QPalette.ColorRole.Link: chosen.accent,
        QPalette.ColorRole.Mid: chosen.groove,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(chosen.faint))
    return made


def put_icon(holder: QAbstractButton | QAction, name: str) -> None:
    """Give a button or an action an icon that follows the theme."""
    holder.setProperty(_NAMED, name)
    holder.setIcon(icon(name))


def put_symbol(label: QLabel, name: str, side: int) -> None:
    """Show an icon of `side` pixels on a label; it follows the theme."""
    label.setProperty(_NAMED, name)
    label.setProperty(_SIDE, side)
    _repaint_icon(label)


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon from `resources/icons`, in the colour of the text or in `colour`."""
    chosen = colours()
    return _drawn(name, colour or chosen.text, chosen.faint, _application().devicePixelRatio())


def em(widget: QWidget, count: float) -> int:
    """Return so many heights of a widget's line of text, in pixels: lengths follow the font."""
    return round(widget.fontMetrics().height() * count)


def tabular(label: W) -> W:
    """Give a label, or a button, figures of equal width, so that counting numbers stand still."""
    font = QFont(label.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    label.setFont(font)
    return label


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _repaint_icons(app: QApplication) -> None:
    widgets = list(widgets_of(app, QWidget))
    for holder in dict.fromkeys(each for widget in widgets for each in (widget, *widget.actions())):
        if holder.property(_NAMED):
            _repaint_icon(holder)


def _repaint_icon(holder: object) -> None:
    if isinstance(holder, QAbstractButton | QAction):
        holder.setIcon(icon(holder.property(_NAMED)))
    elif isinstance(holder, QLabel):
        side = holder.property(_SIDE)
        made = icon(holder.property(_NAMED))
        holder.setPixmap(made.pixmap(QSize(side, side), holder.devicePixelRatioF()))


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, faint: str, ratio: float) -> QIcon:
    return QIcon(Drawing(resource("icons", f"{name}.svg"), colour, faint, ratio))
