import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch.nn.functional import normalize

from dfi_studio.engine.embedding import Embeddings, embed


def stored(count: int, width: int = 64, *, seed: int = 0, spread: float = 1.0) -> np.ndarray:
    """Embeddings as they lie in a store; with little spread they are all alike."""
    generator = torch.Generator().manual_seed(seed)
    alike = 1 + spread * torch.rand(count, width, generator=generator)
    return normalize(alike, dim=1).half().numpy()


def query_of(seed: int, width: int = 64, **options: float) -> np.ndarray:
    return stored(1, width, seed=seed, **options)[0].astype(np.float32)


def exact(rows: np.ndarray, query: np.ndarray) -> np.ndarray:
    return (1 - rows.astype(np.float64) @ query.astype(np.float64)).clip(min=0)


def test_it_is_the_mean_over_space_of_normalised_layers():
    features = {"a": torch.rand(3, 4, 6, 5), "b": torch.rand(3, 2, 3, 2) * 100}
    found = embed(features)
    means = [normalize(each.mean(dim=(2, 3)), dim=1) for each in features.values()]
    torch.testing.assert_close(found, torch.cat(means, dim=1) / 2**0.5)
    torch.testing.assert_close(found.norm(dim=1), torch.ones(3))


def test_no_layer_outweighs_another():
    picture = {"a": torch.rand(1, 4, 6, 5), "b": torch.rand(1, 2, 3, 2)}
    louder = {**picture, "b": picture["b"] * 1000}
    torch.testing.assert_close(embed(picture), embed(louder))


def test_where_things_are_does_not_matter():
    features = {"a": torch.rand(1, 4, 6, 5)}
    torch.testing.assert_close(embed(features), embed({"a": features["a"].flip(3)}))


def test_a_picture_without_activation_is_no_fault():
    assert embed({"a": torch.zeros(1, 4, 2, 2)}).tolist() == [[0.0] * 4]


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    k=st.integers(1, 40),
    spread=st.sampled_from([1e-3, 0.03, 1.0]),
)
@example(seed=856, k=1, spread=0.03)  # several rows are longer than 1, so at distance 0
def test_the_nearest_are_exactly_those_of_the_stored_values(seed, k, spread):
    rows, query = stored(300, seed=seed, spread=spread), query_of(seed + 1, spread=spread)
    indices, distances = Embeddings(rows).nearest(query, k=k)
    want = exact(rows, query)
    assert indices.tolist() == np.argsort(want, kind="stable")[:k].tolist()
    np.testing.assert_allclose(distances, want[indices], atol=1e-12)


def test_only_those_among_are_considered():
    rows, among = stored(50), np.arange(50) % 3 == 0
    indices, _ = Embeddings(rows).nearest(query_of(1), k=40, among=among)
    assert sorted(indices.tolist()) == list(range(0, 50, 3))


def test_of_equal_rows_the_earlier_comes_first():
    rows = np.repeat(stored(1), 20, axis=0)
    indices, distances = Embeddings(rows).nearest(query_of(0), k=5)
    assert indices.tolist() == [0, 1, 2, 3, 4]
    assert distances.max() < 1e-3


@pytest.mark.parametrize(("count", "k"), [(0, 5), (5, 0)])
@pytest.mark.filterwarnings("error")
def test_of_nothing_there_is_nothing(count, k):
    indices, distances = Embeddings(stored(count)).nearest(query_of(1), k=k)
    assert indices.shape == distances.shape == (0,)


def test_among_none_of_them_there_is_nothing():
    nobody = np.zeros(4, np.bool_)
    assert not len(Embeddings(stored(4)).nearest(query_of(1), k=2, among=nobody)[0])


def test_distances_of_chosen_rows():
    rows, chosen, query = stored(9), np.array([7, 2, 2]), query_of(3)
    found = Embeddings(rows).distances(query, chosen)
    np.testing.assert_allclose(found, exact(rows, query)[chosen], atol=1e-12)


@pytest.mark.parametrize("spread", [1e-3, 0.03, 1.0])
def test_the_rough_pass_is_never_further_off_than_it_says(spread):
    embeddings = Embeddings(stored(2000, 1280, spread=spread))
    for seed in range(1, 20):
        query = query_of(seed, 1280, spread=spread)
        rough, error = embeddings._rough(query)
        assert np.abs((1 - rough) - exact(embeddings.rows, query)).max() < error
        assert error < 1e-3
