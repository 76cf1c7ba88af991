"""Semantic directions of a class in feature space, without ever forming its covariance.

phi has hundreds of thousands of values, so Sigma, their covariance over the N pictures of a class,
cannot be held. It need not be: with X_c the centred features, one row a picture,

    Sigma = X_c^T X_c / N,        delta = X_c^T z / sqrt(N),   z ~ N(0, I_N),

and delta, linear in z, is an exact draw from N(0, Sigma). Principal directions are such sums too:
with v_k an eigenvector of the Gram matrix X_c X_c^T to the eigenvalue g_k, X_c^T v_k / sqrt(N) is
the k-th eigenvector of Sigma at the length of its standard deviation, and g_k / N its variance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from dfi_studio.engine.features import Features, sum_over_layers

_AT_ONCE = 1 << 14
"""Values of each picture that a product of features takes at a time."""
_NOTHING = 1e-6
"""Share of the variance below which a direction is rounding: features are held in float16."""


def draw_weights(count: int, seed: int, index: int) -> Tensor:
    """Return z of a draw, (N,), float64: of its seed and number alone, whatever else is drawn."""
    return torch.randn(count, generator=chance(seed, index), dtype=torch.float64)


def chance(seed: int, index: int) -> torch.Generator:
    """Return a source of random numbers for the draw of a number, by a seed."""
    named = hashlib.blake2b(f"{seed} {index}".encode(), digest_size=7).digest()
    return torch.Generator().manual_seed(int.from_bytes(named))


class WeightedSums:
    """X_c^T W / sqrt(N), streamed: memory for K sums, whatever the number of pictures.

    The mean need not be known beforehand: it is taken out of the sums at the end.

    Parameters
    ----------
    weights : Tensor, (N, K)
        W, a row for each picture that may come.
    """

    def __init__(self, weights: Tensor) -> None:
        self._weights = weights.double()
        self._taken = torch.zeros(weights.shape[1], dtype=torch.float64)
        self._sums: dict[str, Tensor] = {}
        self._totals: dict[str, Tensor] = {}
        self.count = 0
        """N, the pictures that came."""

    def add(self, features: Features, rows: Sequence[int]) -> None:
        """Take in pictures, (n, C, h, w) a layer, whose weights stand in some rows."""
        weights = self._weights[list(rows)]
        self._taken += weights.sum(0)
        self.count += len(weights)
        for layer, values in features.items():
            flat = values.flatten(1).float()
            moved = (weights.T.to(flat) @ flat).cpu().double().view(-1, *values.shape[1:])
            total = flat.sum(0).cpu().double().view(1, *values.shape[1:])
            self._sums[layer] = self._sums[layer].add_(moved) if layer in self._sums else moved
            known = self._totals.get(layer)
            self._totals[layer] = total if known is None else known.add_(total)

    def directions(self) -> Features:
        """Return them, (K, C, h, w) a layer, float32, on the CPU.

        Raises
        ------
        ValueError
            There are fewer than two pictures, which do not vary.
        """
        if self.count < 2:
            raise ValueError(f"{self.count} pictures")
        found = {}
        for layer, sums in self._sums.items():
            shares = (self._taken / self.count).view(-1, 1, 1, 1)
            found[layer] = ((sums - shares * self._totals[layer]) / self.count**0.5).float()
        return found


class HeldFeatures:
    """The features of some pictures at once, in float16, for what compares each with each."""

    def __init__(self) -> None:
        self._parts: list[Features] = []

    def add(self, features: Features) -> None:
        """Take in pictures, (n, C, h, w) a layer."""
        self._parts.append({layer: each.half() for layer, each in features.items()})

    @property
    def count(self) -> int:
        """N."""
        return sum(len(next(iter(part.values()))) for part in self._parts)

    def gram(self) -> Tensor:
        """Return X_c X_c^T, (N, N), float64."""
        total = torch.zeros(self.count, self.count, dtype=torch.float64)
        for columns in self._columns():
            centred = columns - columns.mean(0)
            total += (centred @ centred.T).cpu()
        return total

    def summed(self, weights: Tensor) -> Features:
        """Return X_c^T W / sqrt(N) for weights (N, K); see `WeightedSums`."""
        sums, start = WeightedSums(weights), 0
        for part in self._parts:
            count = len(next(iter(part.values())))
            sums.add(part, range(start, start + count))
            start += count
        return sums.directions()

    def _columns(self) -> Iterator[Tensor]:
        for layer in self._parts[0]:
            flats = [part[layer].flatten(1) for part in self._parts]
            for start in range(0, flats[0].shape[1], _AT_ONCE):
                yield torch.cat([each[:, start : start + _AT_ONCE] for each in flats]).float()


def principal_weights(gram: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Return what makes principal directions of weighted sums, and the share of variance of each.

    Parameters
    ----------
    gram : Tensor, (N, N)
        Of `HeldFeatures.gram`.
    count : int
        The most directions to return; N pictures have no more than N - 1.

    Returns
    -------
    weights : Tensor, (N, K)
        Columns of length 1, that of the largest variance first; the largest weight is positive.
    shares : Tensor, (K,)
        0..1; of all K there could be, the sum is 1.
    """
    values, vectors = torch.linalg.eigh(gram)
    values, vectors = values.clamp_min(0).flip(0), vectors.flip(1)
    shares = values / values.sum().clamp_min(torch.finfo(values.dtype).tiny)
    last = int((shares[: min(count, len(gram) - 1)] > _NOTHING).sum())
    kept = vectors[:, :last]
    largest = kept.gather(0, kept.abs().argmax(0, keepdim=True))
    return kept * largest.sign(), shares[:last]


def distances(gram: Tensor) -> Tensor:
    """Return how far each picture is from each, (N, N), of their Gram matrix."""
    own = gram.diag()
    return (own[:, None] + own - 2 * gram).clamp_min(0).sqrt()


def length(direction: Features) -> Tensor:
    """Return the length of each direction (K, C, h, w) over all layers, (K,), float64."""
    return sum_over_layers(each.double().square() for each in direction.values()).sqrt()


def at_length(direction: Features, wanted: Tensor) -> Features:
    """Return directions (K, C, h, w) at other lengths (K,)."""
    factor = (wanted / length(direction).clamp_min(1e-30))[:, None, None, None]
    return {layer: (each * factor.to(each.device)).float() for layer, each in direction.items()}


def random_direction(like: Features, generator: torch.Generator) -> Features:
    """Return a direction without meaning, of the length of another (1, C, h, w) a layer."""
    noise = {layer: torch.randn(each.shape, generator=generator) for layer, each in like.items()}
    return at_length(noise, length(like).cpu())
