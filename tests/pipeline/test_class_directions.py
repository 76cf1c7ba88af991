import numpy as np
import pytest
import torch
from portraits import portrait_folder
from pulling import pulled

from dfi_studio.core.class_direction import ClassDirection, ClassMove, Sampling
from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.recipe import Direction, FeatureSpace, Recipe, Solver
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline import class_budget
from dfi_studio.pipeline import class_directions as module
from dfi_studio.pipeline.class_directions import class_directions
from dfi_studio.pipeline.class_distance import class_distances
from dfi_studio.pipeline.frames import to_tensor
from dfi_studio.pipeline.render import render
from dfi_studio.pipeline.workshop import Workshop

FRAME = (48, 48)


def flat(record):
    return np.concatenate([each.ravel() for each in record.arrays.values()]).astype(np.float64)


def whole(workshop, space, folder):
    """Return phi of all pictures of a folder, centred, (N, D)."""
    pictures = [to_tensor(open_photo(p), FRAME, device="cpu") for p in sorted(folder.iterdir())]
    found = workshop.backbone(space)(torch.cat(pictures), space.layers)
    rows = torch.cat([found[layer].flatten(1) for layer in space.layers], dim=1).double().numpy()
    return rows - rows.mean(0)


def made(workshop, space, wanted, **options):
    return pulled(class_directions(workshop, wanted, space, FRAME, **options))


@pytest.fixture
def folder(tmp_path):
    return portrait_folder(tmp_path / "faces", old=True, count=6, first=20)


def test_draws_are_sums_of_the_centred_pictures(workshop, space, folder):
    steps, (first, second) = made(workshop, space, Sampling(str(folder), count=2).draws)
    rows = whole(workshop, space, folder)
    for number, record in enumerate((first, second)):
        z = module.draw_weights(6, 0, number).numpy()
        np.testing.assert_allclose(flat(record), rows.T @ z / 6**0.5, atol=1e-4)
    looked = [each for each in steps if isinstance(each, Progress)]
    assert looked[-1].done == looked[-1].total == 6  # at each picture once, for both


def test_a_record_tells_what_it_is(workshop, space, folder):
    _, (record,) = made(workshop, space, [ClassDirection(str(folder), number=2, seed=5)])
    assert record.name == "faces, draw 3 of seed 5"
    assert record.source.count == 6
    assert record.share is None
    assert record.space == space


def test_principal_directions_carry_their_share(workshop, space, folder):
    _, found = made(workshop, space, Sampling(str(folder)).principal(2))
    values = np.linalg.svd(whole(workshop, space, folder), compute_uv=False) ** 2
    for number, record in enumerate(found):
        assert record.share == pytest.approx(values[number] / values.sum(), rel=1e-2)
        assert np.sum(flat(record) ** 2) == pytest.approx(values[number] / 6, rel=1e-2)


def test_a_random_one_is_as_long_as_the_draw_of_its_number(workshop, space, folder):
    draw = ClassDirection(str(folder), number=1)
    random = ClassDirection(str(folder), ClassMove.RANDOM, number=1)
    _, (one, other) = made(workshop, space, [draw, random])
    assert np.linalg.norm(flat(other)) == pytest.approx(np.linalg.norm(flat(one)), rel=1e-5)
    cosine = flat(one) @ flat(other) / np.linalg.norm(flat(one)) ** 2
    assert abs(cosine) < 0.1


def test_making_again_costs_nothing_and_more_begin_with_the_same(workshop, space, folder):
    _, few = made(workshop, space, Sampling(str(folder), count=2).draws)
    steps, again = made(workshop, space, Sampling(str(folder), count=2).draws)
    assert not steps
    assert again == few
    _, more = made(workshop, space, Sampling(str(folder), count=4).draws)
    assert more[:2] == few


def test_another_workshop_finds_them_on_disk(workshop, space, folder):
    wanted = [*Sampling(str(folder), count=2).draws, *Sampling(str(folder)).principal(1)]
    _, first = made(workshop, space, wanted)
    steps, again = made(Workshop("cpu", folder=workshop.folder), space, wanted)
    assert not steps
    assert again == first


def test_a_changed_class_is_looked_at_again(workshop, space, folder):
    wanted = Sampling(str(folder), count=1).draws
    made(workshop, space, wanted)
    (folder / "p20.png").unlink()
    steps, (record,) = made(workshop, space, wanted)
    assert steps
    assert record.source.count == 5


def test_memory_bounds_how_many_are_drawn_at_once(workshop, space, folder, monkeypatch):
    _, at_once = made(workshop, space, Sampling(str(folder), count=3).draws)
    monkeypatch.setattr(class_budget, "_SUMMED_PIXELS", 1)
    other = Workshop("cpu", folder=workshop.folder / "other")
    steps, one_by_one = made(other, space, Sampling(str(folder), count=3).draws)
    assert sum(isinstance(each, Progress) and each.done == each.total for each in steps) == 3
    for one, another in zip(at_once, one_by_one, strict=True):
        np.testing.assert_allclose(flat(one), flat(another), atol=1e-5)


def test_of_a_large_class_some_are_chosen_by_the_seed(workshop, space, folder):
    few = Sampling(str(folder), count=1, most=4)
    steps, (record,) = made(workshop, space, few.draws)
    assert record.source.count == 4
    assert any("chosen by the seed" in each.text for each in steps if isinstance(each, Notice))
    steps, (principal,) = made(workshop, space, few.principal(1))
    assert principal.source.count == 4
    (notice,) = [each.text for each in steps if isinstance(each, Notice)]
    assert "4 pictures, chosen by the seed among the 6" in notice


def test_a_broken_picture_is_named_and_left_out(workshop, space, folder):
    (folder / "p99.png").write_bytes(b"no picture")
    steps, (record,) = made(workshop, space, Sampling(str(folder), count=1).draws)
    assert record.source.count == 6
    assert any("p99.png" in each.text for each in steps if isinstance(each, Notice))


def test_one_readable_picture_is_no_class(workshop, space, tmp_path):
    folder = portrait_folder(tmp_path / "one", old=True, count=1)
    with pytest.raises(PictureSetError, match="one picture"):
        made(workshop, space, Sampling(str(folder), count=1).draws)
    (folder / "broken.png").write_bytes(b"no picture")
    for wanted in (Sampling(str(folder)).draws, Sampling(str(folder)).principal(1)):
        with pytest.raises(PictureSetError, match="1 readable pictures left"):
            made(workshop, space, wanted)


def test_a_class_has_fewer_principal_directions_than_pictures(workshop, space, folder):
    with pytest.raises(PictureSetError, match="gives 5 principal directions"):
        made(workshop, space, Sampling(str(folder)).principal(6))


def recipes(folder, sampling, space):
    solver = Solver(iterations=6)
    moves = [sampling.draws[0], ClassDirection(str(folder), ClassMove.RANDOM)]
    return [Recipe((Direction(each, sampling.alpha),), space, solver) for each in moves]


def test_a_recipe_moves_along_a_class_and_goes_to_json_and_back(workshop, photo, space, folder):
    sampling = Sampling(str(folder), strength=0.25)
    recipe, _ = recipes(folder, sampling, space)
    assert recipe.directions[0].alpha == 0.5
    assert Recipe.from_json(recipe.to_json()) == recipe
    _, render_ = pulled(render(workshop, photo, recipe))
    assert np.abs(render_.image - render_.photo).max() > 0.02
    mark = EditMark(recipe, "photo.png")
    assert mark.recipe.directions[0].attribute.pictures == "faces"  # whose folder is not told


def test_results_are_measured_against_the_class(workshop, photo, space, folder):
    sampling = Sampling(str(folder), strength=0.25)
    asked = recipes(folder, sampling, space)
    renders = [pulled(render(workshop, photo, each))[1] for each in asked]
    _, (own, (drawn, random)) = pulled(class_distances(workshop, photo, renders, sampling))
    assert own.followed == 0
    assert own.nearest > 0
    assert drawn.followed > random.followed
    assert drawn.nearest > 0


def test_distances_are_in_units_of_the_class_itself(workshop, space, folder):
    """A picture of the class, left out of it, is about as near as the others are."""
    from dfi_studio.core.photo import Photo

    path = sorted(folder.iterdir())[0]
    photo = Photo.of(open_photo(path), path)
    recipe = Recipe((Direction(Sampling(str(folder)).draws[0], 0.0),), space, Solver(iterations=1))
    _, still = pulled(render(workshop, photo, recipe))
    _, (own, (same,)) = pulled(
        class_distances(workshop, photo, [still], Sampling(str(folder), count=1))
    )
    assert own.nearest == pytest.approx(same.nearest, rel=1e-2)
    assert 0.5 < own.nearest < 2


def test_other_layers_are_another_space(workshop, folder):
    narrow = FeatureSpace(layers=("conv4_1",), size=48)
    _, (record,) = made(workshop, narrow, Sampling(str(folder), count=1).draws)
    assert record.layers == ("conv4_1",)
