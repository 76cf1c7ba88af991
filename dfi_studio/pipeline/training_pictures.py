"""Pictures to train on: drawn from a set in a random order, varied a little, read when needed.

What is drawn follows from the seed and from how many were drawn before, so that a training can go
on where it was left. Pictures that were read are kept small and in 8 bits, as many as a fixed
amount of memory holds, whatever the size of the set.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from dfi_studio.core.errors import PhotoError, PictureSetError
from dfi_studio.core.image import freeze
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.frames import to_tensor, working_frame

_KEPT_BYTES = 192 * 2**20
_LARGEST = 288  # smallest side of what is kept; the largest size of training, and room to crop
_ROOM = 1.08  # pictures are drawn up to this much larger, and cropped anywhere
_GAIN, _SHIFT = 0.06, 0.03  # of the colour channels


class TrainingPictures:
    """The pictures of a set, in an order of chance that never ends.

    Parameters
    ----------
    paths : sequence of Path
    seed : int
        Of the order, one for each turn through the set, and of the variations.
    skipped : list of PhotoError
        Receives what could not be read, each file once.
    drawn : int
        How many were drawn before an interruption.
    """

    def __init__(
        self, paths: Sequence[Path], *, seed: int, skipped: list[PhotoError], drawn: int = 0
    ) -> None:
        self.drawn = drawn
        self._paths, self._seed, self._skipped = tuple(paths), seed, skipped
        self._unreadable: set[Path] = set()
        self._kept: OrderedDict[Path, npt.NDArray[np.uint8]] = OrderedDict()
        self._bytes = 0
        self._order: tuple[int, npt.NDArray[np.int64]] | None = None

    def draw(self, count: int, size: int, device: torch.device) -> Tensor:
        """Return the next pictures, (count, 3, size, size), in 0..1.

        Raises
        ------
        PictureSetError
            None of the set can be read.
        """
        chance = np.random.default_rng((self._seed, self.drawn))
        pictures = [self._varied(self._next(), size, chance) for _ in range(count)]
        return torch.cat(pictures).to(device)

    def first(self, count: int) -> tuple[Path, ...]:
        """Return the files that come first in the first turn."""
        return tuple(self._paths[index] for index in self._turn(0)[:count])

    def _next(self) -> npt.NDArray[np.uint8]:
        for _ in range(len(self._paths)):
            turn, place = divmod(self.drawn, len(self._paths))
            path = self._paths[self._turn(turn)[place]]
            self.drawn += 1
            if path in self._unreadable:
                continue
            try:
                return self._read(path)
            except PhotoError as error:
                self._unreadable.add(path)
                self._skipped.append(error)
        raise PictureSetError("No picture of the set can be read; check the files.")

    def _turn(self, turn: int) -> npt.NDArray[np.int64]:
        if self._order is None or self._order[0] != turn:
            order = np.random.default_rng((self._seed, turn, 1)).permutation(len(self._paths))
            self._order = turn, order
        return self._order[1]

    def _read(self, path: Path) -> npt.NDArray[np.uint8]:
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        image = open_photo(path, at_least=_LARGEST)
        if min(image.shape[:2]) > _LARGEST:
            frame = working_frame(image, _LARGEST)
            shrunk = to_tensor(image, frame, device=torch.device("cpu"))
            image = freeze(shrunk[0].permute(1, 2, 0).numpy())
        small: npt.NDArray[np.uint8] = np.rint(image * np.float32(255)).astype(np.uint8)
        self._kept[path] = small
        self._bytes += small.nbytes
        while self._bytes > _KEPT_BYTES and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return small

    def _varied(
        self, pixels: npt.NDArray[np.uint8], size: int, chance: np.random.Generator
    ) -> Tensor:
        """Return a picture (1, 3, size, size), scaled, moved, mirrored and tinted by chance."""
        larger = round(size * chance.uniform(1.0, _ROOM))
        image = freeze(pixels.astype(np.float32) / np.float32(255))
        picture = to_tensor(image, (larger, larger), device=torch.device("cpu"))
        top, left = chance.integers(0, larger - size + 1, 2)
        picture = picture[..., top : top + size, left : left + size]
        if chance.random() < 0.5:
            picture = picture.flip(-1)
        gain = torch.from_numpy(chance.uniform(1 - _GAIN, 1 + _GAIN, (1, 3, 1, 1)))
        shift = torch.from_numpy(chance.uniform(-_SHIFT, _SHIFT, (1, 3, 1, 1)))
        return (picture * gain.float() + shift.float()).clamp(0, 1)
