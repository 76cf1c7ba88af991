import numpy as np
import pytest
import torch
from pulling import pulled

from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast, Scaling
from dfi_studio.core.steps import Progress
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline.frames import to_tensor
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.workshop import Workshop

FRAME = (48, 48)


def test_it_is_the_difference_of_the_means(workshop, contrast, space):
    _, record = pulled(learn(workshop, contrast, space, FRAME))
    backbone = workshop.backbone(space)

    def mean(folder):
        pictures = [to_tensor(open_photo(p), FRAME, device="cpu") for p in sorted(folder)]
        return {
            layer: v.mean(0) for layer, v in backbone(torch.cat(pictures), space.layers).items()
        }

    from pathlib import Path

    source, target = (mean(Path(each).iterdir()) for each in (contrast.source, contrast.target))
    for layer, w in record.arrays.items():
        np.testing.assert_allclose(w, (target[layer] - source[layer]).numpy(), atol=1e-5)


def test_it_records_how_it_was_learned(workshop, contrast, space):
    _, record = pulled(learn(workshop, contrast, space, FRAME))
    assert record.layers == space.layers
    assert (record.height, record.width) == FRAME
    assert record.backbone_identity == "tiny"
    assert record.source.count == record.target.count == 4
    assert record.k == 0
    assert record.near is None


def test_learning_again_costs_nothing(workshop, contrast, space):
    _, first = pulled(learn(workshop, contrast, space, FRAME))
    steps, again = pulled(learn(workshop, contrast, space, FRAME))
    assert not steps
    assert again is first


def test_another_workshop_finds_it_on_disk(workshop, contrast, space):
    _, first = pulled(learn(workshop, contrast, space, FRAME))
    other = Workshop("cpu", folder=workshop.folder)
    steps, again = pulled(learn(other, contrast, space, FRAME))
    assert not steps
    assert again == first


def test_a_damaged_cache_is_learned_again(workshop, contrast, space, caplog):
    _, first = pulled(learn(workshop, contrast, space, FRAME))
    (cached,) = (workshop.folder / "attributes").iterdir()
    cached.write_bytes(cached.read_bytes()[:100])
    steps, again = pulled(learn(Workshop("cpu", folder=workshop.folder), contrast, space, FRAME))
    assert steps
    assert again == first
    assert "Learning again" in caplog.text


def test_a_changed_picture_is_learned_again(workshop, contrast, space, tmp_path):
    _, first = pulled(learn(workshop, contrast, space, FRAME))
    picture = tmp_path / "young" / "p00.png"
    picture.write_bytes((tmp_path / "old" / "p50.png").read_bytes())
    _, again = pulled(learn(workshop, contrast, space, FRAME))
    assert again != first


def test_a_cache_that_cannot_be_written_costs_only_time(workshop, contrast, space, caplog):
    workshop.folder.mkdir()
    (workshop.folder / "attributes").write_text("in the way")
    _, record = pulled(learn(workshop, contrast, space, FRAME))
    assert record.source.count == 4
    assert "could not be cached" in caplog.text


def test_beta_scaling_is_kept(workshop, contrast, space):
    scaled = Contrast(contrast.source, contrast.target, k=0, scaling=Scaling.BETA)
    _, plain = pulled(learn(workshop, contrast, space, FRAME))
    _, record = pulled(learn(workshop, scaled, space, FRAME))
    squares = np.concatenate([w.ravel() for w in plain.arrays.values()]) ** 2
    for layer, w in record.arrays.items():
        np.testing.assert_allclose(w * squares.mean(), plain.arrays[layer], rtol=1e-3, atol=1e-6)


def test_neighbours_are_taken_from_each_set(workshop, contrast, space, photo):
    near = Contrast(contrast.source, contrast.target, k=2)
    steps, record = pulled(learn(workshop, near, space, FRAME, near=photo))
    assert record.source.count == record.target.count == 2
    assert record.near.digest == photo.digest
    assert any(s.label == "Finding neighbours" for s in steps if isinstance(s, Progress))


def test_progress_counts_every_picture(workshop, contrast, space):
    steps, _ = pulled(learn(workshop, contrast, space, FRAME))
    counted = [(step.label, step.done) for step in steps if isinstance(step, Progress)]
    assert counted[0] == ("Learning the source", 0)
    assert counted[-1] == ("Learning the target", 4)


def test_a_set_with_one_readable_picture_is_refused(workshop, contrast, space, tmp_path):
    for picture in sorted((tmp_path / "old").iterdir())[1:]:
        picture.write_bytes(b"")
    with pytest.raises(PictureSetError, match="old has 1 readable"):
        pulled(learn(workshop, contrast, space, FRAME))


def test_the_photo_itself_is_not_among_its_neighbours(workshop, contrast, space, tmp_path):
    path = tmp_path / "young" / "p00.png"
    itself = Photo.of(open_photo(path), path)
    near = Contrast(contrast.source, contrast.target, k=4)
    _, record = pulled(learn(workshop, near, space, FRAME, near=itself))
    assert record.source.count == 3
    assert record.target.count == 4
