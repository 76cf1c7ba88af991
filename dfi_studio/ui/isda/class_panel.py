"""What is drawn: which class, how many, how far; and what all this is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QPushButton, QVBoxLayout, QWidget

from dfi_studio.core.class_direction import Sampling
from dfi_studio.core.parameters import parameters
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import Fold, Section, line, quiet
from dfi_studio.ui.panels.set_picker import SetPicker
from dfi_studio.ui.rendering.work import SetReport
from dfi_studio.ui.theme import put_icon

_DEFAULT = Sampling("")


class ClassPanel(QWidget):
    """Shows a sampling; says what the hand wants of it."""

    strength_moved = Signal(float)
    count_moved = Signal(float)
    seed_moved = Signal(float)
    turned = Signal()
    """Filling is to pause, or to go on."""
    again_wanted = Signal()
    """Other draws are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.picker = SetPicker(
            self.tr("Class"),
            self.tr("Pictures of one kind, such as old faces: what do they vary in?"),
        )
        known = parameters(Sampling)
        self.strength = ParameterSlider(known["strength"], default=_DEFAULT.strength)
        self.count = ParameterSlider(known["count"], default=_DEFAULT.count)
        self.seed = ParameterSlider(known["seed"], default=_DEFAULT.seed)
        self.turn, self.again = QPushButton(), QPushButton(self.tr("Draw others"))
        self.about = Fold(self.tr("What ISDA is"))
        self.about.body.addWidget(quiet(self._about()))
        self._lay_out()
        self._known = QStringListModel(self)
        self._complete()
        self.strength.moved.connect(self.strength_moved)
        self.count.moved.connect(self.count_moved)
        self.seed.moved.connect(self.seed_moved)
        self.turn.clicked.connect(self.turned)
        self.again.clicked.connect(self.again_wanted)
        self.show_filling(True)

    def show_sampling(self, sampling: Sampling) -> None:
        """Show a sampling."""
        self.picker.show_text(sampling.pictures)
        self.strength.show_value(sampling.strength)
        self.count.show_value(sampling.count)
        self.seed.show_value(sampling.seed)

    def show_report(self, report: SetReport) -> None:
        """Show what was found under the name of the class."""
        self.picker.show_report(report)

    def show_known(self, sets: Sequence[str]) -> None:
        """Offer sets that are in use or were, while one is typed."""
        self._known.setStringList(list(sets))

    def _complete(self) -> None:
        """Give the field its one completer: a line edit deletes none but what is its own."""
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self.picker.chosen)
        self.picker.path.setCompleter(completer)

    def show_filling(self, filling: bool) -> None:
        """Show whether the grid is being filled."""
        self.turn.setText(self.tr("Pause") if filling else self.tr("Go on"))
        put_icon(self.turn, "pause" if filling else "render")

    def _about(self) -> str:
        return self.tr(
            "ISDA (implicit semantic data augmentation) trains a classifier as if every picture "
            "had been varied, without end, in the directions in which its class varies. It is a "
            "loss, computed from the covariance of each class: no picture is ever made for it. "
            "The pictures here are for looking at what such a variation means.\n\n"
            "Each draw is a direction from N(0, \u03bb\u03a3), \u03a3 being the covariance of the "
            "class in feature space, and the photo is moved along it. It is exact: \u03a3 itself "
            "would not fit any memory, a sum over the centred pictures does.\n\n"
            "In training, \u03a3 is that of the last layer. Full keeps how features vary together, "
            "and suits widths up to some hundreds; diagonal keeps the variance of each alone, "
            "as the paper does for ImageNet. \u03bb grows from 0 to \u03bb\u2080 while training: "
            "0.5 for CIFAR with full \u03a3, 1 to 10 for ImageNet with diagonal."
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.picker)
        draws = Section(self.tr("Draws"))
        for part in (self.strength, self.count, self.seed):
            draws.body.addWidget(part)
        draws.body.addWidget(self.again)
        draws.body.addWidget(self.turn)
        column.addWidget(draws)
        column.addWidget(line())
        column.addWidget(self.about)
        column.addStretch(1)
