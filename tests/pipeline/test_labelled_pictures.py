from collections import namedtuple

import pytest
import torch
from labelled import class_folder
from pulling import pulled

from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.library.picture_classes import picture_classes
from dfi_studio.pipeline import labelled_pictures as module
from dfi_studio.pipeline.labelled_pictures import labelled_pictures


@pytest.fixture
def folder(tmp_path):
    return class_folder(tmp_path / "pets", each=10)


def read(folder, *, size=16, held_out=0.2):
    return pulled(labelled_pictures(picture_classes(str(folder)), size, held_out=held_out))


def test_pictures_are_brought_to_one_size_and_parted(folder):
    steps, found = read(folder)
    assert found.classes == ("cat", "dog")
    assert found.trained.pixels.shape == (16, 16, 16, 3)
    assert found.trained.pixels.dtype == torch.uint8
    assert found.held_out.labels.bincount().tolist() == [2, 2]
    assert steps[-1] == Progress("Reading pictures", 20, 20)
    red, green = (found.trained.pixels[found.trained.labels == at].float() for at in (0, 1))
    assert red[..., 0].mean() > red[..., 1].mean()
    assert green[..., 1].mean() > green[..., 0].mean()


def test_the_same_are_held_out_every_time(folder):
    _, one = read(folder)
    _, other = read(folder)
    assert torch.equal(one.held_out.pixels, other.held_out.pixels)
    assert one.key == other.key
    assert one.key != read(folder, held_out=0.3)[1].key


def test_a_class_keeps_enough_to_learn_from(tmp_path):
    _, found = read(class_folder(tmp_path / "few", each=2), held_out=0.9)
    assert (len(found.trained), len(found.held_out)) == (4, 0)


def test_what_cannot_be_read_is_left_out_and_told(folder):
    (folder / "cat" / "3.png").write_bytes(b"no picture")
    steps, found = read(folder)
    (notice,) = [step for step in steps if isinstance(step, Notice)]
    assert "3.png" in notice.text
    assert notice.text.endswith("It is left out.")
    assert len(found.trained) + len(found.held_out) == 19


def test_a_class_with_one_picture_that_can_be_read_is_refused(folder):
    for number in range(9):
        (folder / "dog" / f"{number}.png").write_bytes(b"no picture")
    with pytest.raises(PictureSetError, match="dog of pets has one picture, but a class needs"):
        read(folder)
    (folder / "dog" / "9.png").write_bytes(b"no picture")
    with pytest.raises(PictureSetError, match="class dog of pets has no picture"):
        read(folder)


def test_pictures_without_a_class_are_told(folder):
    (folder / "stray.png").write_bytes((folder / "cat" / "0.png").read_bytes())
    steps, _ = read(folder)
    assert steps[0] == Notice("1 of the pictures of pets are in no class.")


def test_more_than_the_memory_holds_is_refused(folder, monkeypatch):
    memory = namedtuple("memory", "available")(10_000)
    monkeypatch.setattr(module.psutil, "virtual_memory", lambda: memory)
    with pytest.raises(
        PictureSetError, match=r"20 pictures of 16 px need .* choose a smaller size"
    ):
        read(folder)
