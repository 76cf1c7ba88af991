import pytest
import torch
from labelled import pixels

from dfi_studio.core.classifier import ClassifierPlan, Method, Schedule, Spread, Trial
from dfi_studio.core.errors import UsageError
from dfi_studio.engine.classifier_training import ClassifierTraining, learning_rate
from dfi_studio.engine.classifiers import small_resnet

PLAN = ClassifierPlan(epochs=2, batch=8, rate=0.05, size=16, draws=2, rank=4)
METHODS = pytest.mark.parametrize("method", list(Method))


def made(method=Method.ISDA, plan=PLAN, *, seed=0, strength=0.5, held_out=6, **more):
    torch.manual_seed(seed)
    network = small_resnet(3, 16)
    return ClassifierTraining(
        network, pixels(24), pixels(held_out, seed=1), plan, Trial(method, strength, seed), **more
    )


def equal(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@METHODS
def test_it_yields_what_each_step_measured(method):
    figures = list(made(method).run())
    assert [each.step for each in figures] == [1, 2, 3, 4, 5, 6]
    assert [each.accuracy is not None for each in figures] == [False, False, True] * 2
    assert [each.strength for each in figures] == pytest.approx([i / 12 for i in range(1, 7)])
    assert all((each.sigma2 > 0) == (method is not Method.CE) for each in figures)


def test_it_learns():
    training = made(plan=ClassifierPlan(epochs=12, batch=8, rate=0.05, size=16), held_out=30)
    figures = list(training.run())
    assert figures[-1].loss < figures[0].loss
    assert figures[-1].accuracy > 0.8


@METHODS
@pytest.mark.parametrize("left", [1, 4])
def test_going_on_makes_the_same_weights_to_the_bit(method, left):
    whole = made(method)
    wanted = list(whole.run())
    first = made(method)
    for figures in first.run():
        if figures.step == left:
            break
    state = first.state()
    second = made(method, seed=0)
    second.resume(state, left)
    found = list(second.run())
    assert found == wanted[left:]
    assert equal(second.state(), whole.state())


@pytest.mark.parametrize("spread", list(Spread))
def test_every_kind_of_covariance_goes_on(spread):
    plan = ClassifierPlan(epochs=1, batch=8, rate=0.05, size=16, rank=4, spread=spread)
    whole, first, second = made(plan=plan), made(plan=plan), made(plan=plan)
    list(whole.run())
    next(first.run())
    second.resume(first.state(), 1)
    list(second.run())
    assert equal(second.state(), whole.state())


def test_without_strength_isda_trains_as_cross_entropy_does():
    one, other = made(Method.ISDA, strength=0), made(Method.CE)
    list(one.run())
    list(other.run())
    assert equal(one.network.state_dict(), other.network.state_dict())


def test_it_leaves_chance_as_it_was():
    torch.manual_seed(5)
    wanted = torch.rand(3)
    training = made()
    torch.manual_seed(5)
    list(training.run())
    assert torch.equal(torch.rand(3), wanted)


def test_the_state_of_another_network_is_refused():
    training = made()
    next(training.run())
    state = training.state()
    torch.manual_seed(0)
    other = ClassifierTraining(
        small_resnet(5, 16), pixels(24), pixels(6), PLAN, Trial(Method.ISDA, 0.5)
    )
    with pytest.raises(RuntimeError):
        other.resume(state, 1)
    with pytest.raises(KeyError):
        made().resume({}, 1)


def test_nothing_held_out_is_nothing_tested():
    assert [each.accuracy for each in made(held_out=0).run()] == [None] * 6


def test_mixed_precision_trains_too():
    figures = list(made(mixed=True).run())
    assert all(each.loss == each.loss for each in figures)


def test_the_rate_falls():
    cosine = [learning_rate(PLAN, each) for each in (0, 0.5, 1)]
    assert cosine == pytest.approx([0.05, 0.025, 0])
    plan = ClassifierPlan(rate=1, schedule=Schedule.STEP)
    stepped = [learning_rate(plan, each) for each in (0, 0.49, 0.5, 0.74, 0.75, 0.99)]
    assert stepped == pytest.approx([1, 1, 0.1, 0.1, 0.01, 0.01])


def test_what_cannot_be_trained_is_told():
    with pytest.raises(UsageError, match=r"rank is 300, but the network small has .* 256"):
        made(plan=ClassifierPlan(rank=300, spread=Spread.LOW_RANK, size=16))
