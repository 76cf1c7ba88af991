"""A hand that does anything a window lets it do, at random but from a seed, and remembers it.

It takes every action of the table but those in `LEFT_OUT`, moves sliders, types, clicks, drags and
scrolls on whatever is there to be seen, and answers each dialog and menu that comes up.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hands import drag, wheel
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QWidget,
)

from dfi_studio.core.photo import Crop
from dfi_studio.session import edits
from dfi_studio.ui.window.main_window import MainWindow

LEFT_OUT = {
    "quit": "it ends the program; the soak closes the window itself, at its end",
    "fetch_set": "it would load gigabytes from the network",
}
"""Actions that are not taken, and why. Folders and reports are opened by the desktop: the soak
answers for it."""

Kind = TypeVar("Kind", bound=QWidget)

_KEYS = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_Return),
    *(Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_1, Qt.Key.Key_Comma, Qt.Key.Key_Backslash),
)
_WORDS = ("young", "old", "age > 30", "", "-3", "1e9", "Grüße", "年齢", "a/b", "(", "glasses and")


class Monkey:
    """Acts on a window.

    Parameters
    ----------
    files : sequence of Path
        What is opened and written when a dialog asks for a file; some are damaged, or folders.

    Attributes
    ----------
    done : deque of str
        What it did last.
    """

    def __init__(self, window: MainWindow, chance: random.Random, files: list[Path]) -> None:
        self.window, self.chance, self.files = window, chance, files
        self.done: deque[str] = deque(maxlen=20)
        self.counts: dict[str, int] = {}
        self._acts: list[Callable[[], str]] = [
            *[self._action] * 24,
            *[self._edit] * 24,
            *[self._back_and_forth] * 10,
            *[self._click] * 10,
            *[self._slide] * 6,
            *[self._canvas] * 14,
            *[self._key] * 6,
            *[self._type] * 4,
            *[self._choose] * 4,
            *[self._resize] * 1,
        ]

    def act(self) -> None:
        """Do one thing: answer what asks, else whatever comes to mind."""
        answer = self._popup() or self._dialog()
        if answer is None:
            act = self.chance.choice(self._acts)
            kind = act.__name__.strip("_")
            self.done.append(f"{kind} ...")
            told = f"{kind} {act()}"
            self.done.pop()
        else:
            kind, told = "answer", answer
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.done.append(told)

    def put_away(self) -> None:
        """Close whatever still asks."""
        for each in QApplication.topLevelWidgets():
            if each.isVisible() and each is not self.window:
                each.close()

    # -- what asks ------------------------------------------------------------------------------

    def _popup(self) -> str | None:
        popup = QApplication.activePopupWidget()
        if popup is None:
            return None
        told = f"popup {type(popup).__name__} closed"
        if isinstance(popup, QMenu) and self.chance.random() < 0.5:
            offered = [each for each in popup.actions() if each.isEnabled() and each.text()]
            offered = [each for each in offered if each.objectName() not in LEFT_OUT]
            known = {self.window.actions_.made[name].text() for name in LEFT_OUT}
            offered = [each for each in offered if each.text() not in known and not each.menu()]
            if offered:
                chosen = self.chance.choice(offered)
                told = f"menu {chosen.text()}"
                popup.close()
                chosen.trigger()
                return told
        popup.close()
        return told

    def _dialog(self) -> str | None:
        shown = QApplication.activeModalWidget() or next(
            (each for each in QApplication.topLevelWidgets()
             if isinstance(each, QDialog) and each.isVisible()), None
        )  # fmt: skip
        if shown is None or shown is self.window:
            return None
        told = f"{type(shown).__name__} {shown.windowTitle()!r}"
        if isinstance(shown, QFileDialog):
            path = self.chance.choice(self.files)
            shown.findChild(QLineEdit, "fileNameEdit").setText(str(path))
            if self.chance.random() < 0.8:
                shown.accept()
                return f"{told} {path.name}"
        elif isinstance(shown, QMessageBox):
            button = self.chance.choice(shown.buttons())
            told = f"{told} {shown.text()!r} -> {button.text()}"
            button.click()
            return told
        elif isinstance(shown, QDialog) and self.chance.random() < 0.7:
            fields = self._seen(QLineEdit, shown) + self._seen(QAbstractButton, shown)
            if fields and self.chance.random() < 0.7:
                return f"{told} {self._poke(self.chance.choice(fields))}"
            shown.accept()
            return f"{told} accepted"
        if isinstance(shown, QDialog):
            shown.reject()
        else:
            shown.close()
        return f"{told} rejected"

    # -- what comes to mind ---------------------------------------------------------------------

    def _action(self) -> str:
        made = self.window.actions_.made
        offered = [name for name in made if made[name].isEnabled() and name not in LEFT_OUT]
        name = self.chance.choice(offered)
        made[name].trigger()
        return name

    def _edit(self) -> str:
        chance, edit = self.chance, self.window.edit.edited.emit
        rows = len(self.window.session.document.recipe.directions)
        photo = self.window.session.document.photo
        kind = chance.randrange(6)
        if kind < 3 and rows:
            at, alpha = chance.randrange(rows), round(chance.uniform(-2, 4), 2)
            edit(edits.set_alpha(alpha, at=at))
            told = f"alpha {alpha} at {at}"
        elif kind == 3:
            edit(edits.set_tv(10 ** chance.uniform(-5, 0)))
            told = "tv"
        elif kind == 4 and rows:
            edit(edits.turn_on(chance.random() < 0.6, at=chance.randrange(rows)))
            told = "turn_on"
        elif photo is not None:
            height, width = photo.image.shape[:2]
            side = min(height, width, 40)
            crop = Crop(chance.randrange(width - side + 1), chance.randrange(height - side + 1),
                        side, side)  # fmt: skip
            edit(edits.set_crop(crop))
            told = f"crop {crop}"
        else:
            return "nothing"
        self.window.edit.settled.emit()
        return told

    def _back_and_forth(self) -> str:
        name = self.chance.choice(("undo", "undo", "redo", "undo_desk", "redo_desk"))
        action = self.window.actions_.made[name]
        if action.isEnabled():
            action.trigger()
        return name

    def _click(self) -> str:
        buttons = [each for each in self._seen(QAbstractButton) if each.isEnabled()]
        return self._poke(self.chance.choice(buttons)) if buttons else "nothing"

    def _slide(self) -> str:
        sliders = [each for each in self._seen(QAbstractSlider) if each.isEnabled()]
        if not sliders:
            return "nothing"
        slider = self.chance.choice(sliders)
        slider.setValue(self.chance.randint(slider.minimum(), slider.maximum()))
        return f"{_name(slider)} {slider.value()}"

    def _canvas(self) -> str:
        at = self._place(self.window.canvas)
        under = self.window.canvas.childAt(at) or self.window.canvas
        at = under.mapFrom(self.window.canvas, at) if under is not self.window.canvas else at
        match self.chance.randrange(4):
            case 0:
                wheel(under, at, (0, self.chance.choice((-240, -120, 120, 240))))
                return "wheel"
            case 1:
                button = self.chance.choice(
                    (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
                )
                drag(under, [at, self._place(under), self._place(under)], button)
                return f"drag {button.name}"
            case 2:
                QTest.mouseDClick(under, Qt.MouseButton.LeftButton, pos=at)
                return "double click"
            case _:
                QTest.mouseClick(under, Qt.MouseButton.LeftButton, pos=at)
                return "click"

    def _key(self) -> str:
        widgets = [QApplication.focusWidget(), self.window.canvas, *self._seen(QAbstractItemView)]
        widget = self.chance.choice([each for each in widgets if each is not None])
        key = self.chance.choice(_KEYS)
        QTest.keyClick(widget, key)
        return f"{key.name} on {_name(widget)}"

    def _type(self) -> str:
        fields = [each for each in self._seen(QLineEdit) if each.isEnabled()]
        return self._poke(self.chance.choice(fields)) if fields else "nothing"

    def _choose(self) -> str:
        boxes = self._seen(QComboBox) + self._seen(QListView) + self._seen(QAbstractSpinBox)
        boxes = [each for each in boxes if each.isEnabled()]
        return self._poke(self.chance.choice(boxes)) if boxes else "nothing"

    def _resize(self) -> str:
        width, height = self.chance.randint(900, 1800), self.chance.randint(600, 1100)
        self.window.resize(width, height)
        return f"{width} x {height}"

    # -- hands ----------------------------------------------------------------------------------

    def _poke(self, widget: QWidget) -> str:
        name = f"{_name(widget)}"
        match widget:
            case QAbstractButton():
                widget.animateClick() if self.chance.random() < 0.2 else widget.click()
            case QLineEdit():
                text = self.chance.choice((*_WORDS, *(str(each) for each in self.files)))
                widget.setText(text)
                QTest.keyClick(widget, Qt.Key.Key_Return)
                name += f" {text!r}"
            case QComboBox() if widget.count():
                widget.setCurrentIndex(self.chance.randrange(widget.count()))
            case QListView():
                at = self._place(widget.viewport())
                if self.chance.random() < 0.2:
                    QTest.mouseDClick(widget.viewport(), Qt.MouseButton.LeftButton, pos=at)
                else:
                    QTest.mouseClick(widget.viewport(), Qt.MouseButton.LeftButton, pos=at)
            case QAbstractSpinBox():
                widget.stepBy(self.chance.choice((-10, -1, 1, 10)))
        return name

    def _place(self, widget: QWidget) -> QPoint:
        across, down = max(widget.width(), 1), max(widget.height(), 1)
        return QPoint(self.chance.randrange(across), self.chance.randrange(down))

    def _seen(self, kind: type[Kind], inside: QWidget | None = None) -> list[Kind]:
        found = (inside or self.window).findChildren(kind)
        return [each for each in found if each.isVisible()]


def _name(widget: QWidget) -> str:
    said = widget.accessibleName() or widget.objectName() or getattr(widget, "text", str)()
    return f"{type(widget).__name__} {said!r}"
