from pathlib import Path

import pytest
from catalogs import labelled
from labelled import class_folder

from dfi_studio.core.errors import CatalogError, PictureSetError, UsageError
from dfi_studio.library.catalog.store import default_catalog
from dfi_studio.library.picture_classes import picture_classes


def told(found):
    return dict(zip((path.name for path in found.paths), found.labels, strict=True))


@pytest.fixture
def faces(tmp_path):
    """Files that only their names and a table speak of."""
    folder = tmp_path / "faces"
    folder.mkdir()
    rows = ["filename,age,kind,one"]
    for number, (age, kind) in enumerate(
        [(15, "Cat"), (16, "cat"), (29, "dog"), (30, "dog"), (61, "cat"), (80, "Dog"), ("", "cat")]
    ):
        (folder / f"{number}.png").touch()
        rows.append(f"{number}.png,{age},{kind},1")
    (folder / "labels.csv").write_text("\n".join(rows))
    return str(folder)


def test_folders_are_classes(tmp_path):
    found = picture_classes(str(class_folder(tmp_path / "set", each=2, names=("dog", "cat"))))
    assert found.classes == ("cat", "dog")
    assert [path.parent.name for path in found.paths] == ["cat", "cat", "dog", "dog"]
    assert found.labels == (0, 0, 1, 1)


def test_words_are_classes_in_any_case(faces):
    found = picture_classes(faces, ("kind",))
    assert found.classes == ("cat", "dog")
    assert found.labels == (0, 0, 1, 1, 0, 1, 0)
    assert found.unlabelled == 0


def test_numbers_are_put_into_groups(faces):
    found = picture_classes(faces, ("Age",), (16, 30))
    assert found.classes == ("16-29", "30+")
    assert told(found) == {"1.png": 0, "2.png": 0, "3.png": 1, "4.png": 1, "5.png": 1}
    assert found.unlabelled == 2


def test_groups_need_not_be_whole_numbers(faces):
    found = picture_classes(faces, ("age",), (0, 29.5))
    assert found.classes == ("0-29.5", "29.5+")


def test_several_labels_speak_together(faces):
    found = picture_classes(f"{faces}?age > 15", ("one", "kind"))
    assert found.classes == ("1 cat", "1 dog")


def test_a_query_chooses(faces):
    found = picture_classes(f"{faces}?age >= 16", ("kind",))
    assert len(found.paths) == 5


def test_the_catalogue_serves(faces):
    with default_catalog() as catalog:
        labelled(catalog, "pets", [{"kind": "cat"}] * 3 + [{"kind": "dog"}] * 2 + [{"age": 3.0}])
    found = picture_classes("catalog:pets", ("kind",))
    assert (found.labels, found.unlabelled) == ((0, 0, 0, 1, 1), 1)
    assert found.paths[0] == Path("/pictures/pets/0.png")
    assert picture_classes("catalog:*?kind = dog or age < 9 or kind = cat", ("kind",)).unlabelled
    with pytest.raises(CatalogError, match="no folder pats"):
        picture_classes("catalog:pats", ("kind",))


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        (((), ()), PictureSetError, "no folders of classes; they have age, kind, one: name one"),
        ((("smile",), ()), PictureSetError, "have no label smile; they have age"),
        (
            (("age",), ()),
            PictureSetError,
            "class 15 of faces has one picture and so do 5 more, but",
        ),
        ((("one",), ()), PictureSetError, "are of one class, 1; a classifier needs two"),
        ((("age",), (90,)), PictureSetError, "No picture of faces is in a class|no groups"),
        ((("age",), (30, 16)), UsageError, "groups 30,16 do not ascend"),
        ((("age",), (16, 16)), UsageError, "do not ascend"),
        ((("kind",), (16, 30)), UsageError, "kind is not a number"),
    ],
)
def test_what_cannot_be_learned_from_is_told(faces, arguments, error, sentence):
    with pytest.raises((error, UsageError), match=sentence):
        picture_classes(faces, *arguments)


def test_pictures_without_any_label_are_told(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.png").touch()
    with pytest.raises(PictureSetError, match="no labels at all"):
        picture_classes(str(tmp_path), ("age",))
