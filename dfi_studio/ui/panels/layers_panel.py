"""The layers of the network that are matched, and how much each counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from dfi_studio.core.feature_space import PAPER_LAYERS
from dfi_studio.core.parameters import Parameter
from dfi_studio.session import edits
from dfi_studio.session.document import Document
from dfi_studio.ui.panels.check import Check
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import quiet

_WEIGHT = Parameter(
    "Weight of the layer",
    "How much this layer counts in the match, next to the others; equal weights count alike.",
    low=0, high=1000, soft_low=0, soft_high=1,
)  # fmt: skip
_EQUAL = 1.0


class LayersPanel(QWidget):
    """Shows the layers that the paper names and those of the document; at least one is on."""

    edited = Signal(object)
    """An `Edit`."""
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.checks: dict[str, Check] = {}
        self.weights: dict[str, ParameterSlider] = {}
        self.wrong = quiet()
        self.wrong.setProperty("wrong", True)
        self.wrong.hide()
        self._shown: tuple[tuple[str, ...], tuple[float, ...]] | None = None
        self._given: dict[str, float] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(QLabel(self.tr("Layers and their weights")))
        column.addLayout(self._grid)
        column.addWidget(self.wrong)
        self._offer(PAPER_LAYERS)

    def show_document(self, document: Document) -> None:
        """Show the layers of the document."""
        recipe = document.recipe
        layers, weights = recipe.space.layers, recipe.solver.layer_weights
        if (layers, weights) == self._shown:
            return
        self._shown = layers, weights
        self._say("")
        self._offer(layers)
        given = self._given = dict(zip(layers, weights or (_EQUAL,) * len(layers), strict=True))
        for layer, check in self.checks.items():
            check.setChecked(layer in given)
            self.weights[layer].setEnabled(layer in given)
            if layer in given:  # what is off keeps the weight that it had
                self.weights[layer].show_value(given[layer])

    def _offer(self, layers: Sequence[str]) -> None:
        """Have a line for each of these layers, in the order of the network."""
        fresh = [layer for layer in layers if layer not in self.checks]
        for layer in fresh:
            check = self.checks[layer] = Check(layer)
            check.setToolTip(self.tr("Match the activations of this layer"))
            check.clicked.connect(partial(self._on_clicked, layer))
            weight = self.weights[layer] = ParameterSlider(_WEIGHT, default=_EQUAL)
            weight.show_name(shown=False, of=layer)
            weight.moved.connect(partial(self._on_weight, layer))
            weight.settled.connect(self.settled)
        if fresh:
            self.checks = {layer: self.checks[layer] for layer in sorted(self.checks, key=_depth)}
            for at, layer in enumerate(self.checks):
                self._grid.addWidget(self.checks[layer], at, 0)
                self._grid.addWidget(self.weights[layer], at, 1)

    def _on_clicked(self, layer: str) -> None:
        if not any(check.isChecked() for check in self.checks.values()):
            self.checks[layer].setChecked(True)
            self._say(self.tr("At least one layer must stay on: turn another one on first."))
            return
        self._ask(self._chosen(), keep_equal=False)
        self.settled.emit()

    def _on_weight(self, layer: str, weight: float) -> None:
        chosen = self._chosen()
        if any(chosen.values()):
            self._ask(chosen, keep_equal=True)
        else:
            self.weights[layer].show_value(self._given[layer])
            self._say(self.tr("At least one layer needs a weight above zero."))

    def _chosen(self) -> dict[str, float]:
        return {
            layer: self.weights[layer].box.value()
            for layer, check in self.checks.items()
            if check.isChecked()
        }

    def _ask(self, chosen: dict[str, float], *, keep_equal: bool) -> None:
        """Ask for layers and weights; a drag says its weights even where they become equal."""
        weights = tuple(chosen.values())
        if not any(weights):  # what was left on had no weight
            weights = ()
        equal = len(set(weights)) == 1 and not keep_equal
        self._say("")
        self.edited.emit(edits.set_layers(tuple(chosen), () if equal else weights))

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))


def _depth(layer: str) -> tuple[int, ...]:
    """Return where a layer such as conv3_1 lies in the network."""
    return tuple(int(part) for part in "".join(c if c.isdigit() else " " for c in layer).split())
