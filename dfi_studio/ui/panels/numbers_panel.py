"""How smooth to stay and how carefully to solve: what holds for all attributes together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from dfi_studio.core.framing import Framing
from dfi_studio.core.parameters import parameters
from dfi_studio.core.recipe import FeatureSpace, SavedAttribute, Smoothing, Solver
from dfi_studio.session import edits, face_edits
from dfi_studio.session.document import Document
from dfi_studio.session.edits import Edit
from dfi_studio.ui.panels.layers_panel import LayersPanel
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.quality_picker import QualityPicker
from dfi_studio.ui.panels.section import Fold, Section, beside, quiet
from dfi_studio.ui.panels.segments import Segment, Segments

_SPACE, _SOLVER = FeatureSpace(), Solver()


class NumbersPanel(Section):
    """Shows the numbers of the recipe; says what the hand wants as edits."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()

    def __init__(self) -> None:
        super().__init__(self.tr("Solving"))
        self.quality = QualityPicker()
        self.tv = self._slider(Solver, "tv", _SOLVER.tv, edits.set_tv)
        self.tv_beta = self._slider(Solver, "tv_beta", _SOLVER.tv_beta, edits.set_tv_beta)
        self.size_ = self._slider(FeatureSpace, "size", _SPACE.size, edits.set_size)
        self.iterations = self._slider(
            Solver, "iterations", _SOLVER.iterations, edits.set_iterations
        )
        self.smooth = Segments(self.tr("Smooth"), self._smoothings())
        self.framing = Segments(self.tr("Faces lie as in"), self._framings())
        self.colours = Segments(self.tr("Colours"), self._colours())
        self.layers = LayersPanel()
        self.more = Fold(self.tr("More"))
        self.tied = quiet(
            self.tr("An attribute file in the stack was learned for this size and these layers.")
        )
        self._lay_out()
        self.smooth.chosen.connect(lambda each: self.edited.emit(edits.set_smooth(each)))
        self.framing.chosen.connect(lambda each: self.edited.emit(face_edits.set_framing(each)))
        self.colours.chosen.connect(lambda each: self.edited.emit(edits.match_colour(each)))
        self.quality.edited.connect(self.edited)
        self.layers.edited.connect(self.edited)
        self.layers.settled.connect(self.settled)

    def show_document(self, document: Document) -> None:
        """Show the numbers of the document."""
        recipe = document.recipe
        self.quality.show_document(document)
        self.tv.show_value(recipe.solver.tv)
        self.tv_beta.show_value(recipe.solver.tv_beta)
        self.size_.show_value(recipe.space.size)
        self.iterations.show_value(recipe.solver.iterations)
        self.smooth.show_value(recipe.solver.smooth)
        self.framing.show_value(recipe.framing)
        self.colours.show_value(recipe.match_colour)
        self.layers.show_document(document)
        self.tied.setVisible(
            any(isinstance(each.attribute, SavedAttribute) for each in recipe.moving)
        )

    def _lay_out(self) -> None:
        self.body.addWidget(self.quality)
        self.body.addWidget(self.tv)
        for slider in (self.size_, self.iterations):
            self.more.body.addWidget(slider)
        self.more.body.addLayout(beside(self.tr("Smooth"), self.smooth))
        self.more.body.addLayout(beside(self.tr("Colours"), self.colours))
        self.more.body.addLayout(beside(self.tr("Faces lie as in"), self.framing))
        for part in (self.tv_beta, self.layers, self.tied):
            self.more.body.addWidget(part)
        self.body.addWidget(self.more)

    def _smoothings(self) -> tuple[Segment, Segment]:
        return (
            Segment(
                Smoothing.CHANGE,
                self.tr("Change"),
                self.tr("Smooth the change alone: the photo keeps its grain and its edges."),
            ),
            Segment(
                Smoothing.PICTURE,
                self.tr("Picture"),
                self.tr("Smooth the whole picture, the photo's own grain too, as in the paper."),
            ),
        )

    def _colours(self) -> tuple[Segment, Segment]:
        return (
            Segment(False, self.tr("Change"), self.tr("Let the edit change colours too.")),
            Segment(
                True,
                self.tr("Keep"),
                self.tr("Give the edit the mean and the spread of the photo's colours."),
            ),
        )

    def _framings(self) -> tuple[Segment, Segment]:
        return (
            Segment(
                Framing.PHOTO,
                self.tr("The photo"),
                self.tr("Each picture of a set is laid over the face of the photo."),
            ),
            Segment(
                Framing.SET,
                self.tr("The sets"),
                self.tr("Faces are brought to where the sets have theirs in the mean."),
            ),
        )

    def _slider(
        self, owner: type, name: str, default: float, edit: Callable[[float], Edit]
    ) -> ParameterSlider:
        slider = ParameterSlider(parameters(owner)[name], default=default)
        slider.moved.connect(lambda value: self.edited.emit(edit(value)))
        slider.settled.connect(self.settled)
        return slider
