"""The conditions of a query as chips: each says how many pictures meet it, and can be removed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLayout, QLayoutItem, QToolButton, QWidget

from dfi_studio.ui.browser.looking import Chip
from dfi_studio.ui.theme import put_icon

_BETWEEN = 6


class FlowLayout(QLayout):
    """Lays widgets out in lines, as words are; it grows downwards."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's own
        """Take one more."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Return one, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give one away, or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's own
        """Say that narrower means higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's own
        """Return the height in a width."""
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's own
        """Put all in place."""
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of one line of the widest."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's own
        """Return the size of the largest."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        at, line = rect.topLeft(), 0
        for item in self._items:
            size = item.sizeHint()
            if at.x() + size.width() > rect.right() + 1 and line:
                at, line = QPoint(rect.left(), at.y() + line + _BETWEEN), 0
            if move:
                item.setGeometry(QRect(at, size))
            at += QPoint(size.width() + _BETWEEN, 0)
            line = max(line, size.height())
        return at.y() + line - rect.top()


class Chips(QWidget):
    """A chip for each condition; says which were left when one is removed."""

    kept = Signal(list)
    """The texts of the conditions that stay."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self._chips: tuple[Chip, ...] = ()
        self.hide()

    @property
    def shown(self) -> list[QToolButton]:
        """The chips, in the order of the query."""
        items = [self._flow.itemAt(at) for at in range(self._flow.count())]
        widgets = [each.widget() for each in items if each is not None]
        return [each for each in widgets if isinstance(each, QToolButton)]

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show the conditions of another query."""
        if tuple(chips) == self._chips:
            return
        self._chips = tuple(chips)
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for number, chip in enumerate(chips):
            self._flow.addWidget(self._made(number, chip))
        self.setVisible(bool(chips))
        self.updateGeometry()

    def _made(self, number: int, chip: Chip) -> QToolButton:
        button = QToolButton()
        button.setProperty("chip", True)
        button.setText(f"{chip.text}   {chip.count:,}")
        button.setIconSize(QSize(12, 12))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        put_icon(button, "close")
        button.setToolTip(self.tr("Remove this condition"))
        button.setAccessibleName(self.tr("Remove the condition {}").format(chip.text))
        button.clicked.connect(lambda: self._remove(number))
        return button

    def _remove(self, number: int) -> None:
        left = [each.text for at, each in enumerate(self._chips) if at != number]
        self.kept.emit(left)
