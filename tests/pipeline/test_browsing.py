from __future__ import annotations

import torch

from dfi_studio.pipeline.browsing import known_sets, mutual_neighbours


def test_pairs_are_near_each_other_from_both_sides() -> None:
    likeness = torch.tensor([[0.9, 0.8, 0.1], [0.95, 0.2, 0.1], [0.1, 0.7, 0.6]])
    near = mutual_neighbours(likeness, k=1)
    assert near.nonzero().tolist() == [[1, 0]]  # 0 likes 0 best, which likes 1 better
    assert mutual_neighbours(likeness, k=3).all()


def test_the_size_and_the_licence_are_told_before_anything_is_fetched() -> None:
    steps = known_sets()
    next(steps)
    try:
        next(steps)
    except StopIteration as end:
        told = end.value
    assert {"lfw", "celeba"} <= {name for name, _, _ in told}
    assert all("MB" in line for _, _, line in told)
