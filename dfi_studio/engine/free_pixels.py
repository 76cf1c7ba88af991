"""The pixels that a reverse mapping solves for: all of a picture, or those of a region.

Whoever solves sees a vector of free values, the image around them, and its features. For a region
the image is the rectangle around it, and the features are the cells that it reaches: the objective
differs from the whole picture's by a constant, and its gradient is the whole picture's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol

import torch
from torch import Tensor

from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.features import Features
from dfi_studio.engine.known_photo import KnownPhoto
from dfi_studio.engine.local_network import LocalNetwork
from dfi_studio.engine.sensitivity import sensitivity
from dfi_studio.engine.spectrum import spectral_preconditioner
from dfi_studio.engine.trunk import Trunk, band_rows


class FreePixels(Protocol):
    """What the solver needs to know of the pixels it solves for."""

    @property
    def photo(self) -> Tensor:
        """The part of the photo that `image` shows, (1, 3, h, w)."""

    def free(self, picture: Tensor) -> Tensor:
        """Return the free values (n,) of a picture (1, 3, H, W)."""

    def image(self, free: Tensor) -> Tensor:
        """Return the image (1, 3, h, w) around free values (n,), differentiably."""

    def picture(self, free: Tensor) -> Tensor:
        """Return the whole picture (1, 3, H, W) with these free values (n,)."""

    def features(self, image: Tensor) -> Features:
        """Return the features of an image that the free values have a say in."""

    def target(self, features: Features) -> Features:
        """Return the part of the whole picture's target that `features` is to match."""

    @property
    def gain(self) -> Tensor:
        """The sensitivity of the features to each pixel of `photo`, (1, 1, h, w)."""

    def precondition(self, gradient: Tensor) -> Tensor:
        """Return a first guess at the inverse Hessian times a gradient (n,).

        The spectral preconditioner, in units of what each pixel needs for the same answer.
        """


class WholePicture:
    """Every pixel is free; see `FreePixels`.

    Parameters
    ----------
    photo : Tensor, (1, 3, H, W)
    dtype : torch.dtype or None
        What the network computes in; by default the photo's.
    bands : bool or None
        Whether the network is run in bands; by default where the picture is large.
    known : KnownPhoto or None
        What is known of the photo.
    """

    def __init__(
        self,
        backbone: Backbone,
        photo: Tensor,
        layers: Sequence[str],
        *,
        dtype: torch.dtype | None = None,
        bands: bool | None = None,
        known: KnownPhoto | None = None,
    ) -> None:
        self.photo, self._known = photo, known or KnownPhoto()
        rows = band_rows(photo, bands=bands)
        self._exact = Trunk(backbone, layers, photo.dtype, rows=rows)
        self._trunk = (
            self._exact
            if dtype in (None, photo.dtype)
            else Trunk(backbone, layers, dtype, rows=rows)
        )
        self._filter = spectral_preconditioner(*photo.shape[-2:], device=photo.device)

    @cached_property
    def gain(self) -> Tensor:
        """See `FreePixels`."""
        known = self._known.gain
        return sensitivity(self.features, self.photo) if known is None else known

    def precondition(self, gradient: Tensor) -> Tensor:
        """See `FreePixels`."""
        return _evenly(self._filter, self.image(gradient), self.gain).reshape(-1)

    def free(self, picture: Tensor) -> Tensor:
        """See `FreePixels`."""
        return picture.contiguous().reshape(-1)

    def image(self, free: Tensor) -> Tensor:
        """See `FreePixels`."""
        return free.view(self.photo.shape)

    def picture(self, free: Tensor) -> Tensor:
        """See `FreePixels`."""
        return free.view(self.photo.shape)

    def features(self, image: Tensor) -> Features:
        """See `FreePixels`."""
        return self._trunk(image)

    def target(self, features: Features) -> Features:
        """See `FreePixels`.

        Shifted by what rounding does to the features of the photo, so that a displacement of 0
        leaves the photo as it is in any arithmetic.
        """
        if self._trunk is self._exact:
            return features
        with torch.no_grad():
            exact, rounded = self._known.own, self._known.rounded
            exact = self._exact(self.photo) if exact is None else exact
            rounded = self._trunk(self.photo) if rounded is None else rounded
        # Not needed again, and of a large picture half a gigabyte each.
        self._known = KnownPhoto(gain=self._known.gain)
        return {layer: features[layer] + (rounded[layer] - exact[layer]) for layer in features}


class Region:
    """The pixels of a region are free, the others those of the photo; see `FreePixels`.

    Parameters
    ----------
    region : Tensor, (H, W), bool
        At least one pixel.
    dtype : torch.dtype or None
        What the network computes in; by default the photo's.
    gain : Tensor or None
        See `FreePixels`; where it is known.
    """

    def __init__(
        self,
        backbone: Backbone,
        photo: Tensor,
        layers: Sequence[str],
        region: Tensor,
        *,
        dtype: torch.dtype | None = None,
        gain: Tensor | None = None,
    ) -> None:
        self._whole, self._gain = photo, gain
        self._network = LocalNetwork(backbone, photo, region, layers, dtype=dtype)
        height, width = region.shape
        inner = self._network.window
        # One pixel more on each side: total variation looks from the region to its surroundings.
        self._outer = inner.grown(1).clipped(height, width)
        self._rows, self._columns = (
            inner.rows.within(self._outer.rows),
            inner.columns.within(self._outer.columns),
        )
        self.photo = self._outer.of(photo).contiguous()
        self._mask = self._outer.of(region)[None, None].expand_as(self.photo)
        self._filter = spectral_preconditioner(*self.photo.shape[-2:], device=photo.device)

    def free(self, picture: Tensor) -> Tensor:
        """See `FreePixels`."""
        return self._outer.of(picture)[self._mask]

    def image(self, free: Tensor) -> Tensor:
        """See `FreePixels`."""
        return self.photo.masked_scatter(self._mask, free)

    def picture(self, free: Tensor) -> Tensor:
        """See `FreePixels`."""
        whole = self._whole.clone()
        self._outer.of(whole).copy_(self.image(free))
        return whole

    def features(self, image: Tensor) -> Features:
        """See `FreePixels`."""
        found = self._network(image[..., self._rows, self._columns])
        return {layer: values * self._network.reached[layer] for layer, values in found.items()}

    def target(self, features: Features) -> Features:
        """See `FreePixels`.

        Put together from the network's own features of the photo and the displacement, which is
        exactly 0 where alpha is: in windows, convolutions round a little differently.
        """
        own = self.features(self.photo)
        network = self._network
        return {
            layer: values
            + (network.windows[layer].of(features[layer]) - network.before[layer])
            * network.reached[layer]
            for layer, values in own.items()
        }

    @cached_property
    def gain(self) -> Tensor:
        """See `FreePixels`."""
        return sensitivity(self.features, self.photo) if self._gain is None else self._gain

    def precondition(self, gradient: Tensor) -> Tensor:
        """See `FreePixels`: restricted to the free pixels, it stays symmetric and positive."""
        spread = self.photo.new_zeros(self.photo.shape).masked_scatter(self._mask, gradient)
        return _evenly(self._filter, spread, self.gain)[self._mask]


def _evenly(filtered: Callable[[Tensor], Tensor], image: Tensor, gain: Tensor) -> Tensor:
    """Return an image (1, 3, h, w) filtered as if all pixels were answered to alike."""
    scale = gain.rsqrt()
    return filtered((image * scale).reshape(-1)).view(image.shape) * scale
