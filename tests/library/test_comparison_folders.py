from dataclasses import replace

from dfi_studio.core.classifier import ClassifierPlan, Method, trials
from dfi_studio.core.comparison import Comparison
from dfi_studio.library.comparison_folders import comparison_folder

ASKED = Comparison("a/faces?age > 3", ("age",), (16, 30), (), ClassifierPlan())


def test_a_question_has_a_folder_of_its_own_that_trials_share():
    folder = comparison_folder(ASKED)
    assert folder.name.startswith("faces-")
    assert not folder.exists()
    more = replace(ASKED, trials=trials((Method.CE,), (0.5,), (0, 1)))
    assert comparison_folder(more) == folder
    others = [
        replace(ASKED, pictures="b/faces"),
        replace(ASKED, labels=("gender",)),
        replace(ASKED, groups=()),
        replace(ASKED, plan=ClassifierPlan(size=32)),
    ]
    assert len({folder, *map(comparison_folder, others)}) == 5


def test_pictures_that_lie_nowhere_have_a_folder_too():
    assert comparison_folder(replace(ASKED, pictures="cifar:10")).name.startswith("cifar-10-")
    assert comparison_folder(replace(ASKED, pictures="..")).name[-11] == "-"
