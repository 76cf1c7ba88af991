from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from controlled import PHOTO, Studio

from dfi_studio.core.errors import WeightsError
from dfi_studio.core.image import freeze
from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.core.photo import Crop, Photo
from dfi_studio.session import edits, mask_edits
from dfi_studio.session.document import Missing
from dfi_studio.ui.rendering import controller as controller_module
from dfi_studio.ui.rendering.work import Message, Phase, SetReport, Severity

Run = Callable[[Any], Any]
OTHER = Photo.of(freeze(np.full((40, 60, 3), 0.3)))


@pytest.fixture
def studio(run: Run) -> Iterator[Studio]:
    studio = Studio()
    studio.session.do(edits.set_iterations(20))
    yield studio
    studio.thread.close()


def test_it_waits_until_all_is_chosen(run: Run, studio: Studio) -> None:
    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.works)
            assert studio.view.works[-1].missing is Missing.PHOTO
            studio.session.do(edits.open_photo(PHOTO))
            await studio.until(lambda: studio.view.works[-1].missing is Missing.ATTRIBUTE)
            studio.session.do(edits.set_sets("young", "old"))
            await studio.until_done()

    run(main())
    assert studio.view.sets == {"young": SetReport(10), "old": SetReport(12)}
    assert studio.fake.begun == [(PHOTO, studio.session.document.recipe, None)]


def test_every_frame_belongs_to_its_recipe_and_the_last_is_finished(
    run: Run, studio: Studio
) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()

    run(main())
    shown = [result for result in studio.view.results if result]
    assert [each.finished for each in shown[:-1]] == [False] * (len(shown) - 1)
    assert shown[-1].finished
    assert studio.renders.unsaved is not None


def test_a_draft_is_seen_first_and_never_over_something_closer(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.drafts = True

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            shown = [result for result in studio.view.results if result]
            dark = [not each.image.any() for each in shown]
            assert dark[0]
            assert not any(dark[1:])
            before = len(shown)
            studio.session.do(edits.set_alpha(2))  # foreseen, then looked at from there
            await studio.until_done()
            later = [result for result in studio.view.results if result][before:]
            assert later
            assert all(each.image.any() for each in later)

    run(main())


def test_a_drag_shows_frames_and_ends_with_its_last_value(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.pause = 0.004

    async def main() -> int:
        async with studio.rendering():
            await studio.until_done()
            before = len(studio.view.results)
            for step in range(60):
                studio.session.do(edits.set_alpha(1 + step / 30))
                await asyncio.sleep(0.008)
            during = len(studio.view.results) - before
            await studio.until_done()
            return during

    assert run(main()) > 10
    ended = [(each.directions[0].alpha, each.solver.iterations) for each in studio.fake.ended]
    assert ended == [(1.0, 20), (1 + 59 / 30, 12), (1 + 59 / 30, 20)]
    assert studio.fake.closed == len(studio.fake.begun)


def test_a_quick_look_starts_from_the_screen_and_the_solve_that_counts_from_the_photo(
    run: Run, studio: Studio
) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            first = studio.screen.result
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()
            assert first is not None
            (_, look, begin), (_, recipe, afresh) = studio.fake.begun[-2:]
            # What is foreseen at twice the strength, from the photo and the result at once of it.
            small = PHOTO.image[::2, ::2]
            np.testing.assert_allclose(begin, small + 2 * (first.image - small), atol=1e-6)
            assert look.solver.iterations < recipe.solver.iterations
            assert afresh is None
            begun = len(studio.fake.begun)
            studio.session.do(edits.set_alpha(0))
            await studio.until_done()
            assert len(studio.fake.begun) == begun  # what nothing moves is the photo, as it was
            assert studio.screen.result is not None
            assert np.array_equal(studio.screen.result.image, small)
            studio.session.do(edits.set_alpha(1))
            for edit in (edits.set_k(3), edits.open_photo(OTHER)):
                begun = len(studio.fake.begun)
                studio.session.do(edit)
                await studio.until_done()
                (only,) = studio.fake.begun[begun:]  # nothing near to look from
                assert only[2] is None

    run(main())


def test_the_way_to_a_strength_does_not_show_in_its_result(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> tuple[bytes, bytes]:
        async with studio.rendering():
            await studio.until_done()
            for alpha in (2.0, 0.5, 1.5):
                studio.session.do(edits.set_alpha(alpha))
                await studio.until_done()
            dragged = studio.screen.result
            studio.controller.render_again()
            await studio.until(lambda: studio.screen.result is not dragged)
            await studio.until_done()
            assert dragged is not None
            assert studio.screen.result is not None
            return dragged.image.tobytes(), studio.screen.result.image.tobytes()

    dragged, direct = run(main())
    assert dragged == direct


def test_no_frame_is_shown_that_is_worse_than_the_one_on_the_screen(
    run: Run, studio: Studio
) -> None:
    studio.begin()
    seen: list[float] = []

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            studio.view.works.clear()
            studio.view.results.clear()
            studio.session.do(edits.set_alpha(3))
            await studio.until_done()

    run(main())
    changes = [
        float(np.abs(result.image - PHOTO.image[::2, ::2]).max())
        for result in studio.view.results
        if result is not None
    ]
    seen.extend(changes)
    # The fake brightens from 0.1 at alpha 1; from the photo it would begin again at nothing.
    assert min(seen[1:]) > 0
    assert any(work.glimpse for work in studio.view.works)


def test_a_strength_is_foreseen_before_the_engine_has_its_turn(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            for alpha in (1.2, 1.4, 1.6):
                studio.session.do(edits.set_alpha(alpha))
                shown = studio.screen.result
                assert shown is not None
                assert shown.recipe.directions[0].alpha == alpha  # at once: nobody has waited
                assert not shown.finished
            studio.session.do(edits.set_tv(0.5))
            assert studio.screen.result is shown  # of this nothing is known
            await studio.until_done()

    run(main())


def test_a_frame_of_an_older_document_does_not_cover_what_was_foreseen(
    run: Run, studio: Studio
) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            studio.session.settle()
            studio.view.results.clear()
            for step in range(40):
                studio.session.do(edits.set_alpha(1 + step / 40))
                await asyncio.sleep(0.004)
            await studio.until_done()

    run(main())
    strengths = [each.recipe.directions[0].alpha for each in studio.view.results if each]
    assert strengths == sorted(strengths)


def test_between_two_that_are_known_the_engine_waits_until_the_hand_rests(
    run: Run, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller_module, "_REST_S", 0.05)
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()  # what alpha 0 gives is known with it
            begun = len(studio.fake.begun)
            for step in range(1, 30):
                studio.session.do(edits.set_alpha(step / 30))
                await asyncio.sleep(0.004)
                assert len(studio.fake.begun) == begun
            await studio.until_done()
            assert studio.screen.result is not None
            assert studio.screen.result.recipe.directions[0].alpha == 29 / 30
            assert len(studio.fake.begun) == begun + 2  # a quick look, and the solve that counts

    run(main())


def test_undo_shows_a_finished_render_at_once(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            first = studio.screen.result
            studio.session.do(edits.set_tv(0.5))
            await studio.until_done()
            begun = len(studio.fake.begun)
            studio.session.undo()
            await studio.until(lambda: studio.screen.result is first)
            assert len(studio.fake.begun) == begun
            assert studio.view.phase is Phase.DONE

    run(main())


def test_stop_keeps_the_frame_until_it_is_rendered_again(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(10_000))

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            await asyncio.sleep(0.05)
            studio.controller.stop()
            await studio.until(lambda: studio.view.phase is Phase.STOPPED)
            kept = studio.screen.result
            assert kept is not None
            assert studio.renders.unsaved is kept
            await asyncio.sleep(0.05)
            assert studio.screen.result is kept
            studio.controller.render_again()
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            assert studio.fake.begun[-1][2] is None

    run(main())


def test_cancel_brings_back_what_was_there_before(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            before = studio.screen.result
            studio.session.do(edits.set_iterations(10_000))
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            await asyncio.sleep(0.05)
            studio.controller.cancel()
            await studio.until(lambda: studio.view.phase is Phase.CANCELLED)
            assert studio.screen.result is before
            await asyncio.sleep(0.05)
            assert studio.view.phase is Phase.CANCELLED

    run(main())


def test_a_pause_lays_the_solver_aside_and_resume_takes_the_next_iteration(
    run: Run, studio: Studio
) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(10_000))

    def newest() -> int:
        return max(work.done for work in studio.view.works if work.preview is not None)

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            studio.controller.pause()
            assert studio.view.phase is Phase.PAUSED
            await asyncio.sleep(0.05)
            before, begun = newest(), len(studio.fake.begun)
            await asyncio.sleep(0.05)
            assert newest() == before
            assert studio.view.phase is Phase.PAUSED
            studio.controller.resume()
            await studio.until(lambda: newest() > before)
            assert len(studio.fake.begun) == begun
            studio.controller.pause()
            studio.controller.stop()
            await studio.until(lambda: studio.view.phase is Phase.STOPPED)
            await studio.until(lambda: studio.fake.closed == begun)

    run(main())


@pytest.mark.parametrize("again", [True, False])
def test_a_paused_solver_is_let_go_for_what_is_newer(run: Run, studio: Studio, again: bool) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(10_000))

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            studio.controller.pause()
            studio.session.settle()
            if again:
                studio.controller.render_again()
                await studio.until(lambda: len(studio.fake.begun) == 2)
            else:
                studio.session.do(edits.set_iterations(15))
                await studio.until_done()
            assert studio.fake.closed >= 1

    run(main())


def test_stop_holds_when_a_change_was_waiting(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(10_000))
    studio.fake.pause = 0.1

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            studio.session.do(edits.set_alpha(3))
            studio.controller.stop()
            await studio.until(lambda: studio.view.phase is Phase.STOPPED)
            await asyncio.sleep(0.05)
            assert (studio.view.phase, len(studio.fake.begun)) == (Phase.STOPPED, 1)
            studio.controller.render_again()
            await studio.until(lambda: len(studio.fake.begun) == 2)
            studio.session.do(edits.set_alpha(2))
            studio.controller.stop()
            studio.session.do(edits.set_alpha(1.5))  # the hand moves on: so does the picture
            await studio.until(lambda: len(studio.fake.begun) == 3)

    run(main())


def test_what_was_kept_is_there_again_after_undo(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(10_000))

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            studio.controller.stop()
            await studio.until(lambda: studio.view.phase is Phase.STOPPED)
            kept = studio.screen.result
            studio.session.settle()
            studio.session.do(edits.set_iterations(5))
            await studio.until_done()
            studio.session.undo()
            await studio.until(lambda: studio.screen.result is kept)
            assert studio.view.phase is Phase.STOPPED

    run(main())


def test_rendering_again_after_the_end_starts_from_the_photo(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            studio.controller.render_again()
            await studio.until(lambda: len(studio.fake.ended) == 2)

    run(main())
    assert [start for _, _, start in studio.fake.begun] == [None, None]
    assert studio.counted == ["young", "old"] * 2  # the folders may have changed since


def test_a_change_of_strength_waits_for_the_lesson(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.learning = 100

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.LEARNING)
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()
            # The first was not left before it had learned; then a look, and the solve that counts.
            assert [each[1].directions[0].alpha for each in studio.fake.begun] == [1, 2, 2]
            studio.fake.learned.clear()
            studio.session.do(edits.set_k(3))
            await studio.until(lambda: studio.view.phase is Phase.LEARNING)
            studio.session.do(edits.set_k(4))
            await studio.until_done()

    run(main())
    learned = {getattr(each, "k", None) for each in studio.fake.learned}
    assert learned == {4}  # another K is another lesson: the first was left


def test_a_set_that_cannot_serve_is_told_beneath_it_and_nothing_starts(
    run: Run, studio: Studio
) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            result = studio.screen.result
            studio.session.do(edits.set_target("nowhere"))
            await studio.until(lambda: studio.view.phase is Phase.WAITING)
            assert studio.screen.result is result  # nothing is lost
            assert studio.view.sets["nowhere"].error == "There is no folder nowhere."
            assert studio.view.said == []
            studio.sets["nowhere"] = 3
            studio.controller.render_again()
            await studio.until_done()

    run(main())


def test_a_failure_is_said_and_the_next_change_tries_again(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.fails = WeightsError("The network is not here; fetch it.")

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.FAILED)
            assert studio.view.said == [
                Message("The network is not here; fetch it.", Severity.ERROR)
            ]
            studio.fake.fails = None
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()

    run(main())


def test_a_fault_of_ours_is_logged_with_its_details(
    run: Run, studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    studio.begin()
    studio.fake.fails = ZeroDivisionError("division by zero")

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.FAILED)

    run(main())
    (message,) = studio.view.said
    assert message.text == "Something unexpected went wrong: division by zero."
    assert "in render" in message.details
    assert "in render" in caplog.text
    caplog.clear()


def test_notices_are_said(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.fake.notices = ("a.jpg was skipped.", "b.jpg was skipped.")

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()

    run(main())
    assert [each.text for each in studio.view.said] == list(studio.fake.notices)


def test_saving_settles_what_is_owed(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            result = studio.screen.result
            assert result is not None
            studio.renders.mark_saved(result)
            assert studio.renders.unsaved is None
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()
            assert studio.renders.unsaved is not None
            studio.session.undo()
            await studio.until(lambda: studio.screen.result is result)
            assert studio.renders.unsaved is None

    run(main())


def test_the_engine_runs_in_one_thread_of_its_own(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            studio.session.do(edits.set_alpha(2))
            await studio.until_done()

    run(main())
    assert len(studio.fake.threads) == 1
    assert threading.get_ident() not in studio.fake.threads


# -- masks --------------------------------------------------------------------------------------


def half(role: MaskRole, *, top: int = 0) -> MaskLayer:
    mask = np.zeros((40, 60), np.float32)
    mask[top : top + 20] = 1
    return MaskLayer.of(role, role, mask)


def test_the_masks_reach_the_engine_as_the_crop_leaves_them(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(mask_edits.add_mask(half(MaskRole.EDIT)))
    studio.session.do(edits.set_crop(Crop(0, 10, 40, 30)))

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()

    run(main())
    ((layer,),) = studio.fake.masks
    assert np.array_equal(layer.mask, studio.session.document.masks[0].mask[10:, :40])
    result = studio.screen.result
    assert result is not None
    assert result.is_of(studio.session.document)
    small = studio.session.document.subject.image[::2, ::2]  # type: ignore[union-attr]
    changed = (result.image != small).any(axis=(1, 2))
    assert changed.tolist() == [True] * 5 + [False] * 10


def test_a_result_is_not_taken_for_that_of_other_masks(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            plain = studio.screen.result
            studio.session.do(mask_edits.add_mask(half(MaskRole.EDIT)))
            await studio.until(lambda: studio.done)
            masked, begun = studio.screen.result, len(studio.fake.begun)
            assert masked is not plain
            studio.session.do(mask_edits.turn_mask(False, at=0))
            await studio.until(lambda: studio.screen.result is plain)
            studio.session.do(mask_edits.rename_mask("another name", at=0))
            await asyncio.sleep(0.02)
            studio.session.do(mask_edits.turn_mask(True, at=0))
            await studio.until(lambda: studio.screen.result is masked)
            assert len(studio.fake.begun) == begun

    run(main())


def test_a_mask_that_is_still_empty_makes_no_work(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            blank = MaskLayer.blank("new", MaskRole.FILL, height=40, width=60)
            studio.session.do(mask_edits.add_mask(blank))
            await asyncio.sleep(0.05)
            assert studio.done
            assert len(studio.fake.begun) == 1

    run(main())


def test_a_strength_is_foreseen_with_the_same_masks_only(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(mask_edits.add_mask(half(MaskRole.EDIT)))

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            studio.session.do(edits.set_alpha(1.4))
            foreseen = studio.screen.result
            assert foreseen is not None
            assert foreseen.recipe.directions[0].alpha == 1.4
            await studio.until_done()
            settled = studio.screen.result
            studio.session.do(mask_edits.replace_mask(half(MaskRole.EDIT, top=20), "x", at=0))
            assert studio.screen.result is settled
            await studio.until(lambda: studio.done)

    run(main())


def test_what_is_missing_is_filled_without_any_attribute(run: Run, studio: Studio) -> None:
    studio.session.do(edits.open_photo(PHOTO))
    studio.session.do(mask_edits.add_mask(half(MaskRole.FILL)))
    studio.sets["faces"] = 9

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.works)
            assert studio.view.works[-1].missing is Missing.FILL
            studio.session.do(mask_edits.set_fill_pictures("faces"))
            await studio.until_done()
            assert studio.view.sets == {"faces": SetReport(9)}
            first = studio.screen.result
            assert first is not None
            assert first.filled is not None
            assert first.image[0, 0, 0] == 0.25
            studio.session.do(mask_edits.set_fill_alpha(2))
            await studio.until_done()
            starts = [start for *_, start in studio.fake.begun]
            assert [start is None for start in starts] == [True, False, True]  # a look between
            await studio.until_done()
            studio.session.settle()
            studio.session.do(mask_edits.set_fill_alpha(3))
            foreseen = studio.screen.result
            assert foreseen is not None
            np.testing.assert_allclose(foreseen.image[0, 0, 0], 0.75, atol=1e-6)
            await studio.until_done()

    run(main())


def test_of_a_filling_nothing_at_rest_is_the_photo(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.sets["faces"] = 9
    studio.session.do(mask_edits.add_mask(half(MaskRole.FILL)))
    studio.session.do(mask_edits.set_fill_pictures("faces"))

    async def main() -> None:
        async with studio.rendering():
            await studio.until_done()
            studio.session.do(edits.set_alpha(0))
            await studio.until_done()
            result = studio.screen.result
            assert result is not None
            assert result.image[0, 0, 0] == 0.25

    run(main())


def test_a_stroke_on_what_is_missing_leaves_the_lesson_at_once(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.sets["faces"] = 9
    studio.session.do(mask_edits.add_mask(half(MaskRole.FILL)))
    studio.session.do(mask_edits.set_fill_pictures("faces"))
    studio.fake.learning = 10_000

    async def main() -> None:
        async with studio.rendering():
            await studio.until(lambda: studio.view.phase is Phase.LEARNING)
            studio.session.do(mask_edits.replace_mask(half(MaskRole.FILL, top=20), "x", at=0))
            await studio.until(lambda: len(studio.fake.begun) == 2)
            studio.fake.learning = 0

    run(main())
