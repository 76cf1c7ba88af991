from dataclasses import replace

import pytest
from labelled import class_folder
from pulling import pulled

from dfi_studio.core.classifier import ClassifierPlan, Method, trials
from dfi_studio.core.comparison import Comparison
from dfi_studio.core.errors import PictureSetError, UsageError
from dfi_studio.core.steps import ClassifierStep, Notice
from dfi_studio.library.comparisons import TABLE
from dfi_studio.pipeline.compare_classifiers import compare_classifiers, compared_pictures
from dfi_studio.pipeline.workshop import Workshop

PLAN = ClassifierPlan(size=16, epochs=2, batch=8)


@pytest.fixture
def asked(tmp_path):
    pets = class_folder(tmp_path / "pets", each=10)
    wanted = trials((Method.CE, Method.ISDA), (0.5,), (0,))
    return Comparison(str(pets), (), (), wanted, PLAN)


def compare(asked, tmp_path, *, anew=False):
    workshop = Workshop("cpu", folder=tmp_path / "cache")
    return compare_classifiers(workshop, asked, tmp_path / "new" / "trained", anew)


def test_each_step_tells_all_that_is_done(asked, tmp_path):
    steps, outcomes = pulled(compare(asked, tmp_path))
    told = [step for step in steps if isinstance(step, ClassifierStep)]
    assert told[-1].epochs == outcomes[1].epochs
    assert told[0].finished == ()
    assert told[-1].finished == outcomes[:1]
    assert (tmp_path / "new" / "trained" / TABLE).exists()


def test_it_goes_on_with_what_is_there_unless_it_is_to_begin_anew(asked, tmp_path):
    pulled(compare(asked, tmp_path))
    steps, _ = pulled(compare(asked, tmp_path))
    assert Notice("isda-0.5-seed0 is finished already.") in steps
    steps, _ = pulled(compare(asked, tmp_path, anew=True))
    assert not any(isinstance(step, Notice) for step in steps)


def test_nothing_is_made_where_nothing_can_be_learned(asked, tmp_path):
    with pytest.raises(PictureSetError, match="no label smile"):
        pulled(compare(replace(asked, labels=("smile",)), tmp_path))
    assert not (tmp_path / "new").exists()


def test_pictures_with_classes_of_their_own_take_no_label():
    asked = Comparison("cifar:10", ("age",), (), (), PLAN)
    with pytest.raises(UsageError, match="comes with its classes"):
        pulled(compared_pictures(asked))
