"""How a classifier is trained: what the user sets, and which trainings are compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dfi_studio.core.errors import UsageError
from dfi_studio.core.parameters import check_parameters, parameter


class Method(StrEnum):
    """What is done to the features while a classifier is trained."""

    CE = "ce"
    """Nothing: plain cross-entropy."""
    RANDOM = "random"
    """Moved along random directions, as long as the class's own."""
    EXPLICIT = "explicit"
    """Moved along directions drawn from the covariance of the class."""
    ISDA = "isda"
    """The bound over all such draws, in closed form."""


class Schedule(StrEnum):
    """How the rate of learning falls."""

    COSINE = "cosine"
    """Half a cosine, down to 0."""
    STEP = "step"
    """To a tenth after half of the training, and again after three quarters."""


class Spread(StrEnum):
    """What is kept of the covariance of a class."""

    FULL = "full"
    DIAGONAL = "diagonal"
    LOW_RANK = "low-rank"


class Precision(StrEnum):
    """The arithmetic of the network."""

    AUTO = "auto"
    """Mixed on a GPU that has bfloat16, full elsewhere."""
    FULL = "full"
    """float32."""
    MIXED = "mixed"
    """Convolutions in bfloat16, all that is summed in float32."""


@dataclass(frozen=True, slots=True)
class ClassifierPlan:
    """What all trainings of a comparison have in common.

    Attributes
    ----------
    network : str
        ``small``, or the name of a network of torchvision.
    schedule : Schedule
    spread : Spread
    precision : Precision
    """

    network: str = "small"
    size: int = parameter(
        64,
        "Size",
        "Side of the squares that pictures are brought to; more shows finer detail.",
        hard=(16, 512),
        soft=(32, 224),
        unit="px",
        decimals=0,
    )
    epochs: int = parameter(
        30,
        "Epochs",
        "How often each picture is seen.",
        hard=(1, 10_000),
        soft=(5, 300),
        decimals=0,
    )
    batch: int = parameter(
        128,
        "Batch",
        "Pictures a step, those of all processes together.",
        hard=(2, 65_536),
        soft=(16, 512),
        logarithmic=True,
        decimals=0,
    )
    rate: float = parameter(
        0.1,
        "Learning rate",
        "Length of the first steps; too much and nothing is learned.",
        hard=(1e-6, 10),
        soft=(1e-3, 1),
        logarithmic=True,
        decimals=4,
    )
    momentum: float = parameter(
        0.9, "Momentum", "How long earlier steps have an effect.", hard=(0, 0.9999), soft=(0, 0.99)
    )
    decay: float = parameter(
        5e-4,
        "Weight decay",
        "How much weights are drawn to 0; more keeps the network simpler.",
        hard=(0, 1),
        soft=(1e-6, 1e-2),
        logarithmic=True,
        decimals=5,
    )
    draws: int = parameter(
        10,
        "Draws",
        "Directions drawn for each picture by explicit and random.",
        hard=(1, 1000),
        soft=(1, 50),
        decimals=0,
    )
    rank: int = parameter(
        32,
        "Rank",
        "Directions kept of each class, where the covariance is low-rank.",
        hard=(1, 4096),
        soft=(4, 128),
        decimals=0,
    )
    held_out: float = parameter(
        0.2,
        "Held out",
        "Share of each class that is not trained on, to test with; 0 tests nothing.",
        hard=(0, 0.9),
    )
    schedule: Schedule = Schedule.COSINE
    spread: Spread = Spread.FULL
    precision: Precision = Precision.AUTO

    def __post_init__(self) -> None:
        """Refuse numbers outside their limits."""
        check_parameters(self)


@dataclass(frozen=True, slots=True)
class Trial:
    """One training of a comparison.

    Attributes
    ----------
    method : Method
    strength : float
        lambda_0; 0 for plain cross-entropy, which has none.
    seed : int
        Of the first weights, the order of the pictures and all else that is left to chance.
    """

    method: Method
    strength: float = parameter(
        0.5,
        "lambda",
        "lambda_0, how far features are moved at the end of training: 0.25 to 1 for a full "
        "covariance, 1 to 10 for a diagonal one.",
        hard=(0, 1000),
        soft=(0, 10),
    )
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse a strength or a seed that cannot be."""
        check_parameters(self)
        if self.seed < 0:
            raise UsageError(f"The seed is {self.seed}, but must be 0 or more.")

    @property
    def name(self) -> str:
        """Of its files, such as ``isda-0.5-seed0``."""
        strength = "" if self.method is Method.CE else f"-{self.strength:g}"
        return f"{self.method}{strength}-seed{self.seed}"


@dataclass(frozen=True, slots=True)
class EpochFigures:
    """What was measured up to the end of an epoch.

    Attributes
    ----------
    epoch : int
        From 1.
    loss : float
        Mean over the steps of the epoch, of what the method minimises.
    accuracy : float or None
        Share 0..1 of the held-out pictures that are told rightly; None where none are held out.
    strength : float
        lambda at its end.
    sigma2 : float
        Variance of the difference of two logits that the augmentation gives, mean of the epoch.
    """

    epoch: int
    loss: float
    accuracy: float | None
    strength: float
    sigma2: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a training.

    Attributes
    ----------
    trial : Trial
    epochs : tuple of EpochFigures
        All of them; at least one.
    seconds : float
        Time spent training.
    """

    trial: Trial
    epochs: tuple[EpochFigures, ...]
    seconds: float

    @property
    def last(self) -> EpochFigures:
        """The figures at the end: no epoch is chosen by what it scores."""
        return self.epochs[-1]


def trials(
    methods: tuple[Method, ...], strengths: tuple[float, ...], seeds: tuple[int, ...]
) -> tuple[Trial, ...]:
    """Return all trainings of a comparison, one seed after the other; plain ones once a seed."""
    found = [
        Trial(method, 0.0 if method is Method.CE else strength, seed)
        for seed in seeds
        for method in methods
        for strength in strengths
    ]
    return tuple(dict.fromkeys(found))
