"""What a decoder practises on: the directions that a set varies in, at each size it is trained at.

The directions of a size are computed when the size is first asked for, from the same pictures and
scores every time. Their memory does not depend on how many pictures the set holds.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import torch

from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Progress, Step
from dfi_studio.engine.feature_directions import (
    Regression,
    component_scores,
    pooled,
    with_random_scores,
)
from dfi_studio.engine.features import Features
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.library.picture_sets import MINIMUM
from dfi_studio.pipeline.set_features import Pictures, SetReader
from dfi_studio.pipeline.workshop import Workshop

_SCORED_AT = 96  # pixels: who is old or smiling can be told from that
_COMPONENTS, _RANDOM = 8, 16


class Practice:
    """The directions of a set, by size.

    Parameters
    ----------
    space : FeatureSpace
        The network and the layers.
    paths : sequence of Path
        Of the pictures to find them from; some hundreds suffice.
    """

    def __init__(self, workshop: Workshop, space: FeatureSpace, paths: Sequence[Path]) -> None:
        self._workshop, self._space, self._paths = workshop, space, tuple(paths)
        self._scores: torch.Tensor | None = None
        self._known: dict[int, Features] = {}

    def directions(self, size: int) -> Generator[Step, None, Features]:
        """Return the directions, (k, C, h, w) a layer, for pictures of size x size pixels.

        Raises
        ------
        PictureSetError
            Fewer than two of the pictures can be read.
        """
        if size not in self._known:
            if self._scores is None:
                self._scores = yield from self._scored()
            regression = Regression(self._scores)
            reader = self._reader(size)
            for part in reader.pictures(self._paths, f"Finding what varies at {size} px"):
                if isinstance(part, Pictures):
                    regression.add(self._features(part))
                else:
                    yield part
            self._known[size] = regression.directions()
        return self._known[size]

    def _reader(self, size: int) -> SetReader:
        return SetReader(self._workshop, self._space, (size, size))

    def _features(self, pictures: Pictures) -> Features:
        """Return features in the arithmetic of training: means of many need no more digits."""
        device = self._workshop.device
        dtype = fast_dtype(device)
        with (
            torch.inference_mode(),
            self._workshop.enough_memory(),
            torch.autocast(device.type, dtype, dtype != torch.float32),
        ):
            found: Features = self._workshop.backbone(self._space)(
                pictures.pixels, self._space.layers
            )
        return found

    def _scored(self) -> Generator[Step, None, torch.Tensor]:
        reader = self._reader(_SCORED_AT)
        seen: list[torch.Tensor] = []
        read: list[Path] = []
        for part in reader.pictures(self._paths, "Finding what varies"):
            if isinstance(part, Pictures):
                seen.append(pooled(self._features(part)))
                read.extend(part.paths)
            else:
                yield part
        yield from reader.notices()
        if len(read) < MINIMUM:
            raise PictureSetError(
                f"Only {len(read)} of {len(self._paths)} pictures can be read, but directions "
                f"need at least {MINIMUM}; check the files."
            )
        self._paths = tuple(read)
        yield Progress("Finding what varies", len(read), len(read))
        scores = component_scores(torch.cat(seen), _COMPONENTS)
        return with_random_scores(scores, _RANDOM, seed=len(read))
