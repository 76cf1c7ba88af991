"""One mask in the list: whether it takes part, its name, and what it is for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QIcon, QKeyEvent, QKeySequence, QMouseEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QToolButton

from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.ui.canvas.painting.hatch import swatch
from dfi_studio.ui.panels.check import Check
from dfi_studio.ui.panels.elided import ElidedLabel
from dfi_studio.ui.panels.row_frame import RowFrame
from dfi_studio.ui.panels.text_line import TextLine
from dfi_studio.ui.theme import put_icon

_SWATCH = QSize(22, 16)
_NAME, _LINE = 0, 1


class MaskRow(RowFrame):
    """Shows one mask; says what the hand wants.

    While it has the focus: Space turns it on or off, F2 renames it, Delete removes it, Up and Down
    go to the other rows.
    """

    turned = Signal(bool)
    renamed = Signal(str)
    role_chosen = Signal(object)
    """A `MaskRole`."""
    removed = Signal()
    save_wanted = Signal()
    copy_wanted = Signal()
    picked = Signal(int)
    """This row is to be the current one: 0; or the one before or after it: -1 or 1."""

    def __init__(self) -> None:
        super().__init__()
        self._layer: MaskLayer | None = None
        self.on = Check()
        self.name = ElidedLabel()
        self.line = TextLine()
        self.role = QToolButton()
        self.more = QToolButton()
        self._pages = QStackedWidget()
        self._prepare()
        self._offer()
        self._lay_out()
        self._connect()
        self.show_alone(alone=False)

    def show_layer(self, layer: MaskLayer) -> None:
        """Show a mask."""
        if self._layer is not None and _looks_like(self._layer, layer):
            return
        self._layer = layer
        self.on.setChecked(layer.on)
        self.name.setText(layer.name)
        self.name.setToolTip(layer.name)
        role = QPalette.ColorRole
        self.name.setForegroundRole(role.WindowText if layer.on else role.PlaceholderText)
        self.role.setText(role_name(layer.role))
        self.role.setIcon(QIcon(swatch(layer.role, _SWATCH, self.devicePixelRatioF())))
        for action in self.role.menu().actions():
            action.setChecked(action.data() == layer.role.value)
        self._spell_out(layer)

    def show_current(self, *, current: bool) -> None:
        """Show whether it is the one that is painted: by a bar, and in bold."""
        super().show_current(current=current)
        font = QFont(self.name.font())
        font.setWeight(QFont.Weight.DemiBold if current else QFont.Weight.Normal)
        self.name.setFont(font)
        self.setAccessibleDescription(self.tr("The mask that is painted") if current else "")

    def rename(self) -> None:
        """Let the hand type another name."""
        self.line.setText(self.name.text())
        self._pages.setCurrentIndex(_LINE)
        self.line.setFocus()
        self.line.selectAll()

    # -- inside ---------------------------------------------------------------------------------

    def _spell_out(self, layer: MaskLayer) -> None:
        self.setAccessibleName(f"{layer.name}: {role_name(layer.role)}")
        for part, text in (
            (self.on, self.tr("Takes part: {}")),
            (self.line, self.tr("Name of {}")),
            (self.role, self.tr("What it is for: {}")),
            (self.more, self.tr("More for {}")),
        ):
            part.setAccessibleName(text.format(layer.name))

    def _end_naming(self) -> None:
        if self._pages.currentIndex() == _LINE:
            self._pages.setCurrentIndex(_NAME)
            name = self.line.text().strip()
            if name and name != self.name.text():
                self.renamed.emit(name)

    def _prepare(self) -> None:
        self.on.setToolTip(self.tr("Whether the mask takes part; it is kept as it is"))
        self.role.setToolTip(self.tr("What the mask is for"))
        self.role.setIconSize(_SWATCH)
        self.role.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.role.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.role.setMenu(self._roles())
        put_icon(self.more, "more")
        self.more.setToolTip(self.tr("Rename, save, copy, remove"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button in (self.role, self.more):
            button.setProperty("tight", True)
        self.line.setProperty("plain", True)
        self.line.installEventFilter(self)

    def _roles(self) -> QMenu:
        menu = QMenu(self.role)
        menu.setToolTipsVisible(True)
        for role in MaskRole:
            action = menu.addAction(role_name(role))
            action.setToolTip(role_help(role))
            action.setCheckable(True)
            action.setData(role.value)
            action.triggered.connect(lambda _, role=role: self.role_chosen.emit(role))
        return menu

    def _offer(self) -> None:
        """Make what can be done with the mask, for its menu and its keys."""
        menu = QMenu(self.more)
        for text, icon, key, signal in (
            (self.tr("Rename"), "edit", "F2", self.rename),
            (self.tr("Save…"), "save", "", self.save_wanted),
            (self.tr("Copy"), "copy", "", self.copy_wanted),
            (self.tr("Remove"), "remove", "Del", self.removed),
        ):
            action = QAction(text, self)
            put_icon(action, icon)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(signal)
            self.addAction(action)
            menu.addAction(action)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.more.setMenu(menu)

    def _lay_out(self) -> None:
        self._pages.addWidget(self.name)
        self._pages.addWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for part in (self.on, self._pages, self.role, self.more):
            row.addWidget(part, part is self._pages)

    def _connect(self) -> None:
        self.on.clicked.connect(self.turned)
        self.line.editingFinished.connect(self._end_naming)

    # -- Qt -------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Escape leave the name as it was."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.KeyPress:
                self.line.setText(self.name.text())
                self.setFocus()
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Become the current row."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.picked.emit(0)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename."""
        self.rename()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer to the keys while the row itself has the focus."""
        if not self.hasFocus() or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down as key:
                self.picked.emit(-1 if key == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Space:
                self.on.click()
            case _:
                event.ignore()


def role_name(role: MaskRole) -> str:
    """Return what a role is called."""
    return {
        MaskRole.FILL: _tr("Fill"),
        MaskRole.EDIT: _tr("Edit here"),
        MaskRole.PROTECT: _tr("Protect"),
    }[role]


def role_help(role: MaskRole) -> str:
    """Return a sentence on a role."""
    return {
        MaskRole.FILL: _tr("Its pixels are missing: they are made anew, and never looked at"),
        MaskRole.EDIT: _tr("Attributes change the photo only here"),
        MaskRole.PROTECT: _tr("Attributes leave the photo alone here"),
    }[role]


def _looks_like(one: MaskLayer, other: MaskLayer) -> bool:
    return (one.name, one.role, one.on) == (other.name, other.role, other.on)


def _tr(text: str) -> str:
    return QCoreApplication.translate("MaskRow", text)
