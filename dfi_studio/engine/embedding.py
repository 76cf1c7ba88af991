"""Embeddings: a picture as one short vector, and the nearest of very many of them.

An embedding is the mean of each layer over space. Where things are in the picture is forgotten,
so that pictures can be compared whatever their crop, and 200,000 of them fit into half a gigabyte
of float16. Both the layers and the whole are normalised: the product of two embeddings is the mean
of the cosines of their layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import normalize

from dfi_studio.engine.features import Features

HalfArray = npt.NDArray[np.float16]
FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_ROUNDING = 2.0**-11
"""Largest relative error of rounding to float16."""
_SUMMING = 2e-5
"""More than what summing a product of two embeddings in float32 can be off."""

_AT_ONCE = 1024  # rows widened at a time
_SAMPLE = 1000  # rows that tell where the middle of all is


def embed(features: Features) -> Tensor:
    """Return the embeddings of a batch.

    Parameters
    ----------
    features : Features, (N, C, h, w) a layer
        In the order of the network, as the backbone gives them.

    Returns
    -------
    Tensor, (N, D)
        float32 of length 1, D being the sum of the channels; zeros for a picture without any
        activation.
    """
    pooled = [normalize(values.float().mean(dim=(2, 3)), dim=1) for values in features.values()]
    return normalize(torch.cat(pooled, dim=1), dim=1)


class Embeddings:
    """Very many embeddings, ready to be asked which are nearest.

    All rows are compared once in float16, at the speed of the memory they lie in; what comes
    within the error of that of the K-th is compared again in float64, so the answer is exactly
    that of the stored values. Pictures of one kind lie close together, so the query is compared
    less what all have in common: the products are then small, and so are their errors.

    Only that one product is torch's: on a busy machine its threads wait for each other in every
    operation, which for the small ones that follow costs more than it saves.

    Parameters
    ----------
    rows : HalfArray, (N, D)
        Of length 1; may be mapped from a file. Read once as a whole.
    """

    def __init__(self, rows: HalfArray) -> None:
        self.rows = rows
        self._tensor = torch.from_numpy(rows)
        sample = rows[:: max(1, len(rows) // _SAMPLE)].astype(np.float32)
        self._centre = sample.sum(axis=0) / max(1, len(sample))
        self._offsets = self._products(torch.from_numpy(self._centre))

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def nearest(
        self, query: FloatArray, *, k: int, among: BoolArray | None = None
    ) -> tuple[IntArray, DoubleArray]:
        """Return the K rows nearest to a query by cosine distance, nearest first.

        Parameters
        ----------
        query : FloatArray, (D,)
            Of length 1.
        k : int
            Fewer are returned where there are fewer.
        among : BoolArray, (N,), or None
            The rows to consider; all where it is None.

        Returns
        -------
        indices : IntArray, (K,)
            Of equally near rows the earlier comes first.
        distances : DoubleArray, (K,)
            1 - cos, not below 0.
        """
        k = min(k, len(self) if among is None else int(np.count_nonzero(among)))
        if k < 1:
            return np.empty(0, np.int64), np.empty(0)
        rough, error = self._rough(query)
        if among is not None:
            rough[~among] = -np.inf
        kth = np.partition(rough, len(rough) - k)[len(rough) - k]
        # The K-th may be off, and another; and what float16 made longer than 1 counts as equal.
        candidates = np.flatnonzero(rough >= min(kth, 1.0) - 2 * error)
        distances = self.distances(query, candidates)
        order = np.argsort(distances, kind="stable")[:k]
        return candidates[order], distances[order]

    def distances(self, query: FloatArray, indices: IntArray) -> DoubleArray:
        """Return the cosine distances of chosen rows to a query, (N,), not below 0."""
        wide, found = query.astype(np.float64), np.empty(len(indices))
        for start in range(0, len(indices), _AT_ONCE):
            some = indices[start : start + _AT_ONCE]
            found[start : start + _AT_ONCE] = 1 - self.rows[some].astype(np.float64) @ wide
        return found.clip(min=0)

    def _rough(self, query: FloatArray) -> tuple[FloatArray, float]:
        """Return the product of every row with the query, (N,), and more than its error."""
        special = query - self._centre
        half = torch.from_numpy(special.astype(np.float16))
        products = torch.mv(self._tensor, half).numpy().astype(np.float32)
        length, largest = float(np.linalg.norm(special)), float(np.abs(products).max())
        error = _ROUNDING * 1.01 * (length + largest) + _SUMMING
        return products + self._offsets, error

    def _products(self, query: Tensor) -> FloatArray:
        """Return the product of every row with the query, (N,), in float32."""
        products = torch.empty(len(self.rows))
        wide = torch.empty(_AT_ONCE, len(query))  # one for all parts: it stays in the processor
        with _one_thread():
            for rows, out in zip(
                self._tensor.split(_AT_ONCE), products.split(_AT_ONCE), strict=True
            ):
                torch.mv(wide[: len(rows)].copy_(rows), query, out=out)
        return products.numpy()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep torch to one thread inside the block: for operations of a millisecond two are slower."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
