"""A panel of the window: it can be moved, floated, tabbed with others and closed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.ui.theme import colours, put_icon

_ICON = QSize(14, 14)


class Panel(QDockWidget):
    """Holds a widget under a title.

    Parameters
    ----------
    name : str
        By which its place is remembered.
    upright : bool
        Whether its title stands at its left, without words: for a panel that is low and wide.
    padded : bool
        Whether the content is kept off the edges.
    """

    def __init__(
        self,
        name: str,
        title: str,
        content: QWidget,
        *,
        upright: bool = False,
        padded: bool = False,
    ) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setWidget(_padded(content) if padded else content)
        if upright:
            beside = QDockWidget.DockWidgetFeature.DockWidgetVerticalTitleBar
            self.setFeatures(self.features() | beside)
        self.setTitleBarWidget(_Title(self, upright=upright))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an edge around a window of its own; Qt leaves a pixel for it."""
        super().paintEvent(event)
        if self.isFloating():
            painter = QPainter(self)
            painter.setPen(QColor(colours().scroll))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _padded(content: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(16, 2, 16, 12)
    column.addWidget(content)
    return holder


class _Title(QWidget):
    """The name, and two buttons for what a mouse would do by dragging and a double click."""

    def __init__(self, panel: Panel, *, upright: bool) -> None:
        super().__init__()
        self._upright = upright
        self.setProperty("panelTitle", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name = QLabel(panel.windowTitle())
        font = QFont(self._name.font())
        font.setWeight(QFont.Weight.DemiBold)
        self._name.setFont(font)
        self._float = self._button("float")
        self._close = self._button("close")
        self._close.setToolTip(self.tr("Close this panel; View \u203a Panels brings it back"))
        self._close.setAccessibleName(self.tr("Close {}").format(panel.windowTitle()))
        self._panel = panel
        self._lay_out()
        self._float.clicked.connect(self._on_float)
        self._close.clicked.connect(panel.close)
        panel.topLevelChanged.connect(self._show_float)
        self._show_float(False)

    def _lay_out(self) -> None:
        row = QVBoxLayout(self) if self._upright else QHBoxLayout(self)
        row.setSpacing(2)
        if self._upright:
            row.setContentsMargins(3, 4, 3, 4)
            row.addWidget(self._close)
            row.addWidget(self._float)
            row.addStretch(1)
            self._name.hide()
            return
        row.setContentsMargins(6, 3, 6, 3)
        row.addSpacing(10)  # a margin would not change sides with the language
        row.addWidget(self._name)
        row.addStretch(1)
        row.addWidget(self._float)
        row.addWidget(self._close)

    def _button(self, icon: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("slim", True)
        button.setIconSize(_ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        put_icon(button, icon)
        return button

    def _on_float(self) -> None:
        self._panel.setFloating(not self._panel.isFloating())

    def _show_float(self, floating: bool) -> None:
        text = self.tr("Put {} back into the window") if floating else self.tr("Float {}")
        self._float.setAccessibleName(text.format(self._panel.windowTitle()))
        self._float.setToolTip(
            self.tr("Put this panel back into the window")
            if floating
            else self.tr("Make this panel a window of its own")
        )
