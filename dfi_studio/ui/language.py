"""In which language the window speaks: the system's, or one that the user chose.

The translations are plain lists of text and translation in `resources/languages`, one a language,
made and checked by `packaging/texts.py`. English is what stands in the source and needs none.
Numbers are written alike in every language, with a point, as on the command line and in files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QSettings,
    Qt,
    QTranslator,
)
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from dfi_studio.core.errors import StudioError
from dfi_studio.library.json_values import as_text, reason
from dfi_studio.library.resources import resource

SYSTEM = "system"
"""The choice to speak as the system does."""
_SETTING = "window/language"
_SPOKEN = "dfi_language"
_SCRIPTS = QFontDatabase.WritingSystem


class LanguageError(StudioError):
    """The translations of a language are missing or damaged."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the window speaks.

    Attributes
    ----------
    code : str
        The name of its file, as ISO 639 has it.
    name : str
        Its name in itself.
    locale : str
        What Qt calls it, for its own words and for dates.
    script : WritingSystem
        What a font must have.
    fonts : tuple of str
        Where the font of the system lacks the script: families of the usual systems that have it,
        in the forms of this language. Han characters look otherwise in Japan.
    """

    code: str
    name: str
    locale: str
    script: QFontDatabase.WritingSystem = _SCRIPTS.Latin
    fonts: tuple[str, ...] = ()


_HAN = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
_ARABIC = ("Noto Sans Arabic", "Noto Kufi Arabic", "Segoe UI", "Geeza Pro", "DejaVu Sans")
ENGLISH = Language("en", "English", "en")
LANGUAGES = (
    ENGLISH,
    Language("de", "Deutsch", "de"),
    Language("fr", "Français", "fr"),
    Language("es", "Español", "es"),
    Language("zh", "简体中文", "zh_CN", _SCRIPTS.SimplifiedChinese, _HAN),
    Language("ar", "العربية", "ar", _SCRIPTS.Arabic, _ARABIC),
)


QTS_OWN = (
    QT_TRANSLATE_NOOP("QFileDialog", "&Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of &type:"),
)
"""Words of Qt's that it has not in every language; a `Catalogue` is asked before Qt's."""


class Catalogue(QTranslator):
    """The translations of one language, by the text alone: it has one meaning in all the window.

    Parameters
    ----------
    translations : mapping of str to str
        Empty for English.
    """

    def __init__(self, translations: Mapping[str, str]) -> None:
        super().__init__()
        self.translations = translations

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """Return the translation; None leaves it to the next translator, and to the source."""
        return self.translations.get(text) or None

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's own
        """Say that there is something to ask for."""
        return not self.translations


def remembered_language(settings: QSettings) -> str:
    """Return the code that the user chose last, or `SYSTEM`."""
    chosen = settings.value(_SETTING)
    return next((each.code for each in LANGUAGES if each.code == chosen), SYSTEM)


def remember_language(settings: QSettings, chosen: str) -> None:
    """Keep a choice for the next time."""
    settings.setValue(_SETTING, chosen)


def language_of(chosen: str) -> Language:
    """Return the language of a choice; of the system's languages, the first that there is."""
    codes = [chosen]
    if chosen == SYSTEM:
        codes = [each.split("-")[0] for each in QLocale.system().uiLanguages()]
    known = {each.code: each for each in LANGUAGES}
    return next((known[each] for each in codes if each in known), ENGLISH)


def language() -> Language:
    """Return the language that is spoken."""
    app = QApplication.instance()
    return language_of(str(app.property(_SPOKEN)) if app and app.property(_SPOKEN) else "en")


def from_below(text: str) -> str:
    """Return what a layer below calls something, such as a step, as the window says it."""
    return QCoreApplication.translate("Below", text)


def from_left(text: str) -> str:
    """Return a path or keys such that they are read from the left among words from the right."""
    mirrored = QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return f"\u2066{text}\u2069" if mirrored else text


@cache
def translations_of(spoken: Language) -> Mapping[str, str]:
    """Return the translations of a language by their text; none for English.

    Raises
    ------
    LanguageError
        The file is missing or damaged.
    """
    if spoken == ENGLISH:
        return {}
    try:
        values = json.loads(resource("languages", f"{spoken.code}.json").read_bytes())
        return {as_text(text): as_text(said) for text, said in values.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise LanguageError(
            f"The texts in {spoken.name} cannot be read: {reason(error)}. "
            "The window speaks English."
        ) from error


def speak(app: QApplication, chosen: str) -> list[str]:
    """Speak a language in all that is built and asked for from now on.

    Parameters
    ----------
    chosen : str
        The code of a language, or `SYSTEM`.

    Returns
    -------
    list of str
        What is missing to speak it, a sentence each.
    """
    spoken, lacks = language_of(chosen), []
    try:
        translations = translations_of(spoken)
    except LanguageError as error:
        spoken, translations, lacks = ENGLISH, {}, [str(error)]
    for worn in app.findChildren(QTranslator):
        app.removeTranslator(worn)
        worn.deleteLater()
    app.setProperty(_SPOKEN, spoken.code)
    if spoken != ENGLISH:
        lacks += _install(app, spoken, translations)
    numbers = QLocale(QLocale.Language.English)
    numbers.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    QLocale.setDefault(numbers)
    app.setLayoutDirection(QLocale(spoken.locale).textDirection())
    _take_font(app, spoken)
    return lacks


def _install(app: QApplication, spoken: Language, translations: Mapping[str, str]) -> list[str]:
    """Install the translations over Qt's own words, and return what is missing."""
    lacks = []
    own = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if own.load(f"qtbase_{spoken.locale}", folder):
        app.installTranslator(own)
    else:
        lacks.append(f"Qt came without its words in {spoken.name}: some buttons are in English.")
    catalogue = Catalogue(translations)
    catalogue.setParent(app)
    app.installTranslator(catalogue)
    if not QFontDatabase.families(spoken.script):
        names = ", ".join(spoken.fonts[:2])
        lacks.append(f"No font here can write {spoken.name}; install one, such as {names}.")
    return lacks


def _take_font(app: QApplication, spoken: Language) -> None:
    """Put the fonts of a script behind the system's, for the characters that it lacks."""
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    font.setFamilies([*font.families(), *spoken.fonts])
    if app.font().families() != font.families():
        app.setFont(font)
