"""What ISDA's loss costs beside the authors' formulation of it, in one run.

    python tests/benchmarks/bench_isda.py [--seconds 2] [--threads 2]

The authors build an N x C x A tensor of differences and one quadratic form a sample (written afresh
from the formula); ours is one a class. Both run forward and backward on the same batch, by turns.
Prints the fastest time of each, the peak of the memory that each allocates, their ratios, how far
the losses and the gradients are apart, and last what a step costs beside a plain cross-entropy.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.profiler import ProfilerActivity, profile

from dfi_studio.engine.covariance import FullCovariance
from dfi_studio.engine.isda import isda_loss

SIZES = ((128, 100, 64), (128, 10, 640), (64, 100, 640), (128, 8, 256))
STRENGTH = 0.5
Parts = tuple[Tensor, nn.Linear, Tensor, FullCovariance]
Loss = Callable[[Tensor, nn.Linear, Tensor, FullCovariance], Tensor]


def ours(features: Tensor, head: nn.Linear, labels: Tensor, covariance: FullCovariance) -> Tensor:
    return isda_loss(features, head, labels, covariance, strength=STRENGTH)


def theirs(features: Tensor, head: nn.Linear, labels: Tensor, covariance: FullCovariance) -> Tensor:
    """One A x A product a sample and class, as published: the diagonal of N x C x C products."""
    count, classes, width = len(features), head.out_features, head.in_features
    rows = head.weight.expand(count, classes, width)
    own = torch.gather(rows, 1, labels.view(count, 1, 1).expand(count, classes, width))
    spread = covariance.covariances[labels]
    difference = rows - own
    products = torch.bmm(torch.bmm(difference, spread), difference.permute(0, 2, 1))
    form = (products * torch.eye(classes).expand(count, classes, classes)).sum(2)
    return functional.cross_entropy(head(features) + 0.5 * STRENGTH * form, labels)


def plain(features: Tensor, head: nn.Linear, labels: Tensor, covariance: FullCovariance) -> Tensor:
    return functional.cross_entropy(head(features), labels)


def problem(count: int, classes: int, width: int) -> Parts:
    torch.manual_seed(0)
    covariance = FullCovariance(classes, width)
    many = torch.arange(20 * classes) % classes
    covariance.update(torch.randn(len(many), width), many)
    features = torch.randn(count, width, requires_grad=True)
    return features, nn.Linear(width, classes), torch.randint(classes, (count,)), covariance


def step(loss: Loss, parts: Parts) -> tuple[Tensor, ...]:
    features, head, _, _ = parts
    value = loss(*parts)
    return value.detach(), *torch.autograd.grad(value, (features, head.weight))


def peak(loss: Loss, parts: Parts) -> int:
    """Return the most bytes that were held at once, from the allocator's own notes."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        step(loss, parts)
    held = most = 0
    for event in profiler.profiler.kineto_results.events():
        if event.name() == "[memory]":
            held += event.nbytes()
            most = max(most, held)
    return most


def times(
    losses: tuple[Loss, ...],
    parts: Parts,
    seconds: float,
) -> list[float]:
    """Return the fastest step of each, by turns."""
    fastest, until = [float("inf")] * len(losses), time.perf_counter() + seconds
    while time.perf_counter() < until:
        for at, loss in enumerate(losses):
            began = time.perf_counter()
            step(loss, parts)
            fastest[at] = min(fastest[at], time.perf_counter() - began)
    return fastest


def distance(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().max() / one.abs().max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print("      (N, C, A)       theirs     ours  faster   memory theirs    ours   less  apart")
    for size in SIZES:
        parts = problem(*size)
        reference, own = step(theirs, parts), step(ours, parts)
        apart = max(
            float((a - b).abs().max() / a.abs().max()) for a, b in zip(reference, own, strict=True)
        )
        slow, fast, bare = times((theirs, ours, plain), parts, options.seconds)
        large, small = peak(theirs, parts), peak(ours, parts)
        print(
            f"{size!s:>16} {1e3 * slow:9.2f} ms {1e3 * fast:6.2f} ms {slow / fast:6.1f}"
            f" {large / 1e6:12.1f} MB {small / 1e6:5.1f} MB {large / small:6.1f} {apart:.0e}"
        )
        print(
            json.dumps(
                {
                    "size": size,
                    "theirs_s": slow,
                    "ours_s": fast,
                    "plain_s": bare,
                    "theirs_bytes": large,
                    "ours_bytes": small,
                    "apart": apart,
                }
            )
        )


if __name__ == "__main__":
    main()
