"""A report of a fault, for the clipboard: what happened, on what, and what the log says.

Nothing in it names the user, the machine, a folder or a photo.
"""

from __future__ import annotations

from PySide6.QtCore import QSysInfo, qVersion
from PySide6.QtGui import QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication

from dfi_studio.library.anonymous import anonymous
from dfi_studio.library.log_file import last_lines
from dfi_studio.library.machine import machine_facts
from dfi_studio.ui.theme import theme

_LOG_LINES = 60


def window_facts() -> dict[str, str]:
    """Return what a report tells of Qt: its version, platform, screens, font and colours."""
    font = QFontInfo(QApplication.font())
    screens = [
        f"{screen.size().width()} x {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    ]
    return {
        "qt": qVersion(),
        "qt platform": f"{QGuiApplication.platformName()}, {QSysInfo.prettyProductName()}",
        "screens": "; ".join(screens) or "none",
        "font": f"{font.family()} {font.pointSizeF():g}",
        "theme": f"{theme()}, the system's is {QGuiApplication.styleHints().colorScheme().name}",
    }


def report(text: str, details: str) -> str:
    """Return a report of what was said and what unfolds beneath it, as Markdown."""
    facts = {**machine_facts(), **window_facts()}
    parts = [
        anonymous(text),
        _block(anonymous(details)),
        "\n".join(f"- {name}: {value}" for name, value in facts.items()),
        _block(last_lines(_LOG_LINES)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def copy_report(text: str, details: str) -> None:
    """Put a report on the clipboard."""
    QGuiApplication.clipboard().setText(report(text, details))


def _block(text: str) -> str:
    return f"```\n{text.strip()}\n```" if text.strip() else ""
