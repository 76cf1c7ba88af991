from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from controlled import PHOTO, Studio

from dfi_studio.core.mask import MaskLayer, MaskRole
from dfi_studio.session import edits, mask_edits
from dfi_studio.ui.rendering import controller as controller_module
from dfi_studio.ui.rendering.work import Phase

Run = Callable[[Any], Any]


@pytest.fixture
def studio(run: Run) -> Iterator[Studio]:
    studio = Studio()
    studio.fake.decoder = True
    studio.session.do(edits.set_iterations(20))
    yield studio
    studio.thread.close()


def shades(studio: Studio) -> list[float]:
    """Return how bright the pictures were that were shown."""
    return [float(each.image.mean()) for each in studio.view.results if each is not None]


def test_the_first_picture_is_a_guess_and_the_solve_takes_over(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()

    run(main())
    assert shades(studio)[0] == pytest.approx(0.25)
    assert shades(studio)[-1] == pytest.approx(0.3)
    assert len(studio.fake.threads) == 1  # the engine's


def test_a_guess_passes_over_into_what_is_solved(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            await studio.until(lambda: not studio.screen._fade.runs)

    run(main())
    greys = seen(studio)
    assert greys[0] == round(255 * 0.25)
    assert any(greys[0] < each < greys[-1] for each in greys)
    assert greys[-1] == int(255 * 0.3 + 0.5)


def seen(studio: Studio) -> list[int]:
    """Return how bright the pictures were that the window showed."""
    return [each.pixelColor(0, 0).red() for each in studio.view.pictures if each is not None]


def test_a_slider_that_moves_shows_guesses_and_nothing_is_solved(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            begun, seen = len(studio.fake.begun), len(studio.view.results)
            for alpha in np.linspace(1.1, 3.0, 20).tolist():
                studio.session.do(edits.set_alpha(alpha))
                await asyncio.sleep(0.01)
            assert studio.view.phase is Phase.GUESSING
            assert len(studio.fake.begun) == begun
            moved = shades(studio)[seen:]
            assert len(moved) > 5
            assert moved == sorted(moved)
            await studio.until_done()

    run(main())
    assert shades(studio)[-1] == pytest.approx(0.5)
    assert len(studio.fake.prepared) == 1


@pytest.mark.parametrize(("keep", "shade"), [(True, 0.35), (False, 0.3)])
def test_a_guess_can_be_kept_or_left_before_it_is_solved(
    run: Run, studio: Studio, keep: bool, shade: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller_module, "_REST_S", 1.0)
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            begun = len(studio.fake.begun)
            studio.session.do(edits.set_alpha(3.0))
            await studio.until(lambda: shades(studio)[-1] == pytest.approx(0.35))
            (studio.controller.stop if keep else studio.controller.cancel)()
            await asyncio.sleep(0.3)
            assert studio.view.phase is Phase.STOPPED
            assert len(studio.fake.begun) == begun
            assert shades(studio)[-1] == pytest.approx(shade)
            studio.session.do(edits.set_alpha(2.0))
            await studio.until_done()

    run(main())
    assert shades(studio)[-1] == pytest.approx(0.4)


def test_only_the_newest_is_made(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            made = len(studio.fake.guessed)
            for alpha in np.linspace(1.1, 3.0, 100).tolist():
                studio.session.do(edits.set_alpha(alpha))
            await studio.until_done()
            assert len(studio.fake.guessed) - made == 1
            assert studio.fake.guessed[-1].directions[0].alpha == 3.0

    run(main())


def test_a_solve_under_way_makes_room_at_once(run: Run, studio: Studio) -> None:
    studio.begin()
    studio.session.do(edits.set_iterations(2000))

    async def main() -> None:
        async with studio.working():
            await studio.until(lambda: studio.view.phase is Phase.SOLVING)
            studio.session.do(edits.set_alpha(2.0))
            await studio.until(lambda: studio.fake.guessed[-1].directions[0].alpha == 2.0)
            await studio.until(lambda: shades(studio)[-1] == pytest.approx(0.3))
            assert studio.screen.work.phase is Phase.GUESSING

    run(main())


def test_a_blend_of_two_solves_is_preferred(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            studio.session.do(edits.set_alpha(2.0))
            await studio.until_done()
            made = len(studio.fake.guessed)
            studio.session.do(edits.set_alpha(1.5))
            assert studio.screen.result is not None
            assert studio.screen.result.image.mean() == pytest.approx(0.35)
            await studio.until_done()
            assert len(studio.fake.guessed) == made

    run(main())


def test_alpha_0_is_the_photo(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            studio.session.do(edits.set_alpha(-1.0))
            await studio.until(lambda: shades(studio)[-1] == pytest.approx(0.15))
            studio.session.do(edits.set_alpha(0.0))
            await studio.until_done()

    run(main())
    assert (studio.view.results[-1].image == PHOTO.image[::2, ::2].astype(np.float32)).all()  # type: ignore[union-attr]


def test_masks_apply_to_guesses(run: Run, studio: Studio) -> None:
    values = np.zeros(PHOTO.image.shape[:2], np.float32)
    values[:, :30] = 1
    studio.begin()
    studio.session.do(mask_edits.add_mask(MaskLayer.of("half", MaskRole.EDIT, values)))

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            seen = len(studio.view.results)
            studio.session.do(edits.set_alpha(3.0))
            await studio.until(lambda: len(studio.view.results) > seen)

    run(main())
    shown = studio.fake.guessed[-1]
    assert shown.directions[0].alpha == 3.0
    guess = next(each for each in studio.view.results if each and each.recipe == shown)
    assert guess.image[0, 0, 0] == pytest.approx(0.35)
    assert guess.image[0, -1, 0] == pytest.approx(0.2)


def test_another_way_to_solve_is_no_reason_to_guess(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            made = len(studio.fake.guessed)
            studio.session.do(edits.set_iterations(30))
            await studio.until_done()
            assert len(studio.fake.guessed) == made

    run(main())


def test_a_decoder_that_cannot_serve_is_told_once(run: Run, studio: Studio) -> None:
    studio.fake.refusal = "The decoder is damaged; train it."
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            studio.session.do(edits.set_size(128))
            await studio.until_done()
            studio.session.do(edits.set_alpha(2.0))
            await studio.until_done()

    run(main())
    assert [each.text for each in studio.view.said] == [studio.fake.refusal]
    assert studio.fake.guessed == []


def test_it_is_looked_for_once_for_each_photo_and_direction(run: Run, studio: Studio) -> None:
    studio.fake.decoder = False
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            assert not studio.instant.lacks(studio.session.document)
            studio.fake.decoder = True
            studio.session.do(edits.set_alpha(2.0))
            await studio.until_done()
            assert studio.fake.prepared == []
            await studio.instant.renew()  # as when a training has made one
            assert studio.instant.serves(studio.session.document)

    run(main())


def test_only_two_photos_are_kept_ready(run: Run, studio: Studio) -> None:
    studio.begin()

    async def main() -> None:
        async with studio.working():
            await studio.until_done()
            first = studio.session.document
            for size in (128, 96):
                studio.session.do(edits.set_size(size))
                await studio.until_done()
                assert studio.instant.serves(studio.session.document)
            assert not studio.instant.serves(first)

    run(main())


def test_a_very_large_picture_is_not_guessed(run: Run, studio: Studio) -> None:
    studio.begin()
    document = studio.session.document
    assert studio.instant.lacks(document)
    space = replace(document.recipe.space, size=1024)
    large = replace(document, recipe=replace(document.recipe, space=space))
    assert not studio.instant.lacks(large)
