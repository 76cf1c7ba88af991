"""The edit panels over a session of their own, on the screen and with the focus."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dfi_studio.core.feature_space import PAPER_LAYERS
from dfi_studio.core.image import freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, SavedAttribute, Scaling
from dfi_studio.library.attribute_card import AttributeCard
from dfi_studio.session import edits
from dfi_studio.session.session import Session
from dfi_studio.ui.panels.stack_panel import StackPanel


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], Any]:
    """Shows a widget, and gives it the focus."""

    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(344, 640)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)
        return widget

    return show


@pytest.fixture
def photo() -> Photo:
    """A photo that is edited at 250 x 200 where the size is 200."""
    return Photo.of(freeze(np.full((80, 100, 3), 0.5)), Path("anna.png"))


@pytest.fixture
def card() -> Callable[..., AttributeCard]:
    """Makes cards of the library."""

    def made(stem: str, **changes: Any) -> AttributeCard:
        values: dict[str, Any] = {
            "path": Path(f"/library/{stem}.safetensors"), "name": stem, "source": "young",
            "target": "old", "source_count": 9, "target_count": 9, "k": 0, "near": "",
            "scaling": Scaling.NONE, "height": 200, "width": 250, "backbone": "vgg16",
            "layers": PAPER_LAYERS, "learned": datetime(2024, 1, 1, tzinfo=UTC), "preview": None,
            "sets": None,
        }  # fmt: skip
        return AttributeCard(**{**values, **changes})

    return made


class Stack:
    """A stack panel and its session; what the panel asks for is done."""

    def __init__(self, show: Callable[[QWidget], Any]) -> None:
        self.session = Session()
        self.panel = StackPanel()
        self.heard: list[edits.Edit] = []
        self.panel.edited.connect(self.do)
        self.panel.settled.connect(self.session.settle)
        self.panel.add_sets_wanted.connect(self.add_sets)
        self.session.subscribe(lambda old, new: self.panel.show_document(new))
        self.panel.show_document(self.session.document)
        show(self.panel)

    def do(self, edit: edits.Edit) -> None:
        self.heard.append(edit)
        self.session.do(edit)

    def add_sets(self) -> None:
        self.session.do(edits.add_direction(Contrast("", "")))

    def add(self, names: str) -> None:
        """Add an attribute file for each letter."""
        for name in names:
            self.session.do(edits.add_direction(SavedAttribute(f"/files/{name}.safetensors")))
        self.heard.clear()

    @property
    def names(self) -> str:
        """The letters in the document."""
        directions = self.session.document.recipe.directions
        return "".join(Path(each.attribute.path).stem for each in directions)  # type: ignore[union-attr]

    @property
    def shown_names(self) -> str:
        """The letters on the screen."""
        return "".join(row.name.text() for row in self.panel.rows)


@pytest.fixture
def stack(shown: Callable[[QWidget], Any]) -> Stack:
    """See `Stack`."""
    return Stack(shown)
