"""An engine that needs neither torch nor time: the picture brightens by alpha, step by step."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from dfi_studio.core.errors import WeightsError
from dfi_studio.core.image import Image, freeze
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, FeatureSpace, Recipe
from dfi_studio.core.steps import Notice, Preview, Progress, Render, Step
from dfi_studio.ui.work import Verbs


@dataclass
class FakeEngine:
    """Counts what it is asked for. Settings may be changed while it runs."""

    pause: float = 0.001
    learning: int = 0
    fails: Exception | None = None
    cold: str | None = None
    notices: tuple[str, ...] = ()
    threads: set[int] = field(default_factory=set)
    begun: list[tuple[Photo, Recipe, Image | None]] = field(default_factory=list)
    ended: list[Recipe] = field(default_factory=list)
    closed: int = 0
    learned: set[object] = field(default_factory=set)

    @property
    def verbs(self) -> Verbs:
        return Verbs(render=self.render, warm_up=self.warm_up)

    def make_workshop(self) -> FakeEngine:
        return self

    def warm_up(self, shop: object, space: FeatureSpace) -> Generator[Step, None, str]:
        yield Progress("Loading the network", 0, 1)
        if self.cold:
            raise WeightsError(self.cold)
        return "fake"

    def render(
        self, shop: object, photo: Photo, recipe: Recipe, start: Image | None
    ) -> Generator[Step, None, Render]:
        self.threads.add(threading.get_ident())
        self.begun.append((photo, recipe, start))
        try:
            yield from self._learn(recipe)
            if self.fails is not None:
                raise self.fails
            small = freeze(np.clip(photo.image[::2, ::2], 0, 1))
            total = recipe.solver.iterations
            image = small if start is None else start
            yield Preview(0, total, 1.0, {"conv3_1": 1.0}, 0.0, image)
            for step in range(1, total + 1):
                time.sleep(self.pause)
                alpha = recipe.directions[0].alpha
                image = freeze(np.clip(small + alpha * 0.1 * step / total, 0, 1))
                yield Preview(step, total, 1 / step, {"conv3_1": 1 / step}, 0.1, image)
            self.ended.append(recipe)
            return Render(recipe, total, 0.0, small, image)
        finally:
            self.closed += 1

    def _learn(self, recipe: Recipe) -> Generator[Step, None, None]:
        for text in self.notices:
            yield Notice(text)
        attribute = recipe.directions[0].attribute
        if attribute in self.learned or not isinstance(attribute, Contrast):
            return
        for step in range(self.learning):
            time.sleep(self.pause)
            yield Progress("learning the source", step, self.learning)
        self.learned.add(attribute)
