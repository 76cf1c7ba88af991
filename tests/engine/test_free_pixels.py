import pytest
import torch

from dfi_studio.core.recipe import Smoothing, Solver
from dfi_studio.engine.attribute import displaced
from dfi_studio.engine.free_pixels import Region, WholePicture
from dfi_studio.engine.local_network import LocalNetwork, around
from dfi_studio.engine.reverse_mapping import Objective, reverse_mapping

LAYERS = ("conv3_1", "conv4_1", "conv5_1")

RECTANGLES = [(20, 28, 12, 20), (0, 5, 0, 9), (41, 48, 33, 40), (17, 18, 23, 24), (0, 48, 0, 40)]


def box(top, bottom, left, right, *, height=48, width=40):
    region = torch.zeros(height, width, dtype=torch.bool)
    region[top:bottom, left:right] = True
    return region


def changed(picture, region):
    noise = torch.rand(picture.shape, generator=torch.manual_seed(3), dtype=picture.dtype)
    return torch.where(region, noise, picture)


@pytest.mark.parametrize("rectangle", RECTANGLES)
@pytest.mark.parametrize("size", [(48, 40), (47, 39)])
def test_local_features_are_those_of_the_whole_network(backbone, picture, rectangle, size):
    height, width = size
    picture = picture[..., :height, :width].double()
    precise = backbone.double()
    region = box(*rectangle)[:height, :width]
    local = LocalNetwork(precise, picture, region, LAYERS)
    other = changed(picture, region)
    whole, before = precise(other, LAYERS), precise(picture, LAYERS)
    found = local(local.window.of(other))
    for layer in LAYERS:
        outside = torch.ones_like(whole[layer], dtype=torch.bool)
        if layer in found:
            window = local.windows[layer]
            torch.testing.assert_close(found[layer], window.of(whole[layer]))
            window.of(outside).copy_(~local.reached[layer])
        assert torch.equal(whole[layer][outside], before[layer][outside])


def test_a_region_that_only_lost_cells_see_reaches_no_deep_layer(backbone, picture):
    picture = picture[..., :47, :39]
    local = LocalNetwork(backbone, picture, box(46, 47, 38, 39)[:47, :39], ("conv2_1",))
    assert set(local.windows) == {"conv2_1"}
    assert local(local.window.of(picture))["conv2_1"].shape[-2:] == (2, 2)


@pytest.mark.parametrize("rectangle", RECTANGLES)
@pytest.mark.parametrize("smooth", list(Smoothing))
def test_the_gradient_is_the_whole_pictures_at_the_free_pixels(
    backbone, picture, rectangle, smooth
):
    precise, picture = backbone.double(), picture.double()
    region = box(*rectangle)
    target = precise(picture.flip(-1), LAYERS)
    solver = Solver(tv=0.01, tv_beta=1.5, smooth=smooth)
    other = changed(picture, region)
    whole = WholePicture(precise, picture, LAYERS)
    part = Region(precise, picture, LAYERS, region)
    _, expected = Objective(whole, target, solver)(whole.free(other))
    _, found = Objective(part, target, solver)(part.free(other))
    torch.testing.assert_close(found, expected.view(picture.shape)[region.expand_as(picture)])


def test_values_differ_by_a_constant(backbone, picture):
    precise, picture, region = backbone.double(), picture.double(), box(9, 20, 9, 22)
    target = precise(picture.flip(-1), LAYERS)
    whole = WholePicture(precise, picture, LAYERS)
    part = Region(precise, picture, LAYERS, region)
    differences = []
    for other in (picture, changed(picture, region)):
        one = Objective(whole, target, Solver())(whole.free(other))[0]
        differences.append(one - Objective(part, target, Solver())(part.free(other))[0])
    assert differences[0] == pytest.approx(differences[1], rel=1e-9)


def test_the_outside_stays_bit_for_bit_and_the_inside_moves(backbone, picture):
    region = box(10, 30, 8, 25)
    region[15, 12] = False  # a hole in it
    target = backbone(picture.flip(-1), LAYERS)
    (*_, end) = reverse_mapping(backbone, target, picture, Solver(iterations=5), region=region)
    same = (end.image == picture).all(dim=1)[0]
    assert same[~region].all()
    assert not same[region].any()


def test_strength_zero_returns_the_photo(backbone, picture):
    w = {layer: torch.randn_like(values) for layer, values in backbone(picture, LAYERS).items()}
    target = displaced(backbone(picture, LAYERS), [(0.0, w)])
    region = box(10, 30, 8, 25)
    (*_, end) = reverse_mapping(backbone, target, picture, Solver(), region=region)
    assert torch.equal(end.image, picture)


def test_a_region_of_all_pixels_is_solved_like_the_whole(backbone, picture, float32_only):
    target = backbone(picture.flip(-1), LAYERS)
    solver, region = Solver(iterations=3), box(0, 48, 0, 40)
    (*_, whole) = reverse_mapping(backbone, target, picture, solver)
    (*_, part) = reverse_mapping(backbone, target, picture, solver, region=region)
    torch.testing.assert_close(part.image, whole.image, atol=2e-3, rtol=0)


def test_an_earlier_result_is_begun_from_only_inside(backbone, picture):
    region = box(10, 30, 8, 25)
    target, earlier = backbone(picture, LAYERS), picture.flip(-1)
    first, *_ = reverse_mapping(
        backbone, target, picture, Solver(iterations=1), earlier, region=region
    )
    assert torch.equal(first.image, torch.where(region, earlier, picture))


def test_the_preconditioner_is_symmetric_and_positive(backbone, picture):
    region = box(10, 30, 8, 25)
    region[20, 12:19] = False
    part = Region(backbone.double(), picture.double(), LAYERS, region)
    one, other = torch.randn(2, 3 * int(region.sum()), dtype=torch.float64)
    there, back = part.precondition(one).dot(other), part.precondition(other).dot(one)
    assert float(there) == pytest.approx(float(back))
    assert float(part.precondition(one).dot(one)) > 0


def test_around_is_the_smallest_rectangle():
    window = around(box(3, 9, 5, 6))
    assert (window.rows.start, window.rows.stop) == (3, 9)
    assert (window.columns.start, window.columns.stop) == (5, 6)


def test_in_bfloat16_a_region_is_a_little_off_and_strength_zero_is_still_the_photo(
    backbone, picture, bfloat16_first
):
    region, own = box(9, 30, 9, 30), backbone(picture, LAYERS)
    target = backbone(picture.flip(-1), LAYERS)
    other = changed(picture, region)
    gradients = []
    for dtype in (torch.float32, torch.bfloat16):
        part = Region(backbone, picture, LAYERS, region, dtype=dtype)
        gradients.append(Objective(part, target, Solver())(part.free(other))[1])
    assert 0 < float((gradients[0] - gradients[1]).norm()) < 0.15 * float(gradients[0].norm())
    (*_, end) = reverse_mapping(backbone, own, picture, Solver(), region=region)
    assert torch.equal(end.image, picture)
