"""The sliders: how far to move, how smooth to stay, and how carefully to solve."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import Direction, FeatureSpace, Recipe, SavedAttribute, Solver
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import Fold, Section

_DEFAULT = Recipe(directions=(Direction(SavedAttribute("")),))


class StrengthPanel(Section):
    """Shows the numbers of the recipe; says what the hand wants as edits."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Edit"))
        self.alpha = self._slider(Direction, "alpha", _DEFAULT.directions[0].alpha, edits.set_alpha)
        self.tv = self._slider(Solver, "tv", _DEFAULT.solver.tv, edits.set_tv)
        self.tv_beta = self._slider(Solver, "tv_beta", _DEFAULT.solver.tv_beta, edits.set_tv_beta)
        self.size_ = self._slider(FeatureSpace, "size", _DEFAULT.space.size, edits.set_size)
        self.iterations = self._slider(
            Solver, "iterations", _DEFAULT.solver.iterations, edits.set_iterations
        )
        self.more = Fold(self.tr("More"))
        self.body.addWidget(self.alpha)
        self.body.addWidget(self.tv)
        for slider in (self.size_, self.iterations, self.tv_beta):
            self.more.body.addWidget(slider)
        self.body.addWidget(self.more)

    def show_document(self, document: Document) -> None:
        """Show the numbers of the document."""
        recipe = document.recipe
        direction = (recipe.directions or _DEFAULT.directions)[0]
        self.alpha.show_value(direction.alpha)
        self.tv.show_value(recipe.solver.tv)
        self.tv_beta.show_value(recipe.solver.tv_beta)
        self.size_.show_value(recipe.space.size)
        self.iterations.show_value(recipe.solver.iterations)

    def _slider(
        self, owner: type, name: str, default: float, edit: Callable[[float], Edit]
    ) -> ParameterSlider:
        slider = ParameterSlider(parameters(owner)[name], default=default)
        slider.moved.connect(lambda value: self.edited.emit(edit(value)))
        slider.settled.connect(self.settled)
        return slider
