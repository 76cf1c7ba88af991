"""Attribute vectors: w = mean phi(target set) - mean phi(source set) (paper, section 3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor

from dfi_studio.core.recipe import Scaling
from dfi_studio.engine.features import Features

_UNITS = 1 << 24
"""Of fixed point, to 1: the mean activation of a layer is 1, and a float32 has 24 digits."""


class FeatureMean:
    """The mean of phi over a set, streamed: memory for one sum, whatever the size of the set.

    Summed in fixed point, which rounds a float32 near 1 in its last digit and nothing after that:
    the sum is exactly the same in whatever order pictures come, in whatever batches, put together
    from parts or corrected by what came and went.
    """

    def __init__(self) -> None:
        self.count = 0
        self._sums: dict[str, Tensor] = {}

    def add(self, features: Features) -> None:
        """Take in a batch, (N, C, h, w) a layer."""
        self._count(features, 1)

    def remove(self, features: Features) -> None:
        """Take out a batch that was taken in before."""
        self._count(features, -1)

    def merge(self, other: FeatureMean) -> None:
        """Take in what another has summed."""
        for layer, values in other._sums.items():
            self._sums[layer] = self._sums[layer] + values if layer in self._sums else values
        self.count += other.count

    def copy(self) -> FeatureMean:
        """Return another that goes its own way from here."""
        made = FeatureMean()
        made.merge(self)
        return made

    @property
    def sums(self) -> dict[str, Tensor]:
        """The sums in fixed point, (1, C, h, w) int64 a layer: what `of` begins from."""
        return dict(self._sums)

    @classmethod
    def of(cls, count: int, sums: Mapping[str, Tensor]) -> FeatureMean:
        """Return the mean of what was summed elsewhere."""
        made = cls()
        made.count, made._sums = count, dict(sums)
        return made

    @property
    def nbytes(self) -> int:
        """The memory of the sums."""
        return sum(each.nbytes for each in self._sums.values())

    def mean(self) -> Features:
        """Return the mean so far, (1, C, h, w) a layer, float64.

        Raises
        ------
        ValueError
            Nothing was added.
        """
        if not self.count:
            raise ValueError("the mean of no pictures")
        whole = self.count * _UNITS
        return {layer: total.double() / whole for layer, total in self._sums.items()}

    def _count(self, features: Features, sign: int) -> None:
        for layer, values in features.items():
            units = torch.round(values * _UNITS).to(torch.int64)
            batch = sign * units.sum(dim=0, keepdim=True)
            self._sums[layer] = self._sums[layer] + batch if layer in self._sums else batch
        self.count += sign * len(next(iter(features.values())))


def attribute_vector(source: Features, target: Features, scaling: Scaling) -> Features:
    """Return w from the two means, (1, C, h, w) a layer, float32.

    With `Scaling.BETA` the vector is divided by mean(w^2), the authors' option: it makes alpha
    alike across attributes, since a small difference of means is then stretched.
    """
    w = {layer: target[layer] - source[layer] for layer in source}
    if scaling is Scaling.BETA:
        squares = torch.stack([values.square().sum() for values in w.values()]).sum()
        beta = squares / sum(values.numel() for values in w.values())
        w = {layer: values / beta.clamp_min(1e-30) for layer, values in w.items()}
    return {layer: values.float() for layer, values in w.items()}


def orthogonalised(w: Features, above: Sequence[Features]) -> Features:
    """Return w without what it shares with the vectors above it, in float64 inside.

    Projected onto the complement of their span by modified Gram-Schmidt (Golub and Van Loan,
    Matrix Computations, 5.2.8), in the inner product of the concatenated layers. The length of
    what is left stays as it is, so that alpha keeps its meaning of one difference of means.
    """
    basis: list[Features] = []
    for vector in above:
        rest = _complement(vector, basis)
        norm = _inner(rest, rest).sqrt()
        if norm > 1e-6 * _inner(vector, vector).sqrt():  # else it lies in the span already
            basis.append({layer: values / norm for layer, values in rest.items()})
    return {layer: values.float() for layer, values in _complement(w, basis).items()}


def _complement(w: Features, basis: Sequence[Features]) -> Features:
    rest = {layer: values.double() for layer, values in w.items()}
    for unit in basis:
        share = _inner(rest, unit)
        rest = {layer: values - share * unit[layer] for layer, values in rest.items()}
    return rest


def _inner(one: Features, other: Features) -> Tensor:
    return torch.stack([(one[layer].double() * other[layer]).sum() for layer in one]).sum()


def displaced(features: Features, moves: Iterable[tuple[float, Features]]) -> Features:
    """Return phi + sum of alpha w over the moves: what the reverse mapping is to match."""
    target = dict(features)
    for alpha, w in moves:
        target = {layer: values + alpha * w[layer] for layer, values in target.items()}
    return target
