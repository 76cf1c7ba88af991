"""The features of a set of pictures, a batch at a time: memory does not grow with the set."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from dfi_studio.core.errors import PhotoError
from dfi_studio.core.face import Landmarks
from dfi_studio.core.image import Image
from dfi_studio.core.recipe import FeatureSpace
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.features import Features
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.align import brought
from dfi_studio.pipeline.frames import Frame, to_tensor
from dfi_studio.pipeline.set_faces import SetFaces
from dfi_studio.pipeline.workshop import Workshop

_PIXELS_AT_ONCE = 8 * 200 * 200  # more does not make a CPU faster; a GPU is fed enough by it
_MOST_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """Some pictures of a set and their features, (N, C, h, w) a layer."""

    paths: tuple[Path, ...]
    features: Features


@dataclass(frozen=True, slots=True)
class Pictures:
    """Some pictures of a set, (N, 3, height, width) in the frame."""

    paths: tuple[Path, ...]
    pixels: Tensor


@dataclass(slots=True)
class SetReader:
    """Reads sets in one feature space and frame, and keeps account of what it had to skip.

    A picture that cannot be read is named, skipped and counted, never silently dropped.

    Attributes
    ----------
    onto : Landmarks or None
        In pixels of the frame: each picture is laid over this face by its own, and one without a
        face is skipped. None fills the frame with every picture as it is.
    """

    workshop: Workshop
    space: FeatureSpace
    frame: Frame
    onto: Landmarks | None = None
    skipped: list[PhotoError] = field(default_factory=list)

    @property
    def identity(self) -> Hashable:
        """What names the space and the frame: features of equal identities can be put together."""
        identity = self.workshop.backbone(self.space).identity
        return identity, self.space.layers, self.frame, self.onto

    def batches(self, paths: Sequence[Path], label: str) -> Iterator[Progress | Batch]:
        """Yield each batch's features, and after it the progress under a label.

        All batches are of one size, the last one filled up: how a convolution is computed, and so
        its last digit, may depend on the size, and a picture has the same features in any batch.
        """
        backbone = self.workshop.backbone(self.space)
        for part in self.pictures(paths, label):
            if isinstance(part, Pictures):
                with torch.inference_mode(), self.workshop.enough_memory():
                    features = self._features(backbone, part, self.together)
                yield from features
            else:
                yield part

    def _features(self, backbone: Backbone, part: Pictures, size: int) -> list[Batch]:
        """Return the features of some pictures, in halves where a GPU cannot hold all at once.

        Parameters
        ----------
        size : int
            What the batch is filled up to.
        """
        rows = len(part.paths)
        try:
            filled = backbone(_filled_up(part.pixels, size), self.space.layers)
            return [Batch(part.paths, {layer: each[:rows] for layer, each in filled.items()})]
        except torch.OutOfMemoryError:
            if size == 1:
                raise
        half = (size + 1) // 2
        parts = [slice(start, start + half) for start in range(0, rows, half)]
        return [
            batch
            for some in parts
            for batch in self._features(
                backbone, Pictures(part.paths[some], part.pixels[some]), half
            )
        ]

    def pictures(self, paths: Sequence[Path], label: str) -> Iterator[Progress | Pictures]:
        """Yield each batch's pictures, and after it the progress under a label."""
        yield Progress(label, 0, len(paths))
        for start in range(0, len(paths), self.together):
            chunk = paths[start : start + self.together]
            pictures = self._read(chunk)
            if pictures is not None:
                yield pictures
            yield Progress(label, start + len(chunk), len(paths))

    def notices(self) -> Generator[Notice, None, None]:
        """Tell what was skipped since the last time, in one sentence."""
        if self.onto is not None:
            SetFaces.of(self.workshop).save()
        if self.skipped:
            count = f"{len(self.skipped)} pictures were" if len(self.skipped) > 1 else "1 was"
            reasons = " ".join(str(error) for error in self.skipped[:3])
            more = f" And {len(self.skipped) - 3} more." if len(self.skipped) > 3 else ""
            yield Notice(f"{count} skipped. {reasons}{more}")
            self.skipped.clear()

    @property
    def together(self) -> int:
        """How many pictures are in a batch."""
        fitting = _PIXELS_AT_ONCE // (self.frame[0] * self.frame[1])
        return min(max(1, fitting), _MOST_AT_ONCE)

    def _read(self, paths: Sequence[Path]) -> Pictures | None:
        pictures, read = [], []
        for path in paths:
            try:
                image = self._opened(path)
            except PhotoError as error:
                self.skipped.append(error)
                continue
            pictures.append(to_tensor(image, self.frame, device=self.workshop.device))
            read.append(path)
        return Pictures(tuple(read), torch.cat(pictures)) if pictures else None

    def _opened(self, path: Path) -> Image:
        """Open a picture, as it is or laid over the face."""
        if self.onto is None:
            return open_photo(path, at_least=self.space.size)
        # A face that is small in its picture is enlarged, and needs what there is.
        image = open_photo(path, at_least=2 * self.space.size)
        shares = SetFaces.of(self.workshop).landmarks(path, image)
        if shares is None:
            raise PhotoError(f"{path} shows no face to align.")
        return brought(image, shares, self.onto, self.frame)


class Looking(Protocol):
    """Who looks at pictures for a reader: what `SetReader.batches` yields, in that order."""

    def __call__(
        self, reader: SetReader, paths: Sequence[Path], /, label: str
    ) -> Iterator[Progress | Batch]:
        """Look at pictures, telling by the label how far it is."""


def _filled_up(pixels: Tensor, size: int) -> Tensor:
    """Return a batch of a size, its last picture repeated where there are fewer."""
    lacking = size - len(pixels)
    return torch.cat([pixels, pixels[-1:].expand(lacking, -1, -1, -1)]) if lacking else pixels
