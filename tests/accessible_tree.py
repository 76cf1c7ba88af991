"""What a screen reader is told of: the tree of accessible objects, walked."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface

_CONTROLS = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.ButtonDropDown,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Slider,
    QAccessible.Role.List,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.MenuItem,
    QAccessible.Role.PageTab,
    QAccessible.Role.ProgressBar,
}


def nameless(top: QAccessibleInterface, path: str = "") -> Iterator[str]:
    """Yield the controls below an object that say nothing of themselves."""
    for at in range(top.childCount()):
        child = top.child(at)
        if child is None or child.state().invisible:
            continue
        held = child.object()
        here = f"{path} > {type(held).__name__}"
        name = child.text(QAccessible.Text.Name)
        inner = top.role() in (QAccessible.Role.SpinBox, QAccessible.Role.ComboBox)
        separator = child.role() is QAccessible.Role.Separator
        if child.role() in _CONTROLS and not name.strip() and not inner and not separator:
            yield f"{here} ({child.role().name})"
        yield from nameless(child, here)


def controls(top: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield every control below an object that can be seen."""
    for at in range(top.childCount()):
        child = top.child(at)
        if child is not None and not child.state().invisible:
            if child.role() in _CONTROLS:
                yield child
            yield from controls(child)
