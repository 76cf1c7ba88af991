import numpy as np
import PIL.Image
import pytest

from dfi_studio.core.face import landmarks_of
from dfi_studio.library import landmarks as landmarks_module
from dfi_studio.library.landmarks import LandmarkStore, centred, listed_landmarks

FIVE = [[70, 50], [58, 50], [30, 50], [42, 50], [50, 72]]
SHARES = landmarks_of((np.array(FIVE) + 0.5) / (100, 80))


@pytest.fixture
def picture(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    PIL.Image.new("RGB", (100, 80)).save(folder / "a.png")
    return folder / "a.png"


def table(path, points, name="a.png"):
    header = ",".join(f"x{i},y{i}" for i in range(len(points)))
    row = ",".join(f"{x},{y}" for x, y in points)
    path.write_text(f"filename,{header}\n{name},{row}\n")


def test_a_table_beside_the_picture_or_above_it_is_read(picture):
    table(picture.parent / "landmarks.csv", FIVE)
    assert np.allclose(listed_landmarks(picture), SHARES)
    (picture.parent / "landmarks.csv").rename(picture.parent.parent / "landmarks5.csv")
    assert np.allclose(listed_landmarks(picture), SHARES)


def test_of_68_the_five_are_taken(picture):
    points = np.arange(136.0).reshape(68, 2)
    table(picture.parent / "landmarks68.csv", points)
    want = (points[[45, 42, 36, 39, 33]] + 0.5) / (100, 80)
    assert np.allclose(listed_landmarks(picture), want)


def test_what_no_table_names_has_none(picture, caplog):
    assert listed_landmarks(picture) is None
    table(picture.parent / "landmarks5.csv", FIVE, "b.png")
    assert listed_landmarks(picture) is None
    table(picture.parent / "landmarks.csv", FIVE[:3])
    assert listed_landmarks(picture) is None
    assert "hold no landmarks" in caplog.text


def test_the_store_remembers_faces_and_their_absence(tmp_path):
    path = tmp_path / "deep" / "landmarks.json"
    store = LandmarkStore(path)
    store.put("one", SHARES)
    store.put("none", None)
    store.save()
    again = LandmarkStore(path)
    assert "one" in again
    assert "none" in again
    assert "other" not in again
    assert again.get("one") == SHARES
    assert again.get("none") is None


def test_two_stores_write_beside_one_another(tmp_path):
    path = tmp_path / "landmarks.json"
    one, two = LandmarkStore(path), LandmarkStore(path)
    one.put("one", SHARES)
    two.put("two", None)
    one.save()
    two.save()
    again = LandmarkStore(path)
    assert "one" in again
    assert "two" in again


def test_the_store_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(landmarks_module, "MOST_KEPT", 3)
    store = LandmarkStore(tmp_path / "landmarks.json")
    for number in range(5):
        store.put(str(number), None)
    store.save()
    again = LandmarkStore(tmp_path / "landmarks.json")
    assert [str(n) in again for n in range(5)] == [False, False, True, True, True]


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"version": 1, "landmarks": {"a": [1, 2]}}', '{"version": 9}']
)
def test_a_damaged_store_is_begun_again(tmp_path, content):
    path = tmp_path / "landmarks.json"
    path.write_text(content)
    store = LandmarkStore(path)
    assert "a" not in store
    store.put("b", SHARES)
    store.save()
    assert LandmarkStore(path).get("b") == SHARES


def test_places_are_told_from_the_middle():
    middle = landmarks_of([[0.5, 0.5], [1, 1], [0, 0], [0, 0.5], [0.5, 0]])
    found = centred(middle, height=100, width=200)
    assert np.allclose(found, [[0, 0], [1, 0.5], [-1, -0.5], [-1, 0], [0, -0.5]])
