"""What goes out with a result: chosen in a dialog, and remembered from run to run."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from dfi_studio.library.exports import ExportOptions
from dfi_studio.ui.help.opening import help_by_f1
from dfi_studio.ui.panels.section import quiet
from dfi_studio.ui.theme import em

_MARKED, _DROP_PLACE, _DEPTH, _WHOLE = (
    f"export/{name}" for name in ("marked", "drop_place", "depth", "whole")
)
_DEPTHS = (None, 8, 16)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How results are exported.

    Attributes
    ----------
    options : ExportOptions
    whole : bool
        Whether a photo that is edited as a whole goes out at its own size too, as those do of
        which a face or a mask is edited; else as it was solved.
    """

    options: ExportOptions = field(default_factory=ExportOptions)
    whole: bool = False


def remembered(settings: QSettings) -> Outgoing:
    """Return what was chosen last."""
    try:
        depth = settings.value(_DEPTH, 0, int)
    except (OverflowError, ValueError):  # what is written there is infinite, or no number
        depth = 0
    options = ExportOptions(
        bool(settings.value(_MARKED, True, bool)),
        bool(settings.value(_DROP_PLACE, False, bool)),
        depth if depth in _DEPTHS else None,
    )
    return Outgoing(options, bool(settings.value(_WHOLE, False, bool)))


def remember(settings: QSettings, chosen: Outgoing) -> None:
    """Keep what was chosen for the next time."""
    settings.setValue(_MARKED, chosen.options.marked)
    settings.setValue(_DROP_PLACE, chosen.options.drop_place)
    settings.setValue(_DEPTH, chosen.options.depth or 0)
    settings.setValue(_WHOLE, chosen.whole)


class OptionsDialog(QDialog):
    """Lets the options be chosen; `chosen` says what they are."""

    def __init__(self, parent: QWidget, now: Outgoing) -> None:
        super().__init__(parent)
        help_by_f1(self, "file-formats.md#marks-in-exports")
        self.setWindowTitle(self.tr("Export options"))
        column = QVBoxLayout(self)
        margin = em(self, 1.2)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(em(self, 0.4))
        column.addWidget(QLabel(self.tr("Bits a channel of PNG and TIFF")))
        self.depths = QButtonGroup(self)
        for number, text in enumerate((self.tr("As the photo has"), "8", "16")):
            button = QRadioButton(text)
            button.setChecked(_DEPTHS[number] == now.options.depth)
            self.depths.addButton(button, number)
            column.addWidget(button)
        column.addSpacing(em(self, 0.6))
        self.marked = self._box(
            column,
            self.tr("Say in the picture that it was edited, and how"),
            self.tr("Other programs show it; this one reads the recipe back."),
            on=now.options.marked,
        )
        self.drop_place = self._box(
            column,
            self.tr("Leave out where the photo was taken"),
            self.tr("All else that the camera wrote goes along."),
            on=now.options.drop_place,
        )
        self.whole = self._box(
            column,
            self.tr("Photos without a face or a mask at their own size too"),
            self.tr("Else they go out at the size at which they were solved."),
            on=now.whole,
        )
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column.addSpacing(em(self, 0.6))
        column.addWidget(box)

    @property
    def chosen(self) -> Outgoing:
        """What is ticked."""
        depth = _DEPTHS[max(self.depths.checkedId(), 0)]
        options = ExportOptions(self.marked.isChecked(), self.drop_place.isChecked(), depth)
        return Outgoing(options, self.whole.isChecked())

    def _box(self, column: QVBoxLayout, text: str, about: str, *, on: bool) -> QCheckBox:
        box = QCheckBox(text)
        box.setChecked(on)
        box.setAccessibleDescription(about)
        told = quiet(about)
        told.setMinimumWidth(em(self, 24))
        column.addWidget(box)
        column.addWidget(told)
        return box
