import pytest

from dfi_studio.core.classifier import ClassifierPlan, Method, Trial, trials
from dfi_studio.core.errors import UsageError


def test_a_comparison_trains_each_kind_once_a_seed():
    found = trials((Method.CE, Method.ISDA), (0.25, 0.5), (0, 1))
    assert [each.name for each in found] == [
        "ce-seed0", "isda-0.25-seed0", "isda-0.5-seed0",
        "ce-seed1", "isda-0.25-seed1", "isda-0.5-seed1",
    ]  # fmt: skip


@pytest.mark.parametrize("strength", [-1, float("nan"), 1001])
def test_a_lambda_that_cannot_be_is_refused(strength):
    with pytest.raises(UsageError, match="lambda is"):
        Trial(Method.ISDA, strength)


def test_a_negative_seed_is_refused():
    with pytest.raises(UsageError, match="seed is -1"):
        Trial(Method.CE, 0, -1)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"epochs": 0}, "Epochs is 0"),
        ({"batch": 1}, "Batch is 1"),
        ({"momentum": 1}, "Momentum is 1"),
        ({"held_out": 0.95}, "Held out is 0.95"),
        ({"rate": 0}, "Learning rate is 0"),
        ({"size": 8}, "Size is 8"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(setting, sentence):
    with pytest.raises(UsageError, match=sentence):
        ClassifierPlan(**setting)
