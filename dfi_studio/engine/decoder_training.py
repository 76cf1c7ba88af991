"""Training the decoder: one step at a time, so that it can be left at any of them.

What a step does follows from the seed and the step's number alone: a training that was interrupted
and goes on from a checkpoint makes the same decoder as one that was not. What is used is the
running mean of the weights, which is good at any time, though the rate of learning is still high.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from dfi_studio.engine.backbone import Backbone
from dfi_studio.engine.decoder import Decoder
from dfi_studio.engine.decoder_losses import (
    LossWeights,
    far_change,
    feature_distance,
    from_afar,
    missed_from_afar,
    preview_objective,
)
from dfi_studio.engine.feature_directions import mean_square, mirrored, mixtures, scaled
from dfi_studio.engine.features import Features
from dfi_studio.engine.optimiser_state import optimiser_state, restore_optimiser
from dfi_studio.engine.precision import fast_dtype

_RATE, _LAST_RATE = 1.5e-3, 0.03  # of learning: the highest, and the share of it at the end
_WARM_UP = 0.02  # share of the training in which the rate rises
_MEMORY = 0.995  # of the running mean of the weights
_FURTHEST = 0.3  # |t w|^2 over |phi(x)|^2: strong, as is twice or thrice the usual difference
_NEAREST = 0.004
_MIXED = 0.3  # chance of each direction to be part of a mixture
_ASKED_EVERY = 4  # steps, for the features of one of the decoder's own pictures: they cost as much
_KNOWN = {"step": False, "exp_avg": True, "exp_avg_sq": True}  # to AdamW, of each parameter
_DROPPED = 0.12  # chance of each layer to be switched off in a step


@dataclass(frozen=True, slots=True)
class StepLoss:
    """What a step of training measured.

    Attributes
    ----------
    total : float
        What was minimised.
    objective : float
        Mean of the previews' objectives over the photos' (see `preview_objective`).
    pixels : float
        Mean absolute difference between D(phi(x)) and x, in 0..1.
    """

    total: float
    objective: float
    pixels: float


def learning_rate(progress: float) -> float:
    """Return the rate at a share 0..1 of the training: a short rise, then half a cosine down."""
    if progress < _WARM_UP:
        return _RATE * max(progress, 1e-3) / _WARM_UP
    done = min(1.0, (progress - _WARM_UP) / (1 - _WARM_UP))
    return _RATE * (_LAST_RATE + (1 - _LAST_RATE) * (1 + math.cos(math.pi * done)) / 2)


class DecoderTraining:
    """A decoder being trained.

    Parameters
    ----------
    backbone : Backbone
        The network whose features it learns to read; on the device to compute on.
    decoder : Decoder
        Its weights are where the training begins.
    seed : int
        Of everything that is left to chance.
    weights : LossWeights
    """

    def __init__(
        self,
        backbone: Backbone,
        decoder: Decoder,
        *,
        seed: int = 0,
        weights: LossWeights | None = None,
    ) -> None:
        device = backbone.mean.device
        self._backbone, self._seed = backbone, seed
        self._weights = weights or LossWeights()
        self.decoder = decoder.to(device)
        self._dtype = fast_dtype(device)
        self.steps = 0
        """How many were taken, those before an interruption included."""
        self._mean = {name: value.clone() for name, value in decoder.state_dict().items()}
        self._optimiser = torch.optim.AdamW(
            decoder.parameters(), lr=_RATE, betas=(0.9, 0.98), weight_decay=1e-4
        )

    def step(self, pictures: Tensor, directions: Features, progress: float) -> StepLoss:
        """Take one step on some pictures.

        Parameters
        ----------
        pictures : Tensor, (N, 3, H, W)
            In 0..1.
        directions : Features, (k, C, h, w) a layer
            What the set varies in, at this size (see `Regression`).
        progress : float
            Share 0..1 of the training that is done.
        """
        chance = torch.Generator().manual_seed(self._seed * 1_000_003 + self.steps)
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate(progress)
        with torch.autocast(pictures.device.type, self._dtype, self._dtype != torch.float32):
            with torch.no_grad():
                features = self._backbone(pictures, self.decoder.layers)
                moves = self._moves(features, directions, chance)
            loss = self._loss(pictures, features, moves, _kept(self.decoder.layers, chance))
        self._optimiser.zero_grad(set_to_none=True)
        loss["total"].backward()
        torch.nn.utils.clip_grad_norm_(self.decoder.parameters(), 1.0)
        self._optimiser.step()
        self.steps += 1
        self._remember()
        return StepLoss(**{name: float(value.detach()) for name, value in loss.items()})

    def _moves(self, features: Features, directions: Features, chance: torch.Generator) -> Features:
        """Return t w for each picture: mixtures of directions of the set, and within the batch."""
        count, known = (len(next(iter(each.values()))) for each in (features, directions))
        shares = torch.randn((count, known), generator=chance)
        shares *= torch.rand(shares.shape, generator=chance) < _MIXED
        shares[:, 0] += shares.abs().sum(1) == 0
        turned = (torch.rand(count, generator=chance) < 0.5).tolist()
        of_set = scaled(mirrored(mixtures(directions, shares), turned), 1.0)
        between = torch.randn((count, 2 * count), generator=chance)
        between -= between.mean(dim=1, keepdim=True)
        both = {layer: torch.cat([each, each.flip(-1)]) for layer, each in features.items()}
        of_batch = scaled(mixtures(both, between), 1.0)
        angle = torch.rand(count, generator=chance) * math.pi / 2
        angle *= count > 1  # a picture and its mirror image alone are no batch
        moves = {
            layer: _times(of_set[layer], angle.cos()) + _times(of_batch[layer], angle.sin())
            for layer in features
        }
        reach = torch.empty(count).uniform_(
            math.log(_NEAREST), math.log(_FURTHEST), generator=chance
        )
        return scaled(moves, reach.exp().to(mean_square(features)) * mean_square(features))

    def _loss(
        self, pictures: Tensor, features: Features, moves: Features, kept: tuple[str, ...]
    ) -> dict[str, Tensor]:
        size = (pictures.shape[-2], pictures.shape[-1])
        count, terms = len(pictures), self._weights
        start = self.decoder.head({layer: features[layer] for layer in kept}, size)
        move = self.decoder.head({layer: moves[layer] for layer in kept}, size)
        drawn = self.decoder.tail(torch.cat([start, start + move]), size)
        again, moved = drawn[:count], drawn[count:]
        z = _within(pictures + moved - again)
        asked = _ASKED_EVERY if self.steps % _ASKED_EVERY == 0 else 0
        found = self._backbone(torch.cat([z, _within(again[:1])]) if asked else z, kept)
        target = {layer: features[layer].float() + moves[layer] for layer in kept}
        reached = {layer: values[:count] for layer, values in found.items()}
        objective = preview_objective(
            reached,
            target,
            features,
            z - pictures,
            tv=terms.tv,
            weights=dict.fromkeys(kept, 1 / len(kept)),
        ).mean()
        consistent = asked * feature_distance(
            {layer: values[count:] for layer, values in found.items()},
            {layer: features[layer][: min(asked, 1)] for layer in kept},
        )
        missed = missed_from_afar(reached, target, features).mean()
        pixels = (again - pictures).abs().mean()
        far = (from_afar(again) - from_afar(pictures)).abs().mean()
        reach = mean_square(moves) / mean_square(features)
        shift = far_change(z - pictures, reach).mean()
        total = (
            objective
            + terms.missed * missed
            + terms.consistent * consistent
            + terms.pixels * pixels
            + terms.far * far
            + terms.change * shift
        )
        return {"total": total, "objective": objective, "pixels": pixels}

    def _remember(self) -> None:
        memory = min(_MEMORY, self.steps / (self.steps + 10))
        with torch.no_grad():
            for name, value in self.decoder.state_dict().items():
                self._mean[name].lerp_(value, 1 - memory)

    def result(self) -> Decoder:
        """Return the decoder to be used: the running mean of the weights."""
        decoder = Decoder(self.decoder.channels, self.decoder.widths)
        decoder.load_state_dict(self._mean)
        return decoder.to(self._backbone.mean.device)

    def state(self) -> dict[str, Tensor]:
        """Return all that the next step depends on, as tensors by name."""
        found = {f"now.{name}": value for name, value in self.decoder.state_dict().items()}
        found |= {f"mean.{name}": value for name, value in self._mean.items()}
        found |= optimiser_state(self._optimiser, self.decoder)
        return {name: value.detach().contiguous() for name, value in found.items()}

    def resume(self, state: Mapping[str, Tensor], steps: int) -> None:
        """Go on from a `state`, taken after so many steps.

        Raises
        ------
        KeyError, RuntimeError
            It is another decoder's.
        """
        device, names = self._backbone.mean.device, list(self.decoder.state_dict())
        self.decoder.load_state_dict({name: state[f"now.{name}"] for name in names})
        self._mean = {name: state[f"mean.{name}"].to(device).clone() for name in names}
        if steps:
            restore_optimiser(self._optimiser, self.decoder, state, _KNOWN)
        self.steps = steps


def _kept(layers: tuple[str, ...], chance: torch.Generator) -> tuple[str, ...]:
    """Return the layers that a step goes by: usually all of them, never none."""
    draws = torch.rand(len(layers), generator=chance) >= _DROPPED
    kept = tuple(layer for layer, keep in zip(layers, draws.tolist(), strict=True) if keep)
    return kept or layers


def _times(values: Tensor, factors: Tensor) -> Tensor:
    return values * factors.to(values)[:, None, None, None]


def _within(pictures: Tensor) -> Tensor:
    """Return pictures in 0..1; outside, the derivative passes as if they were inside."""
    return pictures + (pictures.detach().clamp(0, 1) - pictures.detach())
