import os
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from pulling import pulled

from dfi_studio.core.photo import Photo
from dfi_studio.core.recipe import Contrast
from dfi_studio.core.steps import Progress
from dfi_studio.library.photos import open_photo
from dfi_studio.pipeline import lessons as lessons_module
from dfi_studio.pipeline.learn import learn
from dfi_studio.pipeline.workshop import Workshop

FRAME = (48, 48)


@pytest.fixture
def sets(tmp_path):
    """Two sets of twelve pictures, and a photo."""
    random = np.random.default_rng(0)
    for name in ("young", "old"):
        (tmp_path / name).mkdir()
        for number in range(12):
            pixels = random.integers(0, 256, (48, 48, 3), dtype=np.uint8)
            PIL.Image.fromarray(pixels).save(tmp_path / name / f"{number:02}.png")
    PIL.Image.new("RGB", (48, 48), "grey").save(tmp_path / "photo.png")
    return tmp_path


def looked_at(steps, label):
    """How many pictures were computed under a label."""
    return sum(
        max(each.total for each in steps if isinstance(each, Progress) and each.label == name)
        for name in {s.label for s in steps if isinstance(s, Progress) and label in s.label}
    )


def contrast(folder, k):
    return Contrast(str(folder / "young"), str(folder / "old"), k=k)


def near(folder):
    path = folder / "photo.png"
    return Photo.of(open_photo(path), path)


def afresh(workshop, tmp_path, name):
    """A workshop that has learned nothing yet."""
    other = Workshop("cpu", folder=tmp_path / name)
    other._backbones = workshop._backbones
    return other


@pytest.mark.parametrize("ks", [(6, 9), (9, 6), (6, 7, 8), (0, 8), (10, 0)])
def test_another_k_costs_its_difference_and_gives_the_same_to_the_bit(
    workshop, space, sets, tmp_path, ks
):
    photo = near(sets)
    for k in ks:
        steps, record = pulled(learn(workshop, contrast(sets, k), space, FRAME, near=photo))
    *_, before, last = ks
    counts = [each or 12 for each in (before, last)]
    assert looked_at(steps, "Learning") == 2 * abs(counts[0] - counts[1])
    assert looked_at(steps, "neighbours") == 0 or 0 in (before, last)
    _, wanted = pulled(
        learn(afresh(workshop, tmp_path, "other"), contrast(sets, last), space, FRAME, near=photo)
    )
    for layer, w in record.arrays.items():
        assert np.array_equal(w, wanted.arrays[layer])
    assert record.source.digests == wanted.source.digests


def test_a_new_picture_is_added_and_a_changed_one_is_not_forgotten(workshop, space, sets, tmp_path):
    plain = contrast(sets, 0)
    pulled(learn(workshop, plain, space, FRAME))
    PIL.Image.new("RGB", (48, 48), "red").save(sets / "old" / "new.png")
    steps, _ = pulled(learn(workshop, plain, space, FRAME))
    assert looked_at(steps, "Learning the target") == 1
    assert looked_at(steps, "Learning the source") == 0
    changed = sets / "old" / "03.png"
    PIL.Image.new("RGB", (48, 48), "blue").save(changed)
    os.utime(changed, ns=(1, 1))
    steps, record = pulled(learn(workshop, plain, space, FRAME))
    assert looked_at(steps, "Learning the target") == 13  # what it was cannot be taken out
    _, wanted = pulled(learn(afresh(workshop, tmp_path, "other"), plain, space, FRAME))
    assert all(np.array_equal(w, wanted.arrays[layer]) for layer, w in record.arrays.items())


def test_a_broken_picture_is_told_each_time_and_counts_for_nothing(workshop, space, sets, tmp_path):
    (sets / "old" / "broken.png").write_bytes(b"no picture")
    pulled(learn(workshop, contrast(sets, 6), space, FRAME, near=near(sets)))
    steps, record = pulled(learn(workshop, contrast(sets, 0), space, FRAME))
    assert any("broken.png" in str(each) for each in steps)
    other = afresh(workshop, tmp_path, "other")
    _, wanted = pulled(learn(other, contrast(sets, 0), space, FRAME))
    assert all(np.array_equal(w, wanted.arrays[layer]) for layer, w in record.arrays.items())
    assert record.target.count == 12


def test_memory_is_bounded(workshop, space, sets, monkeypatch):
    pulled(learn(workshop, contrast(sets, 0), space, FRAME))
    (one, _) = workshop.lessons._sums.values()
    monkeypatch.setattr(lessons_module, "_MOST_BYTES", one.nbytes)
    pulled(learn(workshop, contrast(sets, 6), space, FRAME, near=near(sets)))
    assert len(workshop.lessons._sums) == 1
    for number in range(12):
        workshop.lessons.keep_distances(number, {Path(__file__): 0.5})
    assert len(workshop.lessons._distances) == lessons_module._MOST_PHOTOS
    assert workshop.lessons.distances(11, [Path(__file__)]) == {Path(__file__): 0.5}
    assert workshop.lessons.distances(0, [Path(__file__)]) == {}
