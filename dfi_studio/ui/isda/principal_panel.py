"""Sliders along the directions in which a class varies most, with the share of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dfi_studio.core.parameters import Parameter
from dfi_studio.session.class_view import MOST_DEVIATIONS
from dfi_studio.ui.panels.parameter_slider import ParameterSlider
from dfi_studio.ui.panels.section import quiet


class PrincipalPanel(QWidget):
    """Shows how far each principal direction is gone, in standard deviations."""

    moved = Signal(int, float)
    """The place of a direction, and how far it is to be gone."""
    wanted = Signal()
    """They are to be found."""
    stilled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.seek = QPushButton(self.tr("Find them"))
        self.still = QPushButton(self.tr("Back to the photo"))
        self.sliders: list[ParameterSlider] = []
        self._told = quiet(
            self.tr("The directions with the largest variance, from one look at the class.")
        )
        self._body = QWidget()
        self._lay_out()
        self.seek.clicked.connect(self.wanted)
        self.still.clicked.connect(self.stilled)
        self.show_shares(None)

    def show_shares(self, shares: Sequence[float] | None) -> None:
        """Show the share of the variance of each; None while they are not known."""
        found = () if shares is None else shares
        self._body.setVisible(bool(found))
        self._told.setVisible(not found)
        self.seek.setVisible(not found)
        for slider in self.sliders:
            slider.deleteLater()
        self.sliders = [self._slider(at, share) for at, share in enumerate(found)]
        for slider in self.sliders:
            self._column.insertWidget(self._column.count() - 1, slider)

    def show_amounts(self, amounts: Sequence[float]) -> None:
        """Show how far each is gone."""
        for slider, amount in zip(self.sliders, amounts, strict=False):
            slider.show_value(amount)
        self.still.setEnabled(any(amounts))

    def _slider(self, at: int, share: float) -> ParameterSlider:
        far, unit = MOST_DEVIATIONS, self.tr("{:.1%} of the variance").format(share)
        parameter = Parameter(
            self.tr("Direction {}").format(at + 1),
            self.tr("How far to go along it, in standard deviations of the class."),
            -far, far, -far, far, unit, decimals=1,
        )  # fmt: skip
        slider = ParameterSlider(parameter, default=0.0)
        slider.moved.connect(lambda amount: self.moved.emit(at, amount))
        return slider

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._told)
        column.addWidget(self.seek)
        column.addWidget(self._body)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        row = QHBoxLayout()
        row.addWidget(self.still)
        row.addStretch(1)
        self._column.addLayout(row)
