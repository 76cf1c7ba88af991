"""Every word that a window shows, and every control in it; for the tests of languages."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QMetaType, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QTabBar, QWidget

from dfi_studio.ui.retranslation import _NOT_WORDS


def words(top: QWidget) -> Iterator[tuple[str, str, str]]:
    """Yield whose it is, which of its texts it is, and the text, of all that a window holds."""
    for each in dict.fromkeys((top, *top.findChildren(QWidget), *top.findChildren(QAction))):
        for name, text in _texts(each):
            if any(letter.isalpha() for letter in text):
                yield _path(each), name, text


def _texts(each: QObject) -> Iterator[tuple[str, str]]:
    about = each.metaObject()
    for at in range(about.propertyCount()):
        held = about.property(at)
        name = str(held.name())
        if held.metaType().id() != QMetaType.Type.QString.value or name in _NOT_WORDS:
            continue
        if held.isWritable() and not (name == "text" and isinstance(each, QLineEdit)):
            yield name, each.property(name)
    if painted := getattr(each, "empty_text", ""):
        yield "empty_text", painted
    if isinstance(each, QComboBox):
        for at in range(each.count()):
            yield f"item {at}", each.itemText(at)
    elif isinstance(each, QTabBar):
        for at in range(each.count()):
            yield f"tab {at}", each.tabText(at)


def _path(each: QObject) -> str:
    names = []
    here: QObject | None = each
    while here is not None:
        names.append(here.objectName() or type(here).__name__)
        here = here.parent()
    return " < ".join(names[:4])
