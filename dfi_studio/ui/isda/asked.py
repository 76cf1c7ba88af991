"""What is typed and ticked for a training: as a comparison, and as a text that outlives the run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from PySide6.QtCore import QCoreApplication

from dfi_studio.core.classifier import (
    ClassifierPlan,
    Method,
    Precision,
    Schedule,
    Spread,
    trials,
)
from dfi_studio.core.comparison import (
    METHODS,
    STRENGTHS,
    Comparison,
    Repeats,
    listed_names,
    listed_numbers,
)
from dfi_studio.core.errors import StudioError, UsageError


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it is; lists are as they are typed, and may be wrong."""

    pictures: str = ""
    label: str = ""
    groups: str = ""
    methods: tuple[Method, ...] = METHODS
    strengths: str = STRENGTHS
    repeats: Repeats = field(default_factory=Repeats)
    plan: ClassifierPlan = field(default_factory=ClassifierPlan)

    def comparison(self) -> Comparison:
        """Return what is asked for.

        Raises
        ------
        UsageError
            Something is missing, or cannot be read.
        """
        if not self.pictures:
            raise UsageError(_tr("Choose the pictures to train on first."))
        if not self.methods:
            raise UsageError(_tr("Tick at least one method."))
        strengths = self.strengths if {*self.methods} != {Method.CE} else STRENGTHS
        found = trials(
            self.methods, listed_numbers(strengths, _tr("For \u03bb\u2080,")), self.repeats.numbers
        )
        groups = listed_numbers(self.groups, _tr("For groups,")) if self.groups.strip() else ()
        return Comparison(self.pictures, listed_names(self.label), groups, found, self.plan)


def written(asked: Asked) -> str:
    """Return a form as a text."""
    return json.dumps(asdict(asked))


def read(text: str) -> Asked:
    """Return what `written` wrote; an empty form for anything else."""
    try:
        values = json.loads(text)
        plan, texts = values["plan"], ("pictures", "label", "groups", "strengths")
        plan["schedule"], plan["spread"] = Schedule(plan["schedule"]), Spread(plan["spread"])
        plan["precision"] = Precision(plan["precision"])
        return Asked(
            methods=tuple(Method(each) for each in values["methods"]),
            repeats=Repeats(**values["repeats"]),
            plan=ClassifierPlan(**plan),
            **{name: str(values[name]) for name in texts},
        )
    except (ValueError, TypeError, KeyError, StudioError):
        return Asked()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Asked", text)
