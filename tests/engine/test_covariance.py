import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dfi_studio.engine.covariance import (
    DiagonalCovariance,
    FullCovariance,
    LowRankCovariance,
)

CLASSES, WIDTH = 3, 5


def made(kind, dtype=torch.float64):
    if kind is LowRankCovariance:
        return kind(CLASSES, WIDTH, rank=WIDTH, dtype=dtype)
    return kind(CLASSES, WIDTH, dtype=dtype)


def batch(count, seed):
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(count, WIDTH, generator=generator, dtype=torch.float64) * 2 + 3
    return features, torch.randint(CLASSES, (count,), generator=generator)


def covariance_of(statistics, label):
    factor = statistics.factor(label)
    return factor.T @ factor


def expected(features, labels, label, kind):
    rows = features[labels == label]
    wanted = torch.cov(rows.T, correction=0) if len(rows) else torch.zeros(WIDTH, WIDTH)
    return wanted.diag().diag() if kind is DiagonalCovariance else wanted


KINDS = pytest.mark.parametrize("kind", [FullCovariance, DiagonalCovariance, LowRankCovariance])


@KINDS
@settings(max_examples=25)
@given(sizes=st.lists(st.integers(0, 9), min_size=1, max_size=7), seed=st.integers(0, 999))
def test_whatever_the_batches_it_is_the_covariance_of_all(kind, sizes, seed):
    features, labels = batch(sum(sizes), seed)
    statistics, start = made(kind), 0
    for size in sizes:
        statistics.update(features[start : start + size], labels[start : start + size])
        start += size
    for label in range(CLASSES):
        rows = features[labels == label]
        assert statistics.counts[label] == len(rows)
        if len(rows):
            torch.testing.assert_close(statistics.means[label], rows.mean(0))
            wanted = expected(features, labels, label, kind).double()
            torch.testing.assert_close(covariance_of(statistics, label), wanted)
            assert statistics.trace(label) == pytest.approx(float(wanted.trace()), abs=1e-9)


@KINDS
@given(split=st.integers(0, 30), seed=st.integers(0, 99))
def test_two_that_counted_apart_are_one_that_counted_all(kind, split, seed):
    features, labels = batch(30, seed)
    one, other, whole = made(kind), made(kind), made(kind)
    one.update(features[:split], labels[:split])
    other.update(features[split:], labels[split:])
    whole.update(features, labels)
    before = copy.deepcopy(other)
    one.merge(other)
    torch.testing.assert_close(one.counts, whole.counts)
    torch.testing.assert_close(one.means, whole.means)
    for label in range(CLASSES):
        torch.testing.assert_close(covariance_of(one, label), covariance_of(whole, label))
    torch.testing.assert_close(other.means, before.means)  # the other stays as it was


@KINDS
@settings(max_examples=25)
@given(
    batches=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=8),
    order=st.permutations(range(4)),
    seed=st.integers(0, 99),
)
def test_whoever_counted_what_the_merged_are_one_that_counted_all(kind, batches, order, seed):
    """In float64 to 1e-7 of the values, which are of order 1: sums of floats have an order."""
    features, labels = batch(sum(size for size, _ in batches), seed)
    counted, start = [made(kind) for _ in order], 0
    for size, who in batches:
        counted[who].update(features[start : start + size], labels[start : start + size])
        start += size
    merged, whole = made(kind), made(kind)
    for who in order:
        merged.merge(counted[who])
    whole.update(features, labels)
    assert torch.equal(merged.counts, whole.counts)
    torch.testing.assert_close(merged.means, whole.means, rtol=1e-7, atol=1e-7)
    for label in range(CLASSES):
        found, wanted = covariance_of(merged, label), covariance_of(whole, label)
        torch.testing.assert_close(found, wanted, rtol=1e-7, atol=1e-7)


def test_a_low_rank_keeps_the_strongest_directions():
    generator = torch.Generator().manual_seed(0)
    spread = torch.tensor([5.0, 3.0, 0.01, 0.01, 0.01])
    features = torch.randn(400, WIDTH, generator=generator) * spread
    labels = torch.zeros(400, dtype=torch.int64)
    statistics = LowRankCovariance(1, WIDTH, rank=2)
    for rows in features.split(16):
        statistics.update(rows, labels[: len(rows)])
    wanted = torch.cov(features.T, correction=0)
    torch.testing.assert_close(covariance_of(statistics, 0), wanted, atol=1e-2, rtol=1e-3)


@KINDS
def test_the_quadratic_form_and_its_derivative(kind):
    statistics = made(kind)
    statistics.update(*batch(40, 1))
    rows = torch.randn(CLASSES, WIDTH, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([2, 0])
    for at, label in enumerate(labels.tolist()):
        d, sigma = rows - rows[label], covariance_of(statistics, label)
        wanted = torch.einsum("ma,ab,mb->m", d, sigma, d)
        torch.testing.assert_close(statistics.between(rows, labels)[at], wanted)
    assert torch.autograd.gradcheck(lambda rows: statistics.between(rows, labels), rows)


def test_blocks_of_classes_are_the_whole(monkeypatch):
    statistics = made(FullCovariance)
    statistics.update(*batch(40, 1))
    rows = torch.randn(CLASSES, WIDTH, dtype=torch.float64, requires_grad=True)
    whole = statistics.between(rows, torch.arange(CLASSES))
    monkeypatch.setattr("dfi_studio.engine.quadratic_form._BLOCK_VALUES", 1)
    parts = statistics.between(rows, torch.arange(CLASSES))
    torch.testing.assert_close(parts, whole)
    weights = torch.randn(CLASSES, CLASSES, dtype=torch.float64)
    pulls = [torch.autograd.grad((weights * each).sum(), rows)[0] for each in (whole, parts)]
    torch.testing.assert_close(*pulls)


@KINDS
def test_draws_have_the_covariance_of_their_class(kind):
    statistics = made(kind)
    statistics.update(*batch(60, 3))
    drawn = statistics.draw(1, 60_000, torch.Generator().manual_seed(0))
    found = drawn.T @ drawn / len(drawn)
    torch.testing.assert_close(found, covariance_of(statistics, 1), atol=0.15, rtol=0)


@pytest.mark.parametrize(
    ("features", "labels", "message"),
    [
        (torch.zeros(2, 4), torch.tensor([0, 1]), r"instead of \(N, 5\)"),
        (torch.zeros(2, 5), torch.tensor([0]), "2 features"),
        (torch.zeros(2, 5), torch.tensor([0, 3]), r"outside 0\.\.2"),
        (torch.zeros(2, 5), torch.tensor([-1, 0]), r"outside 0\.\.2"),
    ],
)
def test_what_does_not_fit_is_refused(features, labels, message):
    with pytest.raises(ValueError, match=message):
        made(FullCovariance).update(features, labels)


def test_shapes_that_make_no_sense_are_refused():
    for arguments in ((0, 5), (2, 0)):
        with pytest.raises(ValueError, match="classes"):
            FullCovariance(*arguments)
    with pytest.raises(ValueError, match="rank 6"):
        LowRankCovariance(2, 5, rank=6)
    for kind in (FullCovariance, DiagonalCovariance):
        with pytest.raises(ValueError, match="4"):
            made(kind).merge(kind(4, WIDTH))


def test_it_is_saved_and_moved_with_its_network():
    statistics = made(FullCovariance, torch.float32)
    statistics.update(*batch(10, 0))
    other = made(FullCovariance, torch.float32)
    other.load_state_dict(statistics.state_dict())
    torch.testing.assert_close(other.covariances, statistics.covariances)
    assert set(statistics.state_dict()) == {"counts", "means", "covariances"}
