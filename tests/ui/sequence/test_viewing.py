"""What is seen of a film where it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from unittest.mock import MagicMock

import pytest
from PySide6.QtGui import QImage
from waiting import alongside, until

from dfi_studio.ui.sequence.viewing import Viewing

Run = Callable[[Any], Any]


class Footage:
    """Frames of which some are solved, none of them in memory."""

    def __init__(self, solved: set[int]) -> None:
        self.solved, self.along = solved, ()

    def ready(self, step: int) -> None:
        return None

    async def picture(self, step: int) -> QImage | None:
        return QImage(8, 8, QImage.Format.Format_RGB888) if step in self.solved else None

    def nearest(self, step: int) -> int | None:
        return min(self.solved, key=lambda each: abs(each - step), default=None)


class Scene:
    def __init__(self, solved: set[int]) -> None:
        self.stage, present = MagicMock(), MagicMock()
        present.portraits.portrait.return_value = None
        self.viewing = Viewing(
            self.stage,
            Footage(solved),  # type: ignore[arg-type]
            present,
            instant=MagicMock(),
            known=tuple,
        )

    @property
    def labels(self) -> list[str]:
        return [call.args[1] for call in self.stage.show_draft.call_args_list]


@pytest.fixture
def scene(qapp: object) -> Scene:
    return Scene({0, 23})


def test_a_solved_frame_is_seen_and_else_the_nearest_is_named(run: Run, scene: Scene) -> None:
    async def main() -> None:
        async with alongside(scene.viewing.run()):
            scene.viewing.look(23)
            await until(lambda: len(scene.labels) == 1)
            scene.viewing.look(20)
            await until(lambda: len(scene.labels) == 2)

    run(main())
    assert scene.labels[0] == "Frame 24"
    assert scene.labels[1].startswith("Frame 21")
    assert "frame 24" in scene.labels[1]


def test_where_the_film_is_cut_short_its_last_frame_is_seen(run: Run, scene: Scene) -> None:
    async def main() -> None:
        async with alongside(scene.viewing.run()):
            scene.viewing.look(47)
            await until(lambda: len(scene.labels) == 1)
            scene.viewing.look_again(23)
            await until(lambda: len(scene.labels) == 2)

    run(main())
    assert scene.labels[1] == "Frame 24"


def test_nobody_looks_nothing_is_shown(run: Run, scene: Scene) -> None:
    async def main() -> None:
        async with alongside(scene.viewing.run()):
            scene.viewing.look_again(23)
            await asyncio.sleep(0.05)

    run(main())
    assert scene.labels == []
