import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfi_studio.core.class_direction import ClassMove, Sampling
from dfi_studio.core.errors import UsageError
from dfi_studio.core.recipe import Contrast, Direction, Recipe, Solver
from dfi_studio.session.class_view import ClassView, Verdict, drafted

OLD = ClassView(Sampling("old"))
BASE = Recipe((Direction(Contrast("a", "b")),), solver=Solver(iterations=100))

judgements = st.lists(st.tuples(st.integers(0, 7), st.sampled_from(Verdict)), max_size=20)


@given(judgements)
def test_a_draw_is_never_both_kept_and_rejected(given_: list[tuple[int, Verdict]]) -> None:
    view = OLD
    for number, verdict in given_:
        view = view.judged(number, verdict)
    assert not view.kept & view.rejected


@given(judgements, st.integers(1, 12))
def test_verdicts_are_on_draws_that_there_are(
    given_: list[tuple[int, Verdict]], count: int
) -> None:
    view = OLD
    for number, verdict in given_:
        view = view.judged(number, verdict)
    view = view.with_count(count)
    assert (view.kept | view.rejected) <= set(view.numbers)


def test_the_same_verdict_again_takes_it_back() -> None:
    kept = OLD.judged(2, Verdict.KEPT)
    assert kept.verdict(2) is Verdict.KEPT
    assert kept.judged(2, Verdict.KEPT) == OLD
    assert kept.judged(2, Verdict.REJECTED).verdict(2) is Verdict.REJECTED


def test_other_draws_have_no_verdicts_yet() -> None:
    kept = OLD.judged(2, Verdict.KEPT)
    assert not kept.with_seed(4).kept
    assert not kept.of_class("young").kept
    assert kept.with_strength(1.0).kept  # the same directions, further


def test_a_draw_is_the_same_whatever_how_many_there_are() -> None:
    few, many = OLD.with_count(3), OLD.with_count(30)
    assert few.draw(2, BASE) == many.draw(2, BASE)
    (direction,) = few.draw(2, BASE).directions
    assert direction.alpha == pytest.approx(0.5**0.5)
    assert direction.attribute.number == 2  # type: ignore[union-attr]


def test_the_mix_holds_what_moves_alone() -> None:
    assert OLD.mix(BASE) is None
    mixed = OLD.with_amount(0, 2.0).with_amount(3, -1.0).mix(BASE)
    assert mixed is not None
    assert [(each.attribute.number, each.alpha) for each in mixed.directions] == [  # type: ignore[union-attr]
        (0, 2.0),
        (3, -1.0),
    ]
    assert {each.attribute.move for each in mixed.directions} == {ClassMove.PRINCIPAL}  # type: ignore[union-attr]
    assert OLD.with_amount(0, 2.0).still() == OLD


def test_principal_directions_do_not_depend_on_the_seed() -> None:
    one, other = OLD.with_amount(0, 1.0), OLD.with_seed(5).with_amount(0, 1.0)
    assert one.mix(BASE) == other.mix(BASE)


def test_a_draft_is_small_and_quick() -> None:
    assert drafted(BASE).space.size == 128
    assert drafted(BASE).solver.iterations == 20
    assert not drafted(BASE).directions


@pytest.mark.parametrize(
    "wrong", [{"strength": -1.0}, {"strength": float("nan")}, {"count": 0}, {"most": 1}]
)
def test_a_sampling_that_cannot_be_meant_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        Sampling("old", **wrong)  # type: ignore[arg-type]
