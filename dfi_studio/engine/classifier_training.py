"""Training a classifier: one step at a time, so that it can be left at any of them.

What a step does follows from the seed and the step's number alone: a training that goes on from a
checkpoint gives the same weights, to the bit on one and the same CPU, as one never interrupted.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dfi_studio.core.classifier import ClassifierPlan, Method, Schedule, Spread, Trial
from dfi_studio.core.errors import UsageError
from dfi_studio.engine.augmented_losses import (
    AugmentedLoss,
    ExplicitLoss,
    ISDALoss,
    PlainLoss,
    RandomLoss,
)
from dfi_studio.engine.class_batches import ClassBatches, LabelledPixels, chance
from dfi_studio.engine.classifiers import Classifier
from dfi_studio.engine.covariance import (
    ClassCovariance,
    DiagonalCovariance,
    FullCovariance,
    LowRankCovariance,
)
from dfi_studio.engine.isda import strength_at
from dfi_studio.engine.optimiser_state import optimiser_state, restore_optimiser
from dfi_studio.engine.processes import ALONE, Processes

_NOISE, _DROPPED = 2, 3  # streams of chance, beside those of the batches
_TESTED_AT_ONCE = 256  # pictures


@dataclass(frozen=True, slots=True)
class Figures:
    """What a step measured.

    Attributes
    ----------
    step : int
        From 1.
    loss : float
        Of the step's batch.
    strength : float
        lambda.
    sigma2 : float
        See `AugmentedLoss.spread`.
    accuracy : float or None
        Share 0..1 of the held-out pictures that are told rightly; only after an epoch's last step.
    """

    step: int
    loss: float
    strength: float
    sigma2: float
    accuracy: float | None


class ClassifierTraining:
    """A classifier being trained.

    Parameters
    ----------
    network : Classifier
        Its weights are where the training begins; on the device to compute on.
    pictures, held_out : LabelledPixels
        To train and to test with, on that device; the second may be empty.
    plan : ClassifierPlan
    trial : Trial
    processes : Processes
        Those that share each batch.
    mixed : bool
        Whether to convolve in bfloat16.

    Raises
    ------
    UsageError
        A batch does not hold two pictures for each process, or the covariance does not fit the
        layer.
    """

    def __init__(
        self,
        network: Classifier,
        pictures: LabelledPixels,
        held_out: LabelledPixels,
        plan: ClassifierPlan,
        trial: Trial,
        *,
        processes: Processes = ALONE,
        mixed: bool = False,
    ) -> None:
        batch = min(plan.batch, len(pictures)) // processes.size * processes.size
        if batch < 2 * processes.size:
            raise UsageError(
                f"A batch of {min(plan.batch, len(pictures))} pictures is too small for "
                f"{processes.size} processes; each needs two."
            )
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.batches = ClassBatches(pictures, batch, seed=trial.seed)
        self.steps = self.batches.an_epoch * plan.epochs
        """How many the training has."""
        self.done = 0
        """How many were taken, those before an interruption included."""
        self._held_out, self._plan, self._trial = held_out, plan, trial
        self._processes, self._mixed = processes, mixed
        self._loss = _loss(network.head, plan, trial.method).to(pictures.labels.device)
        self._loss.processes = processes
        self._shared: nn.Module = processes.together(self.network)
        self._optimiser = torch.optim.SGD(
            network.parameters(),
            lr=plan.rate,
            momentum=plan.momentum,
            weight_decay=plan.decay,
            nesterov=plan.momentum > 0,
            fused=True,
        )

    def run(self) -> Generator[Figures, None, None]:
        """Take the steps that are left, and yield what each measured."""
        while self.done < self.steps:
            loss, strength, sigma2 = self._step()
            ends = self.done % self.batches.an_epoch == 0
            accuracy = self.accuracy() if ends and len(self._held_out) else None
            yield Figures(self.done, loss, strength, sigma2, accuracy)

    def _step(self) -> tuple[float, float, float]:
        trial, processes, number = self._trial, self._processes, self.done
        head = self.network.head
        pictures, labels = map(processes.own, self.batches[number])
        pictures = pictures.to(head.weight)
        strength = strength_at(number + 1, self.steps, trial.strength)
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate(self._plan, number / self.steps)
        self._shared.train()
        device = pictures.device
        with torch.random.fork_rng([device] if device.type == "cuda" else []):
            torch.manual_seed(chance(trial.seed, _DROPPED, number).initial_seed())
            with torch.autocast(device.type, torch.bfloat16, self._mixed):
                features = self._shared(pictures)
        features = features.to(head.weight)
        generator = chance(trial.seed, _NOISE, number)
        loss = self._loss(features, head, labels, strength=strength, generator=generator)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()
        self.done += 1
        told = (
            processes.sum(torch.stack((loss.detach(), self._loss.sigma2.to(loss)))) / processes.size
        )
        mean_loss, mean_sigma2 = told.tolist()
        return mean_loss, strength, mean_sigma2

    @torch.no_grad()
    def accuracy(self) -> float:
        """Return the share of the held-out pictures that are told rightly; NaN without any."""
        self.network.eval()
        rank, size = self._processes.rank, self._processes.size
        head = self.network.head
        right = torch.zeros((), device=head.weight.device)
        for number, (pictures, labels) in enumerate(
            self.batches.unvaried(self._held_out, _TESTED_AT_ONCE)
        ):
            if number % size == rank:
                with torch.autocast(pictures.device.type, torch.bfloat16, self._mixed):
                    features = self.network(pictures.to(head.weight))
                right += (head(features.to(head.weight)).argmax(1) == labels).sum()
        count = len(self._held_out)
        return float(self._processes.sum(right)) / count if count else math.nan

    def state(self) -> dict[str, Tensor]:
        """Return all that the next step depends on, as tensors by name."""
        found = {f"now.{name}": value for name, value in self.network.state_dict().items()}
        found |= {f"loss.{name}": value for name, value in self._loss.state_dict().items()}
        found |= optimiser_state(self._optimiser, self.network)
        return {name: value.detach().contiguous() for name, value in found.items()}

    def resume(self, state: Mapping[str, Tensor], done: int) -> None:
        """Go on from a `state`, taken after so many steps.

        Raises
        ------
        KeyError, RuntimeError
            It is another network's.
        """
        for prefix, module in (("now", self.network), ("loss", self._loss)):
            names = list(module.state_dict())
            module.load_state_dict({name: state[f"{prefix}.{name}"] for name in names})
        if done and self._plan.momentum:
            restore_optimiser(self._optimiser, self.network, state, {"momentum_buffer": True})
        self.done = done


def learning_rate(plan: ClassifierPlan, progress: float) -> float:
    """Return the rate at a share 0..1 of the training."""
    match plan.schedule:
        case Schedule.COSINE:
            return plan.rate * (1 + math.cos(math.pi * progress)) / 2
        case Schedule.STEP:
            return plan.rate * 0.1 ** ((progress >= 0.5) + (progress >= 0.75))


def _loss(head: nn.Linear, plan: ClassifierPlan, method: Method) -> AugmentedLoss:
    classes, width = head.out_features, head.in_features
    match method:
        case Method.CE:
            return PlainLoss()
        case Method.ISDA:
            return ISDALoss(classes, width, _covariance(head, plan))
        case Method.EXPLICIT:
            return ExplicitLoss(classes, width, _covariance(head, plan), draws=plan.draws)
        case Method.RANDOM:
            return RandomLoss(classes, width, _covariance(head, plan), draws=plan.draws)


def _covariance(head: nn.Linear, plan: ClassifierPlan) -> ClassCovariance:
    classes, width = head.out_features, head.in_features
    match plan.spread:
        case Spread.FULL:
            return FullCovariance(classes, width)
        case Spread.DIAGONAL:
            return DiagonalCovariance(classes, width)
        case Spread.LOW_RANK:
            if plan.rank > width:
                raise UsageError(
                    f"The rank is {plan.rank}, but the network {plan.network} has features of "
                    f"{width} values; choose at most that."
                )
            return LowRankCovariance(classes, width, rank=plan.rank)
