"""The translations: complete, of the same shape as the source, and each told back to its text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget, QTableWidgetItem
from pytestqt.qtbot import QtBot

from dfi_studio.ui import language
from dfi_studio.ui.language import (
    ENGLISH,
    LANGUAGES,
    SYSTEM,
    Language,
    language_of,
    remember_language,
    remembered_language,
    speak,
    translations_of,
)
from dfi_studio.ui.retranslation import Retelling, retell

ROOT = Path(__file__).parents[2]
OTHERS = [each for each in LANGUAGES if each != ENGLISH]
PLACE = re.compile(r"\{(\w*)(?::([^{} ]*))?\}")

sys.path.append(str(ROOT / "packaging"))


def code(spoken: Language) -> str:
    return spoken.code


def places(text: str) -> Counter[tuple[str, str]]:
    """The values of a text; whether thousands are parted is the translation's affair."""
    return Counter((name, form.replace(",", "")) for name, form in PLACE.findall(text))


def own(text: str) -> bool:
    """Whether there is a word to translate, and not only names, units and signs."""
    return text not in ("ISDA", "PNG (*.png)", "px", "lambda") and bool(
        re.search(r"[a-z]{4}", PLACE.sub("", text))
    )


@pytest.mark.parametrize("spoken", OTHERS, ids=code)
def test_every_text_of_the_source_has_a_translation_and_no_other_text(spoken: Language) -> None:
    from texts import texts

    held = json.loads((ROOT / "resources/languages" / f"{spoken.code}.json").read_text("utf-8"))
    wanted = texts()
    told = "bring the files up to date with: python packaging/texts.py"
    assert sorted(held) == wanted, told
    assert not [text for text in wanted if not held[text]], told


@pytest.mark.parametrize("spoken", OTHERS, ids=code)
def test_values_mnemonics_and_dots_survive(spoken: Language) -> None:
    wrong = []
    for text, said in translations_of(spoken).items():
        dots = re.sub(r"\(&\w\)", "", said).endswith("…") == text.endswith("…")
        filters = re.findall(r"\*\.?\w*", text) == re.findall(r"\*\.?\w*", said)
        ends = len(text) - len(text.lstrip()) == len(said) - len(said.lstrip())
        if not (
            places(text) == places(said)
            and text.count("&") == said.count("&")
            and text.count("\n") == said.count("\n")
            and text.count(";;") == said.count(";;")
            and ((dots and filters and ends) or (spoken.code == "zh" and dots and filters))
        ):
            wrong.append((text, said))
    assert not wrong


@pytest.mark.parametrize("spoken", OTHERS, ids=code)
def test_a_translation_is_of_one_text_only(spoken: Language) -> None:
    counted = Counter(translations_of(spoken).values())
    assert not [said for said, count in counted.items() if count > 1]


@pytest.mark.parametrize("spoken", [language_of("zh"), language_of("ar")], ids=code)
def test_nothing_is_left_in_english_where_the_script_is_another(spoken: Language) -> None:
    latin = [text for text, said in translations_of(spoken).items() if own(text) and said == text]
    assert latin in ([], ["Beta"])


@pytest.mark.parametrize("before", LANGUAGES, ids=code)
def test_every_text_is_told_from_every_language_in_the_next(before: Language) -> None:
    after = LANGUAGES[(LANGUAGES.index(before) + 1) % len(LANGUAGES)]
    held, wanted = translations_of(before), translations_of(after)
    texts = list(translations_of(language_of("de")))
    retelling = Retelling(held, wanted, texts)
    wrong = [
        (text, told)
        for text in texts
        if (told := retelling.tell(held.get(text) or text)) != (wanted.get(text) or text)
    ]
    assert not wrong


def test_values_are_told_too_and_may_change_places() -> None:
    before = {"{} of {}": "{} von {}", "Name": "Titel", "Saved {}": "{} gesichert"}
    after = {"{} of {}": "{1}: {0}", "Name": "Nom", "Saved {}": "enregistré : {}"}
    told = Retelling(before, after, before).tell
    assert told("Titel von b.png") == "b.png: Nom"
    assert told("a.png gesichert") == "enregistré : a.png"
    assert told("Titel (Strg+N)\na.png gesichert") == "Nom (Strg+N)\nenregistré : a.png"
    assert told("a.png") == "a.png"


@pytest.fixture
def english_again(qapp: QApplication) -> object:
    yield
    speak(qapp, "en")


def test_a_language_is_spoken_from_now_on(
    qapp: QApplication, qtbot: QtBot, english_again: None
) -> None:
    assert speak(qapp, "ar") == []
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert QLabel().tr("Open a photo first.") == "افتح صورة أولًا."
    assert QLabel().tr("not a text of the window") == "not a text of the window"
    assert QLocale().toString(0.5) == "0.5"
    button = QPushButton()
    qtbot.addWidget(button)
    assert button.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert speak(qapp, "de") == []
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert speak(qapp, "en") == []
    assert QLabel().tr("Open a photo first.") == "Open a photo first."


def test_the_choice_is_kept_and_the_systems_language_is_the_first_that_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert remembered_language(settings) == SYSTEM
    remember_language(settings, "fr")
    assert remembered_language(settings) == "fr"
    remember_language(settings, "xx")
    assert remembered_language(settings) == SYSTEM
    monkeypatch.setattr(QLocale, "uiLanguages", lambda self: ["nl-NL", "es-ES", "de-DE"])
    assert language_of(SYSTEM).code == "es"
    monkeypatch.setattr(QLocale, "uiLanguages", lambda self: ["nl-NL"])
    assert language_of(SYSTEM) == ENGLISH


@pytest.mark.parametrize("content", ["", "[]", '{"a": 1}', "{", "\x00"])
def test_a_damaged_file_is_told_and_english_is_spoken(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str,
    english_again: None,
) -> None:  # fmt: skip
    damaged = tmp_path / "de.json"
    damaged.write_text(content)
    translations_of.cache_clear()
    monkeypatch.setattr(language, "resource", lambda *parts: damaged)
    (lack,) = speak(qapp, "de")
    assert lack.startswith("The texts in Deutsch cannot be read: ")
    assert lack.endswith("The window speaks English.")
    assert language.language() == ENGLISH


def test_a_missing_font_and_missing_words_of_qt_are_told(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, english_again: None
) -> None:
    monkeypatch.setattr(language.QFontDatabase, "families", lambda *script: [])
    assert speak(qapp, "zh") == [
        "No font here can write 简体中文; install one, such as Noto Sans CJK SC, Noto Sans SC."
    ]
    monkeypatch.setattr(language.QLibraryInfo, "path", lambda place: "/nowhere")
    assert len(speak(qapp, "zh")) == 2


def test_the_command_finds_nothing_to_change(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "packaging/texts.py"), "--ask", "de"]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == ""


def test_a_filled_table_is_told_too(qtbot: QtBot) -> None:
    table = QTableWidget(1, 2)  # its model is of a class that Qt keeps to itself
    qtbot.addWidget(table)
    table.setHorizontalHeaderLabels(["Name", "Size"])
    table.setItem(0, 1, QTableWidgetItem("Saved a.png"))
    words = {"Name": "Titel", "Saved {}": "{} gesichert"}
    retell([table], Retelling({}, words, words))
    header, item = table.horizontalHeaderItem(0), table.item(0, 1)
    assert header is not None
    assert header.text() == "Titel"
    assert item is not None
    assert item.text() == "a.png gesichert"


def test_arabic_counts_without_a_form_for_each_number() -> None:
    """3 to 10 take the plural and 11 to 99 the singular: a noun behind a number would be wrong."""
    plurals = "إطارات|صور|مهام|ملفات|مجلدات|نتائج|أيام|ساعات|دقائق"
    arabic = next(each for each in LANGUAGES if each.code == "ar")
    counted = re.compile(rf"\{{[^{{}}]*\}} (?:{plurals})\b")
    told = [said for said in translations_of(arabic).values() if counted.search(said)]
    assert not told
    assert translations_of(arabic)["frames"] not in plurals.split("|"), "it stands behind a number"
