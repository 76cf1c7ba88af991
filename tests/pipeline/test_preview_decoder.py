from dataclasses import replace

import numpy as np
import pytest
import torch
from pulling import pulled
from tiny_decoder import CHANNELS, tiny_decoder

from dfi_studio.core.errors import AttributeFileError, DecoderFileError, UsageError
from dfi_studio.core.fill import Fill
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.recipe import Direction, FeatureSpace, SavedAttribute
from dfi_studio.engine.precision import fast_dtype
from dfi_studio.library.decoders import DecoderRecord
from dfi_studio.pipeline.composite import at_full_size
from dfi_studio.pipeline.decoder_files import read_decoder, widths_of, write_decoder
from dfi_studio.pipeline.preview_decoder import prepare
from dfi_studio.pipeline.render import render


def record_of(decoder, **changes):
    values = {
        "backbone": "vgg16",
        "backbone_identity": "tiny",
        "channels": decoder.channels,
        "widths": widths_of(decoder),
        "pictures": "faces",
        "count": 4,
        "steps": 1,
        "seconds": 1.0,
        "seed": 0,
        "quality": 0.1,
    }
    return DecoderRecord(**{**values, **changes})


@pytest.fixture
def decoder(tmp_path):
    path = tmp_path / "decoder.safetensors"
    write_decoder(path, tiny_decoder(), record_of(tiny_decoder()))
    return path


def test_a_decoder_draws_the_same_once_it_was_written(workshop, decoder, space):
    chance = torch.Generator().manual_seed(2)
    found = {
        layer: torch.rand((1, count, *cells), generator=chance)
        for (layer, count), cells in zip(CHANNELS.items(), [(12, 12), (6, 6), (3, 3)], strict=True)
    }
    read = read_decoder(workshop, decoder, space)
    assert read.layers == space.layers
    wanted = tiny_decoder().ready(fast_dtype(workshop.device))
    torch.testing.assert_close(read(found, (48, 48)), wanted(found, (48, 48)), atol=0.02, rtol=0)


def half(photo, role):
    mask = np.zeros(photo.image.shape[:2], np.float32)
    mask[:, : mask.shape[1] // 2] = 1
    return MaskLayer.of("half", role, mask)


def test_alpha_zero_is_the_photo_that_is_rendered(workshop, photo, recipe, decoder):
    _, preview = pulled(prepare(workshop, photo, recipe, decoder))
    frame = preview.frame(recipe.at(0.0))
    assert np.array_equal(frame, preview.photo)
    _, finished = pulled(render(workshop, photo, recipe))
    assert np.array_equal(frame, finished.photo)


def test_any_alpha_is_shown_without_preparing_again(workshop, photo, recipe, decoder):
    _, preview = pulled(prepare(workshop, photo, recipe, decoder))
    frames = [preview.frame(recipe.at(alpha)) for alpha in (-1.0, 0.5, 2.0)]
    assert len({frame.tobytes() for frame in frames}) == 3
    assert all(frame.shape == (48, 48, 3) for frame in frames)
    again = preview.frame(recipe.at(0.5))
    assert np.array_equal(again, frames[1])


def test_colours_are_matched_where_the_recipe_says_so(workshop, photo, recipe, decoder):
    matched = replace(recipe.at(2.0), match_colour=True)
    _, preview = pulled(prepare(workshop, photo, recipe, decoder))
    plain, kept = preview.frame(recipe.at(2.0)), preview.frame(matched)
    means = [each.mean(axis=(0, 1)) for each in (preview.photo, plain, kept)]
    np.testing.assert_allclose(means[2], means[0], atol=0.01)
    assert np.abs(means[1] - means[0]).max() > 0.01


@pytest.mark.parametrize("size", [50, 47, 61])
def test_sizes_that_are_no_multiple_of_four(workshop, photo, recipe, decoder, size):
    sized = replace(recipe, space=FeatureSpace(size=size))
    _, preview = pulled(prepare(workshop, photo, sized, decoder))
    assert preview.frame(sized.at(1.0)).shape == (size, size, 3)
    assert np.array_equal(preview.frame(sized.at(0.0)), preview.photo)


def test_a_subset_of_the_layers_serves(workshop, photo, recipe, decoder):
    fewer = replace(recipe, space=FeatureSpace(layers=("conv4_1",), size=48))
    _, preview = pulled(prepare(workshop, photo, fewer, decoder))
    assert not np.array_equal(preview.frame(fewer), preview.photo)


def test_directions_add_up(workshop, photo, recipe, decoder):
    (one,) = recipe.directions
    turned = replace(one.attribute, source=one.attribute.target, target=one.attribute.source)
    both = replace(recipe, directions=(one, Direction(turned, alpha=1.0)))
    _, preview = pulled(prepare(workshop, photo, both, decoder))
    np.testing.assert_allclose(preview.frame(both), preview.photo, atol=0.02)


def test_directions_that_are_off_have_no_part(workshop, photo, recipe, decoder):
    (one,) = recipe.directions
    off = replace(recipe, directions=(one, replace(one, on=False, alpha=7.0)))
    _, preview = pulled(prepare(workshop, photo, off, decoder))
    assert preview.serves(recipe)
    assert np.array_equal(preview.frame(off), preview.frame(recipe))
    both = replace(off, directions=(one, one))
    assert not preview.serves(both)
    with pytest.raises(UsageError, match="another recipe"):
        preview.frame(both)


def test_how_it_is_solved_does_not_matter(workshop, photo, recipe, decoder):
    _, preview = pulled(prepare(workshop, photo, recipe, decoder))
    assert preview.serves(replace(recipe, solver=replace(recipe.solver, iterations=500)))
    assert not preview.serves(replace(recipe, space=FeatureSpace(size=64)))


def test_protected_pixels_stay(workshop, photo, recipe, decoder):
    hard = replace(recipe, feather=0.0)
    masks = [half(photo, MaskRole.PROTECT)]
    _, preview = pulled(prepare(workshop, photo, hard, decoder, masks=masks))
    frame = preview.frame(hard.at(2.0))
    assert np.array_equal(frame[:, :22], preview.photo[:, :22])
    assert not np.array_equal(frame[:, 26:], preview.photo[:, 26:])
    whole = at_full_size(photo, preview.render(hard.at(2.0)), masks)
    assert np.array_equal(whole[:, :32], photo.image[:, :32])


def test_missing_pixels_are_filled_first(workshop, photo, recipe, decoder, faces):
    filling = replace(recipe, fill=Fill(faces, k=2))
    masks = [half(photo, MaskRole.FILL)]
    _, finished = pulled(render(workshop, photo, filling, masks=masks))
    _, preview = pulled(
        prepare(workshop, photo, filling, decoder, masks=masks, filled=finished.filled)
    )
    assert np.array_equal(preview.frame(filling.at(0.0)), finished.filled)
    _, own = pulled(prepare(workshop, photo, filling, decoder, masks=masks))
    assert np.array_equal(own.photo, finished.filled)


def test_another_network_is_refused(workshop, photo, recipe, decoder):
    other = record_of(tiny_decoder(), backbone_identity="other")
    write_decoder(decoder, tiny_decoder(), other)
    with pytest.raises(DecoderFileError, match="other weights"):
        pulled(prepare(workshop, photo, recipe, decoder))


@pytest.mark.parametrize(
    "changes",
    [
        {"widths": {"reduced": [8, 8]}},
        {"widths": {**widths_of(tiny_decoder()), "head": 16}},
        {"widths": {**widths_of(tiny_decoder()), "reduced": "x"}},
        {"widths": {**widths_of(tiny_decoder()), "more": 1}},
    ],
)
def test_weights_that_are_not_those_described_are_refused(
    workshop, photo, recipe, decoder, changes
):
    write_decoder(decoder, tiny_decoder(), record_of(tiny_decoder(), **changes))
    with pytest.raises(DecoderFileError, match="is damaged"):
        pulled(prepare(workshop, photo, recipe, decoder))


def test_what_render_refuses_is_refused(workshop, photo, recipe, decoder):
    missing = replace(recipe, directions=(Direction(SavedAttribute("none.safetensors")),))
    with pytest.raises(AttributeFileError):
        pulled(prepare(workshop, photo, missing, decoder))
