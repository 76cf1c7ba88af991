"""The button at the end of a field that empties it, with a name that Qt does not give it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QToolButton


def offer_clearing(field: QLineEdit) -> None:
    """Have a button in the field while there is something in it."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setAccessibleName(QCoreApplication.translate("Clearing", "Empty the field"))
