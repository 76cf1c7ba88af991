import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.steps import Notice, Preview
from dfi_studio.pipeline.composite import at_full_size
from dfi_studio.pipeline.render import render


def layer(top, bottom, left, right, role=MaskRole.EDIT):
    mask = np.zeros((64, 64), np.float32)
    mask[top:bottom, left:right] = 1
    return MaskLayer.of("part", role, mask)


def edited(workshop, photo, recipe, *masks):
    return pulled(render(workshop, photo, recipe, masks=masks))


def changed(result):
    return (result.image != result.photo).any(axis=2)


def test_an_edit_works_only_inside(workshop, photo, recipe):
    _, result = edited(workshop, photo, recipe, layer(16, 48, 16, 48))
    inside = changed(result)
    assert inside[20:28, 20:28].all()
    assert not inside[:12].any()
    assert not inside[:, 36:].any()


def test_what_is_protected_stays(workshop, photo, recipe):
    _, result = edited(workshop, photo, recipe, layer(32, 64, 0, 64, MaskRole.PROTECT))
    assert changed(result)[:23].any()
    assert not changed(result)[24:].any()


def test_previews_keep_to_the_mask_too(workshop, photo, recipe):
    steps, result = edited(workshop, photo, recipe, layer(16, 48, 16, 48))
    for each in steps:
        if isinstance(each, Preview):
            assert np.array_equal(each.image[:12], result.photo[:12])


@pytest.mark.parametrize(
    "masks",
    [
        (layer(0, 0, 0, 0),),
        (layer(0, 64, 0, 64, MaskRole.PROTECT),),
        (layer(0, 9, 0, 9), layer(0, 10, 0, 10, MaskRole.PROTECT)),
    ],
    ids=["nowhere", "all protected", "both"],
)
def test_where_nothing_is_free_the_photo_stays(workshop, photo, recipe, masks):
    (notice,), result = edited(workshop, photo, recipe, *masks)
    assert isinstance(notice, Notice)
    assert "nothing free" in notice.text
    assert np.array_equal(result.image, result.photo)
    assert np.array_equal(at_full_size(photo, result, masks), photo.image)


def test_a_mask_of_everything_is_no_mask(workshop, photo, recipe):
    _, whole = pulled(render(workshop, photo, recipe))
    _, result = edited(workshop, photo, recipe, layer(0, 64, 0, 64))
    np.testing.assert_allclose(result.image, whole.image, atol=1e-6)


def test_alpha_zero_returns_the_photo(workshop, photo, recipe):
    masks = (layer(16, 48, 16, 48),)
    _, result = edited(workshop, photo, recipe.at(0.0), *masks)
    assert np.array_equal(result.image, result.photo)
    assert np.array_equal(at_full_size(photo, result, masks), photo.image)


def test_without_masks_the_change_is_added_to_the_whole_photo(workshop, photo, recipe):
    _, result = edited(workshop, photo, recipe)
    whole = at_full_size(photo, result)
    assert whole.shape == photo.image.shape
    assert not np.array_equal(whole, photo.image)
