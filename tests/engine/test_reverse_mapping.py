import itertools

import pytest
import torch

from dfi_studio.core.recipe import Smoothing, Solver
from dfi_studio.engine.attribute import displaced
from dfi_studio.engine.free_pixels import WholePicture
from dfi_studio.engine.known_photo import KnownPhoto
from dfi_studio.engine.lbfgs import no_pairs
from dfi_studio.engine.reverse_mapping import Objective, layer_weights, reverse_mapping
from dfi_studio.engine.trunk import Trunk

LAYERS = ("conv3_1", "conv4_1", "conv5_1")


def psnr(one, other):
    return float(-10 * (one - other).square().mean().log10())


def run(backbone, target, start, **settings):
    return list(reverse_mapping(backbone, target, start, Solver(**settings)))


def test_begins_with_the_start_and_counts_iterations(backbone, picture):
    target = backbone(picture.flip(-1), LAYERS)
    iterates = run(backbone, target, picture, iterations=5)
    assert torch.equal(iterates[0].image, picture)
    assert [each.iteration for each in iterates] == [0, 1, 2, 3, 4, 5]


def test_objective_falls_and_its_terms_add_up(backbone, picture, float32_only):
    target = backbone(picture.flip(-1), LAYERS)
    iterates = run(backbone, target, picture, iterations=8)
    objectives = [each.objective for each in iterates]
    assert objectives == sorted(objectives, reverse=True)
    assert objectives[-1] < 0.7 * objectives[0]
    for each in iterates:
        assert set(each.layers) == set(LAYERS)
        assert sum(each.layers.values()) + each.tv == pytest.approx(each.objective, rel=1e-4)


def test_known_features_of_the_photo_change_nothing(backbone, picture, bfloat16_first):
    with torch.no_grad():
        own = Trunk(backbone, LAYERS, torch.float32)(picture)
    target, solver = backbone(picture.flip(-1), LAYERS), Solver(iterations=3)
    (*_, one) = reverse_mapping(backbone, target, picture, solver)
    (*_, other) = reverse_mapping(backbone, target, picture, solver, known=KnownPhoto(own))
    assert torch.equal(one.image, other.image)


@pytest.mark.parametrize("bands", [False, True])
@pytest.mark.parametrize("arithmetic", ["float32_only", "bfloat16_first"])
def test_strength_zero_returns_the_photo(backbone, picture, bands, arithmetic, request):
    request.getfixturevalue(arithmetic)
    w = {layer: torch.randn_like(values) for layer, values in backbone(picture, LAYERS).items()}
    target = displaced(backbone(picture, LAYERS), [(0.0, w)])
    (*_, end) = reverse_mapping(backbone, target, picture, Solver(), bands=bands)
    assert torch.equal(end.image, picture)


def test_the_papers_smoothing_takes_the_grain_and_ours_leaves_it(backbone, picture):
    noisy = (picture + 0.1 * torch.randn(picture.shape, generator=torch.manual_seed(0))).clamp(0, 1)
    target = backbone(noisy, LAYERS)
    whole = run(backbone, target, noisy, smooth=Smoothing.PICTURE, iterations=15)[-1]
    change = run(backbone, target, noisy, smooth=Smoothing.CHANGE, iterations=15)[-1]
    assert torch.equal(change.image, noisy)
    assert float(whole.image.diff().square().sum()) < 0.99 * float(noisy.diff().square().sum())


def test_an_earlier_result_is_begun_from_and_the_change_is_still_counted_from_the_photo(
    backbone, picture
):
    target, earlier = backbone(picture, LAYERS), picture.flip(-1)
    solver = Solver(tv=0.1, iterations=1)
    first, *_ = reverse_mapping(backbone, target, picture, solver, earlier)
    assert torch.equal(first.image, earlier)
    assert first.tv > 0


def test_features_move_towards_the_target(backbone, picture):
    own = backbone(picture, LAYERS)
    target = backbone(picture.flip(-1), LAYERS)
    (*_, end) = run(backbone, target, picture, tv=0.0, iterations=30)
    found = backbone(end.image, LAYERS)
    for layer in LAYERS:
        before = float((own[layer] - target[layer]).norm())
        assert float((found[layer] - target[layer]).norm()) < before


def test_pixels_stay_within_their_range(backbone, picture):
    own = backbone(picture, LAYERS)
    target = {layer: 4 * values for layer, values in own.items()}
    for each in run(backbone, target, picture, iterations=10):
        assert float(each.image.min()) >= 0
        assert float(each.image.max()) <= 1


def test_more_smoothness_gives_less_variation(backbone, picture):
    noisy = (picture + 0.1 * torch.randn(picture.shape, generator=torch.manual_seed(0))).clamp(0, 1)
    target = backbone(noisy, LAYERS)
    settings = {"smooth": Smoothing.PICTURE, "iterations": 15}
    ends = [run(backbone, target, noisy, tv=tv, **settings)[-1] for tv in (1e-5, 1e-2)]
    variation = [float(end.image.diff(dim=-1).square().sum()) for end in ends]
    assert variation[1] < variation[0]


def test_stops_once_the_picture_has_settled(backbone, picture):
    target = backbone(picture.flip(-1), ("conv1_1",))
    iterates = run(backbone, target, picture, tv=0.01, iterations=1000)
    assert 10 < len(iterates) < 800
    settled, before = iterates[-1].objective, iterates[-11].objective
    assert before - settled < 1e-4 * (iterates[0].objective - settled)


def test_pulled_in_parts_gives_the_same_pictures(backbone, picture):
    target = backbone(picture.flip(-1), LAYERS)
    whole = run(backbone, target, picture, iterations=6)
    steps = reverse_mapping(backbone, target, picture, Solver(iterations=6))
    parts = [*itertools.islice(steps, 3), *steps]
    assert torch.equal(whole[-1].image, parts[-1].image)


def test_gradient_is_the_derivative_of_the_value(backbone, picture):
    small = picture[..., :20, :20].double()
    precise = backbone.double()
    target = precise(small.flip(-1), LAYERS)
    solver = Solver(tv=0.01, tv_beta=1.5, smooth=Smoothing.PICTURE)
    objective = Objective(WholePicture(precise, small, LAYERS), target, solver)
    pixels = small.reshape(-1)
    _, gradient = objective(pixels)
    direction = torch.randn(pixels.shape, generator=torch.manual_seed(1), dtype=torch.float64)
    step = 1e-6
    ahead, behind = (objective(pixels + sign * step * direction)[0] for sign in (1, -1))
    assert (ahead - behind) / (2 * step) == pytest.approx(float(gradient.dot(direction)), rel=1e-5)


def test_layer_weights_add_up_to_one():
    assert layer_weights(("a", "b"), ()) == {"a": 0.5, "b": 0.5}
    assert layer_weights(("a", "b"), (1, 3)) == {"a": 0.25, "b": 0.75}


def test_a_layer_of_weight_zero_does_not_pull(backbone, picture):
    target = backbone(picture, LAYERS)
    target["conv5_1"] = target["conv5_1"] + 5
    (*_, end) = run(backbone, target, picture, tv=0.0, layer_weights=(1, 1, 0), iterations=5)
    assert psnr(end.image, picture) > 80


def test_begun_in_bfloat16_it_ends_where_float32_does(backbone, picture, request):
    target = backbone(picture.flip(-1), LAYERS)
    ends = []
    for arithmetic in ("float32_only", "bfloat16_first"):
        request.getfixturevalue(arithmetic)
        ends.append(run(backbone, target, picture, iterations=120))
    (exact, mixed), first = (each[-1].objective for each in ends), ends[0][0].objective
    assert first - mixed > 0.99 * (first - exact)
    assert [each.iteration for each in ends[1]] == list(range(len(ends[1])))
    evaluations = [each.evaluations for each in ends[1]]
    assert evaluations == sorted(set(evaluations))


def test_what_was_learned_of_the_curvature_saves_iterations(backbone, picture, float32_only):
    own, other = backbone(picture, LAYERS), backbone(picture.flip(-1), LAYERS)
    w = {layer: other[layer] - own[layer] for layer in own}
    first, second = (displaced(own, [(alpha, w)]) for alpha in (0.5, 0.55))
    pairs = no_pairs()
    (*_, one) = reverse_mapping(backbone, first, picture, Solver(iterations=60), pairs=pairs)
    assert len(pairs) > 0
    cold = run(backbone, second, picture, iterations=60)
    warm = list(
        reverse_mapping(
            backbone, second, picture, Solver(iterations=20), start=one.image, pairs=pairs
        )
    )
    assert warm[-1].objective <= 1.01 * cold[-1].objective
    assert warm[-1].evaluations <= cold[-1].evaluations / 2
