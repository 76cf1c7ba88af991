from pathlib import Path

import numpy as np
import pytest

from dfi_studio.core.class_direction import ClassDirection
from dfi_studio.core.errors import OutputError, UsageError
from dfi_studio.core.image import freeze
from dfi_studio.core.recipe import Direction, Recipe
from dfi_studio.library.augmented_set import AugmentedSet, Made
from dfi_studio.library.edit_mark import EditMark
from dfi_studio.library.labels import labels_for
from dfi_studio.library.photos import save_photo

PICTURE = freeze(np.full((24, 24, 3), 0.5, np.float32))


def added(folder: Path, number: int = 0) -> tuple[Path, Recipe]:
    direction = ClassDirection("/somewhere/old?age > 60", number=number)
    recipe = Recipe((Direction(direction, 0.5),))
    made = Made.of("anna.jpg", "old where age > 60", direction, 0.5)
    augmented = AugmentedSet(folder)
    mark = EditMark(recipe, "anna.jpg")
    save_photo(augmented.path(made.name), PICTURE, mark=mark)
    augmented.add(made, recipe)
    augmented.save()
    return augmented.path(made.name), recipe


def test_labels_are_those_that_the_program_reads(tmp_path: Path) -> None:
    path, _ = added(tmp_path)
    other, _ = added(tmp_path, number=1)
    labels = labels_for([path, other])
    assert labels.disagreements(path, [other]) is not None


def test_what_is_there_is_known_by_its_recipe(tmp_path: Path) -> None:
    path, recipe = added(tmp_path)
    augmented = AugmentedSet(tmp_path)
    assert augmented.holds(path.name, "anna.jpg", recipe)
    assert not augmented.holds(path.name, "bob.jpg", recipe)
    assert not augmented.holds("none.png", "anna.jpg", recipe)
    elsewhere = Recipe((Direction(ClassDirection("/elsewhere/old?age > 60"), 0.5),))
    assert not augmented.holds(path.name, "anna.jpg", elsewhere)  # another class of that name
    path.write_bytes(b"damaged")
    assert not augmented.holds(path.name, "anna.jpg", recipe)


def test_a_picture_that_no_list_names_is_known_by_its_mark(tmp_path: Path) -> None:
    path, recipe = added(tmp_path)
    (tmp_path / "recipes.json").unlink()
    assert AugmentedSet(tmp_path).holds(path.name, "anna.jpg", recipe)


def test_a_later_run_adds_to_it(tmp_path: Path) -> None:
    first, _ = added(tmp_path)
    second, _ = added(tmp_path, number=1)
    lines = (tmp_path / "pictures" / "labels.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [first.name, second.name]


def test_an_empty_set_writes_nothing(tmp_path: Path) -> None:
    AugmentedSet(tmp_path).save()
    assert not (tmp_path / "recipes.json").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pictures/labels.csv", "filename,age\na.png,4\n"),
        ("pictures/labels.csv", "filename,original,class,direction,number,seed,alpha\na.png\n"),
        ("pictures/labels.csv", ""),
        ("recipes.json", "[]"),
        ("recipes.json", '{"pictures": {"a.png": 3}}'),
        ("recipes.json", "not json"),
    ],
)
def test_files_of_something_else_are_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match="choose another folder"):
        AugmentedSet(tmp_path)
    assert (tmp_path / name).read_text() == text


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError):
        AugmentedSet(tmp_path / "out")
