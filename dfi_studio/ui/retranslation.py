"""Another language for what is shown already: every text that came from one is told in another.

Nothing is built anew, so that all that is open, chosen, running or being typed stays. A text that
is shown is looked up among the translations of the language before, also where values stand in it
("3 of 7"), and what it was translated from is told in the next. That needs every translation to
have one text only that it can be from; `tests/ui/test_languages.py` holds them to it. What the user
has written, and what widgets ask for when they are painted, is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QAbstractTableModel,
    QMetaType,
    QModelIndex,
    QObject,
    Qt,
)
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QTabBar,
    QTableWidget,
    QTreeWidget,
    QWidget,
)

from dfi_studio.ui.actions.action import bare
from dfi_studio.ui.language import language, speak, translations_of
from dfi_studio.ui.theme import nothing_collected, widgets_of

_NOT_WORDS = frozenset(
    ("objectName", "styleSheet", "windowFilePath", "windowRole", "windowIconText", "inputMask",
     "currentText", "displayText", "plainText", "html", "markdown", "windowFilter", "shortcut",
     "documentTitle", "cleanText")
)  # fmt: skip
"""Properties that are texts, but no words of ours; or are given by others."""
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_PAINTED = "empty_text"
"""What our own lists hold, and paint, while they have nothing to show."""
_FLAT = (QAbstractListModel, QAbstractTableModel)
"""Models without rows in rows; they keep to themselves that they have none."""
_PLACE = re.compile(r"\{\w*(:[^{} ]*)?\}")
"""Where a value stands in a text; braces that only show themselves are none."""
_BETWEEN = re.compile(r"(\n+|  +·  +|   +|: | · |, |\t| \(|\)| \u2014 | \u203a |\. )")
"""What stands between texts that are shown as one."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A translation with places for values, as it can be found again.

    Attributes
    ----------
    found : Pattern
        A group for each value.
    key : str
        The longest of its own words: what does not hold that is not looked at.
    names : tuple of str
        Which value each group is.
    told : str
        The same text in the other language, with the values as they were written.
    """

    found: re.Pattern[str]
    key: str
    names: tuple[str, ...]
    told: str


class Retelling:
    """Tells texts of one language in another.

    Parameters
    ----------
    before, after : mapping of str to str
        The translations of both, by their text in the source; empty for English.
    texts : iterable of str
        All texts of the source.
    """

    def __init__(
        self, before: Mapping[str, str], after: Mapping[str, str], texts: Iterable[str]
    ) -> None:
        self._known: dict[str, str] = {}
        patterns = []
        for text in texts:
            was, is_ = before.get(text) or text, after.get(text) or text
            if _PLACE.search(was):
                patterns.append(_pattern(was, is_))
            self._known.setdefault(was, is_)
        for was, is_ in list(self._known.items()):  # as a list shows what a menu has
            self._known.setdefault(bare(was), bare(is_))
        self._patterns = sorted(patterns, key=lambda each: -len(each.found.pattern))
        self.tell = cache(self._tell)

    def _tell(self, text: str) -> str:
        """Return a text in the other language; as it is where it is nobody's."""
        if not text.strip():
            return text
        if (told := self._whole(text)) is not None:
            return told
        return self._joined(text)

    def _whole(self, text: str) -> str | None:
        """Return a text that is one translation, with its values told too; None for any other."""
        if (told := self._known.get(text)) is not None:
            return told
        for pattern in self._patterns:
            if pattern.key in text and (match := pattern.found.fullmatch(text)):
                values = dict(zip(pattern.names, map(self.tell, match.groups()), strict=True))
                return Formatter().vformat(pattern.told, (), values)
        return None

    def _joined(self, text: str) -> str:
        """Return several texts that are shown as one; each is as long as it can be."""
        cuts = [(0, 0), *(match.span() for match in _BETWEEN.finditer(text)), (len(text),) * 2]
        told, at = [], 0
        while at < len(cuts) - 1:
            begin = cuts[at][1]
            ends = range(len(cuts) - 1, at, -1)
            found = ((end, self._whole(text[begin : cuts[end][0]])) for end in ends)
            end, words = next((each for each in found if each[1] is not None), (at + 1, None))
            told.append(text[begin : cuts[end][0]] if words is None else words)
            told.append(text[slice(*cuts[end])])  # what stands between
            at = end
        return "".join(told)


def _fields(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a text, each with the name of the value behind it or None."""
    count = 0
    for words, name, _spec, _conversion in Formatter().parse(text):
        if name == "":
            name, count = str(count), count + 1
        yield words, None if name is None else f"v{name}"


def _pattern(was: str, is_: str) -> Pattern:
    parts = list(_fields(was))
    found = "".join(re.escape(words) + ("" if name is None else "(.+?)") for words, name in parts)
    told = "".join(
        words.replace("{", "{{").replace("}", "}}") + ("" if name is None else f"{{{name}}}")
        for words, name in _fields(is_)
    )
    names = tuple(name for _, name in parts if name is not None)
    key = max((words for words, _ in parts), key=len)
    return Pattern(re.compile(found), key, names, told)


def speak_anew(app: QApplication, chosen: str) -> list[str]:
    """Speak a language, also in all that is shown; return what is missing, as `speak` does."""
    before = translations_of(language())
    lacks = speak(app, chosen)
    after = translations_of(language())
    if before is not after:
        with nothing_collected():
            widgets = tuple(widgets_of(app, QWidget))
            retell(widgets, Retelling(before, after, dict.fromkeys((*before, *after))))
    return lacks


def retell(widgets: Iterable[QWidget], retelling: Retelling) -> None:
    """Tell what widgets show, and what hangs on them, in another language.

    All is read before any of it is told: some texts follow from others, and nothing may be told
    twice.
    """
    held = tuple(widgets)
    each_once: dict[QObject, None] = {}
    for widget in held:
        each_once |= dict.fromkeys((widget, *widget.findChildren(QAction), *widget.actions()))
    told = [
        (each, name, words)
        for each in each_once
        for name, shown in _texts(each)
        if (words := retelling.tell(shown)) != shown
    ]
    for each, name, words in told:
        each.setProperty(name, words)
    models: dict[QAbstractItemModel, None] = {}
    _retell_painted(held, retelling)
    for widget in held:
        if isinstance(widget, QTabBar):
            for at in range(widget.count()):
                widget.setTabText(at, retelling.tell(widget.tabText(at)))
                widget.setTabToolTip(at, retelling.tell(widget.tabToolTip(at)))
        elif (model := _own_model(widget)) is not None:
            models[model] = None  # a box and its list show the same one
    for model in models:
        _retell_items(model, retelling)
    for widget in held:
        if isinstance(widget, QAbstractItemView):
            widget.doItemsLayout()  # other models are asked again, and their words may be longer


def _retell_painted(widgets: Iterable[QWidget], retelling: Retelling) -> None:
    for widget in widgets:
        if shown := getattr(widget, _PAINTED, ""):
            setattr(widget, _PAINTED, retelling.tell(shown))


def _texts(each: QObject) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the properties that are words, but not what was typed."""
    for name in _named(each.metaObject().className(), each):
        shown = each.property(name)
        if isinstance(shown, str) and not (name == "text" and isinstance(each, QLineEdit)):
            yield name, shown


def _own_model(widget: QWidget) -> QAbstractItemModel | None:
    """Return the model of a widget that holds its words, and does not ask for them each time."""
    if not isinstance(widget, QComboBox | QAbstractItemView):
        return None
    own = isinstance(widget, QComboBox | QListWidget | QTableWidget | QTreeWidget)
    model = widget.model()
    return model if own or isinstance(model, QStandardItemModel) else None


_PROPERTIES: dict[str, tuple[str, ...]] = {}


def _named(kind: str, each: QObject) -> tuple[str, ...]:
    """Return the properties of a class that are words; texts before what follows from them."""
    if kind not in _PROPERTIES:
        about = each.metaObject()
        declared = [about.property(at) for at in range(about.propertyCount())]
        names = [
            str(held.name())
            for held in declared
            if held.isWritable() and held.metaType().id() == QMetaType.Type.QString.value
        ]
        words = [name for name in names if name not in _NOT_WORDS]
        _PROPERTIES[kind] = tuple(sorted(words, key=lambda name: name != "text"))
    return _PROPERTIES[kind]


def _retell_items(model: QAbstractItemModel, retelling: Retelling) -> None:
    nowhere = QModelIndex()
    for direction, count in (
        (Qt.Orientation.Horizontal, _columns(model, nowhere)),
        (Qt.Orientation.Vertical, model.rowCount(nowhere)),
    ):
        for section in range(count):
            shown = model.headerData(section, direction)
            if isinstance(shown, str) and (told := retelling.tell(shown)) != shown:
                model.setHeaderData(section, direction, told)
    for index in _indices(model, nowhere):
        for role in _ROLES:
            shown = model.data(index, role)
            if isinstance(shown, str) and (told := retelling.tell(shown)) != shown:
                model.setData(index, told, role)


def _indices(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[QModelIndex]:
    for row in range(model.rowCount(parent)):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            yield index
            if not isinstance(model, _FLAT) and model.hasChildren(index):
                yield from _indices(model, index)


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    """Return how many columns there are; a list keeps to itself that it has one."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
