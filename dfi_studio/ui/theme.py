"""Colours, the style sheet and icons: light or dark as the system says.

The surround of the picture is the same neutral dark in both, so that the picture looks the same.
Icons are line drawings in `resources/icons`, painted in the colour of the text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from dfi_studio.library.resources import resource

SURROUND = "#1d1d1e"

_NAMED = "icon_name"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of the window, by what they are for."""

    window: str
    base: str
    raised: str
    hover: str
    pressed: str
    edge: str
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
    card_edge: str = "#424246"


LIGHT = Colours(
    window="#f3f3f4", base="#ffffff", raised="#fcfcfc", hover="#e6e6e9", pressed="#d8d8dd",
    edge="#cfcfd4", groove="#dcdce0", text="#1d1d1f", quiet="#5f6066", faint="#a0a0a6",
    accent="#1f6fd6", on_accent="#ffffff", share="#7aa7e0", scroll="#bcbcc3", wrong="#b3261e",
)  # fmt: skip
DARK = Colours(
    window="#2a2a2c", base="#1f1f21", raised="#363639", hover="#3d3d41", pressed="#48484d",
    edge="#47474c", groove="#454549", text="#ececec", quiet="#a9a9ae", faint="#6f6f75",
    accent="#4c94f0", on_accent="#0d1320", share="#3f6ca8", scroll="#5a5a60", wrong="#ff8a80",
)  # fmt: skip


def colours() -> Colours:
    """Return the colours that fit the system's scheme; light where it has none."""
    dark = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def dress(app: QApplication) -> None:
    """Give the application its look; call again when the system's scheme changes."""
    chosen = colours()
    app.setStyle("Fusion")
    app.setPalette(palette(chosen))
    sheet = Template(resource("theme", "studio.qss").read_text(encoding="utf-8"))
    app.setStyleSheet(sheet.substitute(asdict(chosen)))
    for widget in app.allWidgets():
        for holder in (widget, *widget.actions()):
            if isinstance(holder, QAbstractButton | QAction) and holder.property(_NAMED):
                holder.setIcon(icon(holder.property(_NAMED)))


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
    """Give a button or an action an icon that follows the system's scheme."""
    holder.setProperty(_NAMED, name)
    holder.setIcon(icon(name))


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon from `resources/icons`, in the colour of the text or in `colour`."""
    chosen = colours()
    made = QIcon()
    tints = {QIcon.Mode.Normal: colour or chosen.text, QIcon.Mode.Disabled: chosen.faint}
    for mode, tint in tints.items():
        for size in (18, 24, 36, 54, 72, 108):
            made.addPixmap(_painted(name, tint, size), mode)
    return made


def tabular(label: QLabel) -> QLabel:
    """Give a label figures of equal width, so that counting numbers stand still."""
    font = QFont(label.font())
    font.setFeature(QFont.Tag("tnum"), 1)
    label.setFont(font)
    return label


def _painted(name: str, colour: str, size: int) -> QPixmap:
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
