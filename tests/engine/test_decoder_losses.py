import pytest
import torch

from dfi_studio.engine.decoder_losses import (
    colour,
    far_change,
    feature_distance,
    from_afar,
    missed_from_afar,
    preview_objective,
)
from dfi_studio.engine.losses import feature_match, total_variation

WEIGHTS = {"a": 0.25, "b": 0.75}


def drawn(seed, count=2):
    chance = torch.Generator().manual_seed(seed)
    return {
        "a": torch.rand((count, 4, 8, 6), generator=chance),
        "b": torch.rand((count, 6, 4, 3), generator=chance),
    }


def test_the_objective_is_the_solver_s_over_the_photo_s():
    found, target, start = drawn(1), drawn(2), drawn(3)
    change = torch.rand((2, 3, 16, 12)) - 0.5
    values = preview_objective(found, target, start, change, tv=0.001, weights=WEIGHTS)
    for index, value in enumerate(values):
        one, goal, own = (
            {k: v[index : index + 1] for k, v in each.items()} for each in (found, target, start)
        )
        after = sum(feature_match(one, goal, WEIGHTS).values())
        # The solver's leaves out the last row and column, as the authors' code does.
        after = after + 0.001 * total_variation(change[index : index + 1], 2.0)
        before = sum(feature_match(own, goal, WEIGHTS).values())
        assert float(value) == pytest.approx(float(after / before), rel=0.15)


def test_nothing_gained_is_one_and_all_gained_is_zero():
    target, start = drawn(2), drawn(3)
    still = torch.zeros(2, 3, 16, 12)
    stayed = preview_objective(start, target, start, still, tv=0.001, weights=WEIGHTS)
    torch.testing.assert_close(stayed, torch.ones(2), atol=0.02, rtol=0)
    arrived = preview_objective(target, target, start, still, tv=0.001, weights=WEIGHTS)
    assert arrived.tolist() == [0, 0]


def test_seen_from_afar_a_texture_may_lie_elsewhere_in_its_cell():
    chance = torch.Generator().manual_seed(4)
    start = {"a": torch.rand((2, 4, 32, 32), generator=chance)}
    target = {"a": torch.rand((2, 4, 32, 32), generator=chance)}
    shifted = {"a": target["a"].unflatten(3, (8, 4)).flip(4).flatten(3)}
    assert missed_from_afar(shifted, target, start).tolist() == pytest.approx([0, 0], abs=1e-6)
    assert missed_from_afar(start, target, start).tolist() == pytest.approx([1, 1])
    halfway = {"a": (start["a"] + target["a"]) / 2}
    assert missed_from_afar(halfway, target, start).tolist() == pytest.approx([0.25, 0.25])


def test_who_is_not_moved_is_not_judged_without_bounds():
    start = drawn(3)
    found = {layer: values + 1e-3 for layer, values in start.items()}
    still = torch.zeros(2, 3, 16, 12)
    judged = preview_objective(found, start, start, still, tv=0.001, weights=WEIGHTS)
    assert judged.max() < 0.1


def test_the_same_features_have_no_distance():
    assert float(feature_distance(drawn(1), drawn(1))) == 0
    assert float(feature_distance(drawn(1), drawn(2))) > 0


@pytest.mark.parametrize("size", [(64, 48), (50, 47)])
def test_from_afar_a_plain_picture_is_plain(size):
    plain = torch.tensor([0.2, 0.4, 0.6]).view(1, 3, 1, 1).expand(2, 3, *size)
    seen = from_afar(plain)
    torch.testing.assert_close(seen, plain[..., : seen.shape[-2], : seen.shape[-1]])


def test_grey_has_no_colour():
    grey = torch.rand(2, 1, 8, 8).expand(2, 3, 8, 8)
    torch.testing.assert_close(colour(grey), torch.zeros(2, 2, 8, 8))


def test_a_tint_is_seen_from_afar_and_grain_is_not():
    tint = torch.tensor([0.1, 0.0, 0.0]).view(1, 3, 1, 1).expand(1, 3, 64, 64)
    light = torch.full((1, 3, 64, 64), 0.1)
    grain = 0.1 * (torch.arange(64) % 2 * 2.0 - 1).expand(1, 3, 64, 64)
    reach = torch.tensor([0.02])
    tinted, lit, grained = (float(far_change(each, reach)) for each in (tint, light, grain))
    assert grained == pytest.approx(0, abs=1e-6)
    assert lit > 0
    assert tinted > lit / 3 * 1.5  # a third of the light, and colour counts twice
    assert float(far_change(light, 2 * reach)) == pytest.approx(lit / 2)
