import pytest
from portraits import portrait, portrait_folder
from pulling import pulled

from dfi_studio.core.errors import PictureSetError
from dfi_studio.core.photo import Photo
from dfi_studio.library.photos import open_photo, save_photo
from dfi_studio.library.picture_sets import picture_set
from dfi_studio.pipeline.neighbours import neighbours


@pytest.fixture
def mixed(tmp_path):
    """Six people, each once young and once old."""
    folder = portrait_folder(tmp_path / "mixed", old=False, count=6)
    for seed in range(6):
        save_photo(folder / f"old{seed}.png", portrait(old=True, seed=seed), mark=None)
    return folder


def find(workshop, photo, folder, space, k):
    return pulled(neighbours(workshop, photo, picture_set(str(folder)), k=k, space=space))[1]


def test_the_same_picture_is_nearest_and_old_ones_are_far(workshop, mixed, space):
    pasted = Photo.of(open_photo(mixed / "p03.png"))
    found = find(workshop, pasted, mixed, space, 3)
    assert found[0].path.name == "p03.png"
    assert found[0].distance == pytest.approx(0, abs=1e-6)
    assert [each.distance for each in found] == sorted(each.distance for each in found)


def test_labels_count_before_distance(workshop, mixed, space):
    rows = [f"p{n:02d}.png,young" for n in range(6)] + [f"old{n}.png,old" for n in range(6)]
    (mixed / "labels.csv").write_text("\n".join(["file,age", *rows]))
    path = mixed / "old2.png"
    found = find(workshop, Photo.of(open_photo(path), path), mixed, space, 7)
    assert [each.differing for each in found] == [0] * 5 + [1] * 2
    assert {each.path.name for each in found[:5]} == {f"old{n}.png" for n in (0, 1, 3, 4, 5)}


def test_zero_lists_the_whole_set(workshop, mixed, space):
    assert len(find(workshop, Photo.of(portrait(old=False)), mixed, space, 0)) == 12


def test_broken_pictures_are_left_out(workshop, mixed, space):
    (mixed / "p00.png").write_bytes(b"broken")
    found = find(workshop, Photo.of(portrait(old=False)), mixed, space, 20)
    assert len(found) == 11


def test_a_set_of_broken_pictures_is_refused(workshop, tmp_path, space):
    folder = portrait_folder(tmp_path / "gone", old=False, count=2)
    for path in folder.iterdir():
        path.write_bytes(b"broken")
    with pytest.raises(PictureSetError, match="No picture of gone"):
        find(workshop, Photo.of(portrait(old=False)), folder, space, 2)
