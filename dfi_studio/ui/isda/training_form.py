"""The form of a training: which pictures, told apart by what, and trained in which ways."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from dfi_studio.core.classifier import ClassifierPlan, Method, Precision, Schedule, Spread, Trial
from dfi_studio.core.comparison import Repeats
from dfi_studio.core.parameters import parameters
from dfi_studio.ui.isda.asked import Asked
from dfi_studio.ui.panels.check import Check
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import Fold, Section, beside, quiet
from dfi_studio.ui.panels.set_picker import SetPicker
from dfi_studio.ui.panels.text_line import TextLine
from dfi_studio.ui.panels.wheel import CalmComboBox

_OFTEN = ("size", "epochs", "batch", "rate", "held_out")
_SELDOM = ("momentum", "decay", "draws", "rank")
_CHOICES = {"spread": Spread, "schedule": Schedule, "precision": Precision}
_NETWORKS = (ClassifierPlan().network, "resnet18", "resnet34", "resnet50", "resnet101")
"""To choose from; any other of torchvision's may be typed."""


class TrainingForm(QWidget):
    """Shows an `Asked`; says which one the hand wants."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._asked = Asked()
        self.picker = SetPicker(
            self.tr("Pictures"),
            self.tr("A set with labels, a folder with a folder for each class, or cifar:10."),
        )
        self.label, self.groups, self.strengths = TextLine(), TextLine(), TextLine()
        self.methods = {method: Check(self._named(method)) for method in Method}
        self.repeats = _sliders(Repeats(), tuple(parameters(Repeats)))
        self.plan = _sliders(ClassifierPlan(), (*_OFTEN, *_SELDOM))
        self.choices = {name: CalmComboBox() for name in ("network", *_CHOICES)}
        self.anew = Check(self.tr("Train anew"))
        self._name()
        self._lay_out()
        self._connect()
        self.show_asked(self._asked)

    def show_asked(self, asked: Asked) -> None:
        """Show what is asked for; nobody is told."""
        self._asked = asked
        self.picker.show_text(asked.pictures)
        for field, text in self._lines(asked):
            if field.text() != text:
                field.setText(text)
        for method, check in self.methods.items():
            check.setChecked(method in asked.methods)
        for owner, sliders in ((asked.repeats, self.repeats), (asked.plan, self.plan)):
            for name, slider in sliders.items():
                slider.show_value(getattr(owner, name))
        for name, combo in self.choices.items():
            combo.setCurrentText(str(getattr(asked.plan, name)))

    def _lines(self, asked: Asked) -> tuple[tuple[TextLine, str], ...]:
        return (
            (self.label, asked.label),
            (self.groups, asked.groups),
            (self.strengths, asked.strengths),
        )

    def _want(self, **changed: object) -> None:
        self._take(replace(self._asked, **changed))  # type: ignore[arg-type]

    def _take(self, asked: Asked) -> None:
        if asked != self._asked:
            self._asked = asked
            self.asked.emit(asked)

    def _on_methods(self) -> None:
        self._want(methods=tuple(each for each, box in self.methods.items() if box.isChecked()))

    def _on_number(self, owner: str, name: str, value: float) -> None:
        was = getattr(self._asked, owner)
        whole = isinstance(getattr(was, name), int)
        self._want(**{owner: replace(was, **{name: round(value) if whole else value})})

    def _on_choice(self, name: str, text: str) -> None:
        kind: type[StrEnum] | type[str] = _CHOICES.get(name, str)
        self._want(plan=replace(self._asked.plan, **{name: kind(text)}))  # type: ignore[arg-type]

    def _connect(self) -> None:
        self.picker.chosen.connect(lambda text: self._want(pictures=text))
        self.label.textChanged.connect(lambda text: self._want(label=text))
        self.groups.textChanged.connect(lambda text: self._want(groups=text))
        self.strengths.textChanged.connect(lambda text: self._want(strengths=text))
        for check in self.methods.values():
            check.toggled.connect(self._on_methods)
        for owner, sliders in (("repeats", self.repeats), ("plan", self.plan)):
            for name, slider in sliders.items():
                slider.moved.connect(
                    lambda value, owner=owner, name=name: self._on_number(owner, name, value)
                )
        for name, combo in self.choices.items():
            combo.currentTextChanged.connect(lambda text, name=name: self._on_choice(name, text))

    def _named(self, method: Method) -> str:
        return {
            Method.CE: self.tr("ce: none"),
            Method.RANDOM: self.tr("random: any way"),
            Method.EXPLICIT: self.tr("explicit: drawn"),
            Method.ISDA: self.tr("isda: the bound"),
        }[method]

    def _name(self) -> None:
        """Say what each control is, to those who see it and to those who hear it."""
        self._tell(
            self.label,
            self.tr("Label"),
            self.tr("What to tell apart, several as age,gender; empty for the folders."),
            self.tr("the folders"),
        )
        self._tell(
            self.groups,
            self.tr("Groups"),
            self.tr("Where groups of a label that is a number begin, such as 16,30,45,60."),
            self.tr("each number a class"),
        )
        self._tell(
            self.strengths, self.tr("\u03bb\u2080"), self.tr(parameters(Trial)["strength"].help)
        )
        names = {
            "network": self.tr("Network"),
            "spread": self.tr("Covariance"),
            "schedule": self.tr("Schedule"),
            "precision": self.tr("Precision"),
        }
        for name, combo in self.choices.items():
            combo.setAccessibleName(names[name])
            combo.addItems([str(each) for each in _CHOICES.get(name, _NETWORKS)])
        network = self.choices["network"]
        network.setEditable(True)
        network.setInsertPolicy(CalmComboBox.InsertPolicy.NoInsert)
        network.setToolTip(self.tr("small suits 32 to 64 pixels; the others are torchvision's."))
        about = self.tr("Delete what was trained before for the same question, and begin again.")
        self.anew.setToolTip(about)
        self.anew.setAccessibleDescription(about)

    def _tell(self, line: TextLine, name: str, about: str, empty: str = "") -> None:
        line.setAccessibleName(name)
        line.setAccessibleDescription(about)
        line.setToolTip(about)
        line.setPlaceholderText(empty)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.picker)
        for field in (self.label, self.groups):
            column.addLayout(beside(field.accessibleName(), field))
        methods = Section(self.tr("Methods"))
        methods.body.addWidget(quiet(self.tr("How features are moved while training:")))
        grid = QGridLayout()
        for at, check in enumerate(self.methods.values()):
            grid.addWidget(check, at // 2, at % 2)
        methods.body.addLayout(grid)
        methods.body.addLayout(beside(self.strengths.accessibleName(), self.strengths))
        for slider in self.repeats.values():
            methods.body.addWidget(slider)
        column.addWidget(methods)
        plan, more = Section(self.tr("Training")), Fold(self.tr("More"))
        plan.body.addLayout(beside(self.tr("Network"), self.choices["network"]))
        for name in _OFTEN:
            plan.body.addWidget(self.plan[name])
        for name in _CHOICES:
            combo = self.choices[name]
            more.body.addLayout(beside(combo.accessibleName(), combo))
        for name in _SELDOM:
            more.body.addWidget(self.plan[name])
        plan.body.addWidget(more)
        plan.body.addWidget(self.anew)
        column.addWidget(plan)
        column.addStretch(1)


def _sliders(default: object, names: tuple[str, ...]) -> dict[str, ParameterSlider]:
    known = parameters(default)
    return {name: ParameterSlider(known[name], default=getattr(default, name)) for name in names}
