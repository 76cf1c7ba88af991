"""One row of the attribute stack: whether it takes part, its name, its strength, its origin."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Contrast, Direction
from dfi_studio.session import edits
from dfi_studio.ui.panels.attribute_names import attribute_in_full
from dfi_studio.ui.panels.attribute_panel import AttributePanel
from dfi_studio.ui.panels.check import Check
from dfi_studio.ui.panels.elided import ElidedLabel
from dfi_studio.ui.panels.grip import Grip
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.row_actions import RowActions
from dfi_studio.ui.panels.row_frame import RowFrame
from dfi_studio.ui.panels.section import fold_icon, quiet
from dfi_studio.ui.rendering.work import SetReport
from dfi_studio.ui.theme import put_icon

_ALPHA = 1.0


class AttributeRow(RowFrame):
    """Shows one direction; says what the hand wants. A row that is alone shows no more than that.

    While it has the focus: Space turns it on or off, Left and Right fold it, Up and Down go to the
    other rows, Delete removes it; Alt with Up or Down moves it from anywhere inside.
    """

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()
    picked = Signal(int)
    """The row at this place is to be the current one."""
    dragged = Signal(int, int)
    """The place, and the height of the pointer on the screen."""
    dropped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._direction: Direction | None = None
        self._unfolded = False
        self.attribute = AttributePanel()
        self.grip = Grip()
        self.on = Check()
        self.name = ElidedLabel()
        self.mark = QToolButton()
        self.fold = QToolButton()
        self.more = QToolButton()
        self.alpha = ParameterSlider(parameters(Direction)["alpha"], default=_ALPHA)
        self.note = quiet()
        self.offers = RowActions(self)
        self._prepare()
        self._lay_out()
        self._connect()

    @property
    def at(self) -> int:
        """The place in the stack."""
        return self.attribute.at

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What takes the focus, as the eye goes."""
        head = (self, self.on, self.mark, self.fold, self.more)
        return (*head, self.alpha.box, self.alpha.track, *self.attribute.controls)

    @property
    def unfolded(self) -> bool:
        """Whether what it is learned from is in sight."""
        return self._unfolded or self.alone

    @property
    def lacking(self) -> str:
        """What keeps it from taking part, or nothing."""
        attribute = self._direction.attribute if self._direction else None
        if not isinstance(attribute, Contrast):
            return ""
        for picker in (self.attribute.source, self.attribute.target):
            if picker.error.text():
                return picker.error.text()
        chosen = attribute.source and attribute.target
        return "" if chosen else self.tr("Its pictures are still to be chosen.")

    def show_direction(self, direction: Direction, name: str, *, file: str = "") -> None:
        """Show a direction.

        Parameters
        ----------
        name : str
            What to call it.
        file : str
            What is known of its attribute file.
        """
        self._direction = direction
        self.alpha.show_value(direction.alpha)
        self.on.setChecked(direction.on)
        self.attribute.show_attribute(direction.attribute)
        self.attribute.show_file(file)
        self.offers.orthogonal.setChecked(direction.orthogonal)
        self.mark.setVisible(direction.orthogonal and self.at > 0)
        role = QPalette.ColorRole
        self.name.setForegroundRole(role.WindowText if direction.on else role.PlaceholderText)
        if name != self.name.text():
            self.name.setText(name)
            self._spell_out(name)
        self.name.setToolTip(attribute_in_full(direction.attribute))
        self._show_note()

    def show_place(self, at: int, count: int) -> None:
        """Show where in the stack it stands."""
        self.attribute.at = at
        self.offers.show_place(at, count)
        self.show_alone(alone=count == 1)
        for part in (self.grip, self.fold):
            part.setVisible(not self.alone)
        self._spell_out(self.name.text())
        self._show_folded()

    def show_current(self, *, current: bool) -> None:
        """Show whether it is the current one."""
        super().show_current(current=current)
        self._show_weight()

    def show_sets(self, reports: Mapping[str, SetReport]) -> None:
        """Show what was found under the names of the sets."""
        self.attribute.show_sets(reports)
        self._show_note()

    def unfold(self, *, wanted: bool = True) -> None:
        """Show or put away what it is learned from."""
        self._unfolded = wanted
        self._show_folded()

    def changeEvent(self, event: QEvent) -> None:
        """Point the other way in a language that is written from the right."""
        if event.type() is QEvent.Type.LayoutDirectionChange:
            put_icon(self.fold, fold_icon(self, self._unfolded))
        super().changeEvent(event)

    # -- inside ---------------------------------------------------------------------------------

    def _show_folded(self) -> None:
        self.fold.setChecked(self._unfolded)
        put_icon(self.fold, fold_icon(self, self._unfolded))
        self.attribute.setVisible(self.unfolded)
        self._show_note()

    def _show_note(self) -> None:
        """Say in a folded row what would be seen in it unfolded."""
        text = "" if self.unfolded else self.lacking
        if text != self.note.text():
            self.note.setText(text)
        self.note.setVisible(bool(text))

    def _spell_out(self, name: str) -> None:
        """Give every part a name that says which row it is in, for those who hear the window."""
        self.setAccessibleName(name)
        self.alpha.show_name(shown=self.alone, of=name)
        for part, text in (
            (self.on, self.tr("Takes part: {}")),
            (self.fold, self.tr("Learned from: {}")),
            (self.more, self.tr("More for {}")),
            (self.mark, self.tr("Orthogonal to those above: {}")),
        ):
            part.setAccessibleName(text.format(name))
        self._show_weight()

    def _show_weight(self) -> None:
        """Name the current row in bold: a bar at its side is not for every eye."""
        heavy = self.current and not self.alone
        font = QFont(self.name.font())
        font.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Normal)
        self.name.setFont(font)
        self.setAccessibleDescription(self.tr("The current attribute") if heavy else "")

    def _prepare(self) -> None:
        self.on.setToolTip(self.tr("Whether it takes part; its place and strength are kept"))
        put_icon(self.mark, "orthogonal")
        self.mark.setToolTip(
            self.tr("What it shares with those above is taken out; press to leave it in")
        )
        self.fold.setCheckable(True)
        self.fold.setToolTip(self.tr("Show what it is learned from"))
        put_icon(self.more, "more")
        self.more.setToolTip(self.tr("Order, orthogonalise, make instant, remove"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.offers.menu(self.more))
        for button in (self.mark, self.fold, self.more):
            button.setProperty("tight", True)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(5)
        for part in (self.grip, self.on, self.name, self.mark, self.fold, self.more):
            head.addWidget(part, part is self.name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        for below in (self.alpha, self.note, self.attribute):
            column.addWidget(below)
        for before, after in pairwise(self.controls):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.on.clicked.connect(lambda on: self.edited.emit(edits.turn_on(on, at=self.at)))
        self.alpha.moved.connect(lambda to: self.edited.emit(edits.set_alpha(to, at=self.at)))
        for source in (self.attribute, self.offers):
            source.edited.connect(self.edited)
        for part in (self.alpha, self.attribute):
            part.settled.connect(self.settled)
        self.mark.clicked.connect(lambda: self.offers.orthogonalise(False))
        self.fold.clicked.connect(lambda wanted: self.unfold(wanted=wanted))
        self.grip.dragged.connect(lambda y: self.dragged.emit(self.at, y))
        self.grip.dropped.connect(lambda: self.dropped.emit(self.at))

    # -- Qt -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Become the current row."""
        if not self.alone:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.picked.emit(self.at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold."""
        if not self.alone:
            self.unfold(wanted=not self._unfolded)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer to the keys while the row itself has the focus."""
        if not self.hasFocus() or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        match event.key():
            case Qt.Key.Key_Up:
                self.picked.emit(self.at - 1)
            case Qt.Key.Key_Down:
                self.picked.emit(self.at + 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                self.unfold(wanted=key == Qt.Key.Key_Right)
            case Qt.Key.Key_Space:
                self.on.click()
            case _:
                event.ignore()
