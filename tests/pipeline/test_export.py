"""What is kept of a render is enough to put it into the photo later, to the bit."""

from dataclasses import replace

import numpy as np
import pytest
from pulling import pulled

from dfi_studio.core.fill import Fill
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop
from dfi_studio.core.solved import Solved
from dfi_studio.pipeline.composite import at_full_size
from dfi_studio.pipeline.export import exported
from dfi_studio.pipeline.render import render


def layer(role, value=1.0):
    mask = np.zeros((64, 64), np.float32)
    mask[20:40, 24:44] = value
    return MaskLayer.of(role, role, mask)


@pytest.mark.parametrize("roles", [[MaskRole.EDIT], [MaskRole.FILL], list(MaskRole)])
@pytest.mark.parametrize("moving", [True, False])
def test_it_is_what_the_render_itself_gives(workshop, photo, recipe, faces, roles, moving):
    masks = tuple(map(layer, roles))
    directions = tuple(replace(each, on=moving) for each in recipe.directions)
    recipe = replace(recipe, directions=directions, fill=Fill(faces, k=3))
    _, made = pulled(render(workshop, photo, recipe, masks=masks))
    _, own = pulled(exported(photo, [Solved(None, recipe, masks, made.filled, made.edited)]))
    image = own.srgb(Crop(0, 0, *photo.image.shape[1::-1]))
    assert np.abs(image - at_full_size(photo, made, masks)).max() <= 1.02 / 255  # rounded twice
    if not moving or MaskRole.EDIT in roles:  # else an edit works everywhere
        outside = masks[0].mask == 0
        assert np.array_equal(own.values[outside], np.rint(photo.image * 255)[outside])


def test_where_nothing_was_solved_it_is_the_photo(workshop, photo, recipe):
    masks = (layer(MaskRole.PROTECT),)
    _, own = pulled(exported(photo, [Solved(None, recipe, masks)]))
    assert np.array_equal(own.values, np.rint(photo.image * 255))
